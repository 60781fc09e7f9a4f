"""Ce que la correction prête à vos fonctions en PyTorch (ex13) : rien à rendre ici.

LENT contient les paramètres de l'énoncé, prêtés à deux modèles : un pas de l'un ne doit pas changer
l'autre. Les deux interrupteurs coupent et remettent autograd.
--
What the grading lends to your functions in PyTorch (ex13): nothing to hand in here.

LENT holds the parameters of the statement, lent to two models: a step of one must not change the
other. The two switches turn autograd off and on.
"""

WEIGHTS = {
    "Wh": [[0.3, -0.5, 0.4, 0.5], [-0.2, 0.5, 0.4, -1.0]],
    "bh": [0.1, 0.0, -0.2, 0.5],
    "Wy": [[0.5, -0.5], [1.0, 0.0], [0.0, 1.0], [1.0, -1.0]],
    "by": [0.5, -0.5],
}


class Lent(dict):
    """Un dictionnaire de tenseurs, faits quand on le regarde : en NumPy, PyTorch n'est pas là.
    --
    A dictionary of tensors, made when it is looked at: in NumPy, PyTorch is not there.
    """

    def _made(self) -> "Lent":
        if not len(self):
            import torch

            made = {name: torch.tensor(rows, dtype=torch.float64) for name, rows in WEIGHTS.items()}
            self.update(made)
        return self

    def __getitem__(self, name):
        return dict.__getitem__(self._made(), name)

    def __iter__(self):
        return dict.__iter__(self._made())

    def __contains__(self, name):
        return dict.__contains__(self._made(), name)

    def get(self, name, default=None):
        return dict.get(self._made(), name, default)

    def keys(self):
        return dict.keys(self._made())

    def values(self):
        return dict.values(self._made())

    def items(self):
        return dict.items(self._made())

    def copy(self):
        return dict(self.items())


LENT = Lent()


def switch_autograd_off(module: object) -> None:
    """Coupe autograd, comme torch.no_grad() : ce qui se calcule à la main marche encore.
    --
    Switches autograd off, as torch.no_grad() does: what is computed by hand still works.
    """
    import torch

    torch.set_grad_enabled(False)


def switch_autograd_on(module: object) -> None:
    """Remet autograd en marche.
    --
    Switches autograd on again.
    """
    import torch

    torch.set_grad_enabled(True)
