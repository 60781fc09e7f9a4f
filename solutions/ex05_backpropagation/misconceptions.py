"""Misconceptions of ex05 (backpropagation): the wrong answers that people really write.

Each is laid over the solution, so it may use its names (activate, dense_backward, MLP, ...) and
what the solution's MLP keeps: self.inputs and self.scores, one entry per layer.
"""

import numpy as np

from grader.checks.api import misconception

# --- the chain -----------------------------------------------------------------------------------


@misconception(
    "chain-linear-output",
    replaces="chain_forward",
    see="4.4.3",
    fr="Votre neurone de sortie n'a pas de sigmoïde : p vaut w3 a2 + b3. Le listing du manuel "
    "l'oublie aussi ; ici les trois neurones en ont une, et donc dp/dz3 = p (1 - p).",
    en="Your output neuron has no sigmoid: p is w3 a2 + b3. The textbook's listing forgets it too; "
    "here all three neurons have one, and so dp/dz3 = p (1 - p).",
)
def chain_forward_linear_output(x, parameters):
    a1 = activate("sigmoid", parameters["w1"] * x + parameters["b1"])
    a2 = activate("sigmoid", parameters["w2"] * a1 + parameters["b2"])
    return a1, a2, parameters["w3"] * a2 + parameters["b3"]


