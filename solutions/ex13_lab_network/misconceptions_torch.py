"""Misconceptions of ex13's PyTorch track: the wrong answers that people really write.

Each is laid over the solution, so it may call the solution's functions by name. Those of the NumPy
track take its words.
"""

# ruff: noqa: F821  # names of the solution

from grader.checks.api import misconception

# --- stage 1: by hand ------------------------------------------------------------------------------


@misconception("weights-all-zero", replaces="init_params")
def init_zero(nx, nh, ny, seed):
    generator = torch.Generator().manual_seed(seed)
    like = {"generator": generator, "dtype": torch.float64}
    return {
        "Wh": 0 * torch.randn(nx, nh, **like),
        "bh": torch.zeros(nh, dtype=torch.float64),
        "Wy": 0 * torch.randn(nh, ny, **like),
        "by": torch.zeros(ny, dtype=torch.float64),
    }


@misconception(
    "variance-for-deviation",
    replaces="init_params",
    see="4.3",
    fr="Vos poids sont multipliés par 0,3² au lieu de 0,3 : l'écart-type demandé est 0,3, et "
    "la variance 0,09. 0.3 * torch.randn(...) tire déjà selon N(0, 0,3²).",
    en="Your weights are multiplied by 0.3² instead of 0.3: the standard deviation asked for "
    "is 0.3, and the variance 0.09. 0.3 * torch.randn(...) already draws from N(0, 0.3²).",
)
def init_variance(nx, nh, ny, seed):
    generator = torch.Generator().manual_seed(seed)
    like = {"generator": generator, "dtype": torch.float64}
    return {
        "Wh": 0.3**2 * torch.randn(nx, nh, **like),
        "bh": torch.zeros(nh, dtype=torch.float64),
        "Wy": 0.3**2 * torch.randn(nh, ny, **like),
        "by": torch.zeros(ny, dtype=torch.float64),
    }


@misconception("standard-normal-start", replaces="init_params")
def init_standard(nx, nh, ny, seed):
    generator = torch.Generator().manual_seed(seed)
    like = {"generator": generator, "dtype": torch.float64}
    return {
        "Wh": 1 * torch.randn(nx, nh, **like),
        "bh": torch.zeros(nh, dtype=torch.float64),
        "Wy": 1 * torch.randn(nh, ny, **like),
        "by": torch.zeros(ny, dtype=torch.float64),
    }


@misconception("random-biases", replaces="init_params")
def init_biases(nx, nh, ny, seed):
    generator = torch.Generator().manual_seed(seed)
    like = {"generator": generator, "dtype": torch.float64}
    return {
        "Wh": 0.3 * torch.randn(nx, nh, **like),
        "bh": 0.3 * torch.randn(nh, **like),
        "Wy": 0.3 * torch.randn(nh, ny, **like),
        "by": 0.3 * torch.randn(ny, **like),
    }


@misconception("softmax-axis0", replaces="softmax")
def softmax_axis0(ytilde):
    e = torch.exp(ytilde - ytilde.amax(dim=0, keepdim=True))
    return e / e.sum(dim=0, keepdim=True)


@misconception("softmax-unshifted", replaces="softmax")
def softmax_unshifted(ytilde):
    e = torch.exp(ytilde)
    return e / e.sum(dim=-1, keepdim=True)


@misconception("softmax-one-shift-for-all", replaces="softmax")
def softmax_one_shift(ytilde):
    e = torch.exp(ytilde - ytilde.max())
    return e / e.sum(dim=-1, keepdim=True)


@misconception("softmax-of-minus", replaces="softmax")
def softmax_of_minus(ytilde):
    e = torch.exp(ytilde.amin(dim=-1, keepdim=True) - ytilde)
    return e / e.sum(dim=-1, keepdim=True)


@misconception("softmax-twice", replaces="forward")
def forward_softmax_twice(params, X):
    htilde = X @ params["Wh"] + params["bh"]
    h = torch.tanh(htilde)
    ytilde = h @ params["Wy"] + params["by"]
    yhat = softmax(softmax(ytilde))
    return yhat, {"X": X, "htilde": htilde, "h": h, "ytilde": ytilde, "yhat": yhat}


@misconception("scores-for-probabilities", replaces="forward")
def forward_scores(params, X):
    htilde = X @ params["Wh"] + params["bh"]
    h = torch.tanh(htilde)
    ytilde = h @ params["Wy"] + params["by"]
    yhat = ytilde
    return yhat, {"X": X, "htilde": htilde, "h": h, "ytilde": ytilde, "yhat": yhat}


