"""Wrong answers of ex02 (activations) that the grader recognises by name.

Each body is read in the solution's module: it may use math, np, erf and the other functions.
PReLU of the solution calls leaky ReLU, so what is said of one holds for the other.
"""

import math

import numpy as np

from grader.checks.api import misconception

# --- sigmoid ---------------------------------------------------------------------------------


@misconception(
    "sigmoid-overflow",
    replaces="sigmoid",
    see="3.2",
    fr="Vous calculez exp(x) / (1 + exp(x)) : pour x = 1e4, exp(x) déborde et infini / infini "
    "donne NaN. N'appelez exp que sur des nombres négatifs, par exemple exp(-|x|), ou passez "
    "par la tangente hyperbolique : sigmoïde(x) = (1 + tanh(x / 2)) / 2.",
    en="You compute exp(x) / (1 + exp(x)): for x = 1e4, exp(x) overflows and infinity / infinity "
    "is NaN. Only call exp on negative numbers, for example exp(-|x|), or go through the "
    "hyperbolic tangent: sigmoid(x) = (1 + tanh(x / 2)) / 2.",
)
def sigmoid_overflow(x):
    e = np.exp(x)
    return e / (1.0 + e)


@misconception(
    "sigmoid-sign",
    replaces="sigmoid",
    see="3.2",
    fr="Votre sigmoïde décroît : il manque le signe moins de exp(-x). Vous obtenez "
    "1 / (1 + exp(x)), c'est-à-dire 1 - sigmoïde(x).",
    en="Your sigmoid decreases: the minus sign of exp(-x) is missing. You get 1 / (1 + exp(x)), "
    "which is 1 - sigmoid(x).",
)
def sigmoid_sign(x):
    return 0.5 * (1.0 - np.tanh(x / 2.0))


@misconception(
    "sigmoid-derivative-on-output",
    replaces="sigmoid_derivative",
    see="3.2",
    fr="Vous calculez x (1 - x), comme si l'argument était déjà la sortie s de la sigmoïde. Ici "
    "l'argument est la pré-activation x : calculez d'abord s = sigmoid(x), puis s (1 - s).",
    en="You compute x (1 - x), as if the argument were already the output s of the sigmoid. Here "
    "the argument is the pre-activation x: compute s = sigmoid(x) first, then s (1 - s).",
)
def sigmoid_derivative_on_output(x):
    return x * (1.0 - x)


@misconception(
    "sigmoid-derivative-twice",
    replaces="sigmoid_derivative",
    see="3.2",
    fr="Vous appliquez la sigmoïde deux fois : s (1 - s) avec s = sigmoïde(sigmoïde(x)). C'est ce "
    "qui arrive quand on donne la sortie s à une dérivée écrite pour x. Une seule sigmoïde suffit.",
    en="You apply the sigmoid twice: s (1 - s) with s = sigmoid(sigmoid(x)). It happens when the "
    "output s is given to a derivative written for x. One sigmoid is enough.",
)
def sigmoid_derivative_twice(x):
    s = sigmoid(sigmoid(x))
    return s * (1.0 - s)


@misconception(
    "sigmoid-derivative-mixed",
    replaces="sigmoid_derivative",
    see="3.2",
    fr="Vous calculez s (1 - x) : les deux facteurs doivent contenir la sortie s = sigmoïde(x), "
    "soit s (1 - s).",
    en="You compute s (1 - x): both factors must hold the output s = sigmoid(x), so s (1 - s).",
)
def sigmoid_derivative_mixed(x):
    return sigmoid(x) * (1.0 - x)


@misconception(
    "sigmoid-derivative-overflow",
    replaces="sigmoid_derivative",
    see="3.2",
    fr="Vous calculez exp(-x) / (1 + exp(-x))^2 : pour x = -1e4, exp(-x) déborde et "
    "infini / infini donne NaN. Repartez de votre sigmoïde stable : s (1 - s).",
    en="You compute exp(-x) / (1 + exp(-x))^2: for x = -1e4, exp(-x) overflows and "
    "infinity / infinity is NaN. Start from your stable sigmoid: s (1 - s).",
)
def sigmoid_derivative_overflow(x):
    e = np.exp(-x)
    return e / (1.0 + e) ** 2


