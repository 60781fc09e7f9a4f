"""Les surfaces de l'exercice 4 : une hauteur, son gradient, ses courbures. À lire, pas à rendre.

Chacune des fonctions reçoit une position w, un tableau (d,) ou un tenseur (d,), et ne la modifie
pas ; elle renvoie la même sorte d'objet.
`NOM(w)` est la hauteur, `NOM_gradient(w)` le gradient (d,), du type de w, et `NOM_hessian(w)` la
matrice (d, d) des dérivées secondes. Les vérifications donnent `NOM_gradient` à `descend`.
À la fin, un petit jeu de données en lecture seule, que l'une d'elles prête à `minibatches`.
--
The surfaces of exercise 4: a height, its gradient, its curvatures. To read, not to hand in.

Each function takes a position w, an array (d,) or a tensor (d,), and does not modify it; it
returns the same kind of object.
`NAME(w)` is the height, `NAME_gradient(w)` the gradient (d,), with the dtype of w, and
`NAME_hessian(w)` the matrix (d, d) of second derivatives. The checks give `NAME_gradient` to
`descend`. At the end, a small read-only data set, which one of them lends to `minibatches`.
"""

import numpy as np


def _coordinates(w: np.ndarray, d: int) -> np.ndarray:
    """The coordinates of a position; ValueError when w is no array or tensor of shape (d,)."""
    shape = getattr(w, "shape", None)
    if shape != (d,):
        came = type(w).__name__ if shape is None else f"(shape {tuple(shape)})"
        raise ValueError(
            f"une position est un tableau de forme ({d},) / a position is an array of shape "
            f"({d},) : {came}"
        )
    return w


def _like(w: np.ndarray, values: list) -> np.ndarray:
    """The values (numbers, or rows of numbers) as w is: an array, or a tensor on its device."""
    if isinstance(w, np.ndarray):
        return np.array(values, dtype=w.dtype)
    import torch  # only where w is a tensor: the NumPy track works without PyTorch

    if isinstance(values, list):
        return torch.stack([_like(w, value) for value in values])
    return torch.as_tensor(values, dtype=w.dtype, device=w.device)


# --- bowl: an elongated bowl, one minimum at (0, 0), curvatures 1 and 10 everywhere ----------------


def bowl(w: np.ndarray) -> float:
    u, v = _coordinates(w, 2)
    return (u**2 + 10 * v**2) / 2


def bowl_gradient(w: np.ndarray) -> np.ndarray:
    u, v = _coordinates(w, 2)
    return _like(w, [u, 10 * v])


def bowl_hessian(w: np.ndarray) -> np.ndarray:
    _coordinates(w, 2)
    return _like(w, [[1.0, 0.0], [0.0, 10.0]])


# --- valleys: one variable; a maximum at 0 between a local minimum at -1 and a deeper one at 2 ------


def valleys(w: np.ndarray) -> float:
    (u,) = _coordinates(w, 1)
    return u**4 / 4 - u**3 / 3 - u**2


def valleys_gradient(w: np.ndarray) -> np.ndarray:
    (u,) = _coordinates(w, 1)
    return _like(w, [u * (u + 1) * (u - 2)])


def valleys_hessian(w: np.ndarray) -> np.ndarray:
    (u,) = _coordinates(w, 1)
    return _like(w, [[3 * u**2 - 2 * u - 2]])


# --- saddle: a mountain pass, with a saddle point at (0, 0) between two minima at (0, 1) and (0, -1) -------------


def saddle(w: np.ndarray) -> float:
    u, v = _coordinates(w, 2)
    return u**2 / 2 - v**2 / 2 + v**4 / 4


def saddle_gradient(w: np.ndarray) -> np.ndarray:
    u, v = _coordinates(w, 2)
    return _like(w, [u, v**3 - v])


def saddle_hessian(w: np.ndarray) -> np.ndarray:
    _, v = _coordinates(w, 2)
    return _like(w, [[1.0, 0.0], [0.0, 3 * v**2 - 1]])


# --- plateau: a minimum at (0, 0) that is so flat in one direction that the curvature is zero -------


def plateau(w: np.ndarray) -> float:
    u, v = _coordinates(w, 2)
    return u**2 + v**4


def plateau_gradient(w: np.ndarray) -> np.ndarray:
    u, v = _coordinates(w, 2)
    return _like(w, [2 * u, 4 * v**3])


def plateau_hessian(w: np.ndarray) -> np.ndarray:
    _, v = _coordinates(w, 2)
    return _like(w, [[2.0, 0.0], [0.0, 12 * v**2]])


# --- a data set that can only be read: writing to it, or shuffling it, raises ValueError -----------

EXAMPLES = np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 3.0], [4.0, 1.0], [1.0, 5.0]])
TARGETS = np.array([3.0, 3.0, -3.0, 7.0, -3.0])
EXAMPLES.flags.writeable = TARGETS.flags.writeable = False