@misconception("hidden-without-tanh", replaces="forward")
def forward_linear(params, X):
    htilde = X @ params["Wh"] + params["bh"]
    h = htilde
    ytilde = h @ params["Wy"] + params["by"]
    yhat = softmax(ytilde)
    return yhat, {"X": X, "htilde": htilde, "h": h, "ytilde": ytilde, "yhat": yhat}


@misconception("sigmoid-for-tanh", replaces="forward")
def forward_sigmoid(params, X):
    htilde = X @ params["Wh"] + params["bh"]
    h = torch.sigmoid(htilde)
    ytilde = h @ params["Wy"] + params["by"]
    yhat = softmax(ytilde)
    return yhat, {"X": X, "htilde": htilde, "h": h, "ytilde": ytilde, "yhat": yhat}


@misconception("tanh-on-scores", replaces="forward")
def forward_tanh_scores(params, X):
    htilde = X @ params["Wh"] + params["bh"]
    h = torch.tanh(htilde)
    ytilde = torch.tanh(h @ params["Wy"] + params["by"])
    yhat = softmax(ytilde)
    return yhat, {"X": X, "htilde": htilde, "h": h, "ytilde": ytilde, "yhat": yhat}


@misconception("biases-forgotten", replaces="forward")
def forward_no_bias(params, X):
    htilde = X @ params["Wh"]
    h = torch.tanh(htilde)
    ytilde = h @ params["Wy"]
    yhat = softmax(ytilde)
    return yhat, {"X": X, "htilde": htilde, "h": h, "ytilde": ytilde, "yhat": yhat}


@misconception("loss-summed", replaces="loss_accuracy")
def loss_summed(yhat, Y):
    loss = -torch.sum(Y * torch.log(yhat.clamp(min=EPSILON)))
    return loss, (yhat.argmax(dim=1) == Y.argmax(dim=1)).double().mean().item()


@misconception("loss-mean-over-classes", replaces="loss_accuracy")
def loss_mean_over_classes(yhat, Y):
    loss = -torch.mean(Y * torch.log(yhat.clamp(min=EPSILON)))
    return loss, (yhat.argmax(dim=1) == Y.argmax(dim=1)).double().mean().item()


@misconception("loss-softmax-again", replaces="loss_accuracy")
def loss_softmax_again(yhat, Y):
    loss = nn.functional.cross_entropy(yhat, Y)
    return loss, (yhat.argmax(dim=1) == Y.argmax(dim=1)).double().mean().item()


@misconception("loss-without-minus", replaces="loss_accuracy")
def loss_without_minus(yhat, Y):
    loss = torch.sum(Y * torch.log(yhat.clamp(min=EPSILON))) / len(Y)
    return loss, (yhat.argmax(dim=1) == Y.argmax(dim=1)).double().mean().item()


@misconception("log-of-zero", replaces="loss_accuracy")
def loss_log_of_zero(yhat, Y):
    loss = -torch.sum(Y * torch.log(yhat)) / len(Y)
    return loss, (yhat.argmax(dim=1) == Y.argmax(dim=1)).double().mean().item()


@misconception(
    "epsilon-added",
    replaces="loss_accuracy",
    see="4.2.2",
    fr="Vous ajoutez EPSILON à toutes les probabilités, ce qui déplace toutes les pertes. "
    "Remontez à EPSILON celles qui sont plus petites, et elles seules : "
    "yhat.clamp(min=EPSILON).",
    en="You add EPSILON to all probabilities, which shifts all the losses. Raise to EPSILON "
    "those that are smaller, and only those: yhat.clamp(min=EPSILON).",
)
def loss_epsilon_added(yhat, Y):
    loss = -torch.sum(Y * torch.log(yhat + EPSILON)) / len(Y)
    return loss, (yhat.argmax(dim=1) == Y.argmax(dim=1)).double().mean().item()


@misconception("accuracy-compares-probabilities", replaces="loss_accuracy")
def accuracy_probabilities(yhat, Y):
    loss = -torch.sum(Y * torch.log(yhat.clamp(min=EPSILON))) / len(Y)
    return loss, (yhat == Y).double().mean().item()


@misconception(
    "accuracy-broadcast",
    replaces="loss_accuracy",
    see="5.2",
    fr="Vous comparez une colonne (n, 1) à un vecteur (n,) : PyTorch, comme NumPy, forme le tableau "
    "(n, n) de tous les couples, et vous en prenez la moyenne. Donnez aux deux la forme (n,).",
    en="You compare a column (n, 1) with a vector (n,): PyTorch, like NumPy, forms the array (n, n) "
    "of all pairs, and you take the mean of it. Give both the shape (n,).",
)
def accuracy_broadcast(yhat, Y):
    loss = -torch.sum(Y * torch.log(yhat.clamp(min=EPSILON))) / len(Y)
    right = yhat.argmax(dim=1) == Y.argmax(dim=1, keepdim=True)
    return loss, right.double().mean().item()


