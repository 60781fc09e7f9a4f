"""Ex13 : le réseau du compte rendu de TP, en quatre étapes (parcours PyTorch).

Le même réseau à une couche cachée, quatre fois, et chaque fois PyTorch en fait un peu plus :
1. à la main (tenseurs seulement), 2. les gradients par autograd, 3. le réseau par torch.nn,
4. l'entraînement par torch.optim. Les quatre étapes calculent les mêmes nombres.

Conventions : un exemple par ligne ; X de forme (n, nx), Y one-hot de forme (n, ny), en flottants ;
poids de forme (entrées, sorties). Les paramètres sont un dictionnaire {"Wh", "bh", "Wy", "by"} :
    Wh (nx, nh), bh (nh,), Wy (nh, ny), by (ny,).
--
Ex13: the lab report's network, in four stages (PyTorch track).

The same network with one hidden layer, four times, and each time PyTorch does a little more of it:
1. by hand (tensors only), 2. the gradients by autograd, 3. the network by torch.nn, 4. the training
by torch.optim. The four stages compute the same numbers.

Conventions: one example per row; X of shape (n, nx), Y one-hot of shape (n, ny), floats; weights of
shape (inputs, outputs). The parameters are a dictionary {"Wh", "bh", "Wy", "by"}:
    Wh (nx, nh), bh (nh,), Wy (nh, ny), by (ny,).
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

# Le plancher des probabilités dans la perte de l'étape 1 : log(0) n'est jamais calculé.
# The floor of probabilities in the loss of stage 1: log(0) is never computed.
EPSILON = 1e-7


# --- 1. À la main / By hand ------------------------------------------------------------------------


def init_params(nx: int, nh: int, ny: int, seed: int) -> dict[str, Tensor]:
    """Paramètres de départ : poids tirés selon N(0, 0,3²), biais nuls.

    Args:
        nx, nh, ny: nombres d'entrées, de neurones cachés, de classes.
        seed: graine entière ; commencez par torch.Generator().manual_seed(seed) ou
            torch.manual_seed(seed).
    Returns:
        {"Wh": (nx, nh), "bh": (nh,), "Wy": (nh, ny), "by": (ny,)}, en float64, sur le processeur.
    Source: compte rendu de TP 3-4 ; manuel, section 4.3.
    --
    Starting parameters: weights drawn from N(0, 0.3²), biases zero.

    Args:
        nx, nh, ny: numbers of inputs, of hidden neurons, of classes.
        seed: integer seed; begin with torch.Generator().manual_seed(seed) or
            torch.manual_seed(seed).
    Returns:
        {"Wh": (nx, nh), "bh": (nh,), "Wy": (nh, ny), "by": (ny,)}, in float64, on the CPU.
    Source: lab report 3-4; textbook, section 4.3.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def softmax(ytilde: Tensor) -> Tensor:
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


