"""Misconceptions of ex05's PyTorch track: the wrong answers that people really write.

Each is laid over the solution, so it may use its names (activate, dense_backward, MLP, ...) and
what the solution's MLP keeps: self.inputs and self.scores, one entry per layer. Those of the NumPy
track take its words.
"""

# ruff: noqa: F821  # names of the solution

from grader.checks.api import misconception

# --- the chain -----------------------------------------------------------------------------------


@misconception("chain-linear-output", replaces="chain_forward")
def chain_forward_linear_output(x, parameters):
    a1 = activate("sigmoid", parameters["w1"] * x + parameters["b1"])
    a2 = activate("sigmoid", parameters["w2"] * a1 + parameters["b2"])
    return a1, a2, parameters["w3"] * a2 + parameters["b3"]


@misconception("chain-linear-output", replaces="chain_backward")
def chain_backward_linear_output(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = p - y
    delta2 = delta3 * parameters["w3"] * a2 * (1 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception("chain-sign", replaces="chain_backward")
def chain_sign(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (y - p) * p * (1 - p)
    delta2 = delta3 * parameters["w3"] * a2 * (1 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception("chain-factor-two", replaces="chain_backward")
def chain_factor_two(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = 2 * (p - y) * p * (1 - p)
    delta2 = delta3 * parameters["w3"] * a2 * (1 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception("chain-missing-pair-carried", replaces="chain_backward")
def chain_missing_pair_carried(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (p - y) * p * (1 - p)
    delta2 = (p - y) * a2 * (1 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception("chain-no-output-slope", replaces="chain_backward")
def chain_no_output_slope(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = p - y
    delta2 = delta3 * parameters["w3"] * a2 * (1 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception("chain-no-hidden-slope", replaces="chain_backward")
def chain_no_hidden_slope(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (p - y) * p * (1 - p)
    delta2 = delta3 * parameters["w3"]
    delta1 = delta2 * parameters["w2"]
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception("chain-no-weights", replaces="chain_backward")
def chain_no_weights(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (p - y) * p * (1 - p)
    delta2 = delta3 * a2 * (1 - a2)
    delta1 = delta2 * a1 * (1 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception("chain-w2-missing-pair", replaces="chain_backward")
def chain_w2_missing_pair(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (p - y) * p * (1 - p)
    delta2 = delta3 * parameters["w3"] * a2 * (1 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": (p - y) * a2 * (1 - a2) * a1,
        "b2": (p - y) * a2 * (1 - a2),
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception(
    "chain-autograd-without-half",
    replaces="chain_autograd",
    see="4.4.3",
    fr="Autograd a bien dérivé, mais une autre fonction : vos dérivées sont celles de (y - p)², deux "
    "fois trop grandes. Dans la chaîne J = (y - p)²/2 ; MSELoss, comme mse, n'a pas le 1/2.",
    en="Autograd did differentiate, but another function: your derivatives are those of (y - p)², "
    "twice too large. In the chain J = (y - p)²/2; MSELoss, like mse, has no 1/2.",
)
def chain_autograd_without_half(x, y, parameters):
    leaves = {name: value.detach().requires_grad_() for name, value in parameters.items()}
    ((y - chain_forward(x, leaves)[2]) ** 2).backward()
    return {name: leaf.grad for name, leaf in leaves.items()}


@misconception(
    "chain-autograd-of-prediction",
    replaces="chain_autograd",
    see="4.4.3",
    fr="Vous appelez p.backward() : ce sont les dérivées de la prédiction p, pas celles du coût. "
    "Formez d'abord J = (y - p)²/2, et appelez J.backward().",
    en="You call p.backward(): these are the derivatives of the prediction p, not those of the cost. "
    "First form J = (y - p)²/2, and call J.backward().",
)
def chain_autograd_of_prediction(x, y, parameters):
    leaves = {name: value.detach().requires_grad_() for name, value in parameters.items()}
    chain_forward(x, leaves)[2].backward()
    return {name: leaf.grad for name, leaf in leaves.items()}


# --- one dense layer -----------------------------------------------------------------------------


@misconception("dense-no-bias", replaces="dense_forward")
def dense_forward_no_bias(x, w, b):
    return x @ w


@misconception(
    "dense-missing-transpose",
    replaces="dense_backward",
    see="4.4",
    fr="Pour remonter vers l'entrée, vous multipliez par w au lieu de sa transposée. Quand w "
    "est carrée, les formes s'accordent et rien n'avertit ; sinon, PyTorch refuse. L'entrée"
    " j reçoit de chaque sortie k sa part, w[j, k] : dx = delta @ w.T.",
    en="To go back to the input you multiply by w instead of its transpose. When w is square "
    "the shapes fit and nothing warns you; otherwise PyTorch refuses. Input j receives from"
    " each output k its share, w[j, k]: dx = delta @ w.T.",
)
def dense_backward_missing_transpose(delta, x, w):
    return delta @ w, x.T @ delta / len(x), delta.mean(dim=0)


@misconception("dense-bias-summed", replaces="dense_backward")
def dense_backward_bias_summed(delta, x, w):
    return delta @ w.T, x.T @ delta / len(x), delta.sum(dim=0)


@misconception("dense-not-averaged", replaces="dense_backward")
def dense_backward_not_averaged(delta, x, w):
    return delta @ w.T, x.T @ delta, delta.sum(dim=0)


@misconception("dense-mean-carried", replaces="dense_backward")
def dense_backward_mean_carried(delta, x, w):
    n = len(x)
    return delta @ w.T / n, x.T @ delta / n, delta.mean(dim=0)


@misconception("dense-gradient-transposed", replaces="dense_backward")
def dense_backward_gradient_transposed(delta, x, w):
    return delta @ w.T, delta.T @ x / len(x), delta.mean(dim=0)


# --- the network, by hand ------------------------------------------------------------------------


@misconception("mlp-output-activated", replaces="MLP.forward")
def mlp_forward_output_activated(self, x):
    self.inputs, self.scores = [], []
    a = x
    for w, b in zip(self.weights, self.biases):
        z = dense_forward(a, w, b)
        self.inputs.append(a)
        self.scores.append(z)
        a = activate(self.activation, z)
    return a


@misconception("mlp-output-activated", replaces="MLP.backward")
def mlp_backward_output_activated(self, x, y):
    delta = 2 * (self.forward(x) - y) / y.shape[1]
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        delta = delta * activation_derivative(self.activation, self.scores[layer])
        delta, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.insert(0, dw)
        bias_gradients.insert(0, db)
    return weight_gradients, bias_gradients


@misconception("mlp-derivative-at-activation", replaces="MLP.backward")
def mlp_derivative_at_activation(self, x, y):
    delta = 2 * (self.forward(x) - y) / y.shape[1]
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        dx, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.insert(0, dw)
        bias_gradients.insert(0, db)
        if layer > 0:
            delta = dx * activation_derivative(self.activation, self.inputs[layer])
    return weight_gradients, bias_gradients


@misconception("mlp-no-derivative", replaces="MLP.backward")
def mlp_no_derivative(self, x, y):
    delta = 2 * (self.forward(x) - y) / y.shape[1]
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        dx, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.insert(0, dw)
        bias_gradients.insert(0, db)
        if layer > 0:
            delta = dx
    return weight_gradients, bias_gradients


@misconception("mlp-derivative-of-next-layer", replaces="MLP.backward")
def mlp_derivative_of_next_layer(self, x, y):
    delta = 2 * (self.forward(x) - y) / y.shape[1]
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        dx, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.insert(0, dw)
        bias_gradients.insert(0, db)
        if layer > 0:
            delta = dx * activation_derivative(self.activation, self.scores[layer])
    return weight_gradients, bias_gradients


@misconception("mlp-gradients-reversed", replaces="MLP.backward")
def mlp_gradients_reversed(self, x, y):
    delta = 2 * (self.forward(x) - y) / y.shape[1]
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        dx, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.append(dw)
        bias_gradients.append(db)
        if layer > 0:
            delta = dx * activation_derivative(self.activation, self.scores[layer - 1])
    return weight_gradients, bias_gradients


@misconception("mlp-missing-factor-two", replaces="MLP.backward")
def mlp_missing_factor_two(self, x, y):
    delta = (self.forward(x) - y) / y.shape[1]
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        dx, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.insert(0, dw)
        bias_gradients.insert(0, db)
        if layer > 0:
            delta = dx * activation_derivative(self.activation, self.scores[layer - 1])
    return weight_gradients, bias_gradients


@misconception("mlp-sum-over-outputs", replaces="MLP.backward")
def mlp_sum_over_outputs(self, x, y):
    delta = 2 * (self.forward(x) - y)
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        dx, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.insert(0, dw)
        bias_gradients.insert(0, db)
        if layer > 0:
            delta = dx * activation_derivative(self.activation, self.scores[layer - 1])
    return weight_gradients, bias_gradients


@misconception("mlp-mean-twice", replaces="MLP.backward")
def mlp_mean_twice(self, x, y):
    delta = 2 * (self.forward(x) - y) / y.numel()
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        dx, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.insert(0, dw)
        bias_gradients.insert(0, db)
        if layer > 0:
            delta = dx * activation_derivative(self.activation, self.scores[layer - 1])
    return weight_gradients, bias_gradients


@misconception(
    "callers-parameters-marked",
    replaces="chain_autograd",
    see="4.4",
    fr="Vos dérivées sont justes, mais vous faites demander un gradient aux tenseurs de celui qui vous "
    "appelle : tout ce qu'il en calculera ensuite traînera un graphe, et leur .grad s'accumulera. Faites "
    "des feuilles à vous : value.detach().requires_grad_().",
    en="Your derivatives are right, but you make the tensors of your caller require a gradient: all that "
    "is computed from them later drags a graph along, and their .grad adds up. Make leaves of your own: "
    "value.detach().requires_grad_().",
)
def chain_autograd_marks(x, y, parameters):
    for value in parameters.values():
        value.requires_grad_()
    _, _, p = chain_forward(x, parameters)
    ((y - p) ** 2 / 2).backward()
    return {name: value.grad for name, value in parameters.items()}


# --- the network, by autograd --------------------------------------------------------------------


@misconception(
    "autograd-accumulated",
    replaces="MLP.autograd",
    see="4.4",
    fr="Au deuxième appel, vos gradients contiennent encore ceux du premier : backward() ajoute à "
    ".grad, il ne remplace pas. Faites des feuilles neuves à chaque appel, ou remettez .grad à zéro "
    "avant (c'est ce que fait zero_grad), ou prenez torch.autograd.grad.",
    en="In the second call your gradients still hold those of the first: backward() adds to .grad, "
    "it does not replace. Make new leaves in each call, or set .grad back to zero before (this is "
    "what zero_grad does), or take torch.autograd.grad.",
)
def mlp_autograd_accumulated(self, x, y):
    for value in self.weights + self.biases:
        value.requires_grad_().retain_grad()  # after a step too: None is another mistake
    mse(self.forward(x), y).backward()
    return [w.grad for w in self.weights], [b.grad for b in self.biases]


@misconception(
    "relu-slope-at-zero",
    replaces="activation_derivative",
    see="3.2",
    fr="Chez vous, la pente de ReLU en 0 vaut 1 (>= au lieu de >). L'énoncé la fixe à 0, comme PyTorch : "
    "la dérivée vaut 1 là où z > 0, 0 ailleurs.",
    en="With you, the slope of ReLU at 0 is 1 (>= instead of >). The statement fixes it at 0, as PyTorch "
    "does: the derivative is 1 where z > 0, 0 elsewhere.",
)
def relu_slope_at_zero(name, z):
    if name == "relu":
        return (z >= 0).to(z.dtype)
    if name == "tanh":
        return 1 - torch.tanh(z) ** 2
    if name == "sigmoid":
        s = torch.sigmoid(z)
        return s * (1 - s)
    return torch.ones_like(z)


@misconception(
    "autograd-of-sum",
    replaces="MLP.autograd",
    see="4.2",
    fr="Vous dérivez la somme des carrés : vos gradients sont n × d fois trop grands. backward() "
    "part d'un nombre seul, et ce nombre doit être le coût de l'énoncé, la moyenne : mse(p, y).",
    en="You differentiate the sum of the squares: your gradients are n × d times too large. "
    "backward() starts from a single number, and that number must be the statement's cost, the "
    "mean: mse(p, y).",
)
def mlp_autograd_of_sum(self, x, y):
    weights, biases = (
        [value.detach().requires_grad_() for value in part] for part in self.parameters()
    )
    prediction = MLP(weights, biases, self.activation).forward(x)
    prediction.backward(2 * (prediction - y).detach())
    return [w.grad for w in weights], [b.grad for b in biases]


@misconception(
    "autograd-of-ones",
    replaces="MLP.autograd",
    see="4.4",
    fr="Vous appelez backward sur la prédiction, avec des uns : ce sont les dérivées de la somme des "
    "sorties, la cible n'y entre pas. Formez d'abord le coût, mse(p, y) : un seul nombre, sur lequel "
    "backward() n'a besoin de rien d'autre.",
    en="You call backward on the prediction, with ones: these are the derivatives of the sum of the "
    "outputs, the target plays no part in them. First form the cost, mse(p, y): a single number, "
    "on which backward() needs nothing else.",
)
def mlp_autograd_of_ones(self, x, y):
    weights, biases = (
        [value.detach().requires_grad_() for value in part] for part in self.parameters()
    )
    prediction = MLP(weights, biases, self.activation).forward(x)
    prediction.backward(torch.ones_like(prediction))
    return [w.grad for w in weights], [b.grad for b in biases]


@misconception("step-ascends", replaces="MLP.step")
def mlp_step_ascends(self, gradients, lr):
    weight_gradients, bias_gradients = gradients
    self.weights = [w + lr * dw for w, dw in zip(self.weights, weight_gradients)]
    self.biases = [b + lr * db for b, db in zip(self.biases, bias_gradients)]


@misconception("step-without-biases", replaces="MLP.step")
def mlp_step_without_biases(self, gradients, lr):
    weight_gradients, _ = gradients
    self.weights = [w - lr * dw for w, dw in zip(self.weights, weight_gradients)]


@misconception("update-before-propagating", replaces="MLP.train_step")
def mlp_update_before_propagating(self, x, y, lr):
    prediction = self.forward(x)
    delta = 2 * (prediction - y) / y.shape[1]
    for layer in reversed(range(len(self.weights))):
        _, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        self.weights[layer] = self.weights[layer] - lr * dw
        self.biases[layer] = self.biases[layer] - lr * db
        if layer > 0:
            dx = delta @ self.weights[layer].T
            delta = dx * activation_derivative(self.activation, self.scores[layer - 1])
    return mse(prediction, y).item()


@misconception("loss-after-step", replaces="MLP.train_step")
def mlp_loss_after_step(self, x, y, lr):
    self.step(self.backward(x, y), lr)
    return mse(self.forward(x), y).item()


@misconception("norms-squared", replaces="MLP.gradient_norms")
def mlp_norms_squared(self, x, y):
    weight_gradients, _ = self.backward(x, y)
    return [(dw**2).sum().item() for dw in weight_gradients]


# --- operations of one's own ---------------------------------------------------------------------


@misconception(
    "function-averaged-again",
    replaces="DenseFunction.backward",
    see="4.4",
    fr="Vous divisez les gradients de w et de b par n, comme dans dense_backward. Ici le 1/n est déjà "
    "dans grad_output, si le coût est une moyenne : une opération ne sait pas ce qu'on dérive, elle "
    "transmet. Faites des sommes : x.T @ grad_output et grad_output.sum(dim=0).",
    en="You divide the gradients of w and b by n, as in dense_backward. Here the 1/n is already in "
    "grad_output, if the cost is a mean: an operation does not know what is differentiated, it hands "
    "on. Take sums: x.T @ grad_output and grad_output.sum(dim=0).",
)
def function_averaged_again(ctx, grad_output):
    x, w = ctx.saved_tensors
    return grad_output @ w.T, x.T @ grad_output / len(x), grad_output.mean(dim=0)


@misconception(
    "function-upstream-ignored",
    replaces="DenseFunction.backward",
    see="4.4",
    fr="Votre retour ne tient pas compte de grad_output : il rend les dérivées de la somme des "
    "sorties, comme si chaque sortie comptait pour 1. La règle de la chaîne multiplie par ce qui "
    "vient d'en haut : partez de grad_output, pas de uns.",
    en="Your backward takes no account of grad_output: it gives the derivatives of the sum of the "
    "outputs, as if each output counted for 1. The chain rule multiplies by what comes from above: "
    "start from grad_output, not from ones.",
)
def function_upstream_ignored(ctx, grad_output):
    x, w = ctx.saved_tensors
    ones = torch.ones_like(grad_output)
    return ones @ w.T, x.T @ ones, ones.sum(dim=0)


@misconception(
    "function-missing-transpose",
    replaces="DenseFunction.backward",
    see="4.4",
    fr="Votre retour multiplie par w au lieu de sa transposée : si w est carrée, rien n'avertit, et "
    "le gradient de x est faux. dx = grad_output @ w.T.",
    en="Your backward multiplies by w instead of its transpose: if w is square nothing warns you, "
    "and the gradient of x is wrong. dx = grad_output @ w.T.",
)
def function_missing_transpose(ctx, grad_output):
    x, w = ctx.saved_tensors
    return grad_output @ w, x.T @ grad_output, grad_output.sum(dim=0)


@misconception(
    "sign-true-derivative",
    replaces="SignFunction.backward",
    see="4.4.4",
    fr="Votre retour rend la vraie dérivée du signe : zéro partout, et plus rien n'apprend en amont. "
    "L'énoncé choisit autre chose : laisser passer grad_output là où -1 <= x <= 1.",
    en="Your backward gives the true derivative of the sign: zero everywhere, and nothing before it "
    "learns any more. The statement chooses something else: let grad_output pass where "
    "-1 <= x <= 1.",
)
def sign_true_derivative(ctx, grad_output):
    return torch.zeros_like(grad_output)


@misconception(
    "sign-no-window",
    replaces="SignFunction.backward",
    see="4.4.4",
    fr="Votre retour laisse passer le gradient partout. L'énoncé l'arrête là où |x| dépasse 1 : "
    "multipliez grad_output par un masque.",
    en="Your backward lets the gradient pass everywhere. The statement stops it where |x| is beyond "
    "1: multiply grad_output by a mask.",
)
def sign_no_window(ctx, grad_output):
    return grad_output


@misconception(
    "sign-window-open",
    replaces="SignFunction.backward",
    see="4.4.4",
    fr="Votre fenêtre exclut ses bornes : en -1 et en 1, le gradient doit encore passer (<=, pas <).",
    en="Your window leaves out its ends: at -1 and at 1 the gradient must still pass (<=, not <).",
)
def sign_window_open(ctx, grad_output):
    (x,) = ctx.saved_tensors
    return grad_output * (x.abs() < 1)


@misconception(
    "sign-upstream-ignored",
    replaces="SignFunction.backward",
    see="4.4",
    fr="Votre retour rend 1 entre -1 et 1, sans grad_output : c'est une dérivée locale. Multipliez-la "
    "par ce qui vient d'en haut, grad_output.",
    en="Your backward gives 1 between -1 and 1, without grad_output: that is a local derivative. "
    "Multiply it by what comes from above, grad_output.",
)
def sign_upstream_ignored(ctx, grad_output):
    (x,) = ctx.saved_tensors
    return (x.abs() <= 1).to(x.dtype)


# --- initial weights, numerical gradient ---------------------------------------------------------


@misconception("xavier-normal", replaces="xavier_init")
def xavier_normal(seed, fan_in, fan_out):
    generator = torch.Generator().manual_seed(seed)
    w = torch.empty(fan_in, fan_out, dtype=torch.float64)
    return w.normal_(0, math.sqrt(2 / (fan_in + fan_out)), generator=generator)


@misconception("xavier-deviation-as-limit", replaces="xavier_init")
def xavier_deviation_as_limit(seed, fan_in, fan_out):
    generator = torch.Generator().manual_seed(seed)
    limit = math.sqrt(2 / (fan_in + fan_out))
    w = torch.empty(fan_in, fan_out, dtype=torch.float64)
    return w.uniform_(-limit, limit, generator=generator)


@misconception(
    "he-variance-as-deviation",
    replaces="he_init",
    see="4.4.4",
    fr="Vous donnez à la loi normale la variance 2 / fan_in à la place de l'écart-type : "
    "normal_ attend l'écart-type, sqrt(2 / fan_in), et randn se multiplie par lui.",
    en="You give the normal law the variance 2 / fan_in in place of the standard deviation: "
    "normal_ expects the standard deviation, sqrt(2 / fan_in), and randn is multiplied by "
    "it.",
)
def he_variance_as_deviation(seed, fan_in, fan_out):
    generator = torch.Generator().manual_seed(seed)
    w = torch.empty(fan_in, fan_out, dtype=torch.float64)
    return w.normal_(0, 2 / fan_in, generator=generator)


@misconception("he-fan-out", replaces="he_init")
def he_fan_out(seed, fan_in, fan_out):
    generator = torch.Generator().manual_seed(seed)
    w = torch.empty(fan_in, fan_out, dtype=torch.float64)
    return w.normal_(0, math.sqrt(2 / fan_out), generator=generator)


@misconception("forward-differences", replaces="gradient_check")
def gradient_check_forward(f, x, h=1e-5):
    slopes = []
    for place in range(x.numel()):
        step = torch.zeros_like(x)
        step.view(-1)[place] = h
        slopes.append((f(x + step) - f(x)) / h)
    return torch.tensor(slopes, dtype=x.dtype).reshape(x.shape)


@misconception("central-without-two", replaces="gradient_check")
def gradient_check_without_two(f, x, h=1e-5):
    slopes = []
    for place in range(x.numel()):
        step = torch.zeros_like(x)
        step.view(-1)[place] = h
        slopes.append((f(x + step) - f(x - step)) / h)
    return torch.tensor(slopes, dtype=x.dtype).reshape(x.shape)


@misconception("all-moved-at-once", replaces="gradient_check")
def gradient_check_all_at_once(f, x, h=1e-5):
    return torch.full_like(x, (f(x + h) - f(x - h)) / (2 * h))
