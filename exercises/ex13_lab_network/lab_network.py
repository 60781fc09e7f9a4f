"""Ex13 : le réseau du compte rendu de TP. Une couche cachée, écrite et entraînée à la main.

Conventions : un exemple par ligne ; X de forme (n, nx), Y one-hot de forme (n, ny), poids de forme
(entrées, sorties). Les paramètres sont un dictionnaire {"Wh", "bh", "Wy", "by"} :
    Wh (nx, nh), bh (nh,), Wy (nh, ny), by (ny,).
--
Ex13: the lab report's network. One hidden layer, written and trained by hand.

Conventions: one example per row; X of shape (n, nx), Y one-hot of shape (n, ny), weights of shape
(inputs, outputs). The parameters are a dictionary {"Wh", "bh", "Wy", "by"}:
    Wh (nx, nh), bh (nh,), Wy (nh, ny), by (ny,).
"""

from __future__ import annotations

import numpy as np

# Le plancher des probabilités dans la perte : log(0) n'est jamais calculé.
# The floor of probabilities in the loss: log(0) is never computed.
EPSILON = 1e-7


def init_params(nx: int, nh: int, ny: int, rng: int | np.random.Generator) -> dict[str, np.ndarray]:
    """Paramètres de départ : poids tirés selon N(0, 0,3²), biais nuls.

    Args:
        nx, nh, ny: nombres d'entrées, de neurones cachés, de classes.
        rng: graine entière ou np.random.Generator ; commencez par np.random.default_rng(rng).
    Returns:
        {"Wh": (nx, nh), "bh": (nh,), "Wy": (nh, ny), "by": (ny,)}, en float64.
    Source: compte rendu de TP 3-4 ; manuel, section 4.3.
    --
    Starting parameters: weights drawn from N(0, 0.3²), biases zero.

    Args:
        nx, nh, ny: numbers of inputs, of hidden neurons, of classes.
        rng: integer seed or np.random.Generator; begin with np.random.default_rng(rng).
    Returns:
        {"Wh": (nx, nh), "bh": (nh,), "Wy": (nh, ny), "by": (ny,)}, in float64.
    Source: lab report 3-4; textbook, section 4.3.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def softmax(ytilde: np.ndarray) -> np.ndarray:
    """Probabilités à partir des scores, sur le dernier axe, stable jusqu'à 1e4.

    Args:
        ytilde: scores (logits), forme (n, ny) ou (ny,), float32 ou float64.
    Returns:
        probabilités, de somme 1 sur le dernier axe ; même forme et même dtype.
    Source: compte rendu de TP 3-4 ; manuel, section 3.2.6.
    --
    Probabilities from scores, over the last axis, stable up to 1e4.

    Args:
        ytilde: scores (logits), shape (n, ny) or (ny,), float32 or float64.
    Returns:
        probabilities that sum to 1 over the last axis; same shape and dtype.
    Source: lab report 3-4; textbook, section 3.2.6.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def forward(
    params: dict[str, np.ndarray], X: np.ndarray
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Passe avant : htilde = X Wh + bh, h = tanh(htilde), ytilde = h Wy + by, yhat = softmax(ytilde).

    Args:
        params: les quatre paramètres.
        X: exemples, forme (n, nx).
    Returns:
        yhat: probabilités, forme (n, ny).
        outputs: {"X": (n, nx), "htilde": (n, nh), "h": (n, nh), "ytilde": (n, ny),
            "yhat": (n, ny)}, tout ce que la passe arrière relira.
    Source: compte rendu de TP 3-4 ; manuel, sections 3.4 et 4.4.
    --
    Forward pass: htilde = X Wh + bh, h = tanh(htilde), ytilde = h Wy + by, yhat = softmax(ytilde).

    Args:
        params: the four parameters.
        X: examples, shape (n, nx).
    Returns:
        yhat: probabilities, shape (n, ny).
        outputs: {"X": (n, nx), "htilde": (n, nh), "h": (n, nh), "ytilde": (n, ny),
            "yhat": (n, ny)}, all that the backward pass will read again.
    Source: lab report 3-4; textbook, sections 3.4 and 4.4.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def loss_accuracy(yhat: np.ndarray, Y: np.ndarray) -> tuple[float, float]:
    """Entropie croisée moyenne et part de bonnes réponses.

    Args:
        yhat: probabilités (pas des scores), forme (n, ny).
        Y: cibles one-hot, même forme, en flottants.
    Returns:
        loss: moyenne sur les n exemples de -log(yhat de la bonne classe), yhat étant d'abord
            remonté à EPSILON là où il est plus petit ; logarithme népérien (nats).
        accuracy: fraction, entre 0 et 1, des exemples dont la classe la plus probable est la bonne.
    Source: compte rendu de TP 3-4 ; manuel, section 4.2.2.
    --
    Mean cross-entropy and fraction of right answers.

    Args:
        yhat: probabilities (not scores), shape (n, ny).
        Y: one-hot targets, same shape, floats.
    Returns:
        loss: mean over the n examples of -log(yhat of the right class), yhat being first raised to
            EPSILON where it is smaller; natural logarithm (nats).
        accuracy: fraction, between 0 and 1, of the examples whose likeliest class is the right one.
    Source: lab report 3-4; textbook, section 4.2.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def backward(
    params: dict[str, np.ndarray], outputs: dict[str, np.ndarray], Y: np.ndarray
) -> dict[str, np.ndarray]:
    """Passe arrière : gradients de l'entropie croisée moyenne par rapport aux quatre paramètres.

    Args:
        params: les quatre paramètres, ceux de la passe avant.
        outputs: ce que forward a gardé ("X", "htilde", "h", "ytilde", "yhat").
        Y: cibles one-hot, forme (n, ny).
    Returns:
        {"Wy", "by", "Wh", "bh"}, chacun de la forme du paramètre de ce nom.
    Source: compte rendu de TP 3-4 ; manuel, section 4.4.
    --
    Backward pass: gradients of the mean cross-entropy with respect to the four parameters.

    Args:
        params: the four parameters, those of the forward pass.
        outputs: what forward kept ("X", "htilde", "h", "ytilde", "yhat").
        Y: one-hot targets, shape (n, ny).
    Returns:
        {"Wy", "by", "Wh", "bh"}, each of the shape of the parameter of that name.
    Source: lab report 3-4; textbook, section 4.4.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def sgd(
    params: dict[str, np.ndarray], grads: dict[str, np.ndarray], lr: float
) -> dict[str, np.ndarray]:
    """Un pas de descente : de nouveaux paramètres, un pas lr contre le gradient.

    Args:
        params, grads: dictionnaires de mêmes clés et de mêmes formes ; laissés intacts.
        lr: taux d'apprentissage, un float strictement positif.
    Returns:
        les nouveaux paramètres, mêmes clés, formes et dtypes.
    Source: compte rendu de TP 3-4 ; manuel, section 4.3.
    --
    One step of descent: new parameters, one step lr against the gradient.

    Args:
        params, grads: dictionaries with the same keys and shapes; left as they are.
        lr: learning rate, a strictly positive float.
    Returns:
        the new parameters, same keys, shapes and dtypes.
    Source: lab report 3-4; textbook, section 4.3.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def train_epoch(
    params: dict[str, np.ndarray],
    X: np.ndarray,
    Y: np.ndarray,
    lr: float,
    batch_size: int,
    rng: int | np.random.Generator,
) -> dict[str, np.ndarray]:
    """Une époque : mélange les exemples, puis un pas de descente par lot.

    Args:
        params: paramètres de départ ; laissés intacts.
        X, Y: exemples (n, nx) et cibles one-hot (n, ny).
        lr: taux d'apprentissage.
        batch_size: taille des lots ; le dernier est plus court quand n n'en est pas un multiple.
        rng: graine entière ou np.random.Generator ; commencez par np.random.default_rng(rng).
    Returns:
        les paramètres après ceil(n / batch_size) pas.
    Source: compte rendu de TP 3-4 ; diapositives sur l'entraînement.
    --
    One epoch: shuffles the examples, then one step of descent per batch.

    Args:
        params: starting parameters; left as they are.
        X, Y: examples (n, nx) and one-hot targets (n, ny).
        lr: learning rate.
        batch_size: size of the batches; the last one is shorter when n is no multiple of it.
        rng: integer seed or np.random.Generator; begin with np.random.default_rng(rng).
    Returns:
        the parameters after ceil(n / batch_size) steps.
    Source: lab report 3-4; training slides.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def train(
    params: dict[str, np.ndarray],
    X: np.ndarray,
    Y: np.ndarray,
    X_valid: np.ndarray,
    Y_valid: np.ndarray,
    lr: float,
    epochs: int,
    batch_size: int,
    rng: int | np.random.Generator,
) -> tuple[dict[str, np.ndarray], dict[str, list[float]]]:
    """Entraînement : `epochs` époques, et la mesure des deux ensembles avant et après chacune.

    Args:
        params: paramètres de départ ; laissés intacts.
        X, Y: ensemble d'entraînement, le seul dont on apprend.
        X_valid, Y_valid: ensemble de validation, seulement mesuré.
        lr, batch_size: comme dans train_epoch.
        epochs: nombre d'époques, au moins 1.
        rng: graine entière ou np.random.Generator ; commencez par np.random.default_rng(rng).
    Returns:
        params: les paramètres après la dernière époque.
        history: {"loss", "accuracy", "valid_loss", "valid_accuracy"}, chacun une liste de
            epochs + 1 nombres ; le premier est mesuré avant tout apprentissage, les autres après
            chaque époque, sur l'ensemble entier.
    Source: compte rendu de TP 3-4 ; diapositives sur l'entraînement.
    --
    Training: `epochs` epochs, and the measure of both sets before and after each of them.

    Args:
        params: starting parameters; left as they are.
        X, Y: training set, the only one to learn from.
        X_valid, Y_valid: validation set, only measured.
        lr, batch_size: as in train_epoch.
        epochs: number of epochs, at least 1.
        rng: integer seed or np.random.Generator; begin with np.random.default_rng(rng).
    Returns:
        params: the parameters after the last epoch.
        history: {"loss", "accuracy", "valid_loss", "valid_accuracy"}, each a list of epochs + 1
            numbers; the first is measured before any learning, the others after each epoch, on
            the whole set.
    Source: lab report 3-4; training slides.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def predict(params: dict[str, np.ndarray], X: np.ndarray) -> np.ndarray:
    """Numéro de la classe la plus probable de chaque exemple.

    Args:
        params: les quatre paramètres.
        X: exemples, forme (n, nx).
    Returns:
        classes, forme (n,), entiers de 0 à ny - 1.
    Source: compte rendu de TP 3-4.
    --
    Number of the likeliest class of each example.

    Args:
        params: the four parameters.
        X: examples, shape (n, nx).
    Returns:
        classes, shape (n,), integers from 0 to ny - 1.
    Source: lab report 3-4.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def decision_grid(params: dict[str, np.ndarray], xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
    """Classe prédite en chaque point d'une grille du plan (réseau à deux entrées).

    Args:
        params: paramètres d'un réseau à nx = 2 entrées.
        xs: abscisses (première entrée), forme (gx,).
        ys: ordonnées (seconde entrée), forme (gy,).
    Returns:
        classes, forme (gy, gx) : l'élément [i, j] est la classe du point (xs[j], ys[i]).
    Source: compte rendu de TP 3-4.
    --
    Predicted class at each point of a grid of the plane (network with two inputs).

    Args:
        params: parameters of a network with nx = 2 inputs.
        xs: abscissas (first input), shape (gx,).
        ys: ordinates (second input), shape (gy,).
    Returns:
        classes, shape (gy, gx): the element [i, j] is the class of the point (xs[j], ys[i]).
    Source: lab report 3-4.
    """
    # À compléter / Your code here
    raise NotImplementedError()
