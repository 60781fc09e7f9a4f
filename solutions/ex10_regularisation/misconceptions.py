"""Misconceptions of ex10 (regularisation): the wrong answers that people really write.

Each is laid over the solution, so it may use its names (`is_weight` below stands for the
solution's). Several functions with one id are one mistake, made everywhere; the first carries the
texts.
"""

import numpy as np

from grader.checks.api import misconception


def is_weight(name):
    return name.startswith("W")


# --- penalties -----------------------------------------------------------------------------------


@misconception(
    "l2-factor-2",
    replaces="l2_penalty",
    see="6.2",
    fr="Votre pénalité L2 est deux fois trop grande : vous avez oublié le 1/2. Ici Omega = 1/2 "
    "||w||², pour que le gradient soit alpha w, sans facteur 2.",
    en="Your L2 penalty is twice too large: the 1/2 is missing. Here Omega = 1/2 ||w||², so that "
    "the gradient is alpha w, with no factor 2.",
)
def l2_penalty_without_half(params, alpha):
    return alpha * sum(np.sum(w**2) for name, w in params.items() if is_weight(name))


@misconception(
    "l2-gradient-factor-2",
    replaces="l2_penalty_gradient",
    see="6.2",
    fr="Votre gradient vaut 2 alpha w : c'est celui d'une pénalité sans 1/2. Ici Omega = 1/2 ||w||², "
    "dont le gradient est w, donc alpha w en tout.",
    en="Your gradient is 2 alpha w: that of a penalty without the 1/2. Here Omega = 1/2 ||w||², "
    "whose gradient is w, so alpha w in all.",
)
def l2_penalty_gradient_twice(params, alpha):
    return {
        name: 2 * alpha * w if is_weight(name) else np.zeros_like(w) for name, w in params.items()
    }


@misconception(
    "l2-not-squared",
    replaces="l2_penalty",
    see="6.2",
    fr="Vous prenez la norme ||w||, avec sa racine ; la pénalité L2 est la moitié de son carré, "
    "c'est-à-dire de la somme des carrés des poids.",
    en="You take the norm ||w||, with its root; the L2 penalty is half of its square, that is, of "
    "the sum of the squares of the weights.",
)
def l2_penalty_norm(params, alpha):
    return alpha / 2 * sum(np.linalg.norm(w) for name, w in params.items() if is_weight(name))


@misconception(
    "penalty-mean",
    replaces="l2_penalty",
    see="6.2",
    fr="Vous prenez la moyenne des poids au carré (ou en valeur absolue) ; une pénalité est une "
    "somme, sur tous les poids du réseau, sans division par leur nombre.",
    en="You average the squares (or the absolute values) of the weights; a penalty is a sum, over "
    "all the weights of the network, not divided by their number.",
)
def l2_penalty_mean(params, alpha):
    return alpha / 2 * sum(np.mean(w**2) for name, w in params.items() if is_weight(name))


@misconception(
    "penalty-mean",
    replaces="l1_penalty",
)
def l1_penalty_mean(params, alpha):
    return alpha * sum(np.mean(np.abs(w)) for name, w in params.items() if is_weight(name))


@misconception(
    "penalty-biases",
    replaces="l2_penalty",
    see="6.2",
    fr="Vous pénalisez aussi les biais. Un biais ne fait que déplacer la sortie, il ne la rend pas "
    "plus sensible à l'entrée : seuls comptent les poids, les clés pour lesquelles is_weight dit "
    "oui.",
    en="You penalise the biases too. A bias only shifts the output, it does not make it more "
    "sensitive to the input: only the weights count, the keys to which is_weight says yes.",
)
def l2_penalty_all(params, alpha):
    return alpha / 2 * sum(np.sum(w**2) for w in params.values())


@misconception(
    "penalty-gradient-biases",
    replaces="l2_penalty_gradient",
    see="6.2",
    fr="Votre gradient pénalise aussi les biais. Ils n'entrent pas dans la pénalité, donc elle ne "
    "change pas quand ils bougent : leur gradient est un tableau de zéros.",
    en="Your gradient penalises the biases too. They are no part of the penalty, so it does not "
    "change when they move: their gradient is an array of zeros.",
)
def l2_penalty_gradient_all(params, alpha):
    return {name: alpha * w for name, w in params.items()}


@misconception(
    "penalty-biases",
    replaces="l1_penalty",
)
def l1_penalty_all(params, alpha):
    return alpha * sum(np.sum(np.abs(w)) for w in params.values())


@misconception(
    "penalty-gradient-biases",
    replaces="l1_penalty_gradient",
)
def l1_penalty_gradient_all(params, alpha):
    return {name: alpha * np.sign(w) for name, w in params.items()}


@misconception(
    "penalty-gradient-without-alpha",
    replaces="l2_penalty_gradient",
    see="6.2",
    fr="Il manque alpha dans votre gradient : la pénalité est alpha fois Omega, son gradient aussi. "
    "Avec alpha = 0, plus rien ne doit rester.",
    en="alpha is missing from your gradient: the penalty is alpha times Omega, and so is its "
    "gradient. With alpha = 0 nothing must be left.",
)
def l2_penalty_gradient_bare(params, alpha):
    return {name: w if is_weight(name) else np.zeros_like(w) for name, w in params.items()}


@misconception(
    "penalty-gradient-without-alpha",
    replaces="l1_penalty_gradient",
)
def l1_penalty_gradient_bare(params, alpha):
    return {name: np.sign(w) if is_weight(name) else np.zeros_like(w) for name, w in params.items()}


@misconception(
    "l1-without-absolute-value",
    replaces="l1_penalty",
    see="6",
    fr="Vous additionnez les poids sans valeur absolue : les positifs et les négatifs se "
    "compensent, et la pénalité pourrait même devenir négative. ||w||_1 est la somme des |w|.",
    en="You add the weights up without their absolute value: positive and negative ones cancel, and "
    "the penalty could even become negative. ||w||_1 is the sum of the |w|.",
)
def l1_penalty_signed(params, alpha):
    return alpha * sum(np.sum(w) for name, w in params.items() if is_weight(name))


