"""Régularisation : pénalités L1 et L2, dropout, normalisation par lot, arrêt précoce (NumPy).

Un exemple par ligne. Les tableaux et les dictionnaires donnés ne sont jamais modifiés ; float32 en
entrée donne float32 en sortie.
--
Regularisation: L1 and L2 penalties, dropout, batch normalisation, early stopping (NumPy).

One example per row. The arrays and dictionaries given are never modified; float32 in gives
float32 out.
"""

import numpy as np


def is_weight(name: str) -> bool:
    """Dit si le paramètre de ce nom est un poids : « W1 » en est un ; « b1 », « gamma », non.

    Cette fonction est donnée, servez-vous-en.
    --
    Tell whether the parameter of this name is a weight: "W1" is one; "b1" and "gamma" are not.

    This function is given, use it.
    """
    return name.startswith("W")


# --- pénalités L2 et L1 / L2 and L1 penalties ---


def l2_penalty(params: dict[str, np.ndarray], alpha: float) -> np.floating:
    """Pénalité L2 (ridge) : alpha fois la moitié de la somme des carrés des poids.

    params : paramètres d'un réseau par nom, tableaux de flottants de forme quelconque. Seuls
    comptent les poids (`is_weight`), jamais les biais. alpha : force de la pénalité, nombre positif
    ou nul. Renvoie un nombre. Source : manuel 6.2.
    --
    L2 penalty (ridge): alpha times half the sum of the squares of the weights.

    params: parameters of a network by name, arrays of floats of any shape. Only the weights count
    (`is_weight`), never the biases. alpha: strength of the penalty, a number that is positive or
    zero. Returns a number. Source: textbook 6.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def l2_penalty_gradient(params: dict[str, np.ndarray], alpha: float) -> dict[str, np.ndarray]:
    """Gradient de `l2_penalty` par rapport à chaque paramètre.

    Mêmes arguments. Renvoie un dictionnaire qui a les mêmes clés et, pour chacune, un tableau de
    même forme et de même type : alpha * w pour un poids, des zéros pour tout le reste.
    Source : manuel 6.2.
    --
    Gradient of `l2_penalty` with respect to each parameter.

    Same arguments. Returns a dictionary with the same keys and, for each, an array of the same
    shape and dtype: alpha * w for a weight, zeros for everything else. Source: textbook 6.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def l1_penalty(params: dict[str, np.ndarray], alpha: float) -> np.floating:
    """Pénalité L1 (lasso) : alpha fois la somme des valeurs absolues des poids.

    Mêmes arguments que `l2_penalty`, même règle pour les biais. Renvoie un nombre.
    Source : manuel 6.
    --
    L1 penalty (lasso): alpha times the sum of the absolute values of the weights.

    Same arguments as `l2_penalty`, same rule for the biases. Returns a number. Source: textbook 6.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def l1_penalty_gradient(params: dict[str, np.ndarray], alpha: float) -> dict[str, np.ndarray]:
    """Sous-gradient de `l1_penalty` par rapport à chaque paramètre.

    Mêmes arguments, même forme de réponse que `l2_penalty_gradient` : alpha * signe(w) pour un
    poids, avec signe(0) = 0, et des zéros pour tout le reste. Source : manuel 6.
    --
    Subgradient of `l1_penalty` with respect to each parameter.

    Same arguments, same form of answer as `l2_penalty_gradient`: alpha * sign(w) for a weight, with
    sign(0) = 0, and zeros for everything else. Source: textbook 6.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def weight_decay_step(w: np.ndarray, grad: np.ndarray, lr: float, alpha: float) -> np.ndarray:
    """Un pas de descente de gradient sur le coût plus la pénalité L2 (weight decay).

    w : poids, forme quelconque, flottants. grad : gradient du coût seul (sans la pénalité) par
    rapport à w, même forme. lr : taux d'apprentissage. alpha : force de la pénalité.
    Renvoie les nouveaux poids, calculés à partir du w donné. Source : manuel 6.2.
    --
    One step of gradient descent on the cost plus the L2 penalty (weight decay).

    w: weights, any shape, floats. grad: gradient of the cost alone (without the penalty) with
    respect to w, same shape. lr: learning rate. alpha: strength of the penalty.
    Returns the new weights, computed from the given w. Source: textbook 6.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


# --- dropout ---


def dropout_forward(
    x: np.ndarray, p: float, rng: np.random.Generator | int, training: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Dropout inversé, passe avant : renvoie la paire (sortie, masque).

    x : activations, forme quelconque, flottants. p : probabilité d'ÉTEINDRE une valeur, 0 <= p < 1.
    rng : un np.random.Generator ou un entier ; commencez par `np.random.default_rng(rng)`.
    training : True en entraînement, False en évaluation.
    Le masque a la forme et le type de x. En entraînement, il vaut 0 là où la valeur est éteinte et
    1 / (1 - p) là où elle est gardée, avec un tirage indépendant par valeur ; en évaluation, il
    vaut 1 partout. La sortie est x * masque. Source : manuel 6.
    --
    Inverted dropout, forward pass: returns the pair (output, mask).

    x: activations, any shape, floats. p: probability of DROPPING a value, 0 <= p < 1.
    rng: a np.random.Generator or an integer; begin with `np.random.default_rng(rng)`.
    training: True in training, False at evaluation.
    The mask has the shape and dtype of x. In training it is 0 where the value is dropped and
    1 / (1 - p) where it is kept, with an independent draw per value; at evaluation it is 1
    everywhere. The output is x * mask. Source: textbook 6.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def dropout_backward(dout: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Dropout inversé, passe arrière : gradient du coût par rapport à x.

    dout : gradient par rapport à la sortie. mask : le masque renvoyé par `dropout_forward`, déjà
    divisé par 1 - p. Même forme. Renvoie un tableau de cette forme. Source : manuel 6 et 4.4.
    --
    Inverted dropout, backward pass: gradient of the cost with respect to x.

    dout: gradient with respect to the output. mask: the mask returned by `dropout_forward`, already
    divided by 1 - p. Same shape. Returns an array of that shape. Source: textbook 6 and 4.4.
    """
    # À compléter / Your code here
    raise NotImplementedError()