# --- tanh ------------------------------------------------------------------------------------


@misconception(
    "tanh-overflow",
    replaces="tanh",
    see="3.2.4",
    fr="Vous calculez (exp(x) - exp(-x)) / (exp(x) + exp(-x)) : pour |x| = 1e4 une des "
    "exponentielles déborde et infini / infini donne NaN. Le manuel écrit cette forme ; np.tanh, "
    "lui, ne déborde jamais.",
    en="You compute (exp(x) - exp(-x)) / (exp(x) + exp(-x)): for |x| = 1e4 one of the "
    "exponentials overflows and infinity / infinity is NaN. The textbook writes that form; "
    "np.tanh never overflows.",
)
def tanh_overflow(x):
    up, down = np.exp(x), np.exp(-x)
    return (up - down) / (up + down)


@misconception(
    "tanh-half",
    replaces="tanh",
    see="3.2.4",
    fr="Vous calculez 2 sigmoïde(x) - 1, qui vaut tanh(x / 2) : il manque un facteur 2 dans "
    "l'argument. La relation juste est tanh(x) = 2 sigmoïde(2x) - 1.",
    en="You compute 2 sigmoid(x) - 1, which is tanh(x / 2): a factor 2 is missing in the "
    "argument. The right relation is tanh(x) = 2 sigmoid(2x) - 1.",
)
def tanh_half(x):
    return np.tanh(x / 2.0)


@misconception(
    "tanh-derivative-no-square",
    replaces="tanh_derivative",
    see="3.2.4",
    fr="Vous calculez 1 - tanh(x) : le carré manque. La dérivée est 1 - tanh(x)^2.",
    en="You compute 1 - tanh(x): the square is missing. The derivative is 1 - tanh(x)^2.",
)
def tanh_derivative_no_square(x):
    return 1.0 - np.tanh(x)


@misconception(
    "tanh-derivative-on-output",
    replaces="tanh_derivative",
    see="3.2.4",
    fr="Vous calculez 1 - x^2, comme si l'argument était déjà la sortie t de tanh. Ici l'argument "
    "est la pré-activation x : calculez d'abord t = tanh(x), puis 1 - t^2.",
    en="You compute 1 - x^2, as if the argument were already the output t of tanh. Here the "
    "argument is the pre-activation x: compute t = tanh(x) first, then 1 - t^2.",
)
def tanh_derivative_on_output(x):
    return 1.0 - x**2


@misconception(
    "tanh-derivative-as-sigmoid",
    replaces="tanh_derivative",
    see="3.2.4",
    fr="Vous calculez t (1 - t) avec t = tanh(x) : c'est la formule de la sigmoïde. Pour tanh, la "
    "dérivée est 1 - t^2.",
    en="You compute t (1 - t) with t = tanh(x): that is the sigmoid's formula. For tanh, the "
    "derivative is 1 - t^2.",
)
def tanh_derivative_as_sigmoid(x):
    t = np.tanh(x)
    return t * (1.0 - t)


# --- ReLU, leaky ReLU, PReLU -----------------------------------------------------------------


@misconception(
    "relu-derivative-at-zero",
    replaces="relu_derivative",
    see="3.2",
    fr="Votre dérivée de ReLU vaut 1 en x = 0 : vous avez sans doute écrit x >= 0. L'énoncé fixe "
    "ReLU'(0) = 0 ; la comparaison est donc stricte, x > 0.",
    en="Your derivative of ReLU is 1 at x = 0: you probably wrote x >= 0. The statement fixes "
    "ReLU'(0) = 0, so the comparison is strict, x > 0.",
)
def relu_derivative_at_zero(x):
    return (x >= 0.0).astype(x.dtype)


