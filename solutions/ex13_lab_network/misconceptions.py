"""Misconceptions of ex13 (the lab report's network): the wrong answers that people really write.

Each is laid over the solution, so it may call the solution's functions by name (EPSILON and the
functions that are not defined here stand for the solution's).
"""

# ruff: noqa: F821  # names of the solution

import numpy as np

from grader.checks.api import misconception

# --- the start ------------------------------------------------------------------------------------


@misconception(
    "weights-all-zero",
    replaces="init_params",
    see="4.3",
    fr="Vos poids partent tous de zéro : les neurones cachés calculent alors la même chose, "
    "reçoivent le même gradient et restent identiques pour toujours. Tirez les poids au hasard ; "
    "seuls les biais peuvent partir de zéro.",
    en="All your weights start from zero: the hidden neurons then compute the same thing, receive "
    "the same gradient and stay identical for ever. Draw the weights at random; only the biases "
    "may start from zero.",
)
def init_zero(nx, nh, ny, rng):
    return {
        "Wh": np.zeros((nx, nh)),
        "bh": np.zeros(nh),
        "Wy": np.zeros((nh, ny)),
        "by": np.zeros(ny),
    }


@misconception(
    "variance-for-deviation",
    replaces="init_params",
    see="4.3",
    fr="Vous donnez 0,3² au générateur, qui attend l'écart-type : vos poids sont trop petits. "
    "rng.normal(scale=0.3) tire déjà selon N(0, 0,3²).",
    en="You give 0.3² to the generator, which expects the standard deviation: your weights are too "
    "small. rng.normal(scale=0.3) already draws from N(0, 0.3²).",
)
def init_variance(nx, nh, ny, rng):
    rng = np.random.default_rng(rng)
    return {
        "Wh": rng.normal(0, 0.3**2, size=(nx, nh)),
        "bh": np.zeros(nh),
        "Wy": rng.normal(0, 0.3**2, size=(nh, ny)),
        "by": np.zeros(ny),
    }


@misconception(
    "standard-normal-start",
    replaces="init_params",
    see="4.3",
    fr="Vos poids sont tirés selon N(0, 1), sans l'écart-type de 0,3 : tanh sature dès le départ et "
    "les gradients s'éteignent.",
    en="Your weights are drawn from N(0, 1), without the standard deviation of 0.3: tanh saturates "
    "from the start and the gradients die out.",
)
def init_standard(nx, nh, ny, rng):
    rng = np.random.default_rng(rng)
    return {
        "Wh": rng.normal(size=(nx, nh)),
        "bh": np.zeros(nh),
        "Wy": rng.normal(size=(nh, ny)),
        "by": np.zeros(ny),
    }


@misconception(
    "random-biases",
    replaces="init_params",
    see="4.3",
    fr="Vous tirez aussi les biais au hasard ; l'énoncé les fait partir de zéro.",
    en="You draw the biases at random too; the statement starts them from zero.",
)
def init_biases(nx, nh, ny, rng):
    rng = np.random.default_rng(rng)
    return {
        "Wh": rng.normal(0, 0.3, size=(nx, nh)),
        "bh": rng.normal(0, 0.3, size=nh),
        "Wy": rng.normal(0, 0.3, size=(nh, ny)),
        "by": rng.normal(0, 0.3, size=ny),
    }


# --- softmax and forward --------------------------------------------------------------------------