# --- normalisation par lot / batch normalisation ---


def batchnorm_forward(
    x: np.ndarray,
    gamma: np.ndarray,
    beta: np.ndarray,
    running_mean: np.ndarray,
    running_var: np.ndarray,
    momentum: float,
    eps: float,
    training: bool,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Normalisation par lot, passe avant : renvoie (sortie, running_mean, running_var).

    x : lot, forme (n, d), flottants. gamma, beta : échelle et décalage appris, forme (d,).
    running_mean, running_var : statistiques courantes, forme (d,). momentum : part du lot dans leur
    mise à jour. eps : ajouté à la variance, sous la racine. training : True en entraînement.
    Entraînement : normalise chaque colonne par la moyenne et la variance biaisée (1/n) du lot ; les
    nouvelles statistiques sont (1 - momentum) * ancienne + momentum * lot, avec la variance non
    biaisée (1/(n-1)). Un lot d'un seul exemple lève ValueError.
    Évaluation : normalise par les statistiques courantes et les renvoie telles quelles, pour
    n >= 1. Source : manuel 6.
    --
    Batch normalisation, forward pass: returns (output, running_mean, running_var).

    x: batch, shape (n, d), floats. gamma, beta: learned scale and shift, shape (d,).
    running_mean, running_var: running statistics, shape (d,). momentum: the batch's share in their
    update. eps: added to the variance, under the root. training: True in training.
    Training: normalises each column by the mean and the biased variance (1/n) of the batch; the new
    statistics are (1 - momentum) * old + momentum * batch, with the unbiased variance (1/(n-1)).
    A batch of a single example raises ValueError.
    Evaluation: normalises by the running statistics and returns them as they are, for n >= 1.
    Source: textbook 6.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def batchnorm_backward(
    dout: np.ndarray, x: np.ndarray, gamma: np.ndarray, eps: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Normalisation par lot, passe arrière en entraînement : renvoie (dx, dgamma, dbeta).

    dout : gradient du coût par rapport à la sortie, forme (n, d), n >= 2. x, gamma, eps : ceux de
    `batchnorm_forward`. La moyenne et la variance du lot dépendent de x : dx en tient compte.
    Renvoie dx (n, d), dgamma (d,) et dbeta (d,). Source : manuel 6 et 4.4.
    --
    Batch normalisation, backward pass in training: returns (dx, dgamma, dbeta).

    dout: gradient of the cost with respect to the output, shape (n, d), n >= 2. x, gamma, eps:
    those of `batchnorm_forward`. The mean and the variance of the batch depend on x: dx takes this
    into account. Returns dx (n, d), dgamma (d,) and dbeta (d,). Source: textbook 6 and 4.4.
    """
    # À compléter / Your code here
    raise NotImplementedError()


# --- arrêt précoce / early stopping ---


class EarlyStopping:
    """Arrêt précoce : dit quand arrêter, et retient la meilleure époque.

    Attributs : best_loss, la meilleure perte (infini tant que rien n'a progressé) ; best_epoch, le
    numéro de son époque, à partir de 0 (-1 tant que rien n'a progressé). Source : manuel 6.
    --
    Early stopping: tells when to stop, and remembers the best epoch.

    Attributes: best_loss, the best loss (infinity as long as nothing has improved); best_epoch, the
    number of its epoch, from 0 on (-1 as long as nothing has improved). Source: textbook 6.
    """

    def __init__(self, patience: int, min_delta: float = 0.0) -> None:
        """Aucune époque n'a encore été vue.

        patience : nombre d'époques consécutives sans progrès que l'on tolère, au moins 1 : on
        arrête à la dernière d'entre elles. min_delta : ce dont la perte doit baisser, strictement,
        pour que ce soit un progrès.
        --
        No epoch has been seen yet.

        patience: number of consecutive epochs without improvement that are tolerated, at least 1:
        one stops at the last of them. min_delta: by more than this the loss must fall to count as
        an improvement.
        """
        # À compléter / Your code here
        raise NotImplementedError()

    def step(self, loss: float) -> bool:
        """Prend la perte de validation de l'époque qui vient de finir ; True : il faut arrêter.

        Il y a progrès si loss < best_loss - min_delta. Une perte NaN n'est jamais un progrès.
        --
        Take the validation loss of the epoch that has just ended; True: it is time to stop.

        There is improvement if loss < best_loss - min_delta. A NaN loss is never an improvement.
        """
        # À compléter / Your code here
        raise NotImplementedError()