@misconception(
    "l1-half",
    replaces="l1_penalty",
    see="6",
    fr="Vous mettez un 1/2 devant la pénalité L1. Le 1/2 de la pénalité L2 n'est là que pour "
    "simplifier la dérivée d'un carré ; la L1 n'en a pas.",
    en="You put a 1/2 before the L1 penalty. The 1/2 of the L2 penalty is only there to simplify "
    "the derivative of a square; L1 has none.",
)
def l1_penalty_half(params, alpha):
    return alpha / 2 * sum(np.sum(np.abs(w)) for name, w in params.items() if is_weight(name))


@misconception(
    "l1-gradient-without-sign",
    replaces="l1_penalty_gradient",
    see="6",
    fr="Votre sous-gradient vaut alpha partout, quel que soit le signe du poids : un poids négatif "
    "serait poussé encore plus loin de zéro. La pente de |w| est le signe de w.",
    en="Your subgradient is alpha everywhere, whatever the sign of the weight: a negative weight "
    "would be pushed even further from zero. The slope of |w| is the sign of w.",
)
def l1_penalty_gradient_unsigned(params, alpha):
    return {
        name: np.full_like(w, alpha) if is_weight(name) else np.zeros_like(w)
        for name, w in params.items()
    }


@misconception(
    "l1-gradient-absolute-value",
    replaces="l1_penalty_gradient",
    see="6",
    fr="Vous renvoyez alpha |w|, les termes de la pénalité elle-même. Son sous-gradient est leur "
    "pente : alpha fois le signe de w, la même pour un petit poids que pour un grand.",
    en="You return alpha |w|, the terms of the penalty itself. Its subgradient is their slope: alpha "
    "times the sign of w, the same for a small weight as for a large one.",
)
def l1_penalty_gradient_absolute(params, alpha):
    return {
        name: alpha * np.abs(w) if is_weight(name) else np.zeros_like(w)
        for name, w in params.items()
    }


@misconception(
    "l1-gradient-as-l2",
    replaces="l1_penalty_gradient",
    see="6",
    fr="Vous renvoyez alpha w : c'est le gradient de la pénalité L2. Celui de la L1 ne dépend que "
    "du signe de w, et c'est pour cela qu'elle amène des poids jusqu'à zéro.",
    en="You return alpha w: that is the gradient of the L2 penalty. That of L1 depends on the sign "
    "of w alone, which is why it brings weights down to zero.",
)
def l1_penalty_gradient_linear(params, alpha):
    return {name: alpha * w if is_weight(name) else np.zeros_like(w) for name, w in params.items()}


@misconception(
    "l1-gradient-at-zero",
    replaces="l1_penalty_gradient",
    see="6",
    fr="En w = 0 votre sous-gradient vaut +alpha : vous avez sans doute écrit w >= 0. L'énoncé fixe "
    "signe(0) = 0 : un poids déjà nul n'est poussé nulle part.",
    en="At w = 0 your subgradient is +alpha: you probably wrote w >= 0. The statement fixes "
    "sign(0) = 0: a weight that is already zero is pushed nowhere.",
)
def l1_penalty_gradient_plus_at_zero(params, alpha):
    return {
        name: np.where(w >= 0, alpha, -alpha).astype(w.dtype)
        if is_weight(name)
        else np.zeros_like(w)
        for name, w in params.items()
    }


@misconception(
    "l1-gradient-minus-at-zero",
    replaces="l1_penalty_gradient",
    see="6",
    fr="En w = 0 votre sous-gradient vaut -alpha : vous avez sans doute écrit « si w > 0, sinon ». "
    "L'énoncé fixe signe(0) = 0 : un poids déjà nul n'est poussé nulle part.",
    en="At w = 0 your subgradient is -alpha: you probably wrote 'if w > 0, else'. The statement "
    "fixes sign(0) = 0: a weight that is already zero is pushed nowhere.",
)
def l1_penalty_gradient_minus_at_zero(params, alpha):
    return {
        name: np.where(w > 0, alpha, -alpha).astype(w.dtype)
        if is_weight(name)
        else np.zeros_like(w)
        for name, w in params.items()
    }


# --- weight decay --------------------------------------------------------------------------------


@misconception(
    "decay-by-alpha",
    replaces="weight_decay_step",
    see="6.2",
    fr="Vous réduisez les poids de alpha, comme le manuel l'écrit par erreur. Le terme alpha w est "
    "un gradient : il est multiplié par le taux, et le facteur est 1 - lr * alpha.",
    en="You shrink the weights by alpha, as the textbook says by mistake. The term alpha w is a "
    "gradient: it is multiplied by the rate, and the factor is 1 - lr * alpha.",
)
def weight_decay_step_alpha(w, grad, lr, alpha):
    return (1 - alpha) * w - lr * grad


@misconception(
    "decay-factor-2",
    replaces="weight_decay_step",
    see="6.2",
    fr="Vos poids se réduisent de 2 lr alpha : c'est le gradient d'une pénalité sans 1/2. Ici "
    "Omega = 1/2 ||w||², donc le facteur est 1 - lr * alpha.",
    en="Your weights shrink by 2 lr alpha: that is the gradient of a penalty without the 1/2. Here "
    "Omega = 1/2 ||w||², so the factor is 1 - lr * alpha.",
)
def weight_decay_step_twice(w, grad, lr, alpha):
    return (1 - 2 * lr * alpha) * w - lr * grad


@misconception(
    "decay-after-step",
    replaces="weight_decay_step",
    see="6.2",
    fr="Vous faites d'abord le pas, puis vous réduisez le résultat : le gradient est réduit avec "
    "les poids. Les deux termes partent du même w : (1 - lr * alpha) * w - lr * grad.",
    en="You make the step first and shrink the result: the gradient shrinks with the weights. Both "
    "terms start from the same w: (1 - lr * alpha) * w - lr * grad.",
)
def weight_decay_step_after(w, grad, lr, alpha):
    return (1 - lr * alpha) * (w - lr * grad)


@misconception(
    "decay-sign",
    replaces="weight_decay_step",
    see="6.2",
    fr="Vos poids grandissent au lieu de se réduire : le terme de pénalité est ajouté. On descend "
    "la pénalité comme le coût, donc avec un moins : w - lr * (grad + alpha * w).",
    en="Your weights grow instead of shrinking: the term of the penalty is added. One goes down the "
    "penalty like the cost, so with a minus: w - lr * (grad + alpha * w).",
)
def weight_decay_step_growing(w, grad, lr, alpha):
    return (1 + lr * alpha) * w - lr * grad