@misconception("accuracy-broadcast", replaces="model_loss_accuracy")
def model_accuracy_broadcast(model, X, Y):
    scores = model(X).detach()
    right = scores.argmax(dim=1) == Y.argmax(dim=1, keepdim=True)
    return nn.functional.cross_entropy(scores, Y).item(), right.double().mean().item()


@misconception("argmax-axis0", replaces="loss_accuracy")
def accuracy_axis0(yhat, Y):
    loss = -torch.sum(Y * torch.log(yhat.clamp(min=EPSILON))) / len(Y)
    return loss, (yhat.argmax(dim=0) == Y.argmax(dim=0)).double().mean().item()


@misconception("target-minus-prediction", replaces="backward")
def backward_sign(params, outputs, Y):
    dytilde = (Y - outputs["yhat"]) / len(Y)
    dhtilde = (dytilde @ params["Wy"].T) * (1 - outputs["h"] ** 2)
    return {
        "Wy": outputs["h"].T @ dytilde,
        "by": dytilde.sum(dim=0),
        "Wh": outputs["X"].T @ dhtilde,
        "bh": dhtilde.sum(dim=0),
    }


@misconception("gradient-without-mean", replaces="backward")
def backward_summed(params, outputs, Y):
    dytilde = outputs["yhat"] - Y
    dhtilde = (dytilde @ params["Wy"].T) * (1 - outputs["h"] ** 2)
    return {
        "Wy": outputs["h"].T @ dytilde,
        "by": dytilde.sum(dim=0),
        "Wh": outputs["X"].T @ dhtilde,
        "bh": dhtilde.sum(dim=0),
    }


@misconception("bias-gradients-averaged-twice", replaces="backward")
def backward_bias_twice(params, outputs, Y):
    dytilde = (outputs["yhat"] - Y) / len(Y)
    dhtilde = (dytilde @ params["Wy"].T) * (1 - outputs["h"] ** 2)
    return {
        "Wy": outputs["h"].T @ dytilde,
        "by": dytilde.mean(dim=0),
        "Wh": outputs["X"].T @ dhtilde,
        "bh": dhtilde.mean(dim=0),
    }


@misconception("gradient-mean-over-classes", replaces="backward")
def backward_over_classes(params, outputs, Y):
    dytilde = (outputs["yhat"] - Y) / Y.numel()
    dhtilde = (dytilde @ params["Wy"].T) * (1 - outputs["h"] ** 2)
    return {
        "Wy": outputs["h"].T @ dytilde,
        "by": dytilde.sum(dim=0),
        "Wh": outputs["X"].T @ dhtilde,
        "bh": dhtilde.sum(dim=0),
    }


@misconception("softmax-derived-twice", replaces="backward")
def backward_softmax_twice(params, outputs, Y):
    dytilde = (outputs["yhat"] - Y) * outputs["yhat"] * (1 - outputs["yhat"]) / len(Y)
    dhtilde = (dytilde @ params["Wy"].T) * (1 - outputs["h"] ** 2)
    return {
        "Wy": outputs["h"].T @ dytilde,
        "by": dytilde.sum(dim=0),
        "Wh": outputs["X"].T @ dhtilde,
        "bh": dhtilde.sum(dim=0),
    }


@misconception("tanh-derivative-on-h-twice", replaces="backward")
def backward_tanh_twice(params, outputs, Y):
    dytilde = (outputs["yhat"] - Y) / len(Y)
    dhtilde = (dytilde @ params["Wy"].T) * (1 - torch.tanh(outputs["h"]) ** 2)
    return {
        "Wy": outputs["h"].T @ dytilde,
        "by": dytilde.sum(dim=0),
        "Wh": outputs["X"].T @ dhtilde,
        "bh": dhtilde.sum(dim=0),
    }


@misconception("tanh-derivative-forgotten", replaces="backward")
def backward_tanh_forgotten(params, outputs, Y):
    dytilde = (outputs["yhat"] - Y) / len(Y)
    dhtilde = dytilde @ params["Wy"].T
    return {
        "Wy": outputs["h"].T @ dytilde,
        "by": dytilde.sum(dim=0),
        "Wh": outputs["X"].T @ dhtilde,
        "bh": dhtilde.sum(dim=0),
    }


@misconception("gradients-transposed", replaces="backward")
def backward_transposed(params, outputs, Y):
    dytilde = (outputs["yhat"] - Y) / len(Y)
    dhtilde = (dytilde @ params["Wy"].T) * (1 - outputs["h"] ** 2)
    return {
        "Wy": dytilde.T @ outputs["h"],
        "by": dytilde.sum(dim=0),
        "Wh": dhtilde.T @ outputs["X"],
        "bh": dhtilde.sum(dim=0),
    }