def forward(params: dict[str, Tensor], X: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
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


def loss_accuracy(yhat: Tensor, Y: Tensor) -> tuple[Tensor, float]:
    """Entropie croisée moyenne et part de bonnes réponses, à partir des probabilités.

    Args:
        yhat: probabilités (pas des scores), forme (n, ny).
        Y: cibles one-hot, même forme, en flottants.
    Returns:
        loss: un tenseur de forme (), qu'autograd peut dériver : moyenne sur les n exemples de
            -log(yhat de la bonne classe), yhat étant d'abord remonté à EPSILON là où il est plus
            petit ; logarithme népérien.
        accuracy: fraction, entre 0 et 1, des exemples dont la classe la plus probable est la
            bonne ; un flottant Python (ou un tenseur de forme ()).
    Source: compte rendu de TP 3-4 ; manuel, section 4.2.2.
    --
    Mean cross-entropy and fraction of right answers, from the probabilities.

    Args:
        yhat: probabilities (not scores), shape (n, ny).
        Y: one-hot targets, same shape, floats.
    Returns:
        loss: a tensor of shape (), which autograd can differentiate: mean over the n examples of
            -log(yhat of the right class), yhat being first raised to EPSILON where it is smaller;
            natural logarithm.
        accuracy: fraction, between 0 and 1, of the examples whose likeliest class is the right one;
            a Python float (or a tensor of shape ()).
    Source: lab report 3-4; textbook, section 4.2.2.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def backward(params: dict[str, Tensor], outputs: dict[str, Tensor], Y: Tensor) -> dict[str, Tensor]:
    """Passe arrière, à la main : gradients de l'entropie croisée moyenne, sans autograd.

    Args:
        params: les quatre paramètres, ceux de la passe avant.
        outputs: ce que forward a gardé ("X", "htilde", "h", "ytilde", "yhat").
        Y: cibles one-hot, forme (n, ny).
    Returns:
        {"Wy", "by", "Wh", "bh"}, chacun de la forme du paramètre de ce nom.
    Source: compte rendu de TP 3-4 ; manuel, section 4.4.
    --
    Backward pass, by hand: gradients of the mean cross-entropy, without autograd.

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


def sgd(params: dict[str, Tensor], grads: dict[str, Tensor], lr: float) -> dict[str, Tensor]:
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


# --- 2. autograd -----------------------------------------------------------------------------------


def autograd_backward(params: dict[str, Tensor], X: Tensor, Y: Tensor) -> dict[str, Tensor]:
    """Les mêmes gradients que `backward`, calculés par autograd à travers forward et la perte.

    Args:
        params: les quatre paramètres ; ils ne demandent pas de gradient, et restent ainsi.
        X, Y: exemples (n, nx) et cibles one-hot (n, ny).
    Returns:
        {"Wy", "by", "Wh", "bh"}, chacun de la forme du paramètre de ce nom.
    Source: compte rendu de TP 3-4 ; manuel, section 4.4.
    --
    The same gradients as `backward`, computed by autograd through forward and the loss.

    Args:
        params: the four parameters; they require no gradient, and stay like that.
        X, Y: examples (n, nx) and one-hot targets (n, ny).
    Returns:
        {"Wy", "by", "Wh", "bh"}, each of the shape of the parameter of that name.
    Source: lab report 3-4; textbook, section 4.4.
    """
    # À compléter / Your code here
    raise NotImplementedError()


# --- 3. nn -----------------------------------------------------------------------------------------


def make_model(params: dict[str, Tensor]) -> nn.Module:
    """Le même réseau en nn.Module, avec ces paramètres : model(X) donne les scores ytilde.

    Args:
        params: les quatre paramètres, qui sont copiés dans le modèle.
    Returns:
        un nn.Module du dtype et de l'appareil de params, dont model.parameters() sont les quatre
        paramètres et rien d'autre. Pas de softmax à la sortie.
    Source: compte rendu de TP 3-4 ; manuel, section 5.1.4.
    --
    The same network as an nn.Module, with these parameters: model(X) gives the scores ytilde.

    Args:
        params: the four parameters, which are copied into the model.
    Returns:
        an nn.Module of the dtype and device of params, whose model.parameters() are the four
        parameters and nothing else. No softmax at the output.
    Source: lab report 3-4; textbook, section 5.1.4.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def model_loss_accuracy(model: nn.Module, X: Tensor, Y: Tensor) -> tuple[float, float]:
    """Perte et exactitude d'un modèle qui donne des scores ; rien n'est appris.

    Args:
        model: un modèle, le vôtre ou un autre : model(X) donne des scores (n, ny).
        X, Y: exemples (n, nx) et cibles one-hot (n, ny).
    Returns:
        loss: entropie croisée moyenne à partir des scores, exacte même quand une probabilité vaut
            1e-40 (pas de plancher). accuracy: part de bonnes réponses. Deux flottants Python (ou
            deux tenseurs de forme (), sans graphe).
    Source: compte rendu de TP 3-4 ; manuel, sections 4.2.2 et 5.1.
    --
    Loss and accuracy of a model that gives scores; nothing is learned.

    Args:
        model: a model, yours or another: model(X) gives scores (n, ny).
        X, Y: examples (n, nx) and one-hot targets (n, ny).
    Returns:
        loss: mean cross-entropy from the scores, exact even where a probability is 1e-40 (no
            floor). accuracy: fraction of right answers. Two Python floats (or two tensors of shape
            (), without a graph).
    Source: lab report 3-4; textbook, sections 4.2.2 and 5.1.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def model_step(model: nn.Module, X: Tensor, Y: Tensor, lr: float) -> float:
    """Un pas de descente sans optimiseur : gradients par autograd, mise à jour écrite par vous.

    Args:
        model: le modèle, dont les paramètres sont changés en place.
        X, Y: un lot, exemples (n, nx) et cibles one-hot (n, ny). lr: taux d'apprentissage.
    Returns:
        l'entropie croisée moyenne d'avant le pas, un flottant Python (ou un tenseur de forme ()).
    Source: compte rendu de TP 3-4 ; manuel, section 4.3.
    --
    One step of descent without an optimiser: gradients by autograd, the update written by you.

    Args:
        model: the model, whose parameters are changed in place.
        X, Y: a batch, examples (n, nx) and one-hot targets (n, ny). lr: learning rate.
    Returns:
        the mean cross-entropy before the step, a Python float (or a tensor of shape ()).
    Source: lab report 3-4; textbook, section 4.3.
    """
    # À compléter / Your code here
    raise NotImplementedError()


# --- 4. optim --------------------------------------------------------------------------------------


def make_optimizer(model: nn.Module, lr: float) -> torch.optim.Optimizer:
    """L'optimiseur de la descente de gradient simple (SGD, sans inertie) sur tout le modèle.

    Args:
        model: le modèle à entraîner. lr: taux d'apprentissage.
    Returns:
        un optimiseur de torch.optim dont step() fait le pas de `sgd`.
    Source: compte rendu de TP 3-4 ; manuel, section 5.1.5.
    --
    The optimiser of plain gradient descent (SGD, no momentum) on the whole model.

    Args:
        model: the model to train. lr: learning rate.
    Returns:
        an optimiser of torch.optim whose step() makes the step of `sgd`.
    Source: lab report 3-4; textbook, section 5.1.5.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def train_step(model: nn.Module, optimizer: torch.optim.Optimizer, X: Tensor, Y: Tensor) -> float:
    """Un pas d'apprentissage sur un lot, avec l'optimiseur.

    Args:
        model, optimizer: le modèle et l'optimiseur de ses paramètres.
        X, Y: un lot, exemples (n, nx) et cibles one-hot (n, ny).
    Returns:
        l'entropie croisée moyenne d'avant le pas, un flottant Python (ou un tenseur de forme ()).
    Source: compte rendu de TP 3-4 ; manuel, section 5.1.5.
    --
    One learning step on a batch, with the optimiser.

    Args:
        model, optimizer: the model and the optimiser of its parameters.
        X, Y: a batch, examples (n, nx) and one-hot targets (n, ny).
    Returns:
        the mean cross-entropy before the step, a Python float (or a tensor of shape ()).
    Source: lab report 3-4; textbook, section 5.1.5.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def train(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    X: Tensor,
    Y: Tensor,
    X_valid: Tensor,
    Y_valid: Tensor,
    epochs: int,
    batch_size: int,
    seed: int,
    report: Callable[[int, float], object] | None = None,
) -> dict[str, list[float]]:
    """Entraînement : `epochs` époques, et la mesure des deux ensembles avant et après chacune.

    Args:
        model, optimizer: le modèle, entraîné en place, et son optimiseur.
        X, Y: ensemble d'entraînement, le seul dont on apprend.
        X_valid, Y_valid: ensemble de validation, seulement mesuré.
        epochs: nombre d'époques, au moins 1.
        batch_size: taille des lots ; le dernier est plus court quand n n'en est pas un multiple.
        seed: graine entière de l'ordre des exemples, nouveau à chaque époque.
        report: s'il n'est pas None, appelez report(epoch, loss) après chaque époque, comptée à
            partir de 1, avec la perte d'entraînement mesurée à la fin de l'époque (un flottant).
    Returns:
        {"loss", "accuracy", "valid_loss", "valid_accuracy"}, chacun une liste de epochs + 1
        nombres (des flottants Python, ou des tenseurs de forme ()) ; le premier est mesuré avant
        tout apprentissage, les autres après chaque époque, sur l'ensemble entier.
    Source: compte rendu de TP 3-4 ; manuel, section 5.1.5.
    --
    Training: `epochs` epochs, and the measure of both sets before and after each of them.

    Args:
        model, optimizer: the model, trained in place, and its optimiser.
        X, Y: training set, the only one to learn from.
        X_valid, Y_valid: validation set, only measured.
        epochs: number of epochs, at least 1.
        batch_size: size of the batches; the last one is shorter when n is no multiple of it.
        seed: integer seed of the order of the examples, which is new in each epoch.
        report: if it is not None, call report(epoch, loss) after each epoch, counted from 1, with
            the training loss measured at the end of the epoch (a float).
    Returns:
        {"loss", "accuracy", "valid_loss", "valid_accuracy"}, each a list of epochs + 1 numbers
        (Python floats, or tensors of shape ()); the first is measured before any learning, the
        others after each epoch, on the whole set.
    Source: lab report 3-4; textbook, section 5.1.5.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def predict(model: nn.Module, X: Tensor) -> Tensor:
    """Numéro de la classe la plus probable de chaque exemple.

    Args:
        model: un modèle qui donne des scores. X: exemples, forme (n, nx).
    Returns:
        classes, forme (n,), entiers (int64) de 0 à ny - 1.
    Source: compte rendu de TP 3-4.
    --
    Number of the likeliest class of each example.

    Args:
        model: a model that gives scores. X: examples, shape (n, nx).
    Returns:
        classes, shape (n,), integers (int64) from 0 to ny - 1.
    Source: lab report 3-4.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def decision_grid(model: nn.Module, xs: Tensor, ys: Tensor) -> Tensor:
    """Classe prédite en chaque point d'une grille du plan (modèle à deux entrées).

    Args:
        model: un modèle à nx = 2 entrées, qui donne des scores.
        xs: abscisses (première entrée), forme (gx,). ys: ordonnées (seconde entrée), forme (gy,).
    Returns:
        classes, forme (gy, gx), entiers : l'élément [i, j] est la classe du point (xs[j], ys[i]).
    Source: compte rendu de TP 3-4.
    --
    Predicted class at each point of a grid of the plane (model with two inputs).

    Args:
        model: a model with nx = 2 inputs, which gives scores.
        xs: abscissas (first input), shape (gx,). ys: ordinates (second input), shape (gy,).
    Returns:
        classes, shape (gy, gx), integers: the element [i, j] is the class of (xs[j], ys[i]).
    Source: lab report 3-4.
    """
    # À compléter / Your code here
    raise NotImplementedError()