@misconception(
    "relu-derivative-half-at-zero",
    replaces="relu_derivative",
    see="3.2",
    fr="Votre dérivée de ReLU vaut 1/2 en x = 0, comme (1 + signe(x)) / 2. L'énoncé fixe "
    "ReLU'(0) = 0 : la dérivée ne vaut que 0 ou 1.",
    en="Your derivative of ReLU is 1/2 at x = 0, like (1 + sign(x)) / 2. The statement fixes "
    "ReLU'(0) = 0: the derivative is only ever 0 or 1.",
)
def relu_derivative_half_at_zero(x):
    return (1.0 + np.sign(x)) / 2.0


@misconception(
    "relu-derivative-is-relu",
    replaces="relu_derivative",
    see="3.2",
    fr="Vous renvoyez ReLU(x) elle-même. Du côté positif ReLU(x) = x, et la dérivée de x est 1, "
    "pas x.",
    en="You return ReLU(x) itself. On the positive side ReLU(x) = x, and the derivative of x is "
    "1, not x.",
)
def relu_derivative_is_relu(x):
    return x.clip(min=0.0)


@misconception(
    "leaky-wrong-side",
    replaces="leaky_relu",
    see="3.2",
    fr="Vous appliquez la pente du côté positif : les x positifs doivent passer tels quels, et ce "
    "sont les x négatifs qui sont multipliés par la pente.",
    en="You apply the slope on the positive side: positive x must pass unchanged, and the "
    "negative x are the ones multiplied by the slope.",
)
def leaky_wrong_side(x, slope=0.01):
    return np.where(x > 0.0, slope * x, x)


@misconception(
    "leaky-constant",
    replaces="leaky_relu",
    see="3.2",
    fr="Du côté négatif vous renvoyez la pente seule ; la fonction y vaut pente * x. La pente "
    "seule est la valeur de la dérivée.",
    en="On the negative side you return the slope alone; the function is slope * x there. The "
    "slope alone is the value of the derivative.",
)
def leaky_constant(x, slope=0.01):
    return np.where(x > 0.0, x, slope).astype(x.dtype)


@misconception(
    "leaky-sign",
    replaces="leaky_relu",
    see="3.2",
    fr="Du côté négatif vous renvoyez -pente * x, qui est positif. La sortie y garde le signe de "
    "x : c'est pente * x.",
    en="On the negative side you return -slope * x, which is positive. The output keeps the sign "
    "of x there: it is slope * x.",
)
def leaky_sign(x, slope=0.01):
    return np.where(x > 0.0, x, -slope * x)


@misconception(
    "leaky-derivative-at-zero",
    replaces="leaky_relu_derivative",
    see="3.2",
    fr="Votre dérivée vaut 1 en x = 0 : vous avez sans doute écrit x >= 0. L'énoncé range le zéro "
    "du côté négatif : la dérivée y vaut la pente.",
    en="Your derivative is 1 at x = 0: you probably wrote x >= 0. The statement puts zero on the "
    "negative side: the derivative is the slope there.",
)
def leaky_derivative_at_zero(x, slope=0.01):
    return np.where(x >= 0.0, 1.0, slope).astype(x.dtype)


@misconception(
    "leaky-derivative-wrong-side",
    replaces="leaky_relu_derivative",
    see="3.2",
    fr="Les deux côtés sont échangés : la dérivée vaut 1 où x > 0 et la pente ailleurs, pas "
    "l'inverse.",
    en="The two sides are swapped: the derivative is 1 where x > 0 and the slope elsewhere, not "
    "the other way round.",
)
def leaky_derivative_wrong_side(x, slope=0.01):
    return np.where(x > 0.0, slope, 1.0).astype(x.dtype)


@misconception(
    "leaky-derivative-as-relu",
    replaces="leaky_relu_derivative",
    see="3.2",
    fr="Du côté négatif votre dérivée est nulle : c'est celle de ReLU. Ici elle y vaut la pente, "
    "et c'est tout l'intérêt : le gradient n'y meurt pas.",
    en="On the negative side your derivative is zero: that is ReLU's. Here it is the slope, which "
    "is the whole point: the gradient does not die there.",
)
def leaky_derivative_as_relu(x, slope=0.01):
    return (x > 0.0).astype(x.dtype)