@misconception(
    "softmax-axis0",
    replaces="softmax",
    see="3.2.6",
    fr="La somme de votre softmax parcourt l'axe 0, les exemples d'un lot. Ce sont les classes d'un "
    "même exemple qui se partagent la probabilité 1 : sommez sur le dernier axe.",
    en="The sum of your softmax runs over axis 0, the examples of a batch. It is the classes of one "
    "example that share the probability 1: sum over the last axis.",
)
def softmax_axis0(ytilde):
    e = np.exp(ytilde - ytilde.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


@misconception(
    "softmax-unshifted",
    replaces="softmax",
    see="3.2.6",
    fr="Votre softmax prend l'exponentielle des scores tels quels : au-delà de 709, exp déborde et "
    "tout devient NaN. Retranchez d'abord à chaque ligne son plus grand score, le résultat est le "
    "même.",
    en="Your softmax takes the exponential of the scores as they are: beyond 709, exp overflows and "
    "everything becomes NaN. First take away from each row its largest score, the result is the "
    "same.",
)
def softmax_unshifted(ytilde):
    e = np.exp(ytilde)
    return e / e.sum(axis=-1, keepdims=True)


@misconception(
    "softmax-one-shift-for-all",
    replaces="softmax",
    see="3.2.6",
    fr="Vous retranchez à tout le lot son plus grand score. Une ligne dont les scores sont bien plus "
    "bas n'a alors que des exponentielles nulles, et 0/0 donne NaN : chaque ligne a besoin de son "
    "propre maximum (axis=-1, keepdims=True).",
    en="You take away from the whole batch its largest score. A row whose scores are far lower then "
    "has only exponentials of zero, and 0/0 gives NaN: each row needs its own maximum (axis=-1, "
    "keepdims=True).",
)
def softmax_one_shift(ytilde):
    e = np.exp(ytilde - ytilde.max())
    return e / e.sum(axis=-1, keepdims=True)


@misconception(
    "softmax-of-minus",
    replaces="softmax",
    see="3.2.6",
    fr="Votre softmax prend exp(-z), comme une des diapositives : le plus grand score y reçoit la "
    "plus petite probabilité. C'est exp(+z).",
    en="Your softmax takes exp(-z), as one of the slides does: the largest score gets the smallest "
    "probability. It is exp(+z).",
)
def softmax_of_minus(ytilde):
    e = np.exp(ytilde.min(axis=-1, keepdims=True) - ytilde)
    return e / e.sum(axis=-1, keepdims=True)


@misconception(
    "softmax-twice",
    replaces="forward",
    see="3.2.6",
    fr="Vous appliquez softmax deux fois : yhat est le softmax de probabilités, trop plates pour que "
    "la perte puisse descendre. yhat = softmax(ytilde), une seule fois.",
    en="You apply softmax twice: yhat is the softmax of probabilities, too flat for the loss to go "
    "down. yhat = softmax(ytilde), only once.",
)
def forward_softmax_twice(params, X):
    htilde = X @ params["Wh"] + params["bh"]
    h = np.tanh(htilde)
    ytilde = h @ params["Wy"] + params["by"]
    yhat = softmax(softmax(ytilde))
    return yhat, {"X": X, "htilde": htilde, "h": h, "ytilde": ytilde, "yhat": yhat}


@misconception(
    "scores-for-probabilities",
    replaces="forward",
    see="3.2.6",
    fr="Votre yhat, ce sont les scores : le softmax manque. Le compte rendu nomme scores et "
    "probabilités de la même façon ; ce sont deux choses, yhat = softmax(ytilde).",
    en="Your yhat are the scores: the softmax is missing. The lab report gives scores and "
    "probabilities one name; they are two things, yhat = softmax(ytilde).",
)
def forward_scores(params, X):
    htilde = X @ params["Wh"] + params["bh"]
    h = np.tanh(htilde)
    ytilde = h @ params["Wy"] + params["by"]
    return ytilde, {"X": X, "htilde": htilde, "h": h, "ytilde": ytilde, "yhat": ytilde}


@misconception(
    "probabilities-for-scores",
    replaces="forward",
    see="3.2.6",
    fr="Votre outputs['ytilde'] contient déjà les probabilités. ytilde, ce sont les scores, avant "
    "softmax ; gardez les deux.",
    en="Your outputs['ytilde'] already holds the probabilities. ytilde are the scores, before "
    "softmax; keep both.",
)
def forward_overwritten(params, X):
    htilde = X @ params["Wh"] + params["bh"]
    h = np.tanh(htilde)
    yhat = softmax(h @ params["Wy"] + params["by"])
    return yhat, {"X": X, "htilde": htilde, "h": h, "ytilde": yhat, "yhat": yhat}


@misconception(
    "activation-overwritten",
    replaces="forward",
    see="4.4",
    fr="Votre outputs['htilde'] contient h, déjà passé par tanh. htilde est la pré-activation ; "
    "gardez les deux.",
    en="Your outputs['htilde'] holds h, already gone through tanh. htilde is the pre-activation; "
    "keep both.",
)
def forward_htilde_lost(params, X):
    h = np.tanh(X @ params["Wh"] + params["bh"])
    ytilde = h @ params["Wy"] + params["by"]
    yhat = softmax(ytilde)
    return yhat, {"X": X, "htilde": h, "h": h, "ytilde": ytilde, "yhat": yhat}


@misconception(
    "hidden-without-tanh",
    replaces="forward",
    see="3.4",
    fr="La couche cachée n'a pas d'activation : h est égal à htilde. Sans tanh, deux couches n'en "
    "font qu'une, et la frontière reste une droite.",
    en="The hidden layer has no activation: h equals htilde. Without tanh, two layers are only one, "
    "and the boundary stays a straight line.",
)
def forward_linear(params, X):
    htilde = X @ params["Wh"] + params["bh"]
    ytilde = htilde @ params["Wy"] + params["by"]
    yhat = softmax(ytilde)
    return yhat, {"X": X, "htilde": htilde, "h": htilde, "ytilde": ytilde, "yhat": yhat}


@misconception(
    "sigmoid-for-tanh",
    replaces="forward",
    see="3.2.4",
    fr="Votre couche cachée utilise la sigmoïde ; ici l'activation est tanh, entre -1 et 1.",
    en="Your hidden layer uses the sigmoid; here the activation is tanh, between -1 and 1.",
)
def forward_sigmoid(params, X):
    htilde = X @ params["Wh"] + params["bh"]
    h = 0.5 * (1.0 + np.tanh(0.5 * htilde))
    ytilde = h @ params["Wy"] + params["by"]
    yhat = softmax(ytilde)
    return yhat, {"X": X, "htilde": htilde, "h": h, "ytilde": ytilde, "yhat": yhat}


@misconception(
    "tanh-on-scores",
    replaces="forward",
    see="3.4",
    fr="Vous passez aussi les scores par tanh : entre -1 et 1, ils ne peuvent plus donner une "
    "probabilité proche de 1. La couche de sortie est affine, seul softmax la suit.",
    en="You put the scores through tanh too: between -1 and 1, they can no longer give a "
    "probability near 1. The output layer is affine, only softmax follows it.",
)
def forward_tanh_scores(params, X):
    htilde = X @ params["Wh"] + params["bh"]
    h = np.tanh(htilde)
    ytilde = np.tanh(h @ params["Wy"] + params["by"])
    yhat = softmax(ytilde)
    return yhat, {"X": X, "htilde": htilde, "h": h, "ytilde": ytilde, "yhat": yhat}


@misconception(
    "biases-forgotten",
    replaces="forward",
    see="3.3",
    fr="Vos deux couches oublient leur biais : htilde = X Wh + bh, ytilde = h Wy + by.",
    en="Your two layers forget their biases: htilde = X Wh + bh, ytilde = h Wy + by.",
)
def forward_no_bias(params, X):
    htilde = X @ params["Wh"]
    h = np.tanh(htilde)
    ytilde = h @ params["Wy"]
    yhat = softmax(ytilde)
    return yhat, {"X": X, "htilde": htilde, "h": h, "ytilde": ytilde, "yhat": yhat}


# --- loss and accuracy ----------------------------------------------------------------------------


@misconception(
    "loss-summed",
    replaces="loss_accuracy",
    see="4.2",
    fr="Vous additionnez les pertes du lot : la perte grandit avec n. Prenez leur moyenne.",
    en="You add up the losses of the batch: the loss grows with n. Take their mean.",
)
def loss_summed(yhat, Y):
    loss = -np.sum(Y * np.log(np.maximum(yhat, EPSILON)))
    return loss, np.mean(yhat.argmax(axis=1) == Y.argmax(axis=1))


@misconception(
    "loss-mean-over-classes",
    replaces="loss_accuracy",
    see="4.2.2",
    fr="Votre moyenne porte aussi sur les classes : la perte est divisée une fois de trop, par ny. "
    "Sommez sur les classes, puis faites la moyenne sur les n exemples.",
    en="Your mean runs over the classes too: the loss is divided once too often, by ny. Sum over "
    "the classes, then average over the n examples.",
)
def loss_mean_over_classes(yhat, Y):
    loss = -np.mean(Y * np.log(np.maximum(yhat, EPSILON)))
    return loss, np.mean(yhat.argmax(axis=1) == Y.argmax(axis=1))


@misconception(
    "loss-softmax-again",
    replaces="loss_accuracy",
    see="4.2.2",
    fr="Votre perte repasse yhat par softmax, comme si elle recevait des scores. yhat contient déjà "
    "des probabilités : prenez directement leur logarithme.",
    en="Your loss puts yhat through softmax again, as if it received scores. yhat already holds "
    "probabilities: take their logarithm directly.",
)
def loss_softmax_again(yhat, Y):
    loss = -np.sum(Y * np.log(np.maximum(softmax(yhat), EPSILON))) / len(Y)
    return loss, np.mean(yhat.argmax(axis=1) == Y.argmax(axis=1))


@misconception(
    "squared-error",
    replaces="loss_accuracy",
    see="4.2",
    fr="Vous calculez une erreur quadratique, qui punit aussi la façon dont le reste est réparti "
    "entre les mauvaises classes. L'entropie croisée ne regarde que la bonne : -log(yhat).",
    en="You compute a squared error, which also penalises how the rest is spread over the wrong "
    "classes. Cross-entropy looks at the right one only: -log(yhat).",
)
def loss_squared(yhat, Y):
    loss = np.sum((yhat - Y) ** 2) / len(Y)
    return loss, np.mean(yhat.argmax(axis=1) == Y.argmax(axis=1))


@misconception(
    "binary-terms-added",
    replaces="loss_accuracy",
    see="4.2.2",
    fr="Vous ajoutez les termes (1 - Y) log(1 - yhat) de l'entropie croisée binaire. Avec softmax et "
    "des cibles one-hot, seul compte -log de la probabilité de la bonne classe.",
    en="You add the terms (1 - Y) log(1 - yhat) of binary cross-entropy. With softmax and one-hot "
    "targets, only -log of the right class's probability counts.",
)
def loss_binary(yhat, Y):
    p = np.clip(yhat, EPSILON, 1 - EPSILON)
    loss = -np.sum(Y * np.log(p) + (1 - Y) * np.log(1 - p)) / len(Y)
    return loss, np.mean(yhat.argmax(axis=1) == Y.argmax(axis=1))


@misconception(
    "loss-without-minus",
    replaces="loss_accuracy",
    see="4.2.2",
    fr="Le signe moins manque : le logarithme d'une probabilité est négatif, une perte ne l'est pas.",
    en="The minus sign is missing: the logarithm of a probability is negative, a loss is not.",
)
def loss_without_minus(yhat, Y):
    loss = np.sum(Y * np.log(np.maximum(yhat, EPSILON))) / len(Y)
    return loss, np.mean(yhat.argmax(axis=1) == Y.argmax(axis=1))


@misconception(
    "log-of-zero",
    replaces="loss_accuracy",
    see="4.2.2",
    fr="Rien ne retient yhat loin de 0 : log(0) vaut moins l'infini, et 0 fois l'infini donne NaN. "
    "Remontez d'abord yhat à EPSILON = 1e-7 là où il est plus petit.",
    en="Nothing keeps yhat away from 0: log(0) is minus infinity, and 0 times infinity gives NaN. "
    "First raise yhat to EPSILON = 1e-7 where it is smaller.",
)
def loss_log_of_zero(yhat, Y):
    loss = -np.sum(Y * np.log(yhat)) / len(Y)
    return loss, np.mean(yhat.argmax(axis=1) == Y.argmax(axis=1))


@misconception(
    "epsilon-added",
    replaces="loss_accuracy",
    see="4.2.2",
    fr="Vous ajoutez EPSILON à toutes les probabilités, ce qui déplace toutes les pertes. Remontez à "
    "EPSILON celles qui sont plus petites, et elles seules : np.maximum(yhat, EPSILON).",
    en="You add EPSILON to all probabilities, which shifts all the losses. Raise to EPSILON those "
    "that are smaller, and only those: np.maximum(yhat, EPSILON).",
)
def loss_epsilon_added(yhat, Y):
    loss = -np.sum(Y * np.log(yhat + EPSILON)) / len(Y)
    return loss, np.mean(yhat.argmax(axis=1) == Y.argmax(axis=1))


@misconception(
    "accuracy-compares-probabilities",
    replaces="loss_accuracy",
    see="5.2",
    fr="Vous comparez les probabilités elles-mêmes aux cibles one-hot : 0,9 n'est jamais égal à 1. "
    "Comparez la classe la plus probable (argmax) à la bonne classe.",
    en="You compare the probabilities themselves with the one-hot targets: 0.9 never equals 1. "
    "Compare the likeliest class (argmax) with the right class.",
)
def accuracy_probabilities(yhat, Y):
    loss = -np.sum(Y * np.log(np.maximum(yhat, EPSILON))) / len(Y)
    return loss, np.mean(yhat == Y)


@misconception(
    "accuracy-entry-by-entry",
    replaces="loss_accuracy",
    see="5.2",
    fr="Vous arrondissez yhat et comptez les cases justes du tableau (n, ny). On compte des exemples "
    "justes : une seule décision par ligne, l'argmax.",
    en="You round yhat and count the right cells of the array (n, ny). What is counted is right "
    "examples: a single decision per row, the argmax.",
)
def accuracy_entries(yhat, Y):
    loss = -np.sum(Y * np.log(np.maximum(yhat, EPSILON))) / len(Y)
    return loss, np.mean((yhat > 0.5) == (Y > 0.5))


@misconception(
    "accuracy-broadcast",
    replaces="loss_accuracy",
    see="5.2",
    fr="Vous comparez une colonne (n, 1) à un vecteur (n,) : NumPy forme le tableau (n, n) de tous "
    "les couples, et vous en prenez la moyenne. Donnez aux deux la forme (n,).",
    en="You compare a column (n, 1) with a vector (n,): NumPy forms the array (n, n) of all pairs, "
    "and you take the mean of it. Give both the shape (n,).",
)
def accuracy_broadcast(yhat, Y):
    loss = -np.sum(Y * np.log(np.maximum(yhat, EPSILON))) / len(Y)
    return loss, np.mean(yhat.argmax(axis=1) == Y.argmax(axis=1)[:, None])


@misconception(
    "accuracy-counted",
    replaces="loss_accuracy",
    see="5.2",
    fr="Vous renvoyez le nombre de bonnes réponses ; l'exactitude est leur part, entre 0 et 1.",
    en="You return the number of right answers; accuracy is their fraction, between 0 and 1.",
)
def accuracy_counted(yhat, Y):
    loss = -np.sum(Y * np.log(np.maximum(yhat, EPSILON))) / len(Y)
    return loss, float(np.sum(yhat.argmax(axis=1) == Y.argmax(axis=1)))


@misconception(
    "argmax-axis0",
    replaces="loss_accuracy",
    see="5.2",
    fr="Votre argmax parcourt l'axe 0 : il donne, pour chaque classe, un numéro d'exemple. La classe "
    "prédite d'un exemple est l'argmax de sa ligne (axis=1).",
    en="Your argmax runs over axis 0: it gives, for each class, the number of an example. The class "
    "predicted for an example is the argmax of its row (axis=1).",
)
def accuracy_axis0(yhat, Y):
    loss = -np.sum(Y * np.log(np.maximum(yhat, EPSILON))) / len(Y)
    return loss, np.mean(yhat.argmax(axis=0) == Y.argmax(axis=0))


@misconception(
    "argmax-axis0",
    replaces="predict",
)
def predict_axis0(params, X):
    return forward(params, X)[0].argmax(axis=0)


# --- backward -------------------------------------------------------------------------------------


@misconception(
    "target-minus-prediction",
    replaces="backward",
    see="4.4.3",
    fr="Vous partez de Y - yhat : tous les gradients ont le signe opposé, et la descente monterait. "
    "La dérivée de la perte par rapport aux scores est yhat - Y.",
    en="You start from Y - yhat: all gradients have the opposite sign, and the descent would climb. "
    "The derivative of the loss with respect to the scores is yhat - Y.",
)
def backward_sign(params, outputs, Y):
    dytilde = (Y - outputs["yhat"]) / len(Y)
    dhtilde = (dytilde @ params["Wy"].T) * (1 - outputs["h"] ** 2)
    return {
        "Wy": outputs["h"].T @ dytilde,
        "by": dytilde.sum(axis=0),
        "Wh": outputs["X"].T @ dhtilde,
        "bh": dhtilde.sum(axis=0),
    }


@misconception(
    "gradient-without-mean",
    replaces="backward",
    see="4.2",
    fr="Vos gradients sont des sommes sur le lot. La perte est une moyenne, ses gradients aussi : "
    "divisez par n, sinon le pas grandit avec le lot et l'entraînement diverge.",
    en="Your gradients are sums over the batch. The loss is a mean, and so are its gradients: divide "
    "by n, or the step grows with the batch and the training diverges.",
)
def backward_summed(params, outputs, Y):
    dytilde = outputs["yhat"] - Y
    dhtilde = (dytilde @ params["Wy"].T) * (1 - outputs["h"] ** 2)
    return {
        "Wy": outputs["h"].T @ dytilde,
        "by": dytilde.sum(axis=0),
        "Wh": outputs["X"].T @ dhtilde,
        "bh": dhtilde.sum(axis=0),
    }


@misconception(
    "bias-gradients-summed",
    replaces="backward",
    see="4.4",
    fr="Les gradients de vos poids sont divisés par n, ceux de vos biais sont des sommes. Les quatre "
    "sont des moyennes sur le lot.",
    en="The gradients of your weights are divided by n, those of your biases are sums. All four are "
    "means over the batch.",
)
def backward_bias_summed(params, outputs, Y):
    n = len(Y)
    dytilde = outputs["yhat"] - Y
    dhtilde = (dytilde @ params["Wy"].T) * (1 - outputs["h"] ** 2)
    return {
        "Wy": outputs["h"].T @ dytilde / n,
        "by": dytilde.sum(axis=0),
        "Wh": outputs["X"].T @ dhtilde / n,
        "bh": dhtilde.sum(axis=0),
    }


@misconception(
    "bias-gradients-averaged-twice",
    replaces="backward",
    see="4.4",
    fr="Le 1/n de la moyenne est déjà dans (yhat - Y) / n, et vous faites encore la moyenne pour les "
    "biais : ils sont divisés deux fois. Sommez-les sur les lignes.",
    en="The 1/n of the mean is already in (yhat - Y) / n, and you average again for the biases: they "
    "are divided twice. Sum them over the rows.",
)
def backward_bias_twice(params, outputs, Y):
    dytilde = (outputs["yhat"] - Y) / len(Y)
    dhtilde = (dytilde @ params["Wy"].T) * (1 - outputs["h"] ** 2)
    return {
        "Wy": outputs["h"].T @ dytilde,
        "by": dytilde.mean(axis=0),
        "Wh": outputs["X"].T @ dhtilde,
        "bh": dhtilde.mean(axis=0),
    }


@misconception(
    "gradient-mean-over-classes",
    replaces="backward",
    see="4.2.2",
    fr="Vos gradients sont divisés par n fois le nombre de classes. La perte ne fait la moyenne que "
    "sur les exemples : divisez par n.",
    en="Your gradients are divided by n times the number of classes. The loss averages over the "
    "examples only: divide by n.",
)
def backward_over_classes(params, outputs, Y):
    dytilde = (outputs["yhat"] - Y) / Y.size
    dhtilde = (dytilde @ params["Wy"].T) * (1 - outputs["h"] ** 2)
    return {
        "Wy": outputs["h"].T @ dytilde,
        "by": dytilde.sum(axis=0),
        "Wh": outputs["X"].T @ dhtilde,
        "bh": dhtilde.sum(axis=0),
    }


@misconception(
    "softmax-derived-twice",
    replaces="backward",
    see="4.4",
    fr="Vous multipliez encore yhat - Y par yhat (1 - yhat). La dérivée du softmax y est déjà : "
    "entropie croisée et softmax, ensemble, donnent exactement yhat - Y.",
    en="You multiply yhat - Y by yhat (1 - yhat) again. The derivative of softmax is already in it: "
    "cross-entropy and softmax together give exactly yhat - Y.",
)
def backward_softmax_twice(params, outputs, Y):
    yhat = outputs["yhat"]
    dytilde = (yhat - Y) * yhat * (1 - yhat) / len(Y)
    dhtilde = (dytilde @ params["Wy"].T) * (1 - outputs["h"] ** 2)
    return {
        "Wy": outputs["h"].T @ dytilde,
        "by": dytilde.sum(axis=0),
        "Wh": outputs["X"].T @ dhtilde,
        "bh": dhtilde.sum(axis=0),
    }


@misconception(
    "softmax-applied-in-backward",
    replaces="backward",
    see="4.4",
    fr="Votre passe arrière repasse yhat par softmax. Ce sont déjà des probabilités : partez de "
    "yhat - Y.",
    en="Your backward pass puts yhat through softmax again. These are probabilities already: start "
    "from yhat - Y.",
)
def backward_softmax_again(params, outputs, Y):
    dytilde = (softmax(outputs["yhat"]) - Y) / len(Y)
    dhtilde = (dytilde @ params["Wy"].T) * (1 - outputs["h"] ** 2)
    return {
        "Wy": outputs["h"].T @ dytilde,
        "by": dytilde.sum(axis=0),
        "Wh": outputs["X"].T @ dhtilde,
        "bh": dhtilde.sum(axis=0),
    }


@misconception(
    "tanh-derivative-on-h-twice",
    replaces="backward",
    see="4.4",
    fr="Vous calculez 1 - tanh(h)², alors que h est déjà tanh(htilde) : tanh est appliquée deux fois. "
    "La dérivée est 1 - h² (ou 1 - tanh(htilde)²).",
    en="You compute 1 - tanh(h)², while h is already tanh(htilde): tanh is applied twice. The "
    "derivative is 1 - h² (or 1 - tanh(htilde)²).",
)
def backward_tanh_twice(params, outputs, Y):
    dytilde = (outputs["yhat"] - Y) / len(Y)
    dhtilde = (dytilde @ params["Wy"].T) * (1 - np.tanh(outputs["h"]) ** 2)
    return {
        "Wy": outputs["h"].T @ dytilde,
        "by": dytilde.sum(axis=0),
        "Wh": outputs["X"].T @ dhtilde,
        "bh": dhtilde.sum(axis=0),
    }


@misconception(
    "tanh-derivative-forgotten",
    replaces="backward",
    see="4.4",
    fr="Le gradient traverse la couche cachée sans la dérivée de tanh. Multipliez, élément par "
    "élément, par 1 - h² avant de calculer Wh et bh.",
    en="The gradient goes through the hidden layer without the derivative of tanh. Multiply, element "
    "by element, by 1 - h² before computing Wh and bh.",
)
def backward_tanh_forgotten(params, outputs, Y):
    dytilde = (outputs["yhat"] - Y) / len(Y)
    dhtilde = dytilde @ params["Wy"].T
    return {
        "Wy": outputs["h"].T @ dytilde,
        "by": dytilde.sum(axis=0),
        "Wh": outputs["X"].T @ dhtilde,
        "bh": dhtilde.sum(axis=0),
    }


@misconception(
    "tanh-derivative-at-preactivation",
    replaces="backward",
    see="4.4",
    fr="Vous écrivez 1 - htilde² : la formule 1 - h² vaut pour la sortie h de tanh, pas pour son "
    "entrée htilde.",
    en="You write 1 - htilde²: the formula 1 - h² holds for the output h of tanh, not for its input "
    "htilde.",
)
def backward_tanh_htilde(params, outputs, Y):
    dytilde = (outputs["yhat"] - Y) / len(Y)
    dhtilde = (dytilde @ params["Wy"].T) * (1 - outputs["htilde"] ** 2)
    return {
        "Wy": outputs["h"].T @ dytilde,
        "by": dytilde.sum(axis=0),
        "Wh": outputs["X"].T @ dhtilde,
        "bh": dhtilde.sum(axis=0),
    }


@misconception(
    "sigmoid-derivative",
    replaces="backward",
    see="3.2.4",
    fr="Vous utilisez h (1 - h), la dérivée de la sigmoïde. Celle de tanh est 1 - h².",
    en="You use h (1 - h), the derivative of the sigmoid. That of tanh is 1 - h².",
)
def backward_sigmoid(params, outputs, Y):
    h = outputs["h"]
    dytilde = (outputs["yhat"] - Y) / len(Y)
    dhtilde = (dytilde @ params["Wy"].T) * (h * (1 - h))
    return {
        "Wy": h.T @ dytilde,
        "by": dytilde.sum(axis=0),
        "Wh": outputs["X"].T @ dhtilde,
        "bh": dhtilde.sum(axis=0),
    }


@misconception(
    "product-of-means",
    replaces="backward",
    see="4.4",
    fr="Vous multipliez la moyenne des entrées par la moyenne des erreurs. Le gradient d'un poids "
    "est la moyenne des produits, exemple par exemple : h.T @ dytilde / n.",
    en="You multiply the mean of the inputs by the mean of the errors. The gradient of a weight is "
    "the mean of the products, example by example: h.T @ dytilde / n.",
)
def backward_means(params, outputs, Y):
    dytilde = outputs["yhat"] - Y
    dhtilde = (dytilde @ params["Wy"].T) * (1 - outputs["h"] ** 2)
    return {
        "Wy": np.outer(outputs["h"].mean(axis=0), dytilde.mean(axis=0)),
        "by": dytilde.mean(axis=0),
        "Wh": np.outer(outputs["X"].mean(axis=0), dhtilde.mean(axis=0)),
        "bh": dhtilde.mean(axis=0),
    }


@misconception(
    "gradients-transposed",
    replaces="backward",
    see="4.4",
    fr="Vos gradients de poids sont transposés. Un gradient a la forme de son paramètre : "
    "(entrées, sorties), donc h.T @ dytilde et X.T @ dhtilde.",
    en="Your weight gradients are transposed. A gradient has the shape of its parameter: "
    "(inputs, outputs), hence h.T @ dytilde and X.T @ dhtilde.",
)
def backward_transposed(params, outputs, Y):
    dytilde = (outputs["yhat"] - Y) / len(Y)
    dhtilde = (dytilde @ params["Wy"].T) * (1 - outputs["h"] ** 2)
    return {
        "Wy": dytilde.T @ outputs["h"],
        "by": dytilde.sum(axis=0),
        "Wh": dhtilde.T @ outputs["X"],
        "bh": dhtilde.sum(axis=0),
    }


# --- descent --------------------------------------------------------------------------------------


@misconception(
    "ascent",
    replaces="sgd",
    see="4.3",
    fr="Vous ajoutez le gradient : c'est une montée. Le gradient indique la plus forte hausse de la "
    "perte, il faut le retrancher.",
    en="You add the gradient: this climbs. The gradient points to the steepest increase of the loss, "
    "it has to be subtracted.",
)
def sgd_ascent(params, grads, lr):
    return {name: params[name] + lr * grads[name] for name in params}


@misconception(
    "rate-forgotten",
    replaces="sgd",
    see="4.3",
    fr="Vous retranchez le gradient entier, sans le taux d'apprentissage lr.",
    en="You subtract the whole gradient, without the learning rate lr.",
)
def sgd_no_rate(params, grads, lr):
    return {name: params[name] - grads[name] for name in params}


@misconception(
    "biases-not-updated",
    replaces="sgd",
    see="4.3",
    fr="Seuls les poids apprennent : bh et by sont rendus tels quels. Les quatre paramètres "
    "descendent.",
    en="Only the weights learn: bh and by are returned as they are. All four parameters descend.",
)
def sgd_weights_only(params, grads, lr):
    return {
        name: params[name] - lr * grads[name] if name.startswith("W") else params[name]
        for name in params
    }


@misconception(
    "step-only",
    replaces="sgd",
    see="4.3",
    fr="Vous renvoyez le pas, -lr fois le gradient, au lieu des nouveaux paramètres.",
    en="You return the step, -lr times the gradient, instead of the new parameters.",
)
def sgd_step_only(params, grads, lr):
    return {name: -lr * grads[name] for name in params}


@misconception(
    "step-in-place",
    replaces="sgd",
    see="4.3",
    fr="Vous écrivez dans les tableaux reçus (-=) : les paramètres de celui qui appelle changent sans "
    "qu'il l'ait demandé, et toutes les copies qu'il croyait garder deviennent la même. Calculez de "
    "nouveaux tableaux : params[name] - lr * grads[name].",
    en="You write into the arrays that you received (-=): the caller's parameters change without "
    "being asked, and all the copies that it thought it kept become one. Compute new arrays: "
    "params[name] - lr * grads[name].",
)
def sgd_in_place(params, grads, lr):
    for name in params:
        params[name] -= lr * grads[name]
    return params


# --- one epoch ------------------------------------------------------------------------------------


@misconception(
    "gradients-accumulated",
    replaces="train_epoch",
    see="4.3",
    fr="Vous additionnez les gradients d'un lot à l'autre sans jamais repartir de zéro (le zero_grad "
    "oublié) : chaque pas refait tous les précédents. Le pas d'un lot n'utilise que le gradient de "
    "ce lot.",
    en="You add up the gradients from one batch to the next without ever starting again from zero "
    "(the forgotten zero_grad): each step repeats all those before it. The step of a batch uses "
    "the gradient of that batch only.",
)
def epoch_accumulated(params, X, Y, lr, batch_size, rng):
    order = np.random.default_rng(rng).permutation(len(X))
    total = {name: np.zeros_like(value) for name, value in params.items()}
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        grads = backward(params, forward(params, X[batch])[1], Y[batch])
        total = {name: total[name] + grads[name] for name in total}
        params = sgd(params, total, lr)
    return params


@misconception(
    "output-layer-updated-first",
    replaces="train_epoch",
    see="4.4",
    fr="Vous mettez Wy à jour avant de faire remonter l'erreur vers la couche cachée : le gradient "
    "de Wh passe alors par le nouveau Wy. Calculez les quatre gradients, puis mettez tout à jour.",
    en="You update Wy before sending the error back to the hidden layer: the gradient of Wh then "
    "goes through the new Wy. Compute all four gradients, then update everything.",
)
def epoch_output_first(params, X, Y, lr, batch_size, rng):
    order = np.random.default_rng(rng).permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        _, outputs = forward(params, X[batch])
        moved = sgd(params, backward(params, outputs, Y[batch]), lr)
        late = sgd(params, backward({**params, "Wy": moved["Wy"]}, outputs, Y[batch]), lr)
        params = {**moved, "Wh": late["Wh"], "bh": late["bh"]}
    return params


@misconception(
    "last-batch-dropped",
    replaces="train_epoch",
    see="4.3",
    fr="Vous laissez tomber le dernier lot quand il est plus court : à chaque époque, des exemples "
    "ne servent à rien. Gardez-le, avec sa propre taille.",
    en="You drop the last batch when it is shorter: in every epoch, some examples are of no use. "
    "Keep it, with its own size.",
)
def epoch_last_dropped(params, X, Y, lr, batch_size, rng):
    order = np.random.default_rng(rng).permutation(len(X))
    for start in range(0, len(X) - batch_size + 1, batch_size):
        batch = order[start : start + batch_size]
        _, outputs = forward(params, X[batch])
        params = sgd(params, backward(params, outputs, Y[batch]), lr)
    return params


@misconception(
    "divided-by-batch-size",
    replaces="train_epoch",
    see="4.3",
    fr="Le dernier lot, plus court, est moyenné comme s'il avait batch_size exemples. Sa moyenne se "
    "fait sur les exemples qu'il contient.",
    en="The last batch, which is shorter, is averaged as if it had batch_size examples. Its mean is "
    "taken over the examples that it holds.",
)
def epoch_by_batch_size(params, X, Y, lr, batch_size, rng):
    order = np.random.default_rng(rng).permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        _, outputs = forward(params, X[batch])
        share = len(batch) / batch_size
        params = sgd(params, backward(params, outputs, Y[batch]), lr * share)
    return params


@misconception(
    "one-step-per-epoch",
    replaces="train_epoch",
    see="4.3.7",
    fr="Vous ne faites qu'un pas par époque, sur tout l'ensemble. Il faut un pas par lot de "
    "batch_size exemples.",
    en="You make only one step per epoch, on the whole set. There must be one step per batch of "
    "batch_size examples.",
)
def epoch_one_step(params, X, Y, lr, batch_size, rng):
    return sgd(params, backward(params, forward(params, X)[1], Y), lr)


@misconception(
    "not-shuffled",
    replaces="train_epoch",
    see="4.3.7",
    fr="Vous prenez les exemples dans l'ordre du tableau. Mélangez-les à chaque époque : rangés par "
    "classe, ils feraient des lots d'une seule classe.",
    en="You take the examples in the order of the array. Shuffle them at every epoch: sorted by "
    "class, they would make batches of a single class.",
)
def epoch_not_shuffled(params, X, Y, lr, batch_size, rng):
    for start in range(0, len(X), batch_size):
        batch = slice(start, start + batch_size)
        _, outputs = forward(params, X[batch])
        params = sgd(params, backward(params, outputs, Y[batch]), lr)
    return params


@misconception(
    "drawn-with-replacement",
    replaces="train_epoch",
    see="4.3.7",
    fr="Vous tirez les exemples avec remise : certains passent deux fois, d'autres jamais. Une "
    "époque voit chaque exemple une fois : rng.permutation(n).",
    en="You draw the examples with replacement: some come twice, others never. An epoch sees each "
    "example once: rng.permutation(n).",
)
def epoch_with_replacement(params, X, Y, lr, batch_size, rng):
    order = np.random.default_rng(rng).integers(len(X), size=len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        _, outputs = forward(params, X[batch])
        params = sgd(params, backward(params, outputs, Y[batch]), lr)
    return params


@misconception(
    "inputs-and-targets-apart",
    replaces="train_epoch",
    see="4.3.7",
    fr="Vous mélangez X, mais pas Y (ou autrement) : les exemples reçoivent la cible d'un autre. "
    "Prenez les mêmes indices dans les deux tableaux.",
    en="You shuffle X but not Y (or otherwise): the examples get the target of another. Take the "
    "same indices in both arrays.",
)
def epoch_apart(params, X, Y, lr, batch_size, rng):
    order = np.random.default_rng(rng).permutation(len(X))
    for start in range(0, len(X), batch_size):
        batch = order[start : start + batch_size]
        _, outputs = forward(params, X[batch])
        params = sgd(params, backward(params, outputs, Y[start : start + batch_size]), lr)
    return params


# --- the whole training ---------------------------------------------------------------------------


@misconception(
    "trained-on-validation",
    replaces="train",
    see="5.2",
    fr="Vous apprenez aussi des exemples de validation. Ils ne mesurent alors plus rien : un "
    "ensemble de validation se regarde, on n'en apprend pas.",
    en="You learn from the validation examples too. Then they no longer measure anything: a "
    "validation set is looked at, not learned from.",
)
def train_on_validation(params, X, Y, X_valid, Y_valid, lr, epochs, batch_size, rng):
    rng = np.random.default_rng(rng)
    everything = np.concatenate([X, X_valid]), np.concatenate([Y, Y_valid])
    history = {"loss": [], "accuracy": [], "valid_loss": [], "valid_accuracy": []}
    for epoch in range(epochs + 1):
        if epoch:
            params = train_epoch(params, *everything, lr, batch_size, rng)
        for prefix, x, y in (("", X, Y), ("valid_", X_valid, Y_valid)):
            loss, accuracy = loss_accuracy(forward(params, x)[0], y)
            history[prefix + "loss"].append(loss)
            history[prefix + "accuracy"].append(accuracy)
    return params, history


@misconception(
    "validation-measured-on-training",
    replaces="train",
    see="5.2",
    fr="Vos valeurs de validation sont mesurées sur l'ensemble d'entraînement : les deux courbes se "
    "confondent. Utilisez X_valid et Y_valid.",
    en="Your validation values are measured on the training set: the two curves coincide. Use "
    "X_valid and Y_valid.",
)
def train_measured_on_training(params, X, Y, X_valid, Y_valid, lr, epochs, batch_size, rng):
    rng = np.random.default_rng(rng)
    history = {"loss": [], "accuracy": [], "valid_loss": [], "valid_accuracy": []}
    for epoch in range(epochs + 1):
        if epoch:
            params = train_epoch(params, X, Y, lr, batch_size, rng)
        for prefix in ("", "valid_"):
            loss, accuracy = loss_accuracy(forward(params, X)[0], Y)
            history[prefix + "loss"].append(loss)
            history[prefix + "accuracy"].append(accuracy)
    return params, history


@misconception(
    "every-epoch-from-the-start",
    replaces="train",
    see="4.3",
    fr="Chaque époque repart des paramètres initiaux : rien ne s'accumule. Donnez à une époque les "
    "paramètres que la précédente a rendus.",
    en="Every epoch starts again from the initial parameters: nothing builds up. Give an epoch the "
    "parameters that the one before returned.",
)
def train_from_the_start(params, X, Y, X_valid, Y_valid, lr, epochs, batch_size, rng):
    rng = np.random.default_rng(rng)
    start = params
    history = {"loss": [], "accuracy": [], "valid_loss": [], "valid_accuracy": []}
    for epoch in range(epochs + 1):
        if epoch:
            params = train_epoch(start, X, Y, lr, batch_size, rng)
        for prefix, x, y in (("", X, Y), ("valid_", X_valid, Y_valid)):
            loss, accuracy = loss_accuracy(forward(params, x)[0], y)
            history[prefix + "loss"].append(loss)
            history[prefix + "accuracy"].append(accuracy)
    return params, history


@misconception(
    "same-order-every-epoch",
    replaces="train",
    see="4.3.7",
    fr="Toutes les époques suivent le même ordre : ou bien chacune repart de la même graine, ou "
    "bien vous ne mélangez qu'une fois, avant la boucle. Tirez une nouvelle permutation à chaque "
    "époque, d'un seul générateur.",
    en="All epochs follow the same order: either each starts from the same seed, or you shuffle "
    "only once, before the loop. Draw a new permutation in each epoch, from one generator.",
)
def train_same_order(params, X, Y, X_valid, Y_valid, lr, epochs, batch_size, rng):
    history = {"loss": [], "accuracy": [], "valid_loss": [], "valid_accuracy": []}
    for epoch in range(epochs + 1):
        if epoch:
            params = train_epoch(params, X, Y, lr, batch_size, rng)
        for prefix, x, y in (("", X, Y), ("valid_", X_valid, Y_valid)):
            loss, accuracy = loss_accuracy(forward(params, x)[0], y)
            history[prefix + "loss"].append(loss)
            history[prefix + "accuracy"].append(accuracy)
    return params, history


@misconception(
    "start-not-measured",
    replaces="train",
    see="4.3",
    fr="Votre historique n'a pas la mesure de départ, avant tout apprentissage : il lui faut "
    "epochs + 1 nombres. C'est elle qui dit si la première perte est proche de log(ny).",
    en="Your history lacks the measure at the start, before any learning: it needs epochs + 1 "
    "numbers. It is the one that tells whether the first loss is near log(ny).",
)
def train_start_not_measured(params, X, Y, X_valid, Y_valid, lr, epochs, batch_size, rng):
    rng = np.random.default_rng(rng)
    history = {"loss": [], "accuracy": [], "valid_loss": [], "valid_accuracy": []}
    for _ in range(epochs):
        params = train_epoch(params, X, Y, lr, batch_size, rng)
        for prefix, x, y in (("", X, Y), ("valid_", X_valid, Y_valid)):
            loss, accuracy = loss_accuracy(forward(params, x)[0], y)
            history[prefix + "loss"].append(loss)
            history[prefix + "accuracy"].append(accuracy)
    return params, history


# --- use ------------------------------------------------------------------------------------------


@misconception(
    "grid-transposed",
    replaces="decision_grid",
    see="3.4",
    fr="Votre grille est rangée (x, y) : elle a la forme (gx, gy). Les lignes d'une image suivent y, "
    "ses colonnes suivent x : l'élément [i, j] est le point (xs[j], ys[i]).",
    en="Your grid is laid out (x, y): its shape is (gx, gy). The rows of an image follow y, its "
    "columns follow x: the element [i, j] is the point (xs[j], ys[i]).",
)
def grid_transposed(params, xs, ys):
    abscissas, ordinates = np.meshgrid(xs, ys, indexing="ij")
    points = np.column_stack([abscissas.ravel(), ordinates.ravel()])
    return predict(params, points).reshape(abscissas.shape)


@misconception(
    "coordinates-exchanged",
    replaces="decision_grid",
    see="3.4",
    fr="Vous donnez au réseau (y, x) au lieu de (x, y) : la frontière est retournée autour de la "
    "diagonale. La première entrée est l'abscisse.",
    en="You give the network (y, x) instead of (x, y): the boundary is turned around the diagonal. "
    "The first input is the abscissa.",
)
def grid_exchanged(params, xs, ys):
    abscissas, ordinates = np.meshgrid(xs, ys)
    points = np.column_stack([ordinates.ravel(), abscissas.ravel()])
    return predict(params, points).reshape(abscissas.shape)


@misconception(
    "probabilities-predicted",
    replaces="predict",
    see="5.2",
    fr="predict renvoie des probabilités ; on attend un numéro de classe par exemple, l'argmax.",
    en="predict returns probabilities; a class number per example is expected, the argmax.",
)
def predict_probabilities(params, X):
    return forward(params, X)[0]