@misconception("ascent", replaces="sgd")
def sgd_ascent(params, grads, lr):
    return {name: params[name] + lr * grads[name] for name in params}


@misconception("rate-forgotten", replaces="sgd")
def sgd_no_rate(params, grads, lr):
    return {name: params[name] - grads[name] for name in params}


# --- stage 2: autograd -----------------------------------------------------------------------------


@misconception(
    "autograd-of-sum",
    replaces="autograd_backward",
    see="4.2",
    fr="Vos gradients sont ceux de la perte additionnée sur le lot : n fois trop grands. Autograd "
    "dérive ce que vous lui donnez ; donnez-lui la moyenne, la perte de loss_accuracy.",
    en="Your gradients are those of the loss added up over the batch: n times too large. Autograd "
    "differentiates what you give it; give it the mean, the loss of loss_accuracy.",
)
def autograd_of_sum(params, X, Y):
    leaves = {name: value.detach().requires_grad_() for name, value in params.items()}
    loss = -(Y * forward(leaves, X)[0].log()).sum()
    loss.backward()
    return {name: leaf.grad for name, leaf in leaves.items()}


@misconception(
    "autograd-softmax-again",
    replaces="autograd_backward",
    see="3.2.6",
    fr="Vous donnez yhat à cross_entropy, qui attend des scores et applique elle-même le softmax : il "
    "est fait deux fois, et les gradients sont trop petits. Donnez-lui outputs['ytilde'], ou prenez "
    "la perte de loss_accuracy, qui attend des probabilités.",
    en="You give yhat to cross_entropy, which expects scores and applies the softmax itself: it is "
    "made twice, and the gradients are too small. Give it outputs['ytilde'], or take the loss of "
    "loss_accuracy, which expects probabilities.",
)
def autograd_softmax_again(params, X, Y):
    leaves = {name: value.detach().requires_grad_() for name, value in params.items()}
    nn.functional.cross_entropy(forward(leaves, X)[0], Y).backward()
    return {name: leaf.grad for name, leaf in leaves.items()}


@misconception(
    "callers-parameters-marked",
    replaces="autograd_backward",
    see="4.4",
    fr="Vos gradients sont justes, mais vous faites demander un gradient aux paramètres de celui qui vous "
    "appelle : tout ce qu'il en calculera ensuite traînera un graphe, et leur .grad s'accumulera. Faites "
    "des feuilles à vous : value.detach().requires_grad_().",
    en="Your gradients are right, but you make the parameters of your caller require a gradient: all that "
    "is computed from them later drags a graph along, and their .grad adds up. Make leaves of your own: "
    "value.detach().requires_grad_().",
)
def autograd_marks(params, X, Y):
    for value in params.values():
        value.requires_grad_()
    loss, _ = loss_accuracy(forward(params, X)[0], Y)
    loss.backward()
    return {name: value.grad for name, value in params.items()}


# --- stage 3: nn -----------------------------------------------------------------------------------


@misconception(
    "weights-reshaped",
    replaces="make_model",
    see="5.1.4",
    fr="Vos poids entrent dans nn.Linear sans être transposés (tels quels, ou par reshape ou view, "
    "qui gardent l'ordre des nombres et mélangent les lignes). nn.Linear range ses poids en "
    "(sorties, entrées) : il faut params['Wh'].T.",
    en="Your weights enter nn.Linear without being transposed (as they are, or through reshape or "
    "view, which keep the order of the numbers and mix up the rows). nn.Linear keeps its weights as "
    "(outputs, inputs): it takes params['Wh'].T.",
)
def model_reshaped(params):
    nx, nh = params["Wh"].shape
    (ny,) = params["by"].shape
    model = nn.Sequential(nn.Linear(nx, nh), nn.Tanh(), nn.Linear(nh, ny)).to(params["Wh"])
    with torch.no_grad():
        model[0].weight.copy_(params["Wh"].reshape(nh, nx))
        model[0].bias.copy_(params["bh"])
        model[2].weight.copy_(params["Wy"].reshape(ny, nh))
        model[2].bias.copy_(params["by"])
    return model


