"""Misconceptions of ex03 (losses): the wrong answers that people really write.

Each is laid over the solution, so it may use its names (EPSILON below stands for the solution's).
Several functions with one id are one mistake, made everywhere; the first carries the texts.
"""

import numpy as np

from grader.checks.api import misconception

EPSILON = 1e-7


# --- reduction -----------------------------------------------------------------------------------


@misconception(
    "sum-not-mean",
    replaces="mae",
    see="4.2",
    fr="Vous additionnez les pertes des exemples au lieu d'en prendre la moyenne : le coût grandit "
    "avec la taille du lot. Divisez par le nombre d'exemples.",
    en="You add up the losses of the examples instead of averaging them: the cost grows with the "
    "size of the batch. Divide by the number of examples.",
)
def mae_sum(y_hat, y):
    return np.sum(np.abs(y_hat - y))


@misconception(
    "sum-not-mean",
    replaces="mse",
)
def mse_sum(y_hat, y):
    return np.sum((y_hat - y) ** 2)


@misconception(
    "sum-not-mean",
    replaces="huber",
)
def huber_sum(y_hat, y, delta=1.0):
    e = np.abs(y_hat - y)
    return np.sum(np.where(e <= delta, e**2 / 2, delta * (e - delta / 2)))


@misconception(
    "sum-not-mean",
    replaces="binary_cross_entropy",
)
def binary_cross_entropy_sum(p, y):
    p = np.clip(p, EPSILON, 1 - EPSILON)
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))


@misconception(
    "sum-not-mean",
    replaces="categorical_cross_entropy",
)
def categorical_cross_entropy_sum(p, y):
    return -np.sum(y * np.log(np.clip(p, EPSILON, 1 - EPSILON)))


@misconception(
    "sum-not-mean",
    replaces="negative_log_likelihood",
)
def negative_log_likelihood_sum(log_p, labels):
    return -np.sum(log_p[np.arange(len(labels)), labels])


@misconception(
    "sum-not-mean",
    replaces="hinge",
)
def hinge_sum(scores, y):
    return np.sum(np.maximum(0, 1 - y * scores))


@misconception(
    "sum-not-mean",
    replaces="l1_distance",
)
def l1_distance_sum(a, b):
    return np.sum(np.abs(a - b))


@misconception(
    "sum-not-mean",
    replaces="l2_distance",
)
def l2_distance_sum(a, b):
    return np.sum(np.linalg.norm(a - b, axis=1))


@misconception(
    "sum-not-mean",
    replaces="cosine_distance",
)
def cosine_distance_sum(a, b):
    norms = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return np.sum(1 - np.sum(a * b, axis=1) / norms)


@misconception(
    "sum-not-mean",
    replaces="softmax_cross_entropy",
)
def softmax_cross_entropy_sum(z, y):
    shifted = z - z.max(axis=1, keepdims=True)
    return np.sum(np.log(np.sum(np.exp(shifted), axis=1)) - np.sum(y * shifted, axis=1))


@misconception(
    "mean-over-classes",
    replaces="categorical_cross_entropy",
    see="4.2.2",
    fr="Vous prenez aussi la moyenne sur l'axe des classes (ou des coordonnées) : le résultat est "
    "divisé une fois de trop. Sommez sur cet axe, puis faites la moyenne sur les exemples seuls.",
    en="You also average over the axis of the classes (or of the coordinates): the result is divided "
    "once too often. Sum over that axis, then average over the examples only.",
)
def categorical_cross_entropy_mean(p, y):
    return -np.mean(y * np.log(np.clip(p, EPSILON, 1 - EPSILON)))


@misconception(
    "mean-over-classes",
    replaces="softmax_cross_entropy",
)
def softmax_cross_entropy_mean(z, y):
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    return -np.mean(y * log_p)


@misconception(
    "mean-over-classes",
    replaces="l1_distance",
)
def l1_distance_mean(a, b):
    return np.mean(np.abs(a - b))


@misconception(
    "gradient-mean-over-classes",
    replaces="categorical_cross_entropy_gradient",
    see="4.2.2",
    fr="Votre gradient est divisé par le nombre total d'éléments, classes ou coordonnées comprises. "
    "La perte ne fait la moyenne que sur les exemples : divisez par n, le nombre de lignes.",
    en="Your gradient is divided by the total number of elements, classes or coordinates included. "
    "The loss averages over the examples only: divide by n, the number of rows.",
)
def categorical_cross_entropy_gradient_mean(p, y):
    return -y / np.clip(p, EPSILON, 1 - EPSILON) / p.size


@misconception(
    "gradient-mean-over-classes",
    replaces="negative_log_likelihood_gradient",
)
def negative_log_likelihood_gradient_mean(log_p, labels):
    return -np.eye(log_p.shape[1], dtype=log_p.dtype)[labels] / log_p.size


@misconception(
    "gradient-mean-over-classes",
    replaces="softmax_cross_entropy_gradient",
)
def softmax_cross_entropy_gradient_mean(z, y):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True) - y) / z.size


@misconception(
    "gradient-mean-over-classes",
    replaces="l1_distance_gradient",
)
def l1_distance_gradient_mean(a, b):
    return np.sign(a - b) / a.size


@misconception(
    "divided-by-rows",
    replaces="mae",
    see="4.2",
    fr="Pour un tableau (n, d), vous divisez par le nombre de lignes n seulement. Ici la moyenne "
    "porte sur tous les nombres du tableau : divisez par n * d.",
    en="For an array (n, d), you divide by the number of rows n only. Here the mean runs over all "
    "the numbers of the array: divide by n * d.",
)
def mae_rows(y_hat, y):
    return np.sum(np.abs(y_hat - y)) / len(y)


@misconception(
    "divided-by-rows",
    replaces="mse",
)
def mse_rows(y_hat, y):
    return np.sum((y_hat - y) ** 2) / len(y)