@misconception(
    "prelu-max",
    replaces="prelu",
    see="3.2",
    fr="Vous renvoyez le plus grand de x et pente * x. C'est juste pour une pente d'au plus 1 ; "
    "au-delà le maximum choisit le mauvais côté. La pente de PReLU est apprise, elle peut "
    "dépasser 1 : séparez les cas d'après le signe de x.",
    en="You return the larger of x and slope * x. It is right for a slope of at most 1; beyond "
    "that the maximum picks the wrong side. PReLU's slope is learned, it can exceed 1: tell the "
    "cases apart by the sign of x.",
)
def prelu_max(x, slope):
    return np.maximum(x, slope * x)


@misconception(
    "prelu-fixed-slope",
    replaces="prelu",
    see="3.2",
    fr="Votre PReLU utilise toujours la pente 0,25. C'est seulement la valeur initiale d'un "
    "paramètre appris : servez-vous de l'argument slope.",
    en="Your PReLU always uses the slope 0.25. That is only the initial value of a learned "
    "parameter: use the argument slope.",
)
def prelu_fixed_slope(x, slope):
    return np.where(x > 0.0, x, 0.25 * x)


@misconception(
    "prelu-slope-derivative-one",
    replaces="prelu_slope_derivative",
    see="3.2",
    fr="Du côté négatif vous renvoyez 1. La fonction y vaut pente * x : dérivée par rapport à la "
    "pente, elle donne x.",
    en="On the negative side you return 1. The function is slope * x there: its derivative with "
    "respect to the slope is x.",
)
def prelu_slope_derivative_one(x, slope):
    return (x < 0.0).astype(x.dtype)


@misconception(
    "prelu-slope-derivative-wrt-x",
    replaces="prelu_slope_derivative",
    see="3.2",
    fr="Vous avez dérivé par rapport à x (1 ou la pente). Ici c'est la pente qui varie et x qui "
    "est fixe : la dérivée vaut x où x < 0, et 0 ailleurs.",
    en="You differentiated with respect to x (1 or the slope). Here the slope varies and x is "
    "fixed: the derivative is x where x < 0, and 0 elsewhere.",
)
def prelu_slope_derivative_wrt_x(x, slope):
    return np.where(x > 0.0, 1.0, slope).astype(x.dtype)


@misconception(
    "prelu-slope-derivative-everywhere",
    replaces="prelu_slope_derivative",
    see="3.2",
    fr="Vous renvoyez x partout. Du côté positif PReLU(x) = x ne contient pas la pente : la "
    "dérivée par rapport à la pente y est nulle.",
    en="You return x everywhere. On the positive side PReLU(x) = x does not hold the slope: the "
    "derivative with respect to the slope is zero there.",
)
def prelu_slope_derivative_everywhere(x, slope):
    return x.copy()


@misconception(
    "prelu-slope-derivative-times-slope",
    replaces="prelu_slope_derivative",
    see="3.2",
    fr="Vous renvoyez pente * x du côté négatif : la pente y est encore. Dériver pente * x par "
    "rapport à la pente donne x seul.",
    en="You return slope * x on the negative side: the slope is still there. Differentiating "
    "slope * x with respect to the slope gives x alone.",
)
def prelu_slope_derivative_times_slope(x, slope):
    return slope * x.clip(max=0.0)


@misconception(
    "prelu-slope-derivative-summed",
    replaces="prelu_slope_derivative",
    see="3.2",
    fr="Vous avez additionné les contributions de tous les éléments. L'énoncé demande la dérivée "
    "élément par élément, de la forme de x ; la somme viendra avec la rétropropagation.",
    en="You added up the contributions of all elements. The statement asks for the derivative "
    "element by element, with the shape of x; the sum comes with backpropagation.",
)
def prelu_slope_derivative_summed(x, slope):
    return x.clip(max=0.0).sum()


# --- GELU ------------------------------------------------------------------------------------


