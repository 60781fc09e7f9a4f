"""Régularisation : pénalités L1 et L2, dropout, normalisation par lot, arrêt précoce (PyTorch).

Un exemple par ligne. Les tenseurs et les dictionnaires donnés ne sont jamais modifiés ; ce qui est
renvoyé a le dtype et l'appareil (device) de ce qui a été donné, et autograd passe au travers.
--
Regularisation: L1 and L2 penalties, dropout, batch normalisation, early stopping (PyTorch).

One example per row. The tensors and dictionaries given are never modified; what is returned has
the dtype and the device of what was given, and autograd goes through it.
"""

import math

import torch


def is_weight(name: str) -> bool:
    """Dit si le paramètre de ce nom est un poids : « W1 » en est un ; « b1 », « gamma », non.

    Cette fonction est donnée, servez-vous-en.
    --
    Tell whether the parameter of this name is a weight: "W1" is one; "b1" and "gamma" are not.

    This function is given, use it.
    """
    return name.startswith("W")


# --- pénalités L2 et L1 / L2 and L1 penalties ---


def l2_penalty(params: dict[str, torch.Tensor], alpha: float) -> torch.Tensor:
    """Pénalité L2 (ridge) : alpha fois la moitié de la somme des carrés des poids.

    params : paramètres d'un réseau par nom, tenseurs de flottants de forme quelconque. Seuls
    comptent les poids (`is_weight`), jamais les biais. alpha : force de la pénalité, nombre positif
    ou nul. Renvoie un tenseur sans axe, qui s'ajoute au coût avant `backward()` : ni `.item()`, ni
    `float(...)`. Source : manuel 6.2.
    --
    L2 penalty (ridge): alpha times half the sum of the squares of the weights.

    params: parameters of a network by name, tensors of floats of any shape. Only the weights count
    (`is_weight`), never the biases. alpha: strength of the penalty, a number that is positive or
    zero. Returns a tensor without axes, to be added to the cost before `backward()`: no `.item()`,
    no `float(...)`. Source: textbook 6.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def l2_penalty_gradient(params: dict[str, torch.Tensor], alpha: float) -> dict[str, torch.Tensor]:
    """Gradient de `l2_penalty` par rapport à chaque paramètre, écrit à la main.

    Mêmes arguments. Renvoie un dictionnaire qui a les mêmes clés et, pour chacune, un tenseur de
    même forme, de même dtype et sur le même appareil : alpha * w pour un poids, des zéros pour tout
    le reste. Source : manuel 6.2.
    --
    Gradient of `l2_penalty` with respect to each parameter, written by hand.

    Same arguments. Returns a dictionary with the same keys and, for each, a tensor of the same
    shape and dtype, on the same device: alpha * w for a weight, zeros for everything else.
    Source: textbook 6.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def l1_penalty(params: dict[str, torch.Tensor], alpha: float) -> torch.Tensor:
    """Pénalité L1 (lasso) : alpha fois la somme des valeurs absolues des poids.

    Mêmes arguments que `l2_penalty`, même règle pour les biais. Renvoie un tenseur sans axe.
    Source : manuel 6.
    --
    L1 penalty (lasso): alpha times the sum of the absolute values of the weights.

    Same arguments as `l2_penalty`, same rule for the biases. Returns a tensor without axes.
    Source: textbook 6.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def l1_penalty_gradient(params: dict[str, torch.Tensor], alpha: float) -> dict[str, torch.Tensor]:
    """Sous-gradient de `l1_penalty` par rapport à chaque paramètre, écrit à la main.

    Mêmes arguments, même forme de réponse que `l2_penalty_gradient` : alpha * signe(w) pour un
    poids, avec signe(0) = 0, et des zéros pour tout le reste. Source : manuel 6.
    --
    Subgradient of `l1_penalty` with respect to each parameter, written by hand.

    Same arguments, same form of answer as `l2_penalty_gradient`: alpha * sign(w) for a weight, with
    sign(0) = 0, and zeros for everything else. Source: textbook 6.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def weight_decay_step(w: torch.Tensor, grad: torch.Tensor, lr: float, alpha: float) -> torch.Tensor:
    """Un pas de descente de gradient sur le coût plus la pénalité L2 (weight decay).

    w : poids, forme quelconque, flottants. grad : gradient du coût seul (sans la pénalité) par
    rapport à w, même forme. lr : taux d'apprentissage. alpha : force de la pénalité.
    Renvoie les nouveaux poids, un nouveau tenseur calculé à partir du w donné. Source : manuel 6.2.
    --
    One step of gradient descent on the cost plus the L2 penalty (weight decay).

    w: weights, any shape, floats. grad: gradient of the cost alone (without the penalty) with
    respect to w, same shape. lr: learning rate. alpha: strength of the penalty.
    Returns the new weights, a new tensor computed from the given w. Source: textbook 6.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


# --- dropout ---


def dropout_forward(
    x: torch.Tensor, p: float, seed: int, training: bool
) -> tuple[torch.Tensor, torch.Tensor]:
    """Dropout inversé, passe avant : renvoie la paire (sortie, masque).

    x : activations, forme quelconque, flottants. p : probabilité d'ÉTEINDRE une valeur, 0 <= p < 1.
    seed : un entier, la graine de tout le hasard, par exemple par
    `torch.Generator(device=x.device).manual_seed(seed)`.
    training : True en entraînement, False en évaluation.
    Le masque a la forme, le dtype et l'appareil de x. En entraînement, il vaut 0 là où la valeur
    est éteinte et 1 / (1 - p) là où elle est gardée, avec un tirage indépendant par valeur ; en
    évaluation, il vaut 1 partout. La sortie est x * masque. Source : manuel 6.
    --
    Inverted dropout, forward pass: returns the pair (output, mask).

    x: activations, any shape, floats. p: probability of DROPPING a value, 0 <= p < 1.
    seed: an integer, the seed of all the randomness, for instance by
    `torch.Generator(device=x.device).manual_seed(seed)`.
    training: True in training, False at evaluation.
    The mask has the shape, the dtype and the device of x. In training it is 0 where the value is
    dropped and 1 / (1 - p) where it is kept, with an independent draw per value; at evaluation it
    is 1 everywhere. The output is x * mask. Source: textbook 6.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def dropout_backward(dout: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Dropout inversé, passe arrière : gradient du coût par rapport à x, écrit à la main.

    dout : gradient par rapport à la sortie. mask : le masque renvoyé par `dropout_forward`, déjà
    divisé par 1 - p. Même forme. Renvoie un tenseur de cette forme. Source : manuel 6 et 4.4.
    --
    Inverted dropout, backward pass: gradient of the cost with respect to x, written by hand.

    dout: gradient with respect to the output. mask: the mask returned by `dropout_forward`, already
    divided by 1 - p. Same shape. Returns a tensor of that shape. Source: textbook 6 and 4.4.
    """
    # À compléter / Your code here
    raise NotImplementedError()


# --- normalisation par lot / batch normalisation ---


def batchnorm_forward(
    x: torch.Tensor,
    gamma: torch.Tensor,
    beta: torch.Tensor,
    running_mean: torch.Tensor,
    running_var: torch.Tensor,
    momentum: float,
    eps: float,
    training: bool,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Normalisation par lot, passe avant : renvoie (sortie, running_mean, running_var).

    x : lot, forme (n, d), flottants. gamma, beta : échelle et décalage appris, forme (d,).
    running_mean, running_var : statistiques courantes, forme (d,). momentum : part du lot dans leur
    mise à jour. eps : ajouté à la variance, sous la racine. training : True en entraînement.
    Entraînement : normalise chaque colonne par la moyenne et la variance biaisée (1/n) du lot ; les
    nouvelles statistiques sont (1 - momentum) * ancienne + momentum * lot, avec la variance non
    biaisée (1/(n-1)), calculées hors du graphe d'autograd. Un lot d'un seul exemple lève ValueError.
    Évaluation : normalise par les statistiques courantes et les renvoie telles quelles, pour
    n >= 1. Source : manuel 6.
    --
    Batch normalisation, forward pass: returns (output, running_mean, running_var).

    x: batch, shape (n, d), floats. gamma, beta: learned scale and shift, shape (d,).
    running_mean, running_var: running statistics, shape (d,). momentum: the batch's share in their
    update. eps: added to the variance, under the root. training: True in training.
    Training: normalises each column by the mean and the biased variance (1/n) of the batch; the new
    statistics are (1 - momentum) * old + momentum * batch, with the unbiased variance (1/(n-1)),
    computed outside autograd's graph. A batch of a single example raises ValueError.
    Evaluation: normalises by the running statistics and returns them as they are, for n >= 1.
    Source: textbook 6.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def batchnorm_backward(
    dout: torch.Tensor, x: torch.Tensor, gamma: torch.Tensor, eps: float
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Normalisation par lot, passe arrière en entraînement : renvoie (dx, dgamma, dbeta).

    Écrite à la main, sans autograd. dout : gradient du coût par rapport à la sortie, forme (n, d),
    n >= 2. x, gamma, eps : ceux de `batchnorm_forward`. La moyenne et la variance du lot dépendent
    de x : dx en tient compte. Renvoie dx (n, d), dgamma (d,) et dbeta (d,).
    Source : manuel 6 et 4.4.
    --
    Batch normalisation, backward pass in training: returns (dx, dgamma, dbeta).

    Written by hand, without autograd. dout: gradient of the cost with respect to the output, shape
    (n, d), n >= 2. x, gamma, eps: those of `batchnorm_forward`. The mean and the variance of the
    batch depend on x: dx takes this into account. Returns dx (n, d), dgamma (d,) and dbeta (d,).
    Source: textbook 6 and 4.4.
    """
    # À compléter / Your code here
    raise NotImplementedError()


# --- données : les tests d'autograd les appellent / given: the checks of autograd call them ---


def penalties(w1: torch.Tensor, w2: torch.Tensor, alpha: float) -> torch.Tensor:
    """Vos deux pénalités, ajoutées, d'un réseau de deux couches. Donnée : gardez-la telle quelle.

    w1, w2 : les poids, flottants. alpha : force des pénalités. Renvoie un tenseur sans axe.
    --
    Your two penalties, added up, of a network of two layers. Given: keep it as it is.

    w1, w2: the weights, floats. alpha: strength of the penalties. Returns a tensor without axes.
    """
    params = {"W1": w1, "b1": torch.ones_like(w1[0]), "W2": w2}
    return l2_penalty(params, alpha) + l1_penalty(params, alpha)


def dropout_output(x: torch.Tensor, p: float, seed: int, training: bool) -> torch.Tensor:
    """La sortie de votre `dropout_forward`, sans son masque. Donnée : gardez-la telle quelle.

    Mêmes arguments. Renvoie un tenseur de la forme de x.
    --
    The output of your `dropout_forward`, without its mask. Given: keep it as it is.

    Same arguments. Returns a tensor of the shape of x.
    """
    return dropout_forward(x, p, seed, training)[0]


def batchnorm_output(
    x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float, training: bool
) -> torch.Tensor:
    """La sortie de votre `batchnorm_forward`, seule. Donnée : gardez-la telle quelle.

    Les statistiques courantes sont celles d'un début : moyennes 0, variances 1, momentum 0,1.
    Autograd à travers elle, en entraînement, doit retrouver votre `batchnorm_backward`.
    Renvoie un tenseur de la forme de x, (n, d).
    --
    The output of your `batchnorm_forward`, alone. Given: keep it as it is.

    The running statistics are those of a beginning: means 0, variances 1, momentum 0.1. Autograd
    through it, in training, must find your `batchnorm_backward` again.
    Returns a tensor of the shape of x, (n, d).
    """
    start = torch.zeros_like(gamma), torch.ones_like(gamma)
    return batchnorm_forward(x, gamma, beta, *start, 0.1, eps, training)[0]


# --- arrêt précoce / early stopping ---


class EarlyStopping:
    """Arrêt précoce : dit quand arrêter, et retient la meilleure époque.

    Attributs : best_loss, la meilleure perte (infini tant que rien n'a progressé) ; best_epoch, le
    numéro de son époque, à partir de 0 (-1 tant que rien n'a progressé). Ce sont un float et un int
    de Python : l'arrêt précoce n'a besoin d'aucun tenseur. Source : manuel 6.
    --
    Early stopping: tells when to stop, and remembers the best epoch.

    Attributes: best_loss, the best loss (infinity as long as nothing has improved); best_epoch, the
    number of its epoch, from 0 on (-1 as long as nothing has improved). They are a float and an int
    of Python: early stopping needs no tensor. Source: textbook 6.
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

        loss : un float de Python (dans votre boucle : `valid_loss.item()`). Il y a progrès si
        loss < best_loss - min_delta. Une perte NaN n'est jamais un progrès.
        --
        Take the validation loss of the epoch that has just ended; True: it is time to stop.

        loss: a Python float (in your loop: `valid_loss.item()`). There is improvement if
        loss < best_loss - min_delta. A NaN loss is never an improvement.
        """
        # À compléter / Your code here
        raise NotImplementedError()