@misconception(
    "decay-constant",
    replaces="weight_decay_step",
    see="6.2",
    fr="Vous retirez lr * alpha * signe(w) : c'est la pénalité L1, le même pas pour tous les poids. "
    "Le weight decay retire lr * alpha * w, en proportion de chaque poids.",
    en="You take away lr * alpha * sign(w): that is the L1 penalty, the same step for all weights. "
    "Weight decay takes away lr * alpha * w, in proportion to each weight.",
)
def weight_decay_step_l1(w, grad, lr, alpha):
    return w - lr * (grad + alpha * np.sign(w))


@misconception(
    "decay-forgotten",
    replaces="weight_decay_step",
    see="6.2",
    fr="Votre pas est celui de la descente de gradient ordinaire : alpha n'y intervient pas. "
    "Ajoutez le gradient de la pénalité, alpha * w, à celui du coût.",
    en="Your step is that of ordinary gradient descent: alpha plays no part in it. Add the gradient "
    "of the penalty, alpha * w, to that of the cost.",
)
def weight_decay_step_plain(w, grad, lr, alpha):
    return w - lr * grad


# --- dropout -------------------------------------------------------------------------------------


@misconception(
    "dropout-without-rescaling",
    replaces="dropout_forward",
    see="6",
    fr="Vous éteignez des valeurs sans agrandir les autres : en moyenne, l'activation est "
    "multipliée par 1 - p, et l'évaluation verra un autre réseau que l'entraînement. Le dropout "
    "inversé multiplie les valeurs gardées par 1 / (1 - p).",
    en="You drop values without enlarging the others: on average the activation is multiplied by "
    "1 - p, and evaluation will see another network than training. Inverted dropout multiplies the "
    "values that are kept by 1 / (1 - p).",
)
def dropout_forward_unscaled(x, p, rng, training):
    if not training:
        return x, np.ones_like(x)
    mask = (np.random.default_rng(rng).random(x.shape) >= p).astype(x.dtype)
    return x * mask, mask


@misconception(
    "dropout-output-without-rescaling",
    replaces="dropout_forward",
    see="6",
    fr="Votre masque est bien divisé par 1 - p, mais pas votre sortie : elle doit valoir x * masque, "
    "avec ce même masque.",
    en="Your mask is divided by 1 - p, as it should be, but your output is not: it must be x * mask, "
    "with that same mask.",
)
def dropout_forward_unscaled_output(x, p, rng, training):
    out, mask = np.copy(x), np.ones_like(x)
    if training:
        kept = (np.random.default_rng(rng).random(x.shape) >= p).astype(x.dtype)
        out, mask = x * kept, kept / (1 - p)
    return out, mask


@misconception(
    "dropout-binary-mask",
    replaces="dropout_forward",
    see="6",
    fr="Votre sortie est juste, mais votre masque ne contient que des 0 et des 1. L'énoncé veut le "
    "masque qui multiplie x, avec 1 / (1 - p) : c'est ce facteur que la passe arrière reprend.",
    en="Your output is right, but your mask holds only 0 and 1. The statement wants the mask that "
    "multiplies x, with 1 / (1 - p): the backward pass needs this factor again.",
)
def dropout_forward_binary_mask(x, p, rng, training):
    if not training:
        return x, np.ones_like(x)
    kept = (np.random.default_rng(rng).random(x.shape) >= p).astype(x.dtype)
    return x * kept / (1 - p), kept


@misconception(
    "dropout-at-evaluation",
    replaces="dropout_forward",
    see="6",
    fr="Votre dropout agit aussi en évaluation : le réseau répondrait au hasard. Quand training est "
    "faux, la sortie est x et le masque vaut 1 partout.",
    en="Your dropout is active at evaluation too: the network would answer at random. When training "
    "is false, the output is x and the mask is 1 everywhere.",
)
def dropout_forward_always(x, p, rng, training):
    kept = np.random.default_rng(rng).random(x.shape) >= p
    mask = kept.astype(x.dtype) / (1 - p)
    return x * mask, mask


@misconception(
    "dropout-training-reversed",
    replaces="dropout_forward",
    see="6",
    fr="Votre dropout agit en évaluation et se tait en entraînement : la condition sur training est "
    "à l'envers.",
    en="Your dropout acts at evaluation and keeps silent in training: the condition on training is "
    "the wrong way round.",
)
def dropout_forward_reversed(x, p, rng, training):
    if training:
        return x, np.ones_like(x)
    kept = np.random.default_rng(rng).random(x.shape) >= p
    mask = kept.astype(x.dtype) / (1 - p)
    return x * mask, mask


@misconception(
    "dropout-keep-probability",
    replaces="dropout_forward",
    see="6",
    fr="Vous prenez p pour la probabilité de garder une valeur. Ici, comme dans PyTorch, c'est "
    "celle de l'éteindre : on garde avec la probabilité 1 - p, et on divise par 1 - p.",
    en="You take p for the probability of keeping a value. Here, as in PyTorch, it is that of "
    "dropping it: one keeps with the probability 1 - p, and divides by 1 - p.",
)
def dropout_forward_keep(x, p, rng, training):
    if not training:
        return x, np.ones_like(x)
    kept = np.random.default_rng(rng).random(x.shape) < p
    mask = kept.astype(x.dtype) / p if p else kept.astype(x.dtype)
    return x * mask, mask


@misconception(
    "dropout-comparison-reversed",
    replaces="dropout_forward",
    see="6",
    fr="Vous divisez bien par 1 - p, mais vous gardez les valeurs avec la probabilité p : la "
    "comparaison avec le tirage est à l'envers. Un tirage uniforme est inférieur à p avec la "
    "probabilité p ; c'est alors que l'on éteint.",
    en="You do divide by 1 - p, but you keep values with the probability p: the comparison with the "
    "draw is the wrong way round. A uniform draw is below p with the probability p; that is when "
    "one drops.",
)
def dropout_forward_comparison(x, p, rng, training):
    if not training:
        return x, np.ones_like(x)
    kept = np.random.default_rng(rng).random(x.shape) < p
    mask = kept.astype(x.dtype) / (1 - p)
    return x * mask, mask