@misconception(
    "gelu-tanh",
    replaces="gelu",
    see="3.2",
    fr="C'est la GELU approchée par tanh, qui s'écarte de la GELU exacte de 4,7e-4 au plus. "
    "L'énoncé demande la forme exacte, avec la fonction d'erreur : x (1 + erf(x / racine(2))) / 2.",
    en="This is the tanh approximation of GELU, which strays from the exact GELU by up to 4.7e-4. "
    "The statement asks for the exact form, with the error function: x (1 + erf(x / sqrt(2))) / 2.",
)
def gelu_tanh(x):
    inner = math.sqrt(2.0 / math.pi) * (x + 0.044715 * x**3)
    return 0.5 * x * (1.0 + np.tanh(inner))


@misconception(
    "gelu-sigmoid",
    replaces="gelu",
    see="3.2",
    fr="C'est l'approximation x sigmoïde(1,702 x), qui s'écarte de la GELU exacte de 0,02 au "
    "plus. L'énoncé demande la forme exacte, avec la fonction d'erreur.",
    en="This is the approximation x sigmoid(1.702 x), which strays from the exact GELU by up to "
    "0.02. The statement asks for the exact form, with the error function.",
)
def gelu_sigmoid(x):
    return x * sigmoid(1.702 * x)


@misconception(
    "gelu-no-sqrt2",
    replaces="gelu",
    see="3.2",
    fr="Vous calculez x (1 + erf(x)) / 2. La fonction de répartition de N(0, 1) prend erf en "
    "x / racine(2), pas en x.",
    en="You compute x (1 + erf(x)) / 2. The distribution function of N(0, 1) takes erf at "
    "x / sqrt(2), not at x.",
)
def gelu_no_sqrt2(x):
    return x * 0.5 * (1.0 + erf(x))


@misconception(
    "gelu-no-half",
    replaces="gelu",
    see="3.2",
    fr="Il manque le facteur 1/2 : 1 + erf va de 0 à 2, alors que la probabilité Phi va de 0 à 1.",
    en="The factor 1/2 is missing: 1 + erf goes from 0 to 2, while the probability Phi goes from "
    "0 to 1.",
)
def gelu_no_half(x):
    return x * (1.0 + erf(x / math.sqrt(2.0)))


@misconception(
    "gelu-derivative-no-product-rule",
    replaces="gelu_derivative",
    see="3.2",
    fr="Vous renvoyez Phi(x) seule. GELU est le produit x Phi(x) : sa dérivée a un second terme, "
    "x fois la densité de N(0, 1).",
    en="You return Phi(x) alone. GELU is the product x Phi(x): its derivative has a second term, "
    "x times the density of N(0, 1).",
)
def gelu_derivative_no_product_rule(x):
    return 0.5 * (1.0 + erf(x / math.sqrt(2.0)))


@misconception(
    "gelu-derivative-no-x",
    replaces="gelu_derivative",
    see="3.2",
    fr="Vous calculez Phi(x) + densité(x) : dans la dérivée du produit x Phi(x), la densité est "
    "multipliée par x.",
    en="You compute Phi(x) + density(x): in the derivative of the product x Phi(x), the density "
    "is multiplied by x.",
)
def gelu_derivative_no_x(x):
    density = np.exp(-(x**2) / 2.0) / math.sqrt(2.0 * math.pi)
    return 0.5 * (1.0 + erf(x / math.sqrt(2.0))) + density


@misconception(
    "gelu-derivative-density",
    replaces="gelu_derivative",
    see="3.2",
    fr="La densité de N(0, 1) est exp(-x^2 / 2) / racine(2 pi) : vous avez oublié la division par "
    "racine(2 pi).",
    en="The density of N(0, 1) is exp(-x^2 / 2) / sqrt(2 pi): you forgot the division by "
    "sqrt(2 pi).",
)
def gelu_derivative_density(x):
    return 0.5 * (1.0 + erf(x / math.sqrt(2.0))) + x * np.exp(-(x**2) / 2.0)