@misconception(
    "model-with-softmax",
    replaces="make_model",
    see="3.2.6",
    fr="Votre modèle finit par un softmax : il donne des probabilités. L'énoncé veut les "
    "scores, car cross_entropy fait elle-même le softmax ; deux softmax de suite "
    "aplatissent tout, et l'apprentissage traîne.",
    en="Your model ends with a softmax: it gives probabilities. The statement wants the "
    "scores, since cross_entropy makes the softmax itself; two of them in a row flatten "
    "everything, and learning drags on.",
)
def model_with_softmax(params):
    class Shares(nn.Module):  # nn.Softmax itself is against the rules
        def forward(self, scores):
            return softmax(scores)

    nx, nh = params["Wh"].shape
    (ny,) = params["by"].shape
    model = nn.Sequential(nn.Linear(nx, nh), nn.Tanh(), nn.Linear(nh, ny), Shares()).to(
        params["Wh"]
    )
    with torch.no_grad():
        model[0].weight.copy_(params["Wh"].T)
        model[0].bias.copy_(params["bh"])
        model[2].weight.copy_(params["Wy"].T)
        model[2].bias.copy_(params["by"])
    return model


@misconception(
    "model-without-tanh",
    replaces="make_model",
    see="3.4",
    fr="Votre modèle enchaîne deux nn.Linear sans activation : à elles deux, elles ne font "
    "qu'une couche, et la frontière reste une droite. Mettez nn.Tanh() entre elles.",
    en="Your model chains two nn.Linear without an activation: together they make one layer "
    "only, and the boundary stays a straight line. Put nn.Tanh() between them.",
)
def model_without_tanh(params):
    nx, nh = params["Wh"].shape
    (ny,) = params["by"].shape
    model = nn.Sequential(nn.Linear(nx, nh), nn.Linear(nh, ny)).to(params["Wh"])
    with torch.no_grad():
        model[0].weight.copy_(params["Wh"].T)
        model[0].bias.copy_(params["bh"])
        model[1].weight.copy_(params["Wy"].T)
        model[1].bias.copy_(params["by"])
    return model


@misconception(
    "model-with-relu",
    replaces="make_model",
    see="3.2",
    fr="L'activation de votre modèle est ReLU ; celle du réseau du compte rendu est tanh : "
    "nn.Tanh().",
    en="The activation of your model is ReLU; that of the lab report's network is tanh: nn.Tanh().",
)
def model_with_relu(params):
    nx, nh = params["Wh"].shape
    (ny,) = params["by"].shape
    model = nn.Sequential(nn.Linear(nx, nh), nn.ReLU(), nn.Linear(nh, ny)).to(params["Wh"])
    with torch.no_grad():
        model[0].weight.copy_(params["Wh"].T)
        model[0].bias.copy_(params["bh"])
        model[2].weight.copy_(params["Wy"].T)
        model[2].bias.copy_(params["by"])
    return model


@misconception(
    "softmax-before-cross-entropy",
    replaces="model_loss_accuracy",
    see="3.2.6",
    fr="Vous passez les scores par softmax avant cross_entropy, qui le fait déjà : la perte ne peut "
    "plus descendre près de zéro, et les gradients sont trop petits. Donnez-lui model(X), tel quel.",
    en="You put the scores through softmax before cross_entropy, which makes it already: the loss can "
    "no longer get near zero, and the gradients are too small. Give it model(X), as it is.",
)
def measure_softmax_first(model, X, Y):
    scores = model(X).detach()
    right = scores.argmax(dim=1) == Y.argmax(dim=1)
    loss = nn.functional.cross_entropy(softmax(scores), Y)
    return loss.item(), right.double().mean().item()


@misconception("softmax-before-cross-entropy", replaces="model_step")
def model_step_softmax_first(model, X, Y, lr):
    model.zero_grad()
    loss = nn.functional.cross_entropy(softmax(model(X)), Y)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= lr * parameter.grad
    return loss.item()


@misconception("softmax-before-cross-entropy", replaces="train_step")
def train_step_softmax_first(model, optimizer, X, Y):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(softmax(model(X)), Y)
    loss.backward()
    optimizer.step()
    return loss.item()


@misconception(
    "floor-on-scores",
    replaces="model_loss_accuracy",
    see="4.2.2",
    fr="Votre perte passe par des probabilités remontées à 1e-7 : elle ne dépasse jamais 16,1, même "
    "quand le modèle se trompe bien plus. À partir des scores il n'y a rien à retenir : "
    "cross_entropy(scores, Y) est exacte.",
    en="Your loss goes through probabilities raised to 1e-7: it never exceeds 16.1, even where the "
    "model is far more wrong. From scores there is nothing to hold back: cross_entropy(scores, Y) "
    "is exact.",
)
def measure_floored(model, X, Y):
    loss, accuracy = loss_accuracy(softmax(model(X).detach()), Y)
    return loss.item(), accuracy


