"""Ce que la correction donne à vos fonctions (ex05) : lisez-le, servez-vous-en.

`cube`, `waves`, `product` et `layer_loss` sont pour `gradient_check` ; GENERATOR, pour les deux
initialisations, qui acceptent un générateur comme une graine ; de WEIGHTS et BIASES, plusieurs
réseaux sont construits, et le pas de l'un ne doit pas changer les autres. À la fin, ce qui ne sert
qu'en PyTorch : des tenseurs prêtés à deux réseaux, et l'interrupteur d'autograd.
--
What the grading hands to your functions (ex05): read it, use it.

`cube`, `waves`, `product` and `layer_loss` are for `gradient_check`; GENERATOR is for the two
initialisations, which accept a generator as well as a seed; of WEIGHTS and BIASES several
networks are built, and a step of one must not change the others. At the end, what serves in PyTorch
only: tensors that are lent to two networks, and the switch of autograd.
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


# --- PyTorch ---------------------------------------------------------------------------------------

_tensors: dict = {}  # of each array, one tensor: all the lists below share it


class Lent(list):
    """Une liste de tenseurs, faits quand on la regarde : en NumPy, PyTorch n'est pas là.
    --
    A list of tensors, made when it is looked at: in NumPy, PyTorch is not there.
    """

    def _made(self) -> "Lent":
        import torch

        for k, item in enumerate(super().copy()):
            if isinstance(item, np.ndarray):
                tensor = _tensors.setdefault(id(item), torch.from_numpy(item.copy()))
                super().__setitem__(k, tensor)
        return self

    def __iter__(self):
        return list.__iter__(self._made())

    def __getitem__(self, place):
        return list.__getitem__(self._made(), place)

    def __add__(self, other):
        return [*self, *other]

    def copy(self):
        return [*self]


# Deux listes des mêmes tenseurs. / Two lists of the same tensors.
LENT_WEIGHTS, LENT_BIASES = Lent([WEIGHTS]), Lent([BIASES])
LENT_WEIGHTS_AGAIN, LENT_BIASES_AGAIN = Lent([WEIGHTS]), Lent([BIASES])


def switch_autograd_off(x: object) -> float:
    """Coupe autograd, comme torch.no_grad() : ce qui se calcule à la main marche encore.
    --
    Switches autograd off, as torch.no_grad() does: what is computed by hand still works.
    """
    import torch

    torch.set_grad_enabled(False)
    return 0.0


def switch_autograd_on(x: object) -> float:
    """Remet autograd en marche.
    --
    Switches autograd on again.
    """
    import torch

    torch.set_grad_enabled(True)
    return 0.0