@misconception(
    "divided-by-rows",
    replaces="huber",
)
def huber_rows(y_hat, y, delta=1.0):
    e = np.abs(y_hat - y)
    return np.sum(np.where(e <= delta, e**2 / 2, delta * (e - delta / 2))) / len(y)


@misconception(
    "gradient-divided-by-rows",
    replaces="mae_gradient",
    see="4.2",
    fr="Pour un tableau (n, d), vous divisez par le nombre de lignes n seulement. Ici la moyenne "
    "porte sur tous les nombres du tableau : divisez par n * d.",
    en="For an array (n, d), you divide by the number of rows n only. Here the mean runs over all "
    "the numbers of the array: divide by n * d.",
)
def mae_gradient_rows(y_hat, y):
    return np.sign(y_hat - y) / len(y)


@misconception(
    "gradient-divided-by-rows",
    replaces="mse_gradient",
)
def mse_gradient_rows(y_hat, y):
    return 2 * (y_hat - y) / len(y)


@misconception(
    "gradient-divided-by-rows",
    replaces="huber_gradient",
)
def huber_gradient_rows(y_hat, y, delta=1.0):
    return np.clip(y_hat - y, -delta, delta) / len(y)


@misconception(
    "gradient-not-averaged",
    replaces="mae_gradient",
    see="4.2",
    fr="Il manque le facteur 1/n : le coût est une moyenne sur le lot, son gradient l'est donc aussi. "
    "Divisez par le même nombre que dans la perte.",
    en="The factor 1/n is missing: the cost is a mean over the batch, so its gradient is one too. "
    "Divide by the same number as in the loss.",
)
def mae_gradient_not_averaged(y_hat, y):
    return np.sign(y_hat - y)


@misconception(
    "gradient-not-averaged",
    replaces="mse_gradient",
)
def mse_gradient_not_averaged(y_hat, y):
    return 2 * (y_hat - y)


@misconception(
    "gradient-not-averaged",
    replaces="huber_gradient",
)
def huber_gradient_not_averaged(y_hat, y, delta=1.0):
    return np.clip(y_hat - y, -delta, delta)


@misconception(
    "gradient-not-averaged",
    replaces="binary_cross_entropy_gradient",
)
def binary_cross_entropy_gradient_not_averaged(p, y):
    p = np.clip(p, EPSILON, 1 - EPSILON)
    return (p - y) / (p * (1 - p))


@misconception(
    "gradient-not-averaged",
    replaces="categorical_cross_entropy_gradient",
)
def categorical_cross_entropy_gradient_not_averaged(p, y):
    return -y / np.clip(p, EPSILON, 1 - EPSILON)


@misconception(
    "gradient-not-averaged",
    replaces="negative_log_likelihood_gradient",
)
def negative_log_likelihood_gradient_not_averaged(log_p, labels):
    return -np.eye(log_p.shape[1], dtype=log_p.dtype)[labels]


@misconception(
    "gradient-not-averaged",
    replaces="hinge_gradient",
)
def hinge_gradient_not_averaged(scores, y):
    return np.where(y * scores < 1, -y, 0)


@misconception(
    "gradient-not-averaged",
    replaces="l1_distance_gradient",
)
def l1_distance_gradient_not_averaged(a, b):
    return np.sign(a - b)


@misconception(
    "gradient-not-averaged",
    replaces="l2_distance_gradient",
)
def l2_distance_gradient_not_averaged(a, b):
    distance = np.linalg.norm(a - b, axis=1, keepdims=True)
    return (a - b) / np.where(distance == 0, 1, distance)


@misconception(
    "gradient-not-averaged",
    replaces="cosine_distance_gradient",
)
def cosine_distance_gradient_not_averaged(a, b):
    norm_a = np.linalg.norm(a, axis=1, keepdims=True)
    u, v = a / norm_a, b / np.linalg.norm(b, axis=1, keepdims=True)
    return (np.sum(u * v, axis=1, keepdims=True) * u - v) / norm_a


@misconception(
    "gradient-not-averaged",
    replaces="softmax_cross_entropy_gradient",
)
def softmax_cross_entropy_gradient_not_averaged(z, y):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) - y


# --- signs ---------------------------------------------------------------------------------------


@misconception(
    "target-minus-prediction",
    replaces="mae_gradient",
    see="4.4.3",
    fr="Le signe est inversé : le gradient part de y - prédiction (le manuel, 4.4.3, fait la même "
    "erreur). Dérivez par rapport à la prédiction : c'est prédiction - y.",
    en="The sign is reversed: the gradient starts from y - prediction (the textbook, 4.4.3, makes "
    "the same mistake). Differentiate with respect to the prediction: it is prediction - y.",
)
def mae_gradient_reversed(y_hat, y):
    return np.sign(y - y_hat) / y.size


@misconception(
    "target-minus-prediction",
    replaces="mse_gradient",
)
def mse_gradient_reversed(y_hat, y):
    return 2 * (y - y_hat) / y.size


@misconception(
    "target-minus-prediction",
    replaces="huber_gradient",
)
def huber_gradient_reversed(y_hat, y, delta=1.0):
    return np.clip(y - y_hat, -delta, delta) / y.size


@misconception(
    "target-minus-prediction",
    replaces="binary_cross_entropy_gradient",
)
def binary_cross_entropy_gradient_reversed(p, y):
    p = np.clip(p, EPSILON, 1 - EPSILON)
    return (y - p) / (p * (1 - p)) / y.size


@misconception(
    "target-minus-prediction",
    replaces="l1_distance_gradient",
)
def l1_distance_gradient_reversed(a, b):
    return np.sign(b - a) / len(a)


@misconception(
    "target-minus-prediction",
    replaces="l2_distance_gradient",
)
def l2_distance_gradient_reversed(a, b):
    distance = np.linalg.norm(a - b, axis=1, keepdims=True)
    return (b - a) / np.where(distance == 0, 1, distance) / len(a)