@misconception(
    "zero-grad-forgotten",
    replaces="model_step",
    see="4.3",
    fr="Vous ne remettez pas les gradients à zéro : backward() ajoute à .grad, et chaque pas refait "
    "tous les précédents. Le premier pas est juste, les suivants non. Appelez zero_grad() avant "
    "backward().",
    en="You do not set the gradients back to zero: backward() adds to .grad, and each step repeats "
    "all those before it. The first step is right, the next ones are not. Call zero_grad() before "
    "backward().",
)
def model_step_accumulated(model, X, Y, lr):
    loss = nn.functional.cross_entropy(model(X), Y)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= lr * parameter.grad
    return loss.item()


@misconception("zero-grad-forgotten", replaces="train_step")
def train_step_accumulated(model, optimizer, X, Y):
    loss = nn.functional.cross_entropy(model(X), Y)
    loss.backward()
    optimizer.step()
    return loss.item()


@misconception(
    "model-step-ascends",
    replaces="model_step",
    see="4.3",
    fr="Vous ajoutez le gradient aux paramètres du modèle : la perte monte. Retranchez-le.",
    en="You add the gradient to the parameters of the model: the loss climbs. Subtract it.",
)
def model_step_ascends(model, X, Y, lr):
    model.zero_grad()
    loss = nn.functional.cross_entropy(model(X), Y)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += lr * parameter.grad
    return loss.item()


# --- stage 4: optim --------------------------------------------------------------------------------


@misconception(
    "adam-for-sgd",
    replaces="make_optimizer",
    see="4.3.7",
    fr="Votre optimiseur est Adam. L'énoncé veut la descente simple, pour que les quatre étapes "
    "fassent les mêmes pas : torch.optim.SGD.",
    en="Your optimiser is Adam. The statement wants plain descent, so that the four stages make the "
    "same steps: torch.optim.SGD.",
)
def optimizer_adam(model, lr):
    return torch.optim.Adam(model.parameters(), lr=lr)


@misconception(
    "momentum-added",
    replaces="make_optimizer",
    see="4.3.7",
    fr="Vous donnez à SGD une inertie de 0,9 : le premier pas est juste, les suivants vont trop loin. "
    "L'énoncé veut la descente simple, sans momentum.",
    en="You give SGD a momentum of 0.9: the first step is right, the next ones go too far. The "
    "statement wants plain descent, without momentum.",
)
def optimizer_momentum(model, lr):
    return torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)


@misconception(
    "optimizer-never-steps",
    replaces="train_step",
    see="4.3",
    fr="Le modèle ne change pas. backward() calcule les gradients et rien de plus : il manque "
    "optimizer.step(), ou bien zero_grad() les efface juste avant. L'ordre est : effacer, dériver, "
    "faire le pas.",
    en="The model does not change. backward() computes the gradients and nothing more: "
    "optimizer.step() is missing, or zero_grad() clears them just before it. The order is: clear, "
    "differentiate, step.",
)
def train_step_never(model, optimizer, X, Y):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(X), Y)
    loss.backward()
    return loss.item()


@misconception(
    "loss-after-step",
    replaces="train_step",
    see="4.3.4",
    fr="Vous renvoyez la perte d'après le pas. L'énoncé demande celle d'avant : elle est déjà connue, "
    "c'est d'elle que viennent les gradients.",
    en="You return the loss after the step. The statement asks for the one before: it is known "
    "already, the gradients come from it.",
)
def train_step_loss_after(model, optimizer, X, Y):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(X), Y).backward()
    optimizer.step()
    return nn.functional.cross_entropy(model(X), Y).item()


@misconception("loss-after-step", replaces="model_step")
def model_step_loss_after(model, X, Y, lr):
    model.zero_grad()
    nn.functional.cross_entropy(model(X), Y).backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= lr * parameter.grad
    return nn.functional.cross_entropy(model(X), Y).item()


@misconception("last-batch-dropped", replaces="train")
def train_dropped(model, optimizer, X, Y, X_valid, Y_valid, epochs, batch_size, seed, report=None):
    generator = torch.Generator().manual_seed(seed)
    history = {}

    def measure():
        for prefix, inputs, targets in (("", X, Y), ("valid_", X_valid, Y_valid)):
            loss, accuracy = model_loss_accuracy(model, inputs, targets)
            history.setdefault(prefix + "loss", []).append(loss)
            history.setdefault(prefix + "accuracy", []).append(accuracy)

    measure()
    for epoch in range(1, epochs + 1):
        for batch in torch.randperm(len(X), generator=generator).split(batch_size):
            if len(batch) == batch_size:
                train_step(model, optimizer, X[batch], Y[batch])
        measure()
        if report is not None:
            report(epoch, history["loss"][-1])
    return history