@misconception(
    "dropout-divided-by-p",
    replaces="dropout_forward",
    see="6",
    fr="Vous divisez par p. Une valeur est gardée avec la probabilité 1 - p : pour conserver la "
    "moyenne, c'est par 1 - p qu'il faut diviser.",
    en="You divide by p. A value is kept with the probability 1 - p: to preserve the mean, it is "
    "1 - p that one must divide by.",
)
def dropout_forward_by_p(x, p, rng, training):
    if not training:
        return x, np.ones_like(x)
    kept = np.random.default_rng(rng).random(x.shape) >= p
    mask = kept.astype(x.dtype) / p if p else kept.astype(x.dtype)
    return x * mask, mask


@misconception(
    "dropout-rescaled-at-evaluation",
    replaces="dropout_forward",
    see="6",
    fr="Vous multipliez par 1 - p en évaluation au lieu de diviser par 1 - p en entraînement : "
    "c'est le dropout d'origine. Le dropout inversé corrige à l'entraînement, pour que "
    "l'évaluation n'ait rien à faire.",
    en="You multiply by 1 - p at evaluation instead of dividing by 1 - p in training: that is the "
    "original dropout. Inverted dropout corrects in training, so that nothing is left to do at "
    "evaluation.",
)
def dropout_forward_classic(x, p, rng, training):
    if not training:
        mask = np.full_like(x, 1 - p)
    else:
        mask = (np.random.default_rng(rng).random(x.shape) >= p).astype(x.dtype)
    return x * mask, mask


@misconception(
    "dropout-one-draw-per-example",
    replaces="dropout_forward",
    see="6",
    fr="Vous tirez une seule fois par ligne : un exemple est gardé ou éteint tout entier. Chaque "
    "valeur a son propre tirage : demandez au générateur la forme complète de x.",
    en="You draw once per row: an example is kept or dropped as a whole. Each value has its own "
    "draw: ask the generator for the whole shape of x.",
)
def dropout_forward_rows(x, p, rng, training):
    if not training:
        return x, np.ones_like(x)
    kept = np.random.default_rng(rng).random((len(x),) + (1,) * (x.ndim - 1)) >= p
    mask = np.ones_like(x) * kept / (1 - p)
    return x * mask, mask


@misconception(
    "dropout-one-draw-per-feature",
    replaces="dropout_forward",
    see="6",
    fr="Vous tirez un masque par colonne, le même pour tous les exemples du lot. Chaque valeur a "
    "son propre tirage : demandez au générateur la forme complète de x.",
    en="You draw one mask per column, the same for all the examples of the batch. Each value has its "
    "own draw: ask the generator for the whole shape of x.",
)
def dropout_forward_columns(x, p, rng, training):
    if not training:
        return x, np.ones_like(x)
    kept = np.random.default_rng(rng).random(x.shape[1:]) >= p
    mask = np.ones_like(x) * kept / (1 - p)
    return x * mask, mask


@misconception(
    "dropout-backward-without-mask",
    replaces="dropout_backward",
    see="6",
    fr="Vous laissez passer tout le gradient. Une valeur éteinte n'a rien changé à la sortie : son "
    "gradient est nul ; celui d'une valeur gardée est multiplié comme elle, par 1 / (1 - p).",
    en="You let the whole gradient through. A value that was dropped changed nothing in the output: "
    "its gradient is zero; that of a value that was kept is multiplied as it was, by 1 / (1 - p).",
)
def dropout_backward_all(dout, mask):
    return dout.copy()


@misconception(
    "dropout-backward-binary",
    replaces="dropout_backward",
    see="6",
    fr="Vous éteignez le gradient où il le faut, mais sans le facteur 1 / (1 - p). La sortie est "
    "x * masque : sa dérivée est le masque, facteur compris.",
    en="You drop the gradient where you should, but without the factor 1 / (1 - p). The output is "
    "x * mask: its derivative is the mask, with its factor.",
)
def dropout_backward_binary(dout, mask):
    return dout * (mask > 0)


@misconception(
    "dropout-backward-divides",
    replaces="dropout_backward",
    see="6",
    fr="Vous divisez le gradient par le facteur du masque, comme pour revenir en arrière. Une "
    "dérivée n'est pas un inverse : la sortie est x * masque, sa dérivée par rapport à x est le "
    "masque.",
    en="You divide the gradient by the factor of the mask, as if to undo it. A derivative is no "
    "inverse: the output is x * mask, its derivative with respect to x is the mask.",
)
def dropout_backward_inverse(dout, mask):
    return np.divide(dout, mask, out=np.zeros_like(dout), where=mask != 0)


# --- batch normalisation, forward ----------------------------------------------------------------