@misconception(
    "target-minus-prediction",
    replaces="softmax_cross_entropy_gradient",
)
def softmax_cross_entropy_gradient_reversed(z, y):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return (y - e / e.sum(axis=1, keepdims=True)) / len(y)


@misconception(
    "missing-minus",
    replaces="binary_cross_entropy",
    see="4.2.2",
    fr="Il manque le signe moins devant le logarithme (les diapositives l'oublient aussi) : le log "
    "d'une probabilité est négatif, une perte est positive. Écrivez -log(p).",
    en="The minus sign before the logarithm is missing (the slides forget it too): the log of a "
    "probability is negative, a loss is positive. Write -log(p).",
)
def binary_cross_entropy_no_minus(p, y):
    p = np.clip(p, EPSILON, 1 - EPSILON)
    return np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@misconception(
    "missing-minus",
    replaces="categorical_cross_entropy",
)
def categorical_cross_entropy_no_minus(p, y):
    return np.sum(y * np.log(np.clip(p, EPSILON, 1 - EPSILON))) / len(y)


@misconception(
    "missing-minus",
    replaces="negative_log_likelihood",
)
def negative_log_likelihood_no_minus(log_p, labels):
    return np.mean(log_p[np.arange(len(labels)), labels])


@misconception(
    "missing-minus",
    replaces="softmax_cross_entropy",
)
def softmax_cross_entropy_no_minus(z, y):
    shifted = z - z.max(axis=1, keepdims=True)
    return np.mean(np.sum(y * shifted, axis=1) - np.log(np.sum(np.exp(shifted), axis=1)))


@misconception(
    "gradient-missing-minus",
    replaces="categorical_cross_entropy_gradient",
    see="4.2.2",
    fr="Le gradient a le signe opposé : il manque un moins. Augmenter la probabilité (ou le score) de "
    "la bonne classe diminue la perte, cette composante du gradient est donc négative.",
    en="The gradient has the opposite sign: a minus is missing. Raising the probability (or score) of "
    "the right class lowers the loss, so that component of the gradient is negative.",
)
def categorical_cross_entropy_gradient_no_minus(p, y):
    return y / np.clip(p, EPSILON, 1 - EPSILON) / len(y)


@misconception(
    "gradient-missing-minus",
    replaces="negative_log_likelihood_gradient",
)
def negative_log_likelihood_gradient_no_minus(log_p, labels):
    return np.eye(log_p.shape[1], dtype=log_p.dtype)[labels] / len(labels)


@misconception(
    "gradient-missing-minus",
    replaces="hinge_gradient",
)
def hinge_gradient_no_minus(scores, y):
    return np.where(y * scores < 1, y, 0) / len(y)


# --- regression ----------------------------------------------------------------------------------


@misconception(
    "mae-signed",
    replaces="mae",
    see="4.2",
    fr="Vous faites la moyenne des erreurs signées : les erreurs + et - se compensent, et une "
    "différence n'est pas une perte. Prenez d'abord la valeur absolue.",
    en="You average signed errors: + and - cancel out, and a difference is not a loss. Take the "
    "absolute value first.",
)
def mae_signed(y_hat, y):
    return np.mean(y_hat - y)


@misconception(
    "mae-gradient-error",
    replaces="mae_gradient",
    see="4.2",
    fr="Vous renvoyez l'erreur divisée par n. La dérivée de |e| ne dépend pas de la taille de e : "
    "c'est son signe, -1, 0 ou +1 (puis 1/n).",
    en="You return the error divided by n. The derivative of |e| does not depend on the size of e: "
    "it is its sign, -1, 0 or +1 (then 1/n).",
)
def mae_gradient_error(y_hat, y):
    return (y_hat - y) / y.size


@misconception(
    "mae-gradient-at-zero",
    replaces="mae_gradient",
    see="4.2",
    fr="Là où la prédiction égale la cible, l'énoncé retient 0 : |e| a un coin en 0 et une "
    "prédiction parfaite ne doit pas bouger. np.where(e > 0, 1, -1) y donne -1.",
    en="Where the prediction equals the target, the statement chooses 0: |e| has a kink at 0 and a "
    "perfect prediction must not move. np.where(e > 0, 1, -1) gives -1 there.",
)
def mae_gradient_at_zero(y_hat, y):
    return np.where(y_hat - y > 0, 1, -1).astype(y_hat.dtype) / y.size


@misconception(
    "mse-half",
    replaces="mse",
    see="4.4.3",
    fr="Vous avez mis un facteur 1/2 devant le carré. Certaines démonstrations l'ajoutent pour "
    "simplifier la dérivée ; la MSE de l'énoncé n'en a pas.",
    en="You put a factor 1/2 before the square. Some derivations add it to simplify the "
    "derivative; the MSE of the statement has none.",
)
def mse_half(y_hat, y):
    return np.mean((y_hat - y) ** 2) / 2


@misconception(
    "mse-root",
    replaces="mse",
    see="4.2",
    fr="Vous avez pris la racine carrée à la fin : c'est la RMSE. La MSE est la moyenne des carrés, "
    "sans racine.",
    en="You took the square root at the end: that is the RMSE. The MSE is the mean of the squares, "
    "without a root.",
)
def mse_root(y_hat, y):
    return np.sqrt(np.mean((y_hat - y) ** 2))


@misconception(
    "mse-gradient-no-two",
    replaces="mse_gradient",
    see="4.3",
    fr="Il manque le facteur 2 : la dérivée de e² est 2e, et la MSE de l'énoncé n'a pas de 1/2 "
    "pour le compenser. Écrivez 2 (y_hat - y) / n.",
    en="The factor 2 is missing: the derivative of e² is 2e, and the MSE of the statement has no "
    "1/2 to cancel it. Write 2 (y_hat - y) / n.",
)
def mse_gradient_no_two(y_hat, y):
    return (y_hat - y) / y.size