@misconception("one-step-per-epoch", replaces="train")
def train_one_step(model, optimizer, X, Y, X_valid, Y_valid, epochs, batch_size, seed, report=None):
    generator = torch.Generator().manual_seed(seed)
    history = {}

    def measure():
        for prefix, inputs, targets in (("", X, Y), ("valid_", X_valid, Y_valid)):
            loss, accuracy = model_loss_accuracy(model, inputs, targets)
            history.setdefault(prefix + "loss", []).append(loss)
            history.setdefault(prefix + "accuracy", []).append(accuracy)

    measure()
    for epoch in range(1, epochs + 1):
        train_step(model, optimizer, X, Y)
        measure()
        if report is not None:
            report(epoch, history["loss"][-1])
    return history


@misconception("not-shuffled", replaces="train")
def train_not_shuffled(
    model, optimizer, X, Y, X_valid, Y_valid, epochs, batch_size, seed, report=None
):
    generator = torch.Generator().manual_seed(seed)
    history = {}

    def measure():
        for prefix, inputs, targets in (("", X, Y), ("valid_", X_valid, Y_valid)):
            loss, accuracy = model_loss_accuracy(model, inputs, targets)
            history.setdefault(prefix + "loss", []).append(loss)
            history.setdefault(prefix + "accuracy", []).append(accuracy)

    measure()
    for epoch in range(1, epochs + 1):
        for batch in torch.arange(len(X)).split(batch_size):
            train_step(model, optimizer, X[batch], Y[batch])
        measure()
        if report is not None:
            report(epoch, history["loss"][-1])
    return history


@misconception(
    "drawn-with-replacement",
    replaces="train",
    see="4.3.7",
    fr="Vous tirez les exemples avec remise : certains passent deux fois, d'autres jamais. Une"
    " époque voit chaque exemple une fois : torch.randperm(n).",
    en="You draw the examples with replacement: some come twice, others never. An epoch sees "
    "each example once: torch.randperm(n).",
)
def train_with_replacement(
    model, optimizer, X, Y, X_valid, Y_valid, epochs, batch_size, seed, report=None
):
    generator = torch.Generator().manual_seed(seed)
    history = {}

    def measure():
        for prefix, inputs, targets in (("", X, Y), ("valid_", X_valid, Y_valid)):
            loss, accuracy = model_loss_accuracy(model, inputs, targets)
            history.setdefault(prefix + "loss", []).append(loss)
            history.setdefault(prefix + "accuracy", []).append(accuracy)

    measure()
    for epoch in range(1, epochs + 1):
        for batch in torch.randint(len(X), (len(X),), generator=generator).split(batch_size):
            train_step(model, optimizer, X[batch], Y[batch])
        measure()
        if report is not None:
            report(epoch, history["loss"][-1])
    return history


@misconception("same-order-every-epoch", replaces="train")
def train_same_order(
    model, optimizer, X, Y, X_valid, Y_valid, epochs, batch_size, seed, report=None
):
    generator = torch.Generator().manual_seed(seed)
    history = {}

    def measure():
        for prefix, inputs, targets in (("", X, Y), ("valid_", X_valid, Y_valid)):
            loss, accuracy = model_loss_accuracy(model, inputs, targets)
            history.setdefault(prefix + "loss", []).append(loss)
            history.setdefault(prefix + "accuracy", []).append(accuracy)

    measure()
    order = torch.randperm(len(X), generator=generator)
    for epoch in range(1, epochs + 1):
        for batch in order.split(batch_size):
            train_step(model, optimizer, X[batch], Y[batch])
        measure()
        if report is not None:
            report(epoch, history["loss"][-1])
    return history


@misconception("inputs-and-targets-apart", replaces="train")
def train_apart(model, optimizer, X, Y, X_valid, Y_valid, epochs, batch_size, seed, report=None):
    generator = torch.Generator().manual_seed(seed)
    history = {}

    def measure():
        for prefix, inputs, targets in (("", X, Y), ("valid_", X_valid, Y_valid)):
            loss, accuracy = model_loss_accuracy(model, inputs, targets)
            history.setdefault(prefix + "loss", []).append(loss)
            history.setdefault(prefix + "accuracy", []).append(accuracy)

    measure()
    for epoch in range(1, epochs + 1):
        order = torch.randperm(len(X), generator=generator)
        for start in range(0, len(X), batch_size):
            end = start + batch_size
            train_step(model, optimizer, X[order[start:end]], Y[start:end])
        measure()
        if report is not None:
            report(epoch, history["loss"][-1])
    return history