@misconception(
    "gelu-derivative-tanh",
    replaces="gelu_derivative",
    see="3.2",
    fr="C'est la dérivée de la GELU approchée par tanh. L'énoncé demande celle de la forme "
    "exacte : Phi(x) + x fois la densité de N(0, 1).",
    en="This is the derivative of the tanh approximation of GELU. The statement asks for that of "
    "the exact form: Phi(x) + x times the density of N(0, 1).",
)
def gelu_derivative_tanh(x):
    scale = math.sqrt(2.0 / math.pi)
    t = np.tanh(scale * (x + 0.044715 * x**3))
    slope = scale * (1.0 + 3.0 * 0.044715 * x**2)
    return 0.5 * (1.0 + t) + 0.5 * x * (1.0 - t**2) * slope


# --- softmax ---------------------------------------------------------------------------------


@misconception(
    "softmax-axis0",
    replaces="softmax",
    see="3.2.6",
    fr="La somme est prise sur l'axe 0 (les exemples), comme dans le listing du manuel, au lieu du "
    "dernier axe (les classes). Chaque ligne doit avoir pour somme 1.",
    en="The sum runs over axis 0 (the examples), as in the textbook's listing, instead of the last "
    "axis (the classes). Each row must sum to 1.",
)
def softmax_axis0(z):
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


@misconception(
    "softmax-global",
    replaces="softmax",
    see="3.2.6",
    fr="La somme est prise sur tout le tableau : le lot entier a pour somme 1. Chaque exemple a sa "
    "propre distribution : sommez sur le dernier axe seulement (axis=-1, keepdims=True).",
    en="The sum runs over the whole array: the whole batch sums to 1. Each example has its own "
    "distribution: sum over the last axis only (axis=-1, keepdims=True).",
)
def softmax_global(z):
    e = np.exp(z - z.max())
    return e / e.sum()


@misconception(
    "softmax-global-shift",
    replaces="softmax",
    see="3.2.6",
    fr="Vous retranchez le maximum de tout le tableau. Une ligne dont les scores sont bien plus "
    "bas n'a alors que des exponentielles nulles, et 0 / 0 donne NaN : retranchez à chaque ligne "
    "son propre maximum.",
    en="You subtract the maximum of the whole array. A row whose scores are far lower then has "
    "only zero exponentials, and 0 / 0 is NaN: subtract from each row its own maximum.",
)
def softmax_global_shift(z):
    e = np.exp(z - z.max())
    return e / e.sum(axis=-1, keepdims=True)


@misconception(
    "softmax-negative",
    replaces="softmax",
    see="3.2.6",
    fr="Vous utilisez exp(-z), comme une diapositive du cours : le plus petit score y reçoit la "
    "plus grande probabilité. C'est exp(+z) au numérateur et au dénominateur.",
    en="You use exp(-z), as one slide of the course does: the smallest score then gets the largest "
    "probability. It is exp(+z), in the numerator and in the denominator.",
)
def softmax_negative(z):
    e = np.exp(z.min(axis=-1, keepdims=True) - z)
    return e / e.sum(axis=-1, keepdims=True)


@misconception(
    "softmax-unshifted",
    replaces="softmax",
    see="3.2.6",
    fr="Vous appelez exp(z) directement : pour z = 1e4 l'exponentielle déborde et "
    "infini / infini donne NaN. Retranchez d'abord à chaque ligne son maximum : le résultat ne "
    "change pas.",
    en="You call exp(z) directly: for z = 1e4 the exponential overflows and infinity / infinity is "
    "NaN. Subtract its maximum from each row first: the result does not change.",
)
def softmax_unshifted(z):
    e = np.exp(z)
    return e / e.sum(axis=-1, keepdims=True)


@misconception(
    "softmax-unnormalised",
    replaces="softmax",
    see="3.2.6",
    fr="Vous renvoyez exp(z - max) sans diviser par la somme : le plus grand vaut toujours 1, et "
    "la ligne n'a pas pour somme 1.",
    en="You return exp(z - max) without dividing by the sum: the largest is always 1, and the row "
    "does not sum to 1.",
)
def softmax_unnormalised(z):
    return np.exp(z - z.max(axis=-1, keepdims=True))