@misconception(
    "huber-no-offset",
    replaces="huber",
    see="4.2",
    fr="Dans la partie linéaire, vous écrivez delta * |e| : la perte saute en |e| = delta. "
    "Il faut delta * (|e| - delta / 2) pour que les deux morceaux se raccordent.",
    en="In the linear part, you write delta * |e|: the loss jumps at |e| = delta. It takes "
    "delta * (|e| - delta / 2) for the two pieces to join.",
)
def huber_no_offset(y_hat, y, delta=1.0):
    e = np.abs(y_hat - y)
    return np.mean(np.where(e <= delta, e**2 / 2, delta * e))


@misconception(
    "huber-no-half",
    replaces="huber",
    see="4.2",
    fr="Dans la partie quadratique, vous écrivez e² au lieu de e² / 2 : les deux morceaux ne se "
    "raccordent plus en |e| = delta. Contrairement à la MSE, Huber a ce 1/2.",
    en="In the quadratic part, you write e² instead of e² / 2: the two pieces no longer join at "
    "|e| = delta. Unlike the MSE, Huber has this 1/2.",
)
def huber_no_half(y_hat, y, delta=1.0):
    e = np.abs(y_hat - y)
    return np.mean(np.where(e <= delta, e**2, delta * (e - delta / 2)))


@misconception(
    "huber-fixed-delta",
    replaces="huber",
    see="4.2",
    fr="Votre fonction ignore delta et fait comme s'il valait toujours 1. Le seuil et la pente de "
    "la partie linéaire sont delta, l'argument.",
    en="Your function ignores delta and acts as if it were always 1. The threshold and the slope "
    "of the linear part are delta, the argument.",
)
def huber_fixed_delta(y_hat, y, delta=1.0):
    e = np.abs(y_hat - y)
    return np.mean(np.where(e <= 1, e**2 / 2, e - 0.5))


@misconception(
    "huber-smooth-l1",
    replaces="huber",
    see="4.2",
    fr="Vous avez calculé la « smooth L1 », qui est Huber divisée par delta. Elles ne coïncident "
    "que pour delta = 1 ; l'énoncé demande e² / 2 et delta * (|e| - delta / 2).",
    en="You computed the 'smooth L1', which is Huber divided by delta. They only coincide for "
    "delta = 1; the statement asks for e² / 2 and delta * (|e| - delta / 2).",
)
def huber_smooth_l1(y_hat, y, delta=1.0):
    e = np.abs(y_hat - y)
    return np.mean(np.where(e <= delta, e**2 / 2 / delta, e - delta / 2))


@misconception(
    "huber-gradient-unit-slope",
    replaces="huber_gradient",
    see="4.2",
    fr="Dans la partie linéaire, votre pente vaut ±1. Elle vaut ±delta : la dérivée de "
    "delta * (|e| - delta / 2) est delta * signe(e).",
    en="In the linear part, your slope is ±1. It is ±delta: the derivative of "
    "delta * (|e| - delta / 2) is delta * sign(e).",
)
def huber_gradient_unit_slope(y_hat, y, delta=1.0):
    e = y_hat - y
    return np.where(np.abs(e) <= delta, e, np.sign(e)) / y.size


@misconception(
    "huber-gradient-unbounded",
    replaces="huber_gradient",
    see="4.2",
    fr="Votre gradient est e / n partout, celui de la partie quadratique. Au-delà de delta il doit "
    "plafonner à ±delta / n : c'est ce qui protège des valeurs aberrantes.",
    en="Your gradient is e / n everywhere, that of the quadratic part. Beyond delta it must level "
    "off at ±delta / n: that is what protects against outliers.",
)
def huber_gradient_unbounded(y_hat, y, delta=1.0):
    return (y_hat - y) / y.size


# --- logarithms and probabilities ----------------------------------------------------------------


@misconception(
    "log-of-zero",
    replaces="binary_cross_entropy",
    see="4.2.2",
    fr="Une probabilité de 0 ou de 1 arrive telle quelle dans le logarithme (ou la division) : le "
    "résultat est infini ou NaN. Ramenez d'abord p dans [1e-7, 1 - 1e-7] avec np.clip.",
    en="A probability of 0 or 1 reaches the logarithm (or the division) as it is: the result is "
    "infinite or NaN. First clip p to [1e-7, 1 - 1e-7] with np.clip.",
)
def binary_cross_entropy_no_clip(p, y):
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@misconception(
    "log-of-zero",
    replaces="categorical_cross_entropy",
)
def categorical_cross_entropy_no_clip(p, y):
    # Only the right class is read, so that a 0 elsewhere does no harm.
    return -np.mean(np.log(p[np.arange(len(y)), np.argmax(y, axis=1)]))


@misconception(
    "gradient-division-by-zero",
    replaces="binary_cross_entropy_gradient",
    see="4.2.2",
    fr="Une probabilité de 0 ou de 1 arrive telle quelle dans le logarithme (ou la division) : le "
    "résultat est infini ou NaN. Ramenez d'abord p dans [1e-7, 1 - 1e-7] avec np.clip.",
    en="A probability of 0 or 1 reaches the logarithm (or the division) as it is: the result is "
    "infinite or NaN. First clip p to [1e-7, 1 - 1e-7] with np.clip.",
)
def binary_cross_entropy_gradient_no_clip(p, y):
    return (p - y) / (p * (1 - p)) / y.size


@misconception(
    "gradient-division-by-zero",
    replaces="categorical_cross_entropy_gradient",
)
def categorical_cross_entropy_gradient_no_clip(p, y):
    return -y / p / len(y)


@misconception(
    "epsilon-added",
    replaces="binary_cross_entropy",
    see="4.2.2",
    fr="Vous ajoutez une petite constante dans le logarithme, log(p + 1e-7) : toutes les valeurs sont "
    "un peu faussées. L'énoncé demande un écrêtage, qui ne change que les p trop près de 0 ou 1.",
    en="You add a small constant inside the logarithm, log(p + 1e-7): every value is slightly off. "
    "The statement asks for clipping, which only changes the p too close to 0 or 1.",
)
def binary_cross_entropy_epsilon_added(p, y):
    return -np.mean(y * np.log(p + EPSILON) + (1 - y) * np.log(1 - p + EPSILON))