@misconception(
    "chain-linear-output",
    replaces="chain_backward",
)
def chain_backward_linear_output(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = p - y
    delta2 = delta3 * parameters["w3"] * a2 * (1.0 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1.0 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception(
    "chain-sign",
    replaces="chain_backward",
    see="4.4.3",
    fr="Vos six dérivées ont le signe contraire : vous partez de dJ/dp = y - p, comme le manuel. "
    "En dérivant (y - p)²/2 par rapport à p, le moins intérieur donne dJ/dp = p - y.",
    en="Your six derivatives have the opposite sign: you start from dJ/dp = y - p, as the textbook "
    "does. Differentiating (y - p)²/2 with respect to p, the inner minus gives dJ/dp = p - y.",
)
def chain_backward_sign(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (y - p) * p * (1.0 - p)
    delta2 = delta3 * parameters["w3"] * a2 * (1.0 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1.0 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception(
    "chain-factor-two",
    replaces="chain_backward",
    see="4.4.3",
    fr="Vos six dérivées sont deux fois trop grandes : ce sont celles de (y - p)², comme avec "
    "MSELoss dans le listing du manuel. Ici J = (y - p)²/2, et le 2 se simplifie.",
    en="Your six derivatives are twice too large: they are those of (y - p)², as with MSELoss in "
    "the textbook's listing. Here J = (y - p)²/2, and the 2 cancels.",
)
def chain_backward_factor_two(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = 2.0 * (p - y) * p * (1.0 - p)
    delta2 = delta3 * parameters["w3"] * a2 * (1.0 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1.0 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception(
    "chain-w2-missing-pair",
    replaces="chain_backward",
    see="4.4.3",
    fr="Dans dJ/dw2 et dJ/db2 il manque deux facteurs, w3 et p (1 - p) : vous passez directement "
    "de l'erreur à la deuxième couche, comme le manuel. Entre a2 et J il y a encore le troisième "
    "neurone : dJ/dw2 = (p - y) p (1 - p) w3 a2 (1 - a2) a1.",
    en="In dJ/dw2 and dJ/db2 two factors are missing, w3 and p (1 - p): you go straight from the "
    "error to the second layer, as the textbook does. Between a2 and J there still is the third "
    "neuron: dJ/dw2 = (p - y) p (1 - p) w3 a2 (1 - a2) a1.",
)
def chain_backward_missing_pair(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (p - y) * p * (1.0 - p)
    delta2 = delta3 * parameters["w3"] * a2 * (1.0 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1.0 - a1)
    short = (p - y) * a2 * (1.0 - a2)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": short * a1,
        "b2": short,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception(
    "chain-missing-pair-carried",
    replaces="chain_backward",
    see="4.4.3",
    fr="À partir de la deuxième couche il manque deux facteurs, w3 et p (1 - p), et la première "
    "couche en hérite : votre delta2 repart de l'erreur p - y. Il doit partir de delta3 : "
    "delta2 = delta3 w3 a2 (1 - a2).",
    en="From the second layer on two factors are missing, w3 and p (1 - p), and the first layer "
    "inherits it: your delta2 starts again from the error p - y. It must start from delta3: "
    "delta2 = delta3 w3 a2 (1 - a2).",
)
def chain_backward_missing_pair_carried(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (p - y) * p * (1.0 - p)
    delta2 = (p - y) * a2 * (1.0 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1.0 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception(
    "chain-a2-as-prediction",
    replaces="chain_backward",
    see="4.4.3",
    fr="Pour w2 et b2, vous prenez a2 pour la prédiction : (a2 - y) a2 (1 - a2). La perte se "
    "mesure sur p, la sortie de la chaîne : il faut repasser par le troisième neurone, "
    "delta2 = delta3 w3 a2 (1 - a2).",
    en="For w2 and b2 you take a2 for the prediction: (a2 - y) a2 (1 - a2). The loss is measured on "
    "p, the output of the chain: go back through the third neuron, "
    "delta2 = delta3 w3 a2 (1 - a2).",
)
def chain_backward_a2_as_prediction(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (p - y) * p * (1.0 - p)
    delta2 = delta3 * parameters["w3"] * a2 * (1.0 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1.0 - a1)
    short = (a2 - y) * a2 * (1.0 - a2)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": short * a1,
        "b2": short,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception(
    "chain-no-output-slope",
    replaces="chain_backward",
    see="4.4.3",
    fr="Il manque partout la dérivée de la sigmoïde de sortie, p (1 - p) : votre delta3 vaut p - y. "
    "Ce serait juste pour l'entropie croisée ; avec (y - p)²/2, delta3 = (p - y) p (1 - p).",
    en="The derivative of the output's sigmoid, p (1 - p), is missing everywhere: your delta3 is "
    "p - y. That would be right for cross-entropy; with (y - p)²/2, "
    "delta3 = (p - y) p (1 - p).",
)
def chain_backward_no_output_slope(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = p - y
    delta2 = delta3 * parameters["w3"] * a2 * (1.0 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1.0 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception(
    "chain-no-hidden-slope",
    replaces="chain_backward",
    see="4.4.3",
    fr="En remontant, vous multipliez par les poids w3 et w2 mais pas par les dérivées des "
    "sigmoïdes cachées, a2 (1 - a2) et a1 (1 - a1). Chaque couche apporte les deux facteurs.",
    en="On the way back you multiply by the weights w3 and w2, but not by the derivatives of the "
    "hidden sigmoids, a2 (1 - a2) and a1 (1 - a1). Each layer brings both factors.",
)
def chain_backward_no_hidden_slope(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (p - y) * p * (1.0 - p)
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


@misconception(
    "chain-no-weights",
    replaces="chain_backward",
    see="4.4.3",
    fr="En remontant, vous multipliez par les dérivées des sigmoïdes mais pas par les poids : "
    "z3 = w3 a2 + b3, donc dz3/da2 = w3, et delta2 = delta3 w3 a2 (1 - a2). De même, w2 entre "
    "dans delta1.",
    en="On the way back you multiply by the derivatives of the sigmoids, but not by the weights: "
    "z3 = w3 a2 + b3, so dz3/da2 = w3, and delta2 = delta3 w3 a2 (1 - a2). Likewise w2 is part of "
    "delta1.",
)
def chain_backward_no_weights(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (p - y) * p * (1.0 - p)
    delta2 = delta3 * a2 * (1.0 - a2)
    delta1 = delta2 * a1 * (1.0 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception(
    "chain-derivative-at-activation",
    replaces="chain_backward",
    see="4.4.1",
    fr="Vous prenez la dérivée de la sigmoïde au point a (la sortie du neurone) au lieu de z (sa "
    "pré-activation) : la sigmoïde est appliquée une fois de trop. Ou bien sigma'(z), ou bien "
    "a (1 - a), jamais sigma'(a).",
    en="You take the derivative of the sigmoid at a (the neuron's output) instead of z (its "
    "pre-activation): the sigmoid is applied once too often. Either sigma'(z), or a (1 - a), "
    "never sigma'(a).",
)
def chain_backward_at_activation(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    s1, s2, s3 = (activate("sigmoid", a) for a in (a1, a2, p))
    delta3 = (p - y) * s3 * (1.0 - s3)
    delta2 = delta3 * parameters["w3"] * s2 * (1.0 - s2)
    delta1 = delta2 * parameters["w2"] * s1 * (1.0 - s1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception(
    "chain-own-activation",
    replaces="chain_backward",
    see="4.4.3",
    fr="Vous multipliez chaque delta par la sortie de son propre neurone (p, a2, a1). Un poids "
    "multiplie l'entrée de son neurone : dz3/dw3 = a2, dz2/dw2 = a1, dz1/dw1 = x.",
    en="You multiply each delta by the output of its own neuron (p, a2, a1). A weight multiplies "
    "the input of its neuron: dz3/dw3 = a2, dz2/dw2 = a1, dz1/dw1 = x.",
)
def chain_backward_own_activation(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (p - y) * p * (1.0 - p)
    delta2 = delta3 * parameters["w3"] * a2 * (1.0 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1.0 - a1)
    return {
        "w3": delta3 * p,
        "b3": delta3,
        "w2": delta2 * a2,
        "b2": delta2,
        "w1": delta1 * a1,
        "b1": delta1,
    }


@misconception(
    "chain-bias-as-weight",
    replaces="chain_backward",
    see="4.4.3",
    fr="Vos dérivées par rapport aux biais sont celles des poids. Un biais s'ajoute sans rien "
    "multiplier : dz/db = 1, donc dJ/db est le delta du neurone, sans l'entrée.",
    en="Your derivatives with respect to the biases are those of the weights. A bias is added and "
    "multiplies nothing: dz/db = 1, so dJ/db is the neuron's delta, without the input.",
)
def chain_backward_bias_as_weight(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (p - y) * p * (1.0 - p)
    delta2 = delta3 * parameters["w3"] * a2 * (1.0 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1.0 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3 * a2,
        "w2": delta2 * a1,
        "b2": delta2 * a1,
        "w1": delta1 * x,
        "b1": delta1 * x,
    }


@misconception(
    "chain-w3-skipped",
    replaces="chain_backward",
    see="4.4.3",
    fr="En remontant du troisième neurone au deuxième, vous oubliez w3, et la première couche en "
    "hérite. z3 = w3 a2 + b3, donc dz3/da2 = w3 : delta2 = delta3 w3 a2 (1 - a2).",
    en="Going back from the third neuron to the second you forget w3, and the first layer inherits "
    "it. z3 = w3 a2 + b3, so dz3/da2 = w3: delta2 = delta3 w3 a2 (1 - a2).",
)
def chain_backward_w3_skipped(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (p - y) * p * (1.0 - p)
    delta2 = delta3 * a2 * (1.0 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1.0 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception(
    "chain-slope2-skipped",
    replaces="chain_backward",
    see="4.4.3",
    fr="En arrivant au deuxième neurone, vous oubliez la dérivée de sa sigmoïde, a2 (1 - a2), et la "
    "première couche en hérite : votre delta2 s'arrête à a2. Pour la pré-activation z2, "
    "delta2 = delta3 w3 a2 (1 - a2).",
    en="Reaching the second neuron you forget the derivative of its sigmoid, a2 (1 - a2), and the "
    "first layer inherits it: your delta2 stops at a2. For the pre-activation z2, "
    "delta2 = delta3 w3 a2 (1 - a2).",
)
def chain_backward_slope2_skipped(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (p - y) * p * (1.0 - p)
    delta2 = delta3 * parameters["w3"]
    delta1 = delta2 * parameters["w2"] * a1 * (1.0 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception(
    "chain-weights-one-early",
    replaces="chain_backward",
    see="4.4.3",
    fr="Vos poids sont décalés d'un neurone vers l'entrée : w2 dans delta2, w1 dans delta1. Pour "
    "remonter au deuxième neurone, on traverse w3, qui relie a2 à z3 : delta2 = delta3 w3 "
    "a2 (1 - a2), puis delta1 = delta2 w2 a1 (1 - a1).",
    en="Your weights are shifted by one neuron towards the input: w2 in delta2, w1 in delta1. To get "
    "back to the second neuron one crosses w3, which links a2 to z3: delta2 = delta3 w3 "
    "a2 (1 - a2), then delta1 = delta2 w2 a1 (1 - a1).",
)
def chain_backward_weights_one_early(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (p - y) * p * (1.0 - p)
    delta2 = delta3 * parameters["w2"] * a2 * (1.0 - a2)
    delta1 = delta2 * parameters["w1"] * a1 * (1.0 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


@misconception(
    "chain-w1-without-input",
    replaces="chain_backward",
    see="4.4.3",
    fr="Votre dJ/dw1 est delta1 seul, sans x : c'est la dérivée par rapport au biais. w1 multiplie "
    "l'entrée de la chaîne : dJ/dw1 = delta1 x.",
    en="Your dJ/dw1 is delta1 alone, without x: that is the derivative with respect to the bias. w1 "
    "multiplies the input of the chain: dJ/dw1 = delta1 x.",
)
def chain_backward_w1_without_input(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (p - y) * p * (1.0 - p)
    delta2 = delta3 * parameters["w3"] * a2 * (1.0 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1.0 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1,
        "b1": delta1,
    }


# --- one dense layer -----------------------------------------------------------------------------


@misconception(
    "dense-no-bias",
    replaces="dense_forward",
    see="3.4",
    fr="Vous oubliez le biais : une couche calcule x @ w + b, et b s'ajoute à chaque ligne.",
    en="You forget the bias: a layer computes x @ w + b, and b is added to each row.",
)
def dense_forward_no_bias(x, w, b):
    return x @ w


@misconception(
    "dense-missing-transpose",
    replaces="dense_backward",
    see="4.4",
    fr="Pour remonter vers l'entrée, vous multipliez par w au lieu de sa transposée. Quand w est "
    "carrée, les formes s'accordent et rien n'avertit ; sinon, NumPy refuse. L'entrée j reçoit "
    "de chaque sortie k sa part, w[j, k] : dx = delta @ w.T.",
    en="To go back to the input you multiply by w instead of its transpose. When w is square the "
    "shapes fit and nothing warns you; otherwise NumPy refuses. Input j receives from each output "
    "k its share, w[j, k]: dx = delta @ w.T.",
)
def dense_backward_missing_transpose(delta, x, w):
    return delta @ w, x.T @ delta / len(x), delta.mean(axis=0)


@misconception(
    "dense-bias-summed",
    replaces="dense_backward",
    see="4.4",
    fr="Votre gradient du biais est une somme sur les exemples, celui des poids une moyenne : le "
    "biais apprend n fois trop vite. Divisez-le aussi par n : db est la moyenne des lignes de "
    "delta.",
    en="Your gradient of the bias is a sum over the examples, that of the weights a mean: the bias "
    "learns n times too fast. Divide it by n too: db is the mean of the rows of delta.",
)
def dense_backward_bias_summed(delta, x, w):
    return delta @ w.T, x.T @ delta / len(x), delta.sum(axis=0)


@misconception(
    "dense-not-averaged",
    replaces="dense_backward",
    see="4.4",
    fr="Vos gradients dw et db sont des sommes sur les exemples : ils grandissent avec la taille du "
    "lot. L'énoncé en fait des moyennes : divisez par le nombre de lignes.",
    en="Your gradients dw and db are sums over the examples: they grow with the size of the batch. "
    "In the statement they are means: divide by the number of rows.",
)
def dense_backward_not_averaged(delta, x, w):
    return delta @ w.T, x.T @ delta, delta.sum(axis=0)


@misconception(
    "dense-mean-carried",
    replaces="dense_backward",
    see="4.4",
    fr="Vous divisez aussi dx par n. Chaque ligne de dx parle de son seul exemple ; le 1/n n'entre "
    "que là où les exemples se rencontrent, dans dw et db. Sinon le gradient est divisé par n une "
    "fois de plus à chaque couche.",
    en="You divide dx by n as well. Each row of dx speaks of its own example only; the 1/n comes in "
    "where the examples meet, in dw and db. Otherwise the gradient is divided by n once more at "
    "each layer.",
)
def dense_backward_mean_carried(delta, x, w):
    n = len(x)
    return delta @ w.T / n, x.T @ delta / n, delta.mean(axis=0)


@misconception(
    "dense-last-example",
    replaces="dense_backward",
    see="4.4",
    fr="Vos gradients dw et db ne contiennent que le dernier exemple : dans votre boucle, chaque "
    "exemple remplace le précédent. Accumulez-les (+=), en partant de zéro.",
    en="Your gradients dw and db hold the last example only: in your loop, each example replaces "
    "the one before. Accumulate them (+=), starting from zero.",
)
def dense_backward_last_example(delta, x, w):
    n = len(x)
    return delta @ w.T, np.outer(x[-1], delta[-1]) / n, delta[-1] / n


@misconception(
    "dense-gradient-transposed",
    replaces="dense_backward",
    see="4.4",
    fr="Votre dw est transposé : delta.T @ x a la forme (sorties, entrées). Un gradient a la forme "
    "de son paramètre, (entrées, sorties) : x.T @ delta.",
    en="Your dw is transposed: delta.T @ x has the shape (outputs, inputs). A gradient has the "
    "shape of its parameter, (inputs, outputs): x.T @ delta.",
)
def dense_backward_gradient_transposed(delta, x, w):
    return delta @ w.T, delta.T @ x / len(x), delta.mean(axis=0)


# --- the network ---------------------------------------------------------------------------------


@misconception(
    "mlp-output-activated",
    replaces="MLP.forward",
    see="3.4",
    fr="Vous appliquez l'activation après la dernière couche aussi. Ici la sortie est linéaire : "
    "une ReLU à la sortie, par exemple, ne pourrait jamais prédire un nombre négatif.",
    en="You apply the activation after the last layer too. Here the output is linear: a ReLU at the "
    "output, for example, could never predict a negative number.",
)
def mlp_forward_output_activated(self, x):
    self.inputs, self.scores = [], []
    a = x
    for w, b in zip(self.weights, self.biases):
        z = dense_forward(a, w, b)
        self.inputs.append(a)
        self.scores.append(z)
        a = activate(self.activation, z)
    return a


@misconception(
    "mlp-output-activated",
    replaces="MLP.backward",
)
def mlp_backward_output_activated(self, x, y):
    delta = 2.0 * (self.forward(x) - y) / y.shape[1]
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        delta = delta * activation_derivative(self.activation, self.scores[layer])
        delta, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.insert(0, dw)
        bias_gradients.insert(0, db)
    return weight_gradients, bias_gradients


@misconception(
    "mlp-backward-through-output",
    replaces="MLP.backward",
    see="4.4",
    fr="À la sortie, vous multipliez par la dérivée de l'activation, alors que la sortie est "
    "linéaire : la propagation avant n'y applique rien, il n'y a donc rien à dériver. Le premier "
    "delta est 2 (p - y) / d, tel quel.",
    en="At the output you multiply by the derivative of the activation, though the output is "
    "linear: the forward pass applies nothing there, so there is nothing to differentiate. The "
    "first delta is 2 (p - y) / d, as it is.",
)
def mlp_backward_through_output(self, x, y):
    delta = 2.0 * (self.forward(x) - y) / y.shape[1]
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        delta = delta * activation_derivative(self.activation, self.scores[layer])
        delta, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.insert(0, dw)
        bias_gradients.insert(0, db)
    return weight_gradients, bias_gradients


@misconception(
    "mlp-derivative-at-activation",
    replaces="MLP.backward",
    see="4.4.1",
    fr="Vous prenez la dérivée de l'activation au point a (la sortie de la couche) au lieu de z (sa "
    "pré-activation). Avec ReLU cela ne se voit pas, avec tanh ou la sigmoïde tout est faux : "
    "retenez les z, et dérivez là.",
    en="You take the derivative of the activation at a (the output of the layer) instead of z (its "
    "pre-activation). With ReLU it does not show, with tanh or the sigmoid all is wrong: keep the "
    "z, and differentiate there.",
)
def mlp_backward_at_activation(self, x, y):
    delta = 2.0 * (self.forward(x) - y) / y.shape[1]
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        dx, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.insert(0, dw)
        bias_gradients.insert(0, db)
        delta = dx * activation_derivative(self.activation, self.inputs[layer])
    return weight_gradients, bias_gradients


@misconception(
    "mlp-no-derivative",
    replaces="MLP.backward",
    see="4.4.1",
    fr="En passant d'une couche à la précédente, vous oubliez la dérivée de l'activation : "
    "dense_backward s'arrête à l'entrée de la couche. Pour arriver à la pré-activation de la "
    "couche d'avant, multipliez encore par sa dérivée, au point z.",
    en="Going from one layer to the one before, you forget the derivative of the activation: "
    "dense_backward stops at the input of the layer. To get to the pre-activation of the layer "
    "before, multiply by its derivative too, at z.",
)
def mlp_backward_no_derivative(self, x, y):
    delta = 2.0 * (self.forward(x) - y) / y.shape[1]
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        delta, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.insert(0, dw)
        bias_gradients.insert(0, db)
    return weight_gradients, bias_gradients


@misconception(
    "mlp-derivative-of-next-layer",
    replaces="MLP.backward",
    see="4.4.1",
    fr="La dérivée de l'activation est prise une couche trop loin : en descendant sous la couche l, "
    "vous utilisez sa propre pré-activation z(l). Il faut celle de la couche qu'on atteint, "
    "z(l-1).",
    en="The derivative of the activation is taken one layer too far: going below layer l, you use "
    "its own pre-activation z(l). It takes that of the layer which you reach, z(l-1).",
)
def mlp_backward_of_next_layer(self, x, y):
    delta = 2.0 * (self.forward(x) - y) / y.shape[1]
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        dx, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.insert(0, dw)
        bias_gradients.insert(0, db)
        if layer > 0:
            delta = dx * activation_derivative(self.activation, self.scores[layer])
    return weight_gradients, bias_gradients


@misconception(
    "mlp-score-as-input",
    replaces="MLP.backward",
    see="4.4.1",
    fr="Pour dw, vous prenez la pré-activation z de la couche d'avant au lieu de son activation a. "
    "Les poids d'une couche multiplient ce que la couche a reçu, c'est-à-dire a.",
    en="For dw you take the pre-activation z of the layer before instead of its activation a. The "
    "weights of a layer multiply what the layer received, which is a.",
)
def mlp_backward_score_as_input(self, x, y):
    delta = 2.0 * (self.forward(x) - y) / y.shape[1]
    inputs = [x, *self.scores[:-1]]
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        dx, dw, db = dense_backward(delta, inputs[layer], self.weights[layer])
        weight_gradients.insert(0, dw)
        bias_gradients.insert(0, db)
        if layer > 0:
            delta = dx * activation_derivative(self.activation, self.scores[layer - 1])
    return weight_gradients, bias_gradients


@misconception(
    "mlp-gradients-reversed",
    replaces="MLP.backward",
    see="4.4",
    fr="Vos listes sont dans l'ordre de la rétropropagation, la dernière couche d'abord. L'énoncé "
    "veut l'ordre du constructeur, la première couche d'abord : retournez-les à la fin.",
    en="Your lists are in the order of the backward pass, the last layer first. The statement wants "
    "the order of the constructor, the first layer first: reverse them at the end.",
)
def mlp_backward_reversed(self, x, y):
    delta = 2.0 * (self.forward(x) - y) / y.shape[1]
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        dx, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.append(dw)
        bias_gradients.append(db)
        if layer > 0:
            delta = dx * activation_derivative(self.activation, self.scores[layer - 1])
    return weight_gradients, bias_gradients


@misconception(
    "mlp-missing-factor-two",
    replaces="MLP.backward",
    see="4.2",
    fr="Tous vos gradients sont deux fois trop petits : vous partez de p - y, la dérivée de "
    "(p - y)²/2. Le réseau a pour coût la MSE, sans 1/2 (seule la chaîne avait un 1/2) : partez de "
    "2 (p - y) / d.",
    en="All your gradients are twice too small: you start from p - y, the derivative of "
    "(p - y)²/2. The network's cost is the MSE, without 1/2 (only the chain had a 1/2): start from "
    "2 (p - y) / d.",
)
def mlp_backward_missing_two(self, x, y):
    delta = (self.forward(x) - y) / y.shape[1]
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        dx, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.insert(0, dw)
        bias_gradients.insert(0, db)
        if layer > 0:
            delta = dx * activation_derivative(self.activation, self.scores[layer - 1])
    return weight_gradients, bias_gradients


@misconception(
    "mlp-sum-over-outputs",
    replaces="MLP.backward",
    see="4.2",
    fr="Votre gradient est celui d'une somme sur les sorties : il est d fois trop grand quand le "
    "réseau a d sorties. La MSE est une moyenne sur tous les nombres : partez de 2 (p - y) / d.",
    en="Your gradient is that of a sum over the outputs: it is d times too large when the network "
    "has d outputs. The MSE is a mean over all the numbers: start from 2 (p - y) / d.",
)
def mlp_backward_sum_over_outputs(self, x, y):
    delta = 2.0 * (self.forward(x) - y)
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        dx, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.insert(0, dw)
        bias_gradients.insert(0, db)
        if layer > 0:
            delta = dx * activation_derivative(self.activation, self.scores[layer - 1])
    return weight_gradients, bias_gradients


@misconception(
    "mlp-mean-twice",
    replaces="MLP.backward",
    see="4.4",
    fr="Vos gradients sont divisés deux fois par n : une fois dans le premier delta, une fois dans "
    "dense_backward, qui fait déjà la moyenne. Le premier delta est 2 (p - y) / d, ligne par "
    "ligne, sans n.",
    en="Your gradients are divided by n twice: once in the first delta, once in dense_backward, "
    "which takes the mean already. The first delta is 2 (p - y) / d, row by row, without n.",
)
def mlp_backward_mean_twice(self, x, y):
    delta = 2.0 * (self.forward(x) - y) / y.size
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        dx, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.insert(0, dw)
        bias_gradients.insert(0, db)
        if layer > 0:
            delta = dx * activation_derivative(self.activation, self.scores[layer - 1])
    return weight_gradients, bias_gradients


@misconception(
    "mlp-sign",
    replaces="MLP.backward",
    see="4.4.3",
    fr="Tous vos gradients ont le signe contraire : vous partez de y - p. La dérivée de (p - y)² "
    "par rapport à p est 2 (p - y), prédiction moins cible.",
    en="All your gradients have the opposite sign: you start from y - p. The derivative of "
    "(p - y)² with respect to p is 2 (p - y), prediction minus target.",
)
def mlp_backward_sign(self, x, y):
    delta = 2.0 * (y - self.forward(x)) / y.shape[1]
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        dx, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.insert(0, dw)
        bias_gradients.insert(0, db)
        if layer > 0:
            delta = dx * activation_derivative(self.activation, self.scores[layer - 1])
    return weight_gradients, bias_gradients


@misconception(
    "mlp-stale-forward",
    replaces="MLP.backward",
    see="4.4",
    fr="backward se sert de ce que le dernier appel de forward a retenu, même quand c'était un "
    "autre lot. Recommencez par self.forward(x) : les activations doivent être celles de ce lot.",
    en="backward uses what the last call of forward kept, even when that was another batch. Begin "
    "with self.forward(x): the activations must be those of this batch.",
)
def mlp_backward_stale(self, x, y):
    if not hasattr(self, "scores"):
        self.forward(x)
    delta = 2.0 * (self.scores[-1] - y) / y.shape[1]
    weight_gradients, bias_gradients = [], []
    for layer in reversed(range(len(self.weights))):
        dx, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        weight_gradients.insert(0, dw)
        bias_gradients.insert(0, db)
        if layer > 0:
            delta = dx * activation_derivative(self.activation, self.scores[layer - 1])
    return weight_gradients, bias_gradients


@misconception(
    "step-ascends",
    replaces="MLP.step",
    see="4.3.2",
    fr="Votre pas monte la pente : vous ajoutez lr fois le gradient. Le gradient montre où le coût "
    "augmente le plus vite ; retranchez-le.",
    en="Your step goes up the slope: you add lr times the gradient. The gradient shows where the "
    "cost increases fastest; subtract it.",
)
def mlp_step_ascends(self, gradients, lr):
    weight_gradients, bias_gradients = gradients
    self.weights = [w + lr * dw for w, dw in zip(self.weights, weight_gradients)]
    self.biases = [b + lr * db for b, db in zip(self.biases, bias_gradients)]


@misconception(
    "step-without-biases",
    replaces="MLP.step",
    see="4.3",
    fr="Votre pas change les poids mais laisse les biais : ce sont des paramètres comme les autres, "
    "retranchez-leur aussi lr fois leur gradient.",
    en="Your step changes the weights but leaves the biases: they are parameters like the others, "
    "subtract lr times their gradient from them too.",
)
def mlp_step_without_biases(self, gradients, lr):
    weight_gradients, _ = gradients
    self.weights = [w - lr * dw for w, dw in zip(self.weights, weight_gradients)]


@misconception(
    "update-before-propagating",
    replaces="MLP.train_step",
    see="4.4",
    fr="Vous mettez à jour les poids d'une couche avant de remonter à travers elle : la couche "
    "précédente reçoit le gradient d'un réseau déjà changé, et seule la dernière est juste. "
    "Calculez d'abord tous les gradients, puis faites un seul pas.",
    en="You update the weights of a layer before going back through it: the layer before receives "
    "the gradient of a network that has changed already, and only the last one is right. Compute "
    "all the gradients first, then make one step.",
)
def mlp_update_before_propagating(self, x, y, lr):
    prediction = self.forward(x)
    delta = 2.0 * (prediction - y) / y.shape[1]
    for layer in reversed(range(len(self.weights))):
        _, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
        self.weights[layer] = self.weights[layer] - lr * dw
        self.biases[layer] = self.biases[layer] - lr * db
        if layer > 0:
            dx = delta @ self.weights[layer].T
            delta = dx * activation_derivative(self.activation, self.scores[layer - 1])
    return mse(prediction, y)


@misconception(
    "loss-after-step",
    replaces="MLP.train_step",
    see="4.3.4",
    fr="Vous renvoyez le coût d'après le pas. L'énoncé demande celui d'avant : il est déjà connu, "
    "la propagation avant vient d'être faite, et l'historique commence ainsi par le coût de départ.",
    en="You return the cost after the step. The statement asks for the one before: it is known "
    "already, the forward pass has just been made, and so the history begins with the initial "
    "cost.",
)
def mlp_loss_after_step(self, x, y, lr):
    self.step(self.backward(x, y), lr)
    return mse(self.forward(x), y)


@misconception(
    "norms-squared",
    replaces="MLP.gradient_norms",
    see="4.4.4",
    fr="Vous renvoyez les carrés des normes : il manque la racine carrée à la fin.",
    en="You return the squares of the norms: the square root at the end is missing.",
)
def mlp_norms_squared(self, x, y):
    weight_gradients, _ = self.backward(x, y)
    return [np.sum(dw**2) for dw in weight_gradients]


@misconception(
    "norms-averaged",
    replaces="MLP.gradient_norms",
    see="4.4.4",
    fr="Vous renvoyez la moyenne des valeurs absolues de chaque gradient. L'énoncé demande sa "
    "norme : la racine de la somme des carrés de tous ses éléments.",
    en="You return the mean of the absolute values of each gradient. The statement asks for its "
    "norm: the square root of the sum of the squares of all its elements.",
)
def mlp_norms_averaged(self, x, y):
    weight_gradients, _ = self.backward(x, y)
    return [np.mean(np.abs(dw)) for dw in weight_gradients]


@misconception(
    "norms-spectral",
    replaces="MLP.gradient_norms",
    see="4.4.4",
    fr="Vous renvoyez la norme spectrale : np.linalg.norm(dw, 2) est la plus grande valeur singulière "
    "d'une matrice. L'énoncé demande la racine de la somme des carrés de tous les éléments, "
    "np.linalg.norm(dw), sans le 2.",
    en="You return the spectral norm: np.linalg.norm(dw, 2) is the largest singular value of a matrix. "
    "The statement asks for the square root of the sum of the squares of all the elements, "
    "np.linalg.norm(dw), without the 2.",
)
def mlp_norms_spectral(self, x, y):
    weight_gradients, _ = self.backward(x, y)
    return [np.linalg.norm(dw, 2) for dw in weight_gradients]


# --- depth and initial weights -------------------------------------------------------------------


@misconception(
    "factors-without-weights",
    replaces="gradient_factors",
    see="4.4.4",
    fr="Vous multipliez les dérivées des activations seules, comme le manuel. Les poids sont des "
    "facteurs aussi : à chaque couche, le gradient est multiplié par w f'(z).",
    en="You multiply the derivatives of the activations only, as the textbook does. The weights are "
    "factors too: at each layer, the gradient is multiplied by w f'(z).",
)
def gradient_factors_without_weights(slopes, weights):
    return np.cumprod(slopes[::-1])[::-1]


@misconception(
    "factors-from-the-input",
    replaces="gradient_factors",
    see="4.4.4",
    fr="Vous accumulez les produits depuis l'entrée. Le gradient vient de la sortie : la dernière "
    "couche est traversée la première, et c'est à l'indice 0 que se trouve le produit de toutes.",
    en="You accumulate the products from the input. The gradient comes from the output: the last "
    "layer is crossed first, and it is at index 0 that the product of all of them stands.",
)
def gradient_factors_from_the_input(slopes, weights):
    return np.cumprod(slopes * weights)


@misconception(
    "factors-not-turned-back",
    replaces="gradient_factors",
    see="4.4.4",
    fr="Les produits sont justes, mais dans l'ordre où le gradient traverse les couches. L'énoncé "
    "veut l'ordre des couches : le produit de toutes est à l'indice 0.",
    en="The products are right, but in the order in which the gradient crosses the layers. The "
    "statement wants the order of the layers: the product of all of them is at index 0.",
)
def gradient_factors_not_turned_back(slopes, weights):
    return np.cumprod((slopes * weights)[::-1])


@misconception(
    "xavier-normal",
    replaces="xavier_init",
    see="4.4.4",
    fr="Vous tirez une loi normale. Son écart-type est le bon, mais l'énoncé fixe la forme uniforme "
    "de Xavier : tous les poids dans [-m, m], avec m = sqrt(6 / (fan_in + fan_out)).",
    en="You draw a normal law. Its standard deviation is the right one, but the statement fixes the "
    "uniform form of Xavier: all weights in [-m, m], with m = sqrt(6 / (fan_in + fan_out)).",
)
def xavier_normal(rng, fan_in, fan_out):
    rng = np.random.default_rng(rng)
    return rng.normal(0.0, np.sqrt(2.0 / (fan_in + fan_out)), size=(fan_in, fan_out))


@misconception(
    "xavier-deviation-as-limit",
    replaces="xavier_init",
    see="4.4.4",
    fr="Vous prenez l'écart-type sqrt(2 / (fan_in + fan_out)) pour la limite de la loi uniforme. "
    "Une loi uniforme sur [-m, m] a pour écart-type m / sqrt(3) : il faut "
    "m = sqrt(6 / (fan_in + fan_out)).",
    en="You take the standard deviation sqrt(2 / (fan_in + fan_out)) for the limit of the uniform "
    "law. A uniform law on [-m, m] has the standard deviation m / sqrt(3): it takes "
    "m = sqrt(6 / (fan_in + fan_out)).",
)
def xavier_deviation_as_limit(rng, fan_in, fan_out):
    rng = np.random.default_rng(rng)
    limit = np.sqrt(2.0 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, size=(fan_in, fan_out))


@misconception(
    "xavier-missing-root",
    replaces="xavier_init",
    see="4.4.4",
    fr="Il manque la racine carrée : votre limite est 6 / (fan_in + fan_out).",
    en="The square root is missing: your limit is 6 / (fan_in + fan_out).",
)
def xavier_missing_root(rng, fan_in, fan_out):
    rng = np.random.default_rng(rng)
    limit = 6.0 / (fan_in + fan_out)
    return rng.uniform(-limit, limit, size=(fan_in, fan_out))


@misconception(
    "he-variance-as-deviation",
    replaces="he_init",
    see="4.4.4",
    fr="Vous donnez à la loi normale la variance 2 / fan_in à la place de l'écart-type : NumPy "
    "attend l'écart-type, sqrt(2 / fan_in).",
    en="You give the normal law the variance 2 / fan_in in place of the standard deviation: NumPy "
    "expects the standard deviation, sqrt(2 / fan_in).",
)
def he_variance_as_deviation(rng, fan_in, fan_out):
    rng = np.random.default_rng(rng)
    return rng.normal(0.0, 2.0 / fan_in, size=(fan_in, fan_out))


@misconception(
    "he-fan-out",
    replaces="he_init",
    see="4.4.4",
    fr="Vous divisez par le nombre de sorties. He règle la taille de la somme que reçoit un "
    "neurone, qui a fan_in termes : l'écart-type est sqrt(2 / fan_in).",
    en="You divide by the number of outputs. He sets the size of the sum that a neuron receives, "
    "which has fan_in terms: the standard deviation is sqrt(2 / fan_in).",
)
def he_fan_out(rng, fan_in, fan_out):
    rng = np.random.default_rng(rng)
    return rng.normal(0.0, np.sqrt(2.0 / fan_out), size=(fan_in, fan_out))


@misconception(
    "he-without-two",
    replaces="he_init",
    see="4.4.4",
    fr="Votre écart-type est sqrt(1 / fan_in) : il manque le 2, qui compense la moitié des valeurs "
    "que ReLU met à zéro.",
    en="Your standard deviation is sqrt(1 / fan_in): the 2 is missing, which makes up for the half "
    "of the values that ReLU sets to zero.",
)
def he_without_two(rng, fan_in, fan_out):
    rng = np.random.default_rng(rng)
    return rng.normal(0.0, np.sqrt(1.0 / fan_in), size=(fan_in, fan_out))


# --- checking a gradient -------------------------------------------------------------------------


@misconception(
    "forward-differences",
    replaces="gradient_check",
    see="4.4",
    fr="Vous calculez (f(x + h) - f(x)) / h, d'un seul côté : l'erreur est de l'ordre de h. Les "
    "différences centrées, (f(x + h) - f(x - h)) / (2 h), ont une erreur de l'ordre de h².",
    en="You compute (f(x + h) - f(x)) / h, on one side only: the error is of the order of h. "
    "Central differences, (f(x + h) - f(x - h)) / (2 h), have an error of the order of h².",
)
def gradient_check_forward(f, x, h=1e-5):
    gradient = np.empty_like(x)
    here = f(x.copy())
    for place in np.ndindex(x.shape):
        moved = x.copy()
        moved[place] = x[place] + h
        gradient[place] = (f(moved) - here) / h
    return gradient


@misconception(
    "central-without-two",
    replaces="gradient_check",
    see="4.4",
    fr="Vous divisez par h au lieu de 2 h : entre x - h et x + h il y a deux pas, votre gradient est "
    "le double du vrai.",
    en="You divide by h instead of 2 h: between x - h and x + h there are two steps, your gradient "
    "is twice the true one.",
)
def gradient_check_without_two(f, x, h=1e-5):
    gradient = np.empty_like(x)
    for place in np.ndindex(x.shape):
        moved = x.copy()
        moved[place] = x[place] + h
        above = f(moved)
        moved[place] = x[place] - h
        gradient[place] = (above - f(moved)) / h
    return gradient


@misconception(
    "central-missing-parentheses",
    replaces="gradient_check",
    see="4.4",
    fr="Vous écrivez / 2 * h, que Python lit (... / 2) * h : vous multipliez par h au lieu de diviser. "
    "Mettez des parenthèses : / (2 * h).",
    en="You write / 2 * h, which Python reads as (... / 2) * h: you multiply by h instead of dividing. "
    "Put parentheses: / (2 * h).",
)
def gradient_check_missing_parentheses(f, x, h=1e-5):
    gradient = np.empty_like(x)
    for place in np.ndindex(x.shape):
        moved = x.copy()
        moved[place] = x[place] + h
        above = f(moved)
        moved[place] = x[place] - h
        gradient[place] = (above - f(moved)) / 2.0 * h
    return gradient


@misconception(
    "central-step-ignored",
    replaces="gradient_check",
    see="4.4",
    fr="Vous n'utilisez pas l'argument h : votre pas est toujours 1e-5. Cette valeur n'est que celle "
    "par défaut ; quand on vous donne un h, c'est avec lui qu'il faut mesurer.",
    en="You do not use the argument h: your step is always 1e-5. That value is only the default; when "
    "an h is given to you, it is the one to measure with.",
)
def gradient_check_step_ignored(f, x, h=1e-5):
    h = 1e-5
    gradient = np.empty_like(x)
    for place in np.ndindex(x.shape):
        moved = x.copy()
        moved[place] = x[place] + h
        above = f(moved)
        moved[place] = x[place] - h
        gradient[place] = (above - f(moved)) / (2.0 * h)
    return gradient


@misconception(
    "central-not-restored",
    replaces="gradient_check",
    see="4.4",
    fr="Vous ne remettez pas la coordonnée à sa place : les suivantes sont mesurées en un point qui "
    "a déjà bougé de h. Repartez de x pour chaque coordonnée.",
    en="You do not put the coordinate back: the next ones are measured at a point that has moved by "
    "h already. Start again from x for each coordinate.",
)
def gradient_check_not_restored(f, x, h=1e-5):
    gradient = np.empty_like(x)
    moved = x.copy()
    for place in np.ndindex(x.shape):
        moved[place] = x[place] + h
        above = f(moved)
        moved[place] = x[place] - h
        gradient[place] = (above - f(moved)) / (2.0 * h)
    return gradient


@misconception(
    "all-moved-at-once",
    replaces="gradient_check",
    see="4.4",
    fr="Vous déplacez toutes les coordonnées à la fois : vous mesurez la pente dans une seule "
    "direction, la somme de toutes les dérivées. Ne déplacez qu'une coordonnée par mesure.",
    en="You move all the coordinates at once: you measure the slope in one direction only, the sum "
    "of all the derivatives. Move a single coordinate for each measure.",
)
def gradient_check_all_at_once(f, x, h=1e-5):
    return np.full_like(x, (f(x + h) - f(x - h)) / (2.0 * h))


@misconception(
    "error-not-relative",
    replaces="relative_error",
    see="4.4",
    fr="Vous renvoyez ||a - b|| : un écart absolu. Un écart de 0,01 est énorme pour un gradient de "
    "0,01 et négligeable pour un gradient de 1000 : divisez par ||a|| + ||b||.",
    en="You return ||a - b||: an absolute difference. A difference of 0.01 is huge for a gradient "
    "of 0.01 and negligible for a gradient of 1000: divide by ||a|| + ||b||.",
)
def relative_error_absolute(a, b):
    return np.linalg.norm(a - b)


@misconception(
    "error-zero-by-zero",
    replaces="relative_error",
    see="4.4",
    fr="Deux gradients nuls donnent 0 / 0, donc NaN. Ils sont égaux : l'énoncé fixe 0.",
    en="Two zero gradients give 0 / 0, so NaN. They are equal: the statement fixes 0.",
)
def relative_error_zero(a, b):
    with np.errstate(all="ignore"):
        return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))
