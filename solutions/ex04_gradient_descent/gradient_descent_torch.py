"""Descente de gradient, avec PyTorch.

Un pas, puis une pente, une droite, plusieurs variables par mini-lots ; jusqu'où le taux peut
aller, comment préparer les données, et ce qu'on trouve au bout d'une descente.
Conventions : un exemple par ligne ; le coût est la MSE, sans 1/2, et son gradient s'écrit à la
main ; les tenseurs reçus ne sont jamais modifiés ; le résultat garde leur type et leur appareil.
--
Gradient descent, with PyTorch.

One step, then a slope, a line, several features by mini-batches; how far the rate may go, how to
prepare the data, and what lies at the end of a descent.
Conventions: one example per row; the cost is the MSE, without 1/2, and its gradient is written by
hand; the tensors received are never modified; the result keeps their dtype and their device.
"""

from collections.abc import Callable, Iterator

import torch

# In `classify_critical_point`, what is at most this large counts as zero.
TOLERANCE = 1e-8


def generator_of(rng: torch.Generator | int) -> torch.Generator:
    """Donne le générateur lui-même, ou un nouveau, fait à partir d'une graine (fourni).

    rng : un torch.Generator, renvoyé tel quel, ou une graine entière.
    Il reste sur le processeur : une graine donne le même ordre sur toutes les machines.
    --
    Gives the generator itself, or a new one made from a seed (provided).

    rng: a torch.Generator, returned as it is, or an integer seed.
    It stays on the processor: a seed gives the same order on all machines.
    """
    if isinstance(rng, torch.Generator):
        return rng
    return torch.Generator().manual_seed(rng)


def gradient_step(
    w: torch.Tensor | float, grad: torch.Tensor | float, lr: float
) -> torch.Tensor | float:
    """Fait un pas de descente de gradient.

    w : les paramètres, un nombre ou un tenseur de forme quelconque, flottants.
    grad : le gradient du coût en w, de même forme et de même type que w.
    lr : le taux d'apprentissage, un float strictement positif.
    Renvoie les nouveaux paramètres, de même forme et de même type que w ; w reste intact.
    Aucune erreur n'est attendue. Source : manuel 4.3.
    --
    Takes one step of gradient descent.

    w: the parameters, a number or a tensor of any shape, floats.
    grad: the gradient of the cost at w, of the shape and dtype of w.
    lr: the learning rate, a strictly positive float.
    Returns the new parameters, of the shape and dtype of w; w stays as it is.
    No error is expected. Source: textbook 4.3.
    """
    ### BEGIN SOLUTION
    return w - lr * grad
    ### END SOLUTION


def fit_slope(
    x: torch.Tensor, y: torch.Tensor, w: float, lr: float, steps: int
) -> tuple[float, list[tuple[float, float]]]:
    """Ajuste la pente du modèle w * x par descente de gradient sur la MSE.

    x : les entrées, forme (n,), flottants. y : les cibles, forme (n,), de même type.
    w : la pente de départ, un float. lr : le taux. steps : le nombre de pas, un entier >= 0.
    Chaque pas utilise tous les exemples.
    Renvoie (w, historique) : la pente finale, et une liste de `steps` couples (coût avant le
    pas, pente après le pas). Le coût est dans l'unité de y au carré.
    Aucune erreur n'est attendue. Source : manuel 4.3.
    --
    Fits the slope of the model w * x by gradient descent on the MSE.

    x: the inputs, shape (n,), floats. y: the targets, shape (n,), same dtype.
    w: the slope at the start, a float. lr: the rate. steps: the number of steps, an integer >= 0.
    Each step uses all the examples.
    Returns (w, history): the final slope, and a list of `steps` pairs (cost before the step,
    slope after the step). The cost is in the unit of y squared.
    No error is expected. Source: textbook 4.3.
    """
    ### BEGIN SOLUTION
    history = []
    for _ in range(steps):
        error = w * x - y
        w = gradient_step(w, 2 * (error * x).mean(), lr=lr)
        # `error` was computed before the step, so its cost is the cost before the step. item()
        # makes a Python number of a tensor without axes: here for the record only.
        history.append((error.square().mean().item(), w.item()))
    # Without any step, w is still the number that was given.
    return float(w), history
    ### END SOLUTION