@misconception(
    "epsilon-added",
    replaces="categorical_cross_entropy",
)
def categorical_cross_entropy_epsilon_added(p, y):
    return -np.sum(y * np.log(p + EPSILON)) / len(y)


@misconception(
    "clip-1e-12",
    replaces="binary_cross_entropy",
    see="4.2.2",
    fr="Vous écrêtez à 1e-12 au lieu de 1e-7. En float32, 1 - 1e-12 vaut exactement 1 : cet écrêtage "
    "ne protège de rien. Utilisez EPSILON, 1e-7.",
    en="You clip at 1e-12 instead of 1e-7. In float32, 1 - 1e-12 is exactly 1: such clipping protects "
    "from nothing. Use EPSILON, 1e-7.",
)
def binary_cross_entropy_clip_tiny(p, y):
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@misconception(
    "clip-1e-12",
    replaces="categorical_cross_entropy",
)
def categorical_cross_entropy_clip_tiny(p, y):
    return -np.sum(y * np.log(np.clip(p, 1e-12, 1 - 1e-12))) / len(y)


@misconception(
    "log-base-2",
    replaces="binary_cross_entropy",
    see="4.2.2",
    fr="Vous utilisez le logarithme en base 2 : vos pertes sont en bits, 1,44 fois trop grandes. "
    "L'énoncé demande le logarithme népérien, np.log.",
    en="You use the base-2 logarithm: your losses are in bits, 1.44 times too large. The statement "
    "asks for the natural logarithm, np.log.",
)
def binary_cross_entropy_log2(p, y):
    p = np.clip(p, EPSILON, 1 - EPSILON)
    return -np.mean(y * np.log2(p) + (1 - y) * np.log2(1 - p))


@misconception(
    "log-base-2",
    replaces="categorical_cross_entropy",
)
def categorical_cross_entropy_log2(p, y):
    return -np.sum(y * np.log2(np.clip(p, EPSILON, 1 - EPSILON))) / len(y)


@misconception(
    "log-base-10",
    replaces="binary_cross_entropy",
    see="4.2.2",
    fr="Vous utilisez le logarithme décimal : vos pertes sont 2,3 fois trop petites. L'énoncé demande "
    "le logarithme népérien, np.log.",
    en="You use the base-10 logarithm: your losses are 2.3 times too small. The statement asks for "
    "the natural logarithm, np.log.",
)
def binary_cross_entropy_log10(p, y):
    p = np.clip(p, EPSILON, 1 - EPSILON)
    return -np.mean(y * np.log10(p) + (1 - y) * np.log10(1 - p))


@misconception(
    "log-base-10",
    replaces="categorical_cross_entropy",
)
def categorical_cross_entropy_log10(p, y):
    return -np.sum(y * np.log10(np.clip(p, EPSILON, 1 - EPSILON))) / len(y)


@misconception(
    "arguments-swapped",
    replaces="binary_cross_entropy",
    see="4.2.2",
    fr="La prédiction et la cible sont échangées : vous prenez le logarithme des étiquettes. Le "
    "logarithme porte sur la prédiction, premier argument ; l'étiquette choisit le terme.",
    en="The prediction and the target are swapped: you take the logarithm of the labels. The "
    "logarithm is of the prediction, the first argument; the label selects the term.",
)
def binary_cross_entropy_swapped(p, y):
    y = np.clip(y, EPSILON, 1 - EPSILON)
    return -np.mean(p * np.log(y) + (1 - p) * np.log(1 - y))


@misconception(
    "arguments-swapped",
    replaces="categorical_cross_entropy",
)
def categorical_cross_entropy_swapped(p, y):
    return -np.sum(p * np.log(np.clip(y, EPSILON, 1 - EPSILON))) / len(y)


@misconception(
    "bce-positive-term-only",
    replaces="binary_cross_entropy",
    see="4.2.2",
    fr="Il manque le terme de la classe 0, (1 - y) log(1 - p) : un exemple négatif ne coûte rien, "
    "quelle que soit la prédiction.",
    en="The term of class 0, (1 - y) log(1 - p), is missing: a negative example costs nothing, "
    "whatever the prediction.",
)
def binary_cross_entropy_positive_only(p, y):
    return -np.mean(y * np.log(np.clip(p, EPSILON, 1 - EPSILON)))


@misconception(
    "bce-terms-swapped",
    replaces="binary_cross_entropy",
    see="4.2.2",
    fr="Les deux termes sont échangés : y doit multiplier log(p), le terme de la classe 1, et "
    "1 - y doit multiplier log(1 - p).",
    en="The two terms are swapped: y must multiply log(p), the term of class 1, and 1 - y must "
    "multiply log(1 - p).",
)
def binary_cross_entropy_terms_swapped(p, y):
    p = np.clip(p, EPSILON, 1 - EPSILON)
    return -np.mean((1 - y) * np.log(p) + y * np.log(1 - p))


@misconception(
    "bce-gradient-of-score",
    replaces="binary_cross_entropy_gradient",
    see="4.2.2",
    fr="(p - y) / n est le gradient par rapport au score, avant la sigmoïde. Ici on dérive par "
    "rapport à la probabilité p : divisez encore par p (1 - p).",
    en="(p - y) / n is the gradient with respect to the score, before the sigmoid. Here the "
    "derivative is with respect to the probability p: divide by p (1 - p) as well.",
)
def binary_cross_entropy_gradient_of_score(p, y):
    return (np.clip(p, EPSILON, 1 - EPSILON) - y) / y.size


