"""Écrêtage.
--
Clipping."""

import numpy as np


def clip(x: np.ndarray, low: float, high: float) -> np.ndarray:
    """Chaque valeur de `x` (forme quelconque) ramenée entre `low` et `high` : même forme.
    --
    Each value of `x` (any shape) brought between `low` and `high`: the same shape."""
    # À compléter / Your code here
    raise NotImplementedError()
