"""Moyenne et dispersion.
--
Mean and spread."""

import numpy as np


def mean(x: np.ndarray) -> np.ndarray:
    """La moyenne de `x`, de forme (..., n), sur le dernier axe : forme (...).
    --
    The mean of `x`, of shape (..., n), over the last axis: shape (...)."""
    # À compléter / Your code here
    raise NotImplementedError()


def spread(x: np.ndarray) -> np.ndarray:
    """L'écart type de `x`, de forme (..., n), sur le dernier axe (diviseur n) : forme (...).
    --
    The standard deviation of `x`, of shape (..., n), over the last axis (divided by n): (...)."""
    # À compléter / Your code here
    raise NotImplementedError()