@misconception(
    "bce-gradient-zero-where-clipped",
    replaces="binary_cross_entropy_gradient",
    see="4.2.2",
    fr="Vous annulez le gradient là où p est écrêtée : une prédiction certaine et fausse ne se "
    "corrigerait jamais. L'énoncé demande la formule évaluée en la probabilité écrêtée.",
    en="You set the gradient to zero where p is clipped: a certain, wrong prediction would never "
    "be corrected. The statement asks for the formula evaluated at the clipped probability.",
)
def binary_cross_entropy_gradient_zero_where_clipped(p, y):
    q = np.clip(p, EPSILON, 1 - EPSILON)
    return np.where(p == q, (q - y) / (q * (1 - q)), 0.0) / y.size


@misconception(
    "cce-penalises-other-classes",
    replaces="categorical_cross_entropy",
    see="4.2.2",
    fr="Vous ajoutez (1 - y) log(1 - p), comme en binaire : les autres classes sont comptées en "
    "plus. L'entropie croisée catégorielle est -log(p) de la bonne classe, seule.",
    en="You add (1 - y) log(1 - p), as in the binary case: the other classes are counted on top. "
    "The categorical cross-entropy is -log(p) of the right class alone.",
)
def categorical_cross_entropy_other_classes(p, y):
    p = np.clip(p, EPSILON, 1 - EPSILON)
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / len(y)


@misconception(
    "cce-gradient-of-scores",
    replaces="categorical_cross_entropy_gradient",
    see="4.2.2",
    fr="(p - y) / n est le gradient par rapport aux scores, avant le softmax. Ici on dérive par "
    "rapport aux probabilités p : c'est -y / p / n.",
    en="(p - y) / n is the gradient with respect to the scores, before the softmax. Here the "
    "derivative is with respect to the probabilities p: it is -y / p / n.",
)
def categorical_cross_entropy_gradient_of_scores(p, y):
    return (p - y) / len(y)


@misconception(
    "nll-log-again",
    replaces="negative_log_likelihood",
    see="4.2",
    fr="Vous traitez log_p comme des probabilités : vous écrêtez et prenez le logarithme une "
    "deuxième fois. L'argument contient déjà des logarithmes.",
    en="You treat log_p as probabilities: you clip and take the logarithm a second time. The "
    "argument already holds logarithms.",
)
def negative_log_likelihood_log_again(log_p, labels):
    p = np.clip(log_p, EPSILON, 1 - EPSILON)
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))


@misconception(
    "nll-all-columns",
    replaces="negative_log_likelihood",
    see="4.2",
    fr="log_p[:, labels] prend ces colonnes pour toutes les lignes, un tableau (n, n). Il faut une "
    "valeur par ligne : log_p[np.arange(n), labels].",
    en="log_p[:, labels] takes those columns for every row, an array (n, n). You need one value "
    "per row: log_p[np.arange(n), labels].",
)
def negative_log_likelihood_all_columns(log_p, labels):
    return -np.mean(log_p[:, labels])


@misconception(
    "nll-gradient-of-scores",
    replaces="negative_log_likelihood_gradient",
    see="4.2",
    fr="exp(log_p) - y est le gradient par rapport aux scores d'un softmax. Ici on dérive par "
    "rapport à log_p : -1/n à la place de la bonne classe, 0 ailleurs.",
    en="exp(log_p) - y is the gradient with respect to the scores of a softmax. Here the "
    "derivative is with respect to log_p: -1/n in the place of the right class, 0 elsewhere.",
)
def negative_log_likelihood_gradient_of_scores(log_p, labels):
    return (np.exp(log_p) - np.eye(log_p.shape[1])[labels]) / len(labels)


# --- margin --------------------------------------------------------------------------------------


@misconception(
    "hinge-labels-01",
    replaces="hinge",
    see="4.2",
    fr="Vous convertissez les étiquettes par 2 y - 1, comme si elles valaient 0 ou 1 : -1 devient "
    "-3. Elles valent déjà -1 ou +1.",
    en="You convert the labels by 2 y - 1, as if they were 0 or 1: -1 becomes -3. They are "
    "already -1 or +1.",
)
def hinge_labels_01(scores, y):
    return np.mean(np.maximum(0, 1 - (2 * y - 1) * scores))


@misconception(
    "hinge-no-margin",
    replaces="hinge",
    see="4.2",
    fr="Vous calculez max(0, -y s), sans la marge : un score du bon côté mais tout près de la "
    "frontière ne coûte rien. La perte charnière est max(0, 1 - y s).",
    en="You compute max(0, -y s), without the margin: a score on the right side but close to the "
    "border costs nothing. The hinge loss is max(0, 1 - y s).",
)
def hinge_no_margin(scores, y):
    return np.mean(np.maximum(0, -y * scores))


@misconception(
    "hinge-negative",
    replaces="hinge",
    see="4.2",
    fr="Il manque le max(0, ...) : les exemples bien classés donnent des pertes négatives qui "
    "effacent celles des autres.",
    en="The max(0, ...) is missing: well classified examples give negative losses, which cancel "
    "those of the others.",
)
def hinge_negative(scores, y):
    return np.mean(1 - y * scores)


@misconception(
    "hinge-squared",
    replaces="hinge",
    see="4.2",
    fr="Vous avez élevé la perte au carré (« squared hinge »). L'énoncé demande max(0, 1 - y s), "
    "sans carré.",
    en="You squared the loss ('squared hinge'). The statement asks for max(0, 1 - y s), without a "
    "square.",
)
def hinge_squared(scores, y):
    return np.mean(np.maximum(0, 1 - y * scores) ** 2)


@misconception(
    "hinge-gradient-everywhere",
    replaces="hinge_gradient",
    see="4.2",
    fr="Votre gradient vaut -y / n partout. Là où la marge est tenue (y s >= 1) la perte est "
    "constante, nulle : le gradient y est 0.",
    en="Your gradient is -y / n everywhere. Where the margin is kept (y s >= 1) the loss is "
    "constantly zero: there the gradient is 0.",
)
def hinge_gradient_everywhere(scores, y):
    return -y / len(y)