@misconception(
    "softmax-unshifted-unnormalised",
    replaces="softmax",
    see="3.2.6",
    fr="Vous renvoyez exp(z) : il manque la division par la somme sur le dernier axe, et le "
    "maximum à retrancher d'abord pour ne pas déborder.",
    en="You return exp(z): the division by the sum over the last axis is missing, and so is the "
    "maximum to subtract first so as not to overflow.",
)
def softmax_unshifted_unnormalised(z):
    return np.exp(z)


@misconception(
    "softmax-vjp-diagonal",
    replaces="softmax_vjp",
    see="3.2.6",
    fr="Vous calculez s (1 - s) v : c'est la diagonale de la jacobienne seule, comme pour la "
    "sigmoïde. Or chaque score change toutes les probabilités ; hors de la diagonale la "
    "jacobienne vaut -s_i s_j. Le produit est s (v - somme(s v)).",
    en="You compute s (1 - s) v: that is the diagonal of the Jacobian alone, as for the sigmoid. "
    "But each score changes all probabilities; off the diagonal the Jacobian is -s_i s_j. The "
    "product is s (v - sum(s v)).",
)
def softmax_vjp_diagonal(z, v):
    s = softmax(z)
    return s * (1.0 - s) * v


@misconception(
    "softmax-vjp-no-coupling",
    replaces="softmax_vjp",
    see="3.2.6",
    fr="Vous calculez s v : la jacobienne est diag(s) - s s^T, et le second terme, qui lie les "
    "classes entre elles, manque. Le produit est s (v - somme(s v)).",
    en="You compute s v: the Jacobian is diag(s) - s s^T, and the second term, which couples the "
    "classes, is missing. The product is s (v - sum(s v)).",
)
def softmax_vjp_no_coupling(z, v):
    return softmax(z) * v


@misconception(
    "softmax-vjp-on-probabilities",
    replaces="softmax_vjp",
    see="3.2.6",
    fr="Vous vous servez de z comme si c'étaient déjà des probabilités. z contient les scores : "
    "calculez d'abord s = softmax(z).",
    en="You use z as if it already held probabilities. z holds the scores: compute s = softmax(z) "
    "first.",
)
def softmax_vjp_on_probabilities(z, v):
    return z * (v - (z * v).sum(axis=-1, keepdims=True))


@misconception(
    "softmax-vjp-axis0",
    replaces="softmax_vjp",
    see="3.2.6",
    fr="La somme de s v est prise sur l'axe 0 (les exemples) au lieu du dernier axe (les "
    "classes) : les exemples du lot se mélangent.",
    en="The sum of s v runs over axis 0 (the examples) instead of the last axis (the classes): "
    "the examples of the batch get mixed.",
)
def softmax_vjp_axis0(z, v):
    s = softmax(z)
    return s * (v - (s * v).sum(axis=0, keepdims=True))


@misconception(
    "softmax-vjp-global",
    replaces="softmax_vjp",
    see="3.2.6",
    fr="La somme de s v est prise sur tout le tableau : les exemples du lot se mélangent. Sommez "
    "sur le dernier axe seulement (axis=-1, keepdims=True).",
    en="The sum of s v runs over the whole array: the examples of the batch get mixed. Sum over "
    "the last axis only (axis=-1, keepdims=True).",
)
def softmax_vjp_global(z, v):
    s = softmax(z)
    return s * (v - (s * v).sum())


@misconception(
    "softmax-vjp-sign",
    replaces="softmax_vjp",
    see="3.2.6",
    fr="Vous calculez s (v + somme(s v)) : la jacobienne est diag(s) - s s^T, avec un signe moins. "
    "Le produit est s (v - somme(s v)).",
    en="You compute s (v + sum(s v)): the Jacobian is diag(s) - s s^T, with a minus sign. The "
    "product is s (v - sum(s v)).",
)
def softmax_vjp_sign(z, v):
    s = softmax(z)
    return s * (v + (s * v).sum(axis=-1, keepdims=True))
