"""Ce que la correction donne à vos fonctions (ex05) : lisez-le, servez-vous-en.

`cube`, `waves`, `product` et `layer_loss` sont pour `gradient_check` ; GENERATOR, pour les deux
initialisations, qui acceptent un générateur comme une graine ; de WEIGHTS et BIASES, plusieurs
réseaux sont construits, et le pas de l'un ne doit pas changer les autres.
--
What the grading hands to your functions (ex05): read it, use it.

`cube`, `waves`, `product` and `layer_loss` are for `gradient_check`; GENERATOR is for the two
initialisations, which accept a generator as well as a seed; of WEIGHTS and BIASES several
networks are built, and a step of one must not change the others.
"""

import numpy as np

GENERATOR = np.random.default_rng(2024)
WEIGHTS = np.array([[0.5, -1.0], [1.5, 0.25], [-0.75, 2.0]])
BIASES = np.array([0.5, -0.25])
INPUTS = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.5], [-1.0, 0.75, 1.0], [0.0, 2.0, -1.5]])
TARGETS = np.array([[0.5, -0.25], [-0.5, 1.0], [0.25, 0.75], [1.0, 0.0]])


def cube(x: np.ndarray) -> float:
    """Somme des cubes de x, de forme quelconque : le gradient est 3 x².
    --
    Sum of the cubes of x, of any shape: the gradient is 3 x².
    """
    return float(np.sum(x**3))


def waves(x: np.ndarray) -> float:
    """Somme des sin(k x_k), k = 1, 2, 3... : chaque place a sa propre courbure.
    --
    Sum of the sin(k x_k), k = 1, 2, 3...: each place has a curvature of its own.
    """
    k = np.arange(1, x.size + 1).reshape(x.shape)
    return float(np.sum(np.sin(k * x)))


def product(x: np.ndarray) -> float:
    """Produit des (2 + x) : chaque dérivée dépend de toutes les autres coordonnées.
    --
    Product of the (2 + x): each derivative depends on all the other coordinates.
    """
    return float(np.prod(2.0 + x))


def layer_loss(w: np.ndarray) -> float:
    """La MSE d'une couche tanh(INPUTS @ w), en fonction de ses poids w, de forme (3, 2).
    --
    The MSE of a layer tanh(INPUTS @ w), as a function of its weights w, of shape (3, 2).
    """
    return float(np.mean((np.tanh(INPUTS @ w) - TARGETS) ** 2))