@misconception(
    "hinge-gradient-at-kink",
    replaces="hinge_gradient",
    see="4.2",
    fr="Là où y s vaut exactement 1, vous renvoyez -y / n. La perte a un coin en ce point, et "
    "l'énoncé retient 0 : comparez avec < et non <=.",
    en="Where y s is exactly 1, you return -y / n. The loss has a kink there, and the statement "
    "chooses 0: compare with < and not <=.",
)
def hinge_gradient_at_kink(scores, y):
    return np.where(y * scores <= 1, -y, 0) / len(y)


# --- distances -----------------------------------------------------------------------------------


@misconception(
    "l2-squared",
    replaces="l2_distance",
    see="4.2",
    fr="Vous avez oublié la racine carrée : c'est la distance au carré. Prenez la racine de la "
    "somme des carrés, ligne par ligne, avant la moyenne.",
    en="You forgot the square root: this is the squared distance. Take the root of the sum of "
    "squares, row by row, before the mean.",
)
def l2_distance_squared(a, b):
    return np.sum((a - b) ** 2) / len(a)


@misconception(
    "l2-whole-batch",
    replaces="l2_distance",
    see="4.2",
    fr="Vous calculez une seule norme pour tout le tableau. Il faut une distance par ligne "
    "(axis=1), puis la moyenne de ces distances.",
    en="You compute a single norm for the whole array. You need one distance per row (axis=1), "
    "then the mean of these distances.",
)
def l2_distance_whole(a, b):
    return np.linalg.norm(a - b)


@misconception(
    "l2-gradient-squared",
    replaces="l2_distance_gradient",
    see="4.2",
    fr="2 (a - b) / n est le gradient de la distance au carré. Celui de la distance est un vecteur "
    "unitaire : (a - b) divisé par la distance, puis par n.",
    en="2 (a - b) / n is the gradient of the squared distance. That of the distance is a unit "
    "vector: (a - b) divided by the distance, then by n.",
)
def l2_distance_gradient_squared(a, b):
    return 2 * (a - b) / len(a)


@misconception(
    "l2-gradient-nan",
    replaces="l2_distance_gradient",
    see="4.2",
    fr="Pour une ligne où a = b, vous calculez 0 / 0, qui donne NaN. L'énoncé retient une ligne de "
    "zéros : traitez ce cas avant de diviser.",
    en="For a row with a = b, you compute 0 / 0, which gives NaN. The statement chooses a row of "
    "zeros: treat that case before dividing.",
)
def l2_distance_gradient_nan(a, b):
    return (a - b) / np.linalg.norm(a - b, axis=1, keepdims=True) / len(a)


@misconception(
    "cosine-similarity",
    replaces="cosine_distance",
    see="4.2",
    fr="Vous renvoyez la similarité cosinus, 1 pour des vecteurs de même direction. La distance "
    "est 1 - cos(a, b), qui y vaut 0.",
    en="You return the cosine similarity, 1 for vectors of the same direction. The distance is "
    "1 - cos(a, b), which is 0 there.",
)
def cosine_similarity(a, b):
    norms = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return np.mean(np.sum(a * b, axis=1) / norms)


@misconception(
    "cosine-not-normalised",
    replaces="cosine_distance",
    see="4.2",
    fr="Vous n'avez pas divisé le produit scalaire par les deux normes : la longueur des vecteurs "
    "change votre distance, alors que seule leur direction doit compter.",
    en="You did not divide the dot product by the two norms: the length of the vectors changes "
    "your distance, whereas only their direction must count.",
)
def cosine_not_normalised(a, b):
    return np.mean(1 - np.sum(a * b, axis=1))


@misconception(
    "cosine-gradient-frozen-norm",
    replaces="cosine_distance_gradient",
    see="4.2",
    fr="Vous dérivez comme si la norme de a était constante. Elle dépend de a : il manque le terme "
    "cos(a, b) a / |a|, qui rend le gradient orthogonal à a.",
    en="You differentiate as if the norm of a were constant. It depends on a: the term "
    "cos(a, b) a / |a| is missing, the one that makes the gradient orthogonal to a.",
)
def cosine_gradient_frozen_norm(a, b):
    norm_a = np.linalg.norm(a, axis=1, keepdims=True)
    return -b / np.linalg.norm(b, axis=1, keepdims=True) / norm_a / len(a)


@misconception(
    "cosine-gradient-of-similarity",
    replaces="cosine_distance_gradient",
    see="4.2",
    fr="Votre gradient est celui de la similarité. La distance est 1 - cos(a, b) : changez le "
    "signe.",
    en="Your gradient is that of the similarity. The distance is 1 - cos(a, b): change the sign.",
)
def cosine_gradient_of_similarity(a, b):
    norm_a = np.linalg.norm(a, axis=1, keepdims=True)
    u, v = a / norm_a, b / np.linalg.norm(b, axis=1, keepdims=True)
    return (v - np.sum(u * v, axis=1, keepdims=True) * u) / norm_a / len(a)


# --- softmax and cross-entropy -------------------------------------------------------------------


@misconception(
    "softmax-unshifted",
    replaces="softmax_cross_entropy",
    see="3.2.6",
    fr="Vous calculez exp(z) sans décaler : avec un score de 1e4 l'exponentielle déborde (inf, puis "
    "NaN). Soustrayez d'abord le maximum de chaque ligne, le résultat est le même.",
    en="You compute exp(z) without a shift: with a score of 1e4 the exponential overflows (inf, then "
    "NaN). First subtract the maximum of each row, the result is the same.",
)
def softmax_cross_entropy_unshifted(z, y):
    return np.mean(np.log(np.sum(np.exp(z), axis=1)) - np.sum(y * z, axis=1))