def fit_line(
    x: torch.Tensor, y: torch.Tensor, w: float, b: float, lr: float, steps: int
) -> tuple[float, float, list[tuple[float, float, float]]]:
    """Ajuste la pente et l'ordonnée à l'origine du modèle w * x + b, par descente sur la MSE.

    x, y, w, lr, steps : comme pour `fit_slope`. b : l'ordonnée à l'origine de départ, un float.
    Les deux gradients d'un pas sont pris au même point : avant de modifier w et b.
    Renvoie (w, b, historique) : les valeurs finales, et une liste de `steps` triplets (coût
    avant le pas, w après le pas, b après le pas).
    Aucune erreur n'est attendue. Source : manuel 4.3 ; diapositives sur l'apprentissage.
    --
    Fits the slope and the intercept of the model w * x + b, by descent on the MSE.

    x, y, w, lr, steps: as for `fit_slope`. b: the intercept at the start, a float.
    Both gradients of a step are taken at the same point: before w and b change.
    Returns (w, b, history): the final values, and a list of `steps` triples (cost before the
    step, w after the step, b after the step).
    No error is expected. Source: textbook 4.3; training slides.
    """
    ### BEGIN SOLUTION
    history = []
    for _ in range(steps):
        # Computed once, with the old w and the old b: both gradients are taken at that point.
        error = w * x + b - y
        w = gradient_step(w, 2 * (error * x).mean(), lr=lr)
        b = gradient_step(b, 2 * error.mean(), lr=lr)
        history.append((error.square().mean().item(), w.item(), b.item()))
    return float(w), float(b), history
    ### END SOLUTION


def fit_slope_online(x: torch.Tensor, y: torch.Tensor, w: float, lr: float, epochs: int) -> float:
    """Ajuste la pente du modèle w * x, avec un pas par exemple (lots de taille 1).

    x, y, w, lr : comme pour `fit_slope`. epochs : le nombre de passages sur les données, >= 0.
    Chaque passage prend les exemples dans l'ordre, sans mélange ; après chacun d'eux, un pas le
    long du gradient de la seule erreur de cet exemple au carré.
    Renvoie la pente finale. Aucune erreur n'est attendue. Source : manuel 4.3.
    --
    Fits the slope of the model w * x, with one step per example (batches of size 1).

    x, y, w, lr: as for `fit_slope`. epochs: the number of passes over the data, >= 0.
    Each pass takes the examples in order, without shuffling; after each of them, a step along
    the gradient of the squared error of this one example.
    Returns the final slope. No error is expected. Source: textbook 4.3.
    """
    ### BEGIN SOLUTION
    for _ in range(epochs):
        for x_i, y_i in zip(x, y):
            # One example is a data set of its own: the mean of a number is that number.
            w, _ = fit_slope(x_i, y_i, w, lr, 1)
    return w
    ### END SOLUTION