@misconception("trained-on-validation", replaces="train")
def train_on_validation(
    model, optimizer, X, Y, X_valid, Y_valid, epochs, batch_size, seed, report=None
):
    generator = torch.Generator().manual_seed(seed)
    history = {}

    def measure():
        for prefix, inputs, targets in (("", X, Y), ("valid_", X_valid, Y_valid)):
            loss, accuracy = model_loss_accuracy(model, inputs, targets)
            history.setdefault(prefix + "loss", []).append(loss)
            history.setdefault(prefix + "accuracy", []).append(accuracy)

    measure()
    inputs, targets = torch.cat([X, X_valid]), torch.cat([Y, Y_valid])
    for epoch in range(1, epochs + 1):
        for batch in torch.randperm(len(inputs), generator=generator).split(batch_size):
            train_step(model, optimizer, inputs[batch], targets[batch])
        measure()
        if report is not None:
            report(epoch, history["loss"][-1])
    return history


@misconception("validation-measured-on-training", replaces="train")
def train_measured_on_training(
    model, optimizer, X, Y, X_valid, Y_valid, epochs, batch_size, seed, report=None
):
    generator = torch.Generator().manual_seed(seed)
    history = {}

    def measure():
        for prefix, inputs, targets in (("", X, Y), ("valid_", X, Y)):
            loss, accuracy = model_loss_accuracy(model, inputs, targets)
            history.setdefault(prefix + "loss", []).append(loss)
            history.setdefault(prefix + "accuracy", []).append(accuracy)

    measure()
    for epoch in range(1, epochs + 1):
        for batch in torch.randperm(len(X), generator=generator).split(batch_size):
            train_step(model, optimizer, X[batch], Y[batch])
        measure()
        if report is not None:
            report(epoch, history["loss"][-1])
    return history


@misconception("start-not-measured", replaces="train")
def train_start_not_measured(
    model, optimizer, X, Y, X_valid, Y_valid, epochs, batch_size, seed, report=None
):
    generator = torch.Generator().manual_seed(seed)
    history = {}

    def measure():
        for prefix, inputs, targets in (("", X, Y), ("valid_", X_valid, Y_valid)):
            loss, accuracy = model_loss_accuracy(model, inputs, targets)
            history.setdefault(prefix + "loss", []).append(loss)
            history.setdefault(prefix + "accuracy", []).append(accuracy)

    for epoch in range(1, epochs + 1):
        for batch in torch.randperm(len(X), generator=generator).split(batch_size):
            train_step(model, optimizer, X[batch], Y[batch])
        measure()
        if report is not None:
            report(epoch, history["loss"][-1])
    return history


@misconception(
    "history-of-batch-losses",
    replaces="train",
    see="5.1.5",
    fr="Votre historique d'entraînement fait la moyenne des pertes que train_step a renvoyées en "
    "cours d'époque : elles viennent de modèles qui ont changé entre-temps, et le dernier lot, plus "
    "court, y compte autant que les autres. Mesurez tout l'ensemble à la fin de l'époque.",
    en="Your training history averages the losses that train_step returned during the epoch: they "
    "come from models that have changed in between, and the last batch, which is shorter, counts as "
    "much as the others. Measure the whole set at the end of the epoch.",
)
def train_batch_losses(
    model, optimizer, X, Y, X_valid, Y_valid, epochs, batch_size, seed, report=None
):
    generator = torch.Generator().manual_seed(seed)
    history = {"loss": [], "accuracy": [], "valid_loss": [], "valid_accuracy": []}
    losses = [model_loss_accuracy(model, X, Y)[0]]
    for epoch in range(epochs + 1):
        if epoch:
            batches = torch.randperm(len(X), generator=generator).split(batch_size)
            losses = [train_step(model, optimizer, X[batch], Y[batch]) for batch in batches]
        loss, accuracy = model_loss_accuracy(model, X_valid, Y_valid)
        history["loss"].append(sum(losses) / len(losses))
        history["accuracy"].append(model_loss_accuracy(model, X, Y)[1])
        history["valid_loss"].append(loss)
        history["valid_accuracy"].append(accuracy)
        if report is not None and epoch:
            report(epoch, history["loss"][-1])
    return history


# --- use -------------------------------------------------------------------------------------------


@misconception("grid-transposed", replaces="decision_grid")
def grid_transposed(model, xs, ys):
    abscissas, ordinates = torch.meshgrid(xs, ys, indexing="ij")
    points = torch.stack([abscissas, ordinates], dim=-1).reshape(-1, 2)
    return predict(model, points).reshape(abscissas.shape)


@misconception("coordinates-exchanged", replaces="decision_grid")
def grid_exchanged(model, xs, ys):
    abscissas, ordinates = torch.meshgrid(xs, ys, indexing="xy")
    points = torch.stack([ordinates, abscissas], dim=-1).reshape(-1, 2)
    return predict(model, points).reshape(abscissas.shape)