@misconception(
    "batchnorm-unbiased-normalisation",
    replaces="batchnorm_forward",
    see="6",
    fr="Vous normalisez par la variance non biaisée, divisée par n - 1. La normalisation du lot "
    "emploie la variance biaisée, divisée par n ; la non biaisée ne sert que pour running_var.",
    en="You normalise by the unbiased variance, divided by n - 1. The normalisation of the batch "
    "uses the biased variance, divided by n; the unbiased one only serves for running_var.",
)
def batchnorm_forward_unbiased(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(axis=0), x.var(axis=0, ddof=1)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


@misconception(
    "batchnorm-biased-running",
    replaces="batchnorm_forward",
    see="6",
    fr="Votre running_var reçoit la variance biaisée, divisée par n. L'énoncé, comme PyTorch, y met "
    "la non biaisée, divisée par n - 1 : elle estime la variance de toutes les données, pas de ce "
    "lot.",
    en="Your running_var receives the biased variance, divided by n. The statement, like PyTorch, "
    "puts the unbiased one there, divided by n - 1: it estimates the variance of all the data, not "
    "of this batch.",
)
def batchnorm_forward_biased(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


@misconception(
    "batchnorm-variances-exchanged",
    replaces="batchnorm_forward",
    see="6",
    fr="Vos deux variances sont échangées : la biaisée (divisée par n) normalise le lot, la non "
    "biaisée (divisée par n - 1) met running_var à jour.",
    en="Your two variances are exchanged: the biased one (divided by n) normalises the batch, the "
    "unbiased one (divided by n - 1) updates running_var.",
)
def batchnorm_forward_exchanged(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(axis=0), x.var(axis=0, ddof=1)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(axis=0)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


@misconception(
    "batchnorm-batch-at-evaluation",
    replaces="batchnorm_forward",
    see="6",
    fr="En évaluation, vous normalisez encore par les statistiques du lot : la réponse donnée à un "
    "exemple dépendrait de ses voisins. Il faut y employer running_mean et running_var.",
    en="At evaluation you still normalise by the statistics of the batch: the answer to an example "
    "would depend on its neighbours. Use running_mean and running_var there.",
)
def batchnorm_forward_batch(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training and len(x) < 2:
        raise ValueError("one example")
    mean, var = x.mean(axis=0), x.var(axis=0)
    if training:
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(axis=0, ddof=1)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


@misconception(
    "batchnorm-running-in-training",
    replaces="batchnorm_forward",
    see="6",
    fr="En entraînement, vous normalisez par les statistiques courantes. Le lot doit l'être par les "
    "siennes ; les courantes se mettent à jour à côté et ne servent qu'en évaluation.",
    en="In training you normalise by the running statistics. The batch must be normalised by its "
    "own; the running ones are updated alongside, and only serve at evaluation.",
)
def batchnorm_forward_running(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        running_mean = (1 - momentum) * running_mean + momentum * x.mean(axis=0)
        running_var = (1 - momentum) * running_var + momentum * x.var(axis=0, ddof=1)
    x_hat = (x - running_mean) / np.sqrt(running_var + eps)
    return gamma * x_hat + beta, running_mean, running_var


@misconception(
    "batchnorm-updated-at-evaluation",
    replaces="batchnorm_forward",
    see="6",
    fr="Vous mettez aussi les statistiques courantes à jour en évaluation : les données de test "
    "changeraient le modèle. En évaluation, elles ressortent telles quelles.",
    en="You update the running statistics at evaluation too: the test data would change the model. "
    "At evaluation they come out as they went in.",
)
def batchnorm_forward_updating(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training and len(x) < 2:
        raise ValueError("one example")
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
    else:
        mean, var = running_mean, running_var
    running_mean = (1 - momentum) * running_mean + momentum * x.mean(axis=0)
    running_var = (1 - momentum) * running_var + momentum * x.var(axis=0, ddof=len(x) > 1)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


@misconception(
    "batchnorm-running-not-updated",
    replaces="batchnorm_forward",
    see="6",
    fr="Vos statistiques courantes ressortent d'un pas d'entraînement comme elles y sont entrées : "
    "l'évaluation n'apprendrait jamais rien des données. Mettez-les à jour, (1 - momentum) * "
    "ancienne + momentum * lot.",
    en="Your running statistics come out of a training step as they went in: evaluation would never "
    "learn anything about the data. Update them, (1 - momentum) * old + momentum * batch.",
)
def batchnorm_forward_frozen(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training and len(x) < 2:
        raise ValueError("one example")
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (running_mean, running_var)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


@misconception(
    "batchnorm-running-replaced",
    replaces="batchnorm_forward",
    see="6",
    fr="Vous renvoyez les statistiques du dernier lot à la place des statistiques courantes. "
    "Celles-ci sont une moyenne glissante : (1 - momentum) * ancienne + momentum * lot.",
    en="You return the statistics of the last batch instead of the running ones. These are a moving "
    "average: (1 - momentum) * old + momentum * batch.",
)
def batchnorm_forward_last(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean, running_var = mean, x.var(axis=0, ddof=1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


@misconception(
    "batchnorm-momentum-reversed",
    replaces="batchnorm_forward",
    see="6",
    fr="Votre momentum est à l'envers : vous en faites la part de l'ancienne valeur. Ici, comme dans "
    "PyTorch, c'est celle du nouveau lot : (1 - momentum) * ancienne + momentum * lot.",
    en="Your momentum is the wrong way round: you make it the share of the old value. Here, as in "
    "PyTorch, it is that of the new batch: (1 - momentum) * old + momentum * batch.",
)
def batchnorm_forward_reversed(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * x.var(axis=0, ddof=1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


@misconception(
    "batchnorm-axis-1",
    replaces="batchnorm_forward",
    see="6",
    fr="Vous normalisez chaque exemple sur ses d valeurs (axe 1). La normalisation par lot "
    "normalise chaque colonne sur les n exemples : axe 0.",
    en="You normalise each example over its d values (axis 1). Batch normalisation normalises each "
    "column over the n examples: axis 0.",
)
def batchnorm_forward_rows(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


@misconception(
    "batchnorm-all-values",
    replaces="batchnorm_forward",
    see="6",
    fr="Vous prenez une seule moyenne et une seule variance pour tout le tableau : l'axe manque. "
    "Chaque colonne a les siennes, prises sur les n exemples (axe 0).",
    en="You take a single mean and a single variance for the whole array: the axis is missing. Each "
    "column has its own, taken over the n examples (axis 0).",
)
def batchnorm_forward_global(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(), x.var()
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(ddof=1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


@misconception(
    "batchnorm-eps-outside-root",
    replaces="batchnorm_forward",
    see="6",
    fr="Vous ajoutez eps après la racine, à l'écart type. Il s'ajoute à la variance, sous la "
    "racine : sqrt(var + eps).",
    en="You add eps after the root, to the standard deviation. It is added to the variance, under "
    "the root: sqrt(var + eps).",
)
def batchnorm_forward_outside(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(axis=0, ddof=1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / (np.sqrt(var) + eps) + beta, running_mean, running_var


@misconception(
    "batchnorm-eps-twice",
    replaces="batchnorm_forward",
    see="6",
    fr="Vous ajoutez eps deux fois, sous la racine et après elle. Une fois suffit : "
    "sqrt(var + eps).",
    en="You add eps twice, under the root and after it. Once is enough: sqrt(var + eps).",
)
def batchnorm_forward_two_eps(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(axis=0, ddof=1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / (np.sqrt(var + eps) + eps) + beta, running_mean, running_var


@misconception(
    "batchnorm-eps-in-running",
    replaces="batchnorm_forward",
    see="6",
    fr="Vous ajoutez eps à la variance avant de mettre running_var à jour : il y est compté à chaque "
    "pas, puis encore une fois en évaluation. running_var reçoit la variance seule.",
    en="You add eps to the variance before you update running_var: it counts there at every step, "
    "and once more at evaluation. running_var receives the variance alone.",
)
def batchnorm_forward_eps_kept(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * (x.var(axis=0, ddof=1) + eps)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


@misconception(
    "batchnorm-divided-by-variance",
    replaces="batchnorm_forward",
    see="6",
    fr="Vous divisez par la variance : il manque la racine. On divise par l'écart type, "
    "sqrt(var + eps), pour que la variance devienne 1.",
    en="You divide by the variance: the root is missing. One divides by the standard deviation, "
    "sqrt(var + eps), so that the variance becomes 1.",
)
def batchnorm_forward_no_root(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(axis=0, ddof=1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / (var + eps) + beta, running_mean, running_var


@misconception(
    "batchnorm-beta-scaled",
    replaces="batchnorm_forward",
    see="6",
    fr="Vous ajoutez beta avant de multiplier par gamma. La sortie est gamma * x_hat + beta : "
    "l'échelle d'abord, le décalage ensuite.",
    en="You add beta before you multiply by gamma. The output is gamma * x_hat + beta: the scale "
    "first, then the shift.",
)
def batchnorm_forward_beta(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(axis=0, ddof=1)
    else:
        mean, var = running_mean, running_var
    return gamma * ((x - mean) / np.sqrt(var + eps) + beta), running_mean, running_var


@misconception(
    "batchnorm-affine-forgotten",
    replaces="batchnorm_forward",
    see="6",
    fr="Vous renvoyez x_hat sans gamma ni beta. L'échelle et le décalage appris rendent à la couche "
    "la liberté que la normalisation lui prend : gamma * x_hat + beta.",
    en="You return x_hat without gamma and beta. The learned scale and shift give the layer back the "
    "freedom that normalisation takes from it: gamma * x_hat + beta.",
)
def batchnorm_forward_bare(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(axis=0, ddof=1)
    else:
        mean, var = running_mean, running_var
    return (x - mean) / np.sqrt(var + eps), running_mean, running_var


@misconception(
    "batchnorm-one-example-accepted",
    replaces="batchnorm_forward",
    see="6",
    fr="En entraînement, vous acceptez un lot d'un seul exemple. Sa variance non biaisée serait "
    "0 / 0, et sa sortie beta, quel que soit x : l'énoncé demande de lever ValueError.",
    en="In training you accept a batch of a single example. Its unbiased variance would be 0 / 0, "
    "and its output beta, whatever x is: the statement asks you to raise ValueError.",
)
def batchnorm_forward_single(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        unbiased = np.sum((x - mean) ** 2, axis=0) / np.float64(len(x) - 1)
        running_var = (1 - momentum) * running_var + momentum * unbiased.astype(x.dtype)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


@misconception(
    "batchnorm-one-example-refused-always",
    replaces="batchnorm_forward",
    see="6",
    fr="Vous refusez un lot d'un seul exemple même en évaluation. Les statistiques y sont données : "
    "un exemple seul se normalise très bien. Seul l'entraînement en demande deux.",
    en="You refuse a batch of a single example even at evaluation. The statistics are given there: "
    "one example can be normalised very well. Only training needs two.",
)
def batchnorm_forward_refusing(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if len(x) < 2:
        raise ValueError("one example")
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(axis=0, ddof=1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


# --- batch normalisation, backward ---------------------------------------------------------------


@misconception(
    "batchnorm-backward-constants",
    replaces="batchnorm_backward",
    see="4.4",
    fr="Votre dx traite la moyenne et la variance comme des constantes. Elles dépendent de chaque "
    "exemple du lot : deux termes s'ajoutent, un par statistique.",
    en="Your dx treats the mean and the variance as constants. They depend on every example of the "
    "batch: two more terms appear, one for each statistic.",
)
def batchnorm_backward_constants(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    return dout * gamma / std, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


@misconception(
    "batchnorm-backward-constant-variance",
    replaces="batchnorm_backward",
    see="4.4",
    fr="Votre dx tient compte de la moyenne du lot, mais traite sa variance comme une constante. Il "
    "manque le terme en x_hat : - x_hat * moyenne(dout * x_hat).",
    en="Your dx takes the mean of the batch into account, but treats its variance as a constant. The "
    "term in x_hat is missing: - x_hat * mean(dout * x_hat).",
)
def batchnorm_backward_variance(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


@misconception(
    "batchnorm-backward-constant-mean",
    replaces="batchnorm_backward",
    see="4.4",
    fr="Votre dx tient compte de la variance du lot, mais traite sa moyenne comme une constante. Il "
    "manque le terme - moyenne(dout) : chaque exemple déplace la moyenne, donc tous les autres.",
    en="Your dx takes the variance of the batch into account, but treats its mean as a constant. The "
    "term - mean(dout) is missing: each example moves the mean, and so all the others.",
)
def batchnorm_backward_mean(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


@misconception(
    "batchnorm-backward-without-n",
    replaces="batchnorm_backward",
    see="4.4",
    fr="Dans dx, vous retirez la somme des dout (et de dout * x_hat) au lieu de leur moyenne : la "
    "moyenne et la variance du lot apportent un 1/n.",
    en="In dx you take away the sum of the dout (and of dout * x_hat) instead of their mean: the "
    "mean and the variance of the batch bring a 1/n.",
)
def batchnorm_backward_sums(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dgamma, dbeta = (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    return gamma / std * (dout - dbeta - x_hat * dgamma), dgamma, dbeta


@misconception(
    "batchnorm-backward-without-gamma",
    replaces="batchnorm_backward",
    see="4.4",
    fr="Il manque gamma dans dx. La sortie est gamma * x_hat + beta : le gradient par rapport à "
    "x_hat est dout * gamma, et c'est lui qui remonte.",
    en="gamma is missing from dx. The output is gamma * x_hat + beta: the gradient with respect to "
    "x_hat is dout * gamma, and this is what goes back.",
)
def batchnorm_backward_no_gamma(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dgamma, dbeta = (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    return (dout - (dbeta + x_hat * dgamma) / len(x)) / std, dgamma, dbeta


@misconception(
    "batchnorm-backward-without-eps",
    replaces="batchnorm_backward",
    see="4.4",
    fr="Votre passe arrière oublie eps : elle dérive une autre fonction que votre passe avant. "
    "L'écart type est sqrt(var + eps), ici aussi.",
    en="Your backward pass forgets eps: it differentiates another function than your forward pass. "
    "The standard deviation is sqrt(var + eps), here too.",
)
def batchnorm_backward_no_eps(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0))
    x_hat = (x - x.mean(axis=0)) / std
    dgamma, dbeta = (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    return gamma / std * (dout - (dbeta + x_hat * dgamma) / len(x)), dgamma, dbeta


@misconception(
    "batchnorm-backward-unbiased",
    replaces="batchnorm_backward",
    see="4.4",
    fr="Votre passe arrière prend la variance non biaisée (divisée par n - 1), alors que "
    "l'énoncé normalise par la biaisée (divisée par n).",
    en="Your backward pass takes the unbiased variance (divided by n - 1), whereas the statement "
    "normalises by the biased one (divided by n).",
)
def batchnorm_backward_ddof(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0, ddof=1) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dgamma, dbeta = (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    return gamma / std * (dout - (dbeta + x_hat * dgamma) / len(x)), dgamma, dbeta


@misconception(
    "batchnorm-backward-averaged",
    replaces="batchnorm_backward",
    see="4.4",
    fr="Vous faites la moyenne de dgamma et de dbeta sur les exemples. Le 1/n de la moyenne des "
    "pertes est déjà dans dout : ici on somme.",
    en="You average dgamma and dbeta over the examples. The 1/n of the mean of the losses is in dout "
    "already: here one sums.",
)
def batchnorm_backward_averaged(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dgamma, dbeta = (dout * x_hat).mean(axis=0), dout.mean(axis=0)
    return gamma / std * (dout - dbeta - x_hat * dgamma), dgamma, dbeta


@misconception(
    "batchnorm-backward-gamma-on-x",
    replaces="batchnorm_backward",
    see="4.4",
    fr="Votre dgamma multiplie dout par x. Ce que gamma multiplie dans la sortie, c'est x_hat : "
    "dgamma est la somme des dout * x_hat.",
    en="Your dgamma multiplies dout by x. What gamma multiplies in the output is x_hat: dgamma is "
    "the sum of the dout * x_hat.",
)
def batchnorm_backward_gamma(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dbeta = dout.sum(axis=0)
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x).sum(axis=0), dbeta


# --- early stopping ------------------------------------------------------------------------------


@misconception(
    "early-total-epochs",
    replaces="EarlyStopping.step",
    see="6",
    fr="Vous comptez toutes les époques sans progrès depuis le début. La patience porte sur des "
    "époques consécutives : un progrès remet le compteur à zéro.",
    en="You count all the epochs without improvement since the beginning. Patience is about "
    "consecutive epochs: an improvement resets the counter to zero.",
)
def early_step_total(self, loss):
    self.epoch += 1
    self.bad = getattr(self, "bad", 0)
    if loss < self.best_loss - self.min_delta:
        self.best_loss, self.best_epoch = loss, self.epoch
    else:
        self.bad += 1
    return self.bad >= self.patience


@misconception(
    "early-last-kept",
    replaces="EarlyStopping.step",
    see="6",
    fr="Vous retenez la dernière époque au lieu de la meilleure. On arrête toujours après le "
    "minimum : c'est au meilleur modèle qu'il faudra revenir.",
    en="You remember the last epoch instead of the best one. One always stops after the minimum: it "
    "is the best model that one will have to go back to.",
)
def early_step_last(self, loss):
    self.epoch += 1
    self.lowest = getattr(self, "lowest", (np.inf, -1))
    if loss < self.lowest[0] - self.min_delta:
        self.lowest = (loss, self.epoch)
    self.best_loss, self.best_epoch = loss, self.epoch
    return self.epoch - self.lowest[1] >= self.patience


@misconception(
    "early-patience-late",
    replaces="EarlyStopping.step",
    see="6",
    fr="Vous arrêtez une époque trop tard, quand le compteur dépasse la patience. Avec patience = 2, "
    "la deuxième époque consécutive sans progrès arrête déjà : compteur >= patience.",
    en="You stop one epoch too late, when the counter exceeds the patience. With patience = 2, the "
    "second epoch in a row without improvement already stops: counter >= patience.",
)
def early_step_late(self, loss):
    self.epoch += 1
    if loss < self.best_loss - self.min_delta:
        self.best_loss, self.best_epoch = loss, self.epoch
    return self.epoch - self.best_epoch > self.patience


@misconception(
    "early-patience-soon",
    replaces="EarlyStopping.step",
    see="6",
    fr="Vous arrêtez une époque trop tôt. Avec patience = 2, il faut deux époques consécutives sans "
    "progrès ; l'époque du meilleur score n'en est pas une.",
    en="You stop one epoch too early. With patience = 2, there must be two epochs in a row without "
    "improvement; the epoch of the best score is not one of them.",
)
def early_step_soon(self, loss):
    self.epoch += 1
    if loss < self.best_loss - self.min_delta:
        self.best_loss, self.best_epoch = loss, self.epoch
        return False
    return self.epoch - self.best_epoch >= self.patience - 1


@misconception(
    "early-ties-improve",
    replaces="EarlyStopping.step",
    see="6",
    fr="Vous comptez une perte égale à best_loss - min_delta comme un progrès. La comparaison est "
    "stricte : loss < best_loss - min_delta, sinon un plateau durerait toujours.",
    en="You count a loss equal to best_loss - min_delta as an improvement. The comparison is strict: "
    "loss < best_loss - min_delta, or else a plateau would last for ever.",
)
def early_step_ties(self, loss):
    self.epoch += 1
    if loss <= self.best_loss - self.min_delta:
        self.best_loss, self.best_epoch = loss, self.epoch
    return self.epoch - self.best_epoch >= self.patience


@misconception(
    "early-nan-improves",
    replaces="EarlyStopping.step",
    see="6",
    fr="Chez vous, une perte NaN est un progrès : vous testez sans doute « pas loss >= ... ». Toute "
    "comparaison avec NaN est fausse ; testez le progrès, loss < best_loss - min_delta.",
    en="With you, a NaN loss is an improvement: you probably test 'not loss >= ...'. Any comparison "
    "with NaN is false; test the improvement, loss < best_loss - min_delta.",
)
def early_step_nan(self, loss):
    self.epoch += 1
    if not loss >= self.best_loss - self.min_delta:
        self.best_loss, self.best_epoch = loss, self.epoch
    return self.epoch - self.best_epoch >= self.patience


@misconception(
    "early-compared-with-previous",
    replaces="EarlyStopping.step",
    see="6",
    fr="Vous comparez chaque perte à la précédente. Après une remontée, redescendre un peu n'est pas "
    "un progrès : comparez à la meilleure perte vue jusqu'ici.",
    en="You compare each loss with the one before it. After a rise, going down a little is no "
    "improvement: compare with the best loss seen so far.",
)
def early_step_previous(self, loss):
    self.epoch += 1
    previous, self.previous = getattr(self, "previous", np.inf), loss
    self.bad = 0 if loss < previous - self.min_delta else getattr(self, "bad", 0) + 1
    if loss < self.best_loss:
        self.best_loss, self.best_epoch = loss, self.epoch
    return self.bad >= self.patience


@misconception(
    "early-min-delta-ignored",
    replaces="EarlyStopping.step",
    see="6",
    fr="min_delta n'intervient pas : la moindre baisse compte comme un progrès. Il faut que la perte "
    "baisse de plus de min_delta : loss < best_loss - min_delta.",
    en="min_delta plays no part: the slightest decrease counts as an improvement. The loss must fall "
    "by more than min_delta: loss < best_loss - min_delta.",
)
def early_step_any(self, loss):
    self.epoch += 1
    if loss < self.best_loss:
        self.best_loss, self.best_epoch = loss, self.epoch
    return self.epoch - self.best_epoch >= self.patience


@misconception(
    "early-min-delta-added",
    replaces="EarlyStopping.step",
    see="6",
    fr="Vous ajoutez min_delta au lieu de le retrancher : une perte plus haute que la meilleure "
    "peut passer pour un progrès. Le test est loss < best_loss - min_delta.",
    en="You add min_delta instead of subtracting it: a loss above the best one can pass for an "
    "improvement. The test is loss < best_loss - min_delta.",
)
def early_step_added(self, loss):
    self.epoch += 1
    if loss < self.best_loss + self.min_delta:
        self.best_loss, self.best_epoch = loss, self.epoch
    return self.epoch - self.best_epoch >= self.patience


@misconception(
    "early-best-creeps",
    replaces="EarlyStopping.step",
    see="6",
    fr="Vous abaissez best_loss à chaque baisse, même trop petite pour être un progrès : de petits "
    "pas ne s'additionnent alors jamais. best_loss ne change que lors d'un progrès.",
    en="You lower best_loss at every decrease, even one too small to be an improvement: small steps "
    "then never add up. best_loss only changes with an improvement.",
)
def early_step_creeping(self, loss):
    self.epoch += 1
    improved = loss < self.best_loss - self.min_delta
    self.bad = 0 if improved else getattr(self, "bad", 0) + 1
    if loss < self.best_loss:
        self.best_loss, self.best_epoch = loss, self.epoch
    return self.bad >= self.patience


@misconception(
    "early-best-loss-creeps",
    replaces="EarlyStopping.step",
    see="6",
    fr="best_epoch ne change bien que lors d'un progrès, mais vous abaissez best_loss à chaque "
    "baisse, même trop petite pour en être un : les deux ne parlent plus de la même époque, et de "
    "petits pas ne s'additionnent jamais. Changez-les ensemble.",
    en="best_epoch does change only with an improvement, but you lower best_loss at every decrease, "
    "even one too small to be one: the two no longer speak of the same epoch, and small steps never "
    "add up. Change them together.",
)
def early_step_loss_creeping(self, loss):
    self.epoch += 1
    if loss < self.best_loss - self.min_delta:
        self.best_epoch = self.epoch
    if loss < self.best_loss:
        self.best_loss = loss
    return self.epoch - self.best_epoch >= self.patience


@misconception(
    "early-nan-not-counted",
    replaces="EarlyStopping.step",
    see="6",
    fr="Une perte NaN ne compte pas chez vous : ni progrès, ni époque sans progrès. L'énoncé en fait "
    "une époque sans progrès, sinon un entraînement qui ne donne plus que NaN ne s'arrêterait "
    "jamais.",
    en="A NaN loss does not count with you: neither as an improvement nor as an epoch without one. In "
    "the statement it is an epoch without improvement, or else a training that gives nothing but "
    "NaN would never stop.",
)
def early_step_nan_skipped(self, loss):
    self.epoch += 1
    self.bad = getattr(self, "bad", 0)
    if loss < self.best_loss - self.min_delta:
        self.best_loss, self.best_epoch, self.bad = loss, self.epoch, 0
    elif not np.isnan(loss):
        self.bad += 1
    return self.bad >= self.patience


@misconception(
    "early-epochs-from-one",
    replaces="EarlyStopping.step",
    see="6",
    fr="Votre best_epoch compte les époques à partir de 1. L'énoncé les numérote à partir de 0, "
    "comme les listes de Python.",
    en="Your best_epoch counts the epochs from 1 on. The statement numbers them from 0 on, like "
    "Python's lists.",
)
def early_step_from_one(self, loss):
    self.epoch = max(self.epoch, 0) + 1
    if loss < self.best_loss - self.min_delta:
        self.best_loss, self.best_epoch = loss, self.epoch
    return self.epoch - max(self.best_epoch, 0) >= self.patience


@misconception(
    "early-maximises",
    replaces="EarlyStopping.step",
    see="6",
    fr="Vous attendez que la perte monte, comme si c'était une exactitude. Une perte s'améliore en "
    "baissant : loss < best_loss - min_delta.",
    en="You wait for the loss to rise, as if it were an accuracy. A loss improves by falling: "
    "loss < best_loss - min_delta.",
)
def early_step_maximum(self, loss):
    self.epoch += 1
    if self.epoch == 0 or loss > self.best_loss + self.min_delta:
        self.best_loss, self.best_epoch = loss, self.epoch
    return self.epoch - self.best_epoch >= self.patience