def minibatches(
    X: torch.Tensor, y: torch.Tensor, batch_size: int, rng: torch.Generator | int
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Distribue un passage sur les données, en mini-lots mélangés.

    X : les exemples, forme (n, d), n >= 1. y : leurs cibles, forme (n,). batch_size : entier >= 1.
    rng : un torch.Generator, ou une graine entière (generator_of accepte les deux).
    Donne des couples (X_lot, y_lot) de formes (k, d) et (k,), des mêmes types que X et y :
    k = batch_size partout, sauf pour le dernier lot, plus court quand n n'est pas un multiple.
    Chaque exemple sort exactement une fois, avec sa cible, dans un ordre tiré au hasard.
    Aucune erreur n'est attendue. Source : manuel 4.3 ; diapositives sur l'apprentissage.
    --
    Hands out one pass over the data, in shuffled mini-batches.

    X: the examples, shape (n, d), n >= 1. y: their targets, shape (n,). batch_size: integer >= 1.
    rng: a torch.Generator, or an integer seed (generator_of takes both).
    Gives pairs (X_batch, y_batch) of shapes (k, d) and (k,), with the dtypes of X and y:
    k = batch_size everywhere, but for the last batch, shorter when n is not a multiple.
    Each example comes out exactly once, with its target, in an order drawn at random.
    No error is expected. Source: textbook 4.3; training slides.
    """
    ### BEGIN SOLUTION
    # One order for both tensors: an example must keep its own target.
    order = torch.randperm(len(X), generator=generator_of(rng))
    # split cuts the order into pieces; the last one is simply shorter.
    for chosen in order.split(batch_size):
        yield X[chosen], y[chosen]
    ### END SOLUTION


def sgd(
    X: torch.Tensor,
    y: torch.Tensor,
    w: torch.Tensor,
    b: float,
    lr: float,
    batch_size: int,
    epochs: int,
    rng: torch.Generator | int,
) -> tuple[torch.Tensor, float, list[float]]:
    """Régression linéaire à plusieurs variables, par descente de gradient sur des mini-lots.

    X : les exemples, forme (n, d), flottants. y : les cibles, forme (n,), de même type.
    w : les poids de départ, forme (d,), de même type. b : le biais de départ, un float.
    lr : le taux. batch_size : entier >= 1. epochs : le nombre de passages, un entier >= 0.
    rng : un torch.Generator ou une graine entière ; chaque époque a son propre mélange.
    Modèle X @ w + b ; un pas par lot, avec le gradient de la MSE de ce lot.
    Renvoie (w, b, historique) : les poids, forme (d,) et type de X ; le biais ; une liste de
    `epochs` coûts : la moyenne, sur tous les exemples de l'époque, des erreurs au carré, chacune
    mesurée juste avant le pas de son lot.
    Aucune erreur n'est attendue. Source : manuel 4.3 et 5.1.5.
    --
    Linear regression with several features, by gradient descent on mini-batches.

    X: the examples, shape (n, d), floats. y: the targets, shape (n,), same dtype.
    w: the weights at the start, shape (d,), same dtype. b: the bias at the start, a float.
    lr: the rate. batch_size: integer >= 1. epochs: the number of passes, an integer >= 0.
    rng: a torch.Generator or an integer seed; each epoch has a shuffle of its own.
    Model X @ w + b; one step per batch, with the gradient of the MSE of that batch.
    Returns (w, b, history): the weights, shape (d,) and dtype of X; the bias; a list of
    `epochs` costs: the mean, over all the examples of the epoch, of the squared errors, each
    measured just before the step of its batch.
    No error is expected. Source: textbook 4.3 and 5.1.5.
    """
    ### BEGIN SOLUTION
    # Made once: a generator goes on where it was, so each epoch is shuffled in another way.
    generator = generator_of(rng)
    history = []
    for _ in range(epochs):
        squares = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, generator):
            error = X_batch @ w + b - y_batch
            # A sum over the epoch, divided at its end: every example weighs the same, those of
            # a short last batch too.
            squares += error.square().sum()
            w = gradient_step(w, 2 * X_batch.T @ error / len(error), lr=lr)
            b = gradient_step(b, 2 * error.mean(), lr=lr)
        # One item() per epoch rather than per batch: on a GPU, each of them waits for the device.
        history.append(squares.item() / len(X))
    return w, float(b), history
    ### END SOLUTION


def learning_rate_regime(curvature: float, lr: float) -> str:
    """Dit comment la descente se comporte sur une parabole.

    curvature : la dérivée seconde c du coût J(w) = c * w**2 / 2, un float strictement positif.
    lr : le taux d'apprentissage, un float strictement positif.
    Renvoie 'converges' (on s'approche du minimum sans jamais le dépasser : lr <= 1/c),
    'oscillates' (on saute par-dessus à chaque pas, sans s'éloigner : 1/c < lr <= 2/c) ou
    'diverges' (on s'éloigne à chaque pas : lr > 2/c).
    Aucune erreur n'est attendue. Source : manuel 4.3.
    --
    Says how the descent behaves on a parabola.

    curvature: the second derivative c of the cost J(w) = c * w**2 / 2, a strictly positive float.
    lr: the learning rate, a strictly positive float.
    Returns 'converges' (the minimum gets closer and is never passed: lr <= 1/c), 'oscillates'
    (each step jumps over it, without moving away: 1/c < lr <= 2/c) or 'diverges' (each step
    moves away: lr > 2/c).
    No error is expected. Source: textbook 4.3.
    """
    ### BEGIN SOLUTION
    # One step turns w into w - lr * c * w: the distance to the minimum, with its sign, is
    # multiplied by this factor.
    factor = 1 - lr * curvature
    if factor >= 0:
        return "converges"
    if factor >= -1:
        return "oscillates"
    return "diverges"
    ### END SOLUTION


def largest_safe_rate(X: torch.Tensor, intercept: bool) -> float:
    """Calcule la limite sous laquelle le taux doit rester, pour la MSE d'un modèle linéaire.

    X : les exemples, forme (n, d), flottants, pas tous nuls.
    intercept : True pour le modèle X @ w + b, False pour X @ w.
    Renvoie 2 / (plus grande courbure de la MSE), un float : 2 divisé par la plus grande valeur
    propre de la matrice des dérivées secondes par rapport à tous les paramètres.
    Aucune erreur n'est attendue. Source : manuel 4.3.
    --
    Computes the limit that the rate has to stay below, for the MSE of a linear model.

    X: the examples, shape (n, d), floats, not all zero.
    intercept: True for the model X @ w + b, False for X @ w.
    Returns 2 / (largest curvature of the MSE), a float: 2 divided by the largest eigenvalue of
    the matrix of second derivatives with respect to all the parameters.
    No error is expected. Source: textbook 4.3.
    """
    ### BEGIN SOLUTION
    if intercept:
        # b is a weight like the others, whose input is always 1; new_ones copies dtype and device.
        X = torch.hstack([X, X.new_ones(len(X), 1)])
    hessian = 2 * X.T @ X / len(X)
    return 2 / torch.linalg.eigvalsh(hessian).max().item()
    ### END SOLUTION


def normalise(train: torch.Tensor, other: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Centre et réduit deux jeux de données avec les statistiques du premier.

    train : le jeu d'entraînement, forme (n, d), flottants, n >= 1.
    other : un autre jeu (validation, test), forme (m, d), de même type, m >= 1.
    De chaque colonne on retranche la moyenne de cette colonne dans train, puis on divise par son
    écart-type dans train (ddof = 0). Une colonne constante dans train est divisée par 1.
    Renvoie (train normalisé, other normalisé), mêmes formes, même type, sans unité.
    Aucune erreur n'est attendue. Source : manuel 5.2 ; diapositives sur l'apprentissage.
    --
    Centres and scales two data sets with the statistics of the first one.

    train: the training set, shape (n, d), floats, n >= 1.
    other: another set (validation, test), shape (m, d), same dtype, m >= 1.
    From each column, the mean of that column in train is subtracted; the result is divided by its
    standard deviation in train (ddof = 0). A column that is constant in train is divided by 1.
    Returns (train normalised, other normalised), same shapes, same dtype, no unit.
    No error is expected. Source: textbook 5.2; training slides.
    """
    ### BEGIN SOLUTION
    mean = train.mean(dim=0)
    # PyTorch divides by n - 1 unless it is told otherwise.
    std = train.std(dim=0, correction=0)
    std = torch.where(std == 0, 1, std)
    return (train - mean) / std, (other - mean) / std
    ### END SOLUTION


def classify_critical_point(gradient: torch.Tensor, hessian: torch.Tensor) -> str:
    """Dit ce qu'est un point, d'après le gradient et les courbures d'une fonction en ce point.

    gradient : forme (d,), d >= 1. hessian : dérivées secondes, forme (d, d), symétrique.
    Compte comme nul ce qui ne dépasse pas TOLERANCE en valeur absolue, qu'il s'agisse d'une
    composante du gradient ou d'une courbure (valeur propre de hessian).
    Renvoie 'minimum' (gradient nul, toutes les courbures positives), 'maximum' (gradient nul,
    toutes négatives), 'saddle' (gradient nul, au moins une positive et au moins une négative) ou
    'none' (gradient non nul, ou courbures qui ne permettent de rien affirmer).
    Aucune erreur n'est attendue. Source : manuel 4.3.6.
    --
    Says what a point is, from the gradient and the curvatures of a function there.

    gradient: shape (d,), d >= 1. hessian: second derivatives, shape (d, d), symmetric.
    What is at most TOLERANCE in absolute value counts as zero, be it a component of the gradient
    or a curvature (an eigenvalue of hessian).
    Returns 'minimum' (zero gradient, all curvatures positive), 'maximum' (zero gradient, all
    negative), 'saddle' (zero gradient, at least one positive and at least one negative) or
    'none' (gradient not zero, or curvatures from which nothing can be said).
    No error is expected. Source: textbook 4.3.6.
    """
    ### BEGIN SOLUTION
    if (gradient.abs() > TOLERANCE).any():
        return "none"
    curvatures = torch.linalg.eigvalsh(hessian)
    upward = curvatures > TOLERANCE
    downward = curvatures < -TOLERANCE
    if upward.all():
        return "minimum"
    if downward.all():
        return "maximum"
    if upward.any() and downward.any():
        return "saddle"
    return "none"
    ### END SOLUTION


def descend(
    gradient: Callable[[torch.Tensor], torch.Tensor], start: torch.Tensor, lr: float, steps: int
) -> torch.Tensor:
    """Descend une surface quelconque, dont on ne connaît que le gradient.

    gradient : une fonction ; gradient(w) donne, pour une position (d,), le gradient (d,).
    start : la position de départ, forme (d,), flottants. lr : le taux. steps : un entier >= 0.
    Renvoie le chemin, un tenseur (steps + 1, d) du type de start : la ligne 0 est start, la
    ligne k est la position après k pas. start reste intact.
    Aucune erreur n'est attendue. Source : manuel 4.3.
    --
    Descends any surface, of which nothing but the gradient is known.

    gradient: a function; gradient(w) gives, for a position (d,), the gradient (d,).
    start: the position at the start, shape (d,), floats. lr: the rate. steps: an integer >= 0.
    Returns the path, a tensor (steps + 1, d) with the dtype of start: row 0 is start, row k is
    the position after k steps. start stays as it is.
    No error is expected. Source: textbook 4.3.
    """
    ### BEGIN SOLUTION
    path = [start]
    for _ in range(steps):
        # A new tensor at each step: changing one in place would change the whole path.
        path.append(gradient_step(path[-1], gradient(path[-1]), lr=lr))
    return torch.stack(path)
    ### END SOLUTION