@misconception(
    "softmax-gradient-unshifted",
    replaces="softmax_cross_entropy_gradient",
    see="3.2.6",
    fr="Vous calculez exp(z) sans décaler : avec un score de 1e4 l'exponentielle déborde (inf, puis "
    "NaN). Soustrayez d'abord le maximum de chaque ligne, le résultat est le même.",
    en="You compute exp(z) without a shift: with a score of 1e4 the exponential overflows (inf, then "
    "NaN). First subtract the maximum of each row, the result is the same.",
)
def softmax_cross_entropy_gradient_unshifted(z, y):
    e = np.exp(z)
    return (e / e.sum(axis=1, keepdims=True) - y) / len(y)


@misconception(
    "softmax-exp-minus",
    replaces="softmax_cross_entropy",
    see="3.2.6",
    fr="Vous utilisez exp(-z), comme l'écrivent par erreur les diapositives : le plus grand score "
    "reçoit la plus petite probabilité. Le softmax utilise exp(+z).",
    en="You use exp(-z), as the slides write by mistake: the largest score gets the smallest "
    "probability. Softmax uses exp(+z).",
)
def softmax_cross_entropy_exp_minus(z, y):
    shifted = -z - (-z).max(axis=1, keepdims=True)
    return np.mean(np.log(np.sum(np.exp(shifted), axis=1)) - np.sum(y * shifted, axis=1))


@misconception(
    "softmax-gradient-exp-minus",
    replaces="softmax_cross_entropy_gradient",
    see="3.2.6",
    fr="Vous utilisez exp(-z), comme l'écrivent par erreur les diapositives : le plus grand score "
    "reçoit la plus petite probabilité. Le softmax utilise exp(+z).",
    en="You use exp(-z), as the slides write by mistake: the largest score gets the smallest "
    "probability. Softmax uses exp(+z).",
)
def softmax_cross_entropy_gradient_exp_minus(z, y):
    e = np.exp(-z - (-z).max(axis=1, keepdims=True))
    return (e / e.sum(axis=1, keepdims=True) - y) / len(y)


@misconception(
    "softmax-axis0",
    replaces="softmax_cross_entropy",
    see="3.2.6",
    fr="La somme du softmax porte sur l'axe 0 (les exemples), comme dans le listing du manuel. Elle "
    "porte sur les classes, l'axe 1 : chaque ligne de probabilités a une somme de 1.",
    en="The sum of the softmax runs over axis 0 (the examples), as in the textbook's listing. It runs "
    "over the classes, axis 1: each row of probabilities sums to 1.",
)
def softmax_cross_entropy_axis0(z, y):
    shifted = z - z.max(axis=0, keepdims=True)
    log_p = shifted - np.log(np.sum(np.exp(shifted), axis=0, keepdims=True))
    return -np.sum(y * log_p) / len(y)


@misconception(
    "softmax-gradient-axis0",
    replaces="softmax_cross_entropy_gradient",
    see="3.2.6",
    fr="La somme du softmax porte sur l'axe 0 (les exemples), comme dans le listing du manuel. Elle "
    "porte sur les classes, l'axe 1 : chaque ligne de probabilités a une somme de 1.",
    en="The sum of the softmax runs over axis 0 (the examples), as in the textbook's listing. It runs "
    "over the classes, axis 1: each row of probabilities sums to 1.",
)
def softmax_cross_entropy_gradient_axis0(z, y):
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return (e / e.sum(axis=0, keepdims=True) - y) / len(y)


@misconception(
    "softmax-twice",
    replaces="softmax_cross_entropy",
    see="4.2.2",
    fr="Le softmax est appliqué deux fois : vos scores sont déjà des probabilités quand la perte en "
    "prend encore le softmax. Partez des scores z, une seule fois.",
    en="Softmax is applied twice: your scores are probabilities already when the loss takes their "
    "softmax again. Start from the scores z, once.",
)
def softmax_cross_entropy_twice(z, y):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return np.mean(np.log(np.sum(np.exp(p), axis=1)) - np.sum(y * p, axis=1))


@misconception(
    "softmax-forgotten",
    replaces="softmax_cross_entropy",
    see="4.2.2",
    fr="Vous prenez le logarithme des scores eux-mêmes : le softmax manque. Les scores ne sont pas "
    "des probabilités, ils peuvent être négatifs ou dépasser 1.",
    en="You take the logarithm of the scores themselves: the softmax is missing. Scores are not "
    "probabilities, they may be negative or above 1.",
)
def softmax_cross_entropy_forgotten(z, y):
    return -np.sum(y * np.log(np.clip(z, EPSILON, 1 - EPSILON))) / len(y)


@misconception(
    "softmax-then-clip",
    replaces="softmax_cross_entropy",
    see="4.2.2",
    fr="Vous calculez le softmax, puis l'écrêtez avant le logarithme : la perte ne peut plus "
    "dépasser 16,1. La formule log(somme des exp) - z de la bonne classe n'a pas besoin "
    "d'écrêtage.",
    en="You compute the softmax, then clip it before the logarithm: the loss can no longer exceed "
    "16.1. The formula log(sum of exp) - z of the right class needs no clipping.",
)
def softmax_cross_entropy_then_clip(z, y):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = np.clip(e / e.sum(axis=1, keepdims=True), EPSILON, 1 - EPSILON)
    return -np.sum(y * np.log(p)) / len(y)


@misconception(
    "softmax-gradient-of-probabilities",
    replaces="softmax_cross_entropy_gradient",
    see="4.2.2",
    fr="-y / y_hat est le gradient par rapport aux probabilités. Par rapport aux scores z, le "
    "softmax se simplifie : il reste (y_hat - y) / n.",
    en="-y / y_hat is the gradient with respect to the probabilities. With respect to the scores z, "
    "the softmax simplifies: (y_hat - y) / n is left.",
)
def softmax_cross_entropy_gradient_of_probabilities(z, y):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    y_hat = np.clip(e / e.sum(axis=1, keepdims=True), EPSILON, 1 - EPSILON)
    return -y / y_hat / len(y)
