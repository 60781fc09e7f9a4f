"""Trois surfaces pour essayer vos optimiseurs, données et publiques.

Chacune reçoit une liste de tableaux (ou de tenseurs) de flottants, les paramètres, et renvoie
(perte, gradients) : un float et une liste de nouveaux tableaux, un par paramètre, de mêmes formes et
mêmes dtypes. Celles dont le nom finit par `_loss` ne renvoient que la perte, un tenseur sans axe :
dans le parcours PyTorch, autograd en tire les gradients.
--
Three surfaces to try your optimisers on, given and public.

Each receives a list of arrays (or tensors) of floats, the parameters, and returns (loss, gradients):
a float and a list of new arrays, one per parameter, with the same shapes and dtypes. Those whose
name ends in `_loss` return the loss alone, a tensor without axes: in the PyTorch track, autograd
draws the gradients from it.
"""


def ravine(parameters):
    """Un ravin : pente douce pour les paramètres de rang pair, 50 fois plus raide pour les autres.

    Somme des c/2 * w**2, avec c = 1 pour les paramètres 0, 2, 4... et c = 50 pour 1, 3, 5...
    N'importe quel nombre de paramètres, de formes quelconques ; le minimum est 0, en 0.
    --
    A ravine: a gentle slope for the parameters of even rank, 50 times steeper for the others.

    The sum of c/2 * w**2, with c = 1 for the parameters 0, 2, 4... and c = 50 for 1, 3, 5...
    Any number of parameters, of any shapes; the minimum is 0, at 0.
    """
    curvatures = [50.0 if rank % 2 else 1.0 for rank in range(len(parameters))]
    gradients = [c * w for c, w in zip(curvatures, parameters)]
    loss = sum((w * g).sum().item() for w, g in zip(parameters, gradients)) / 2
    return loss, gradients


def rosenbrock(parameters):
    """La vallée en banane de Rosenbrock : somme des (1 - x)**2 + 100 (y - x**2)**2.

    Deux paramètres [x, y] de même forme ; le minimum est 0, en x = y = 1, au bout d'une vallée
    courbe et presque plate.
    --
    Rosenbrock's banana valley: the sum of (1 - x)**2 + 100 (y - x**2)**2.

    Two parameters [x, y] of the same shape; the minimum is 0, at x = y = 1, at the end of a curved
    and almost flat valley.
    """
    x, y = parameters
    gap = y - x * x
    loss = ((1 - x) ** 2 + 100 * gap**2).sum().item()
    return loss, [-2 * (1 - x) - 400 * x * gap, 200 * gap]


def cliff(parameters):
    """Une falaise : somme des w**4 / 4. Loin de 0, la pente w**3 est énorme.

    N'importe quel nombre de paramètres, de formes quelconques ; le minimum est 0, en 0.
    --
    A cliff: the sum of w**4 / 4. Far from 0, the slope w**3 is enormous.

    Any number of parameters, of any shapes; the minimum is 0, at 0.
    """
    gradients = [w**3 for w in parameters]
    loss = sum((w * g).sum().item() for w, g in zip(parameters, gradients)) / 4
    return loss, gradients


def ravine_loss(parameters):
    """La perte de `ravine` seule, pour des tenseurs : un tenseur sans axe.
    --
    The loss of `ravine` alone, for tensors: a tensor without axes."""
    curvatures = [50.0 if rank % 2 else 1.0 for rank in range(len(parameters))]
    return sum(c / 2 * (w * w).sum() for c, w in zip(curvatures, parameters))


def rosenbrock_loss(parameters):
    """La perte de `rosenbrock` seule, pour des tenseurs : un tenseur sans axe.
    --
    The loss of `rosenbrock` alone, for tensors: a tensor without axes."""
    x, y = parameters
    return ((1 - x) ** 2 + 100 * (y - x * x) ** 2).sum()
