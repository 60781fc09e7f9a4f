"""Moyenne et dispersion.
--
Mean and spread."""

import numpy as np


def mean(x: np.ndarray) -> np.ndarray:
    """La moyenne de `x`, de forme (..., n), sur le dernier axe : forme (...).
    --
    The mean of `x`, of shape (..., n), over the last axis: shape (...)."""
    ### BEGIN SOLUTION
    return np.sum(x, axis=-1) / x.shape[-1]
    ### END SOLUTION


def spread(x: np.ndarray) -> np.ndarray:
    """L'écart type de `x`, de forme (..., n), sur le dernier axe (diviseur n) : forme (...).
    --
    The standard deviation of `x`, of shape (..., n), over the last axis (divided by n): (...)."""
    ### BEGIN SOLUTION
    deviation = x - mean(x)[..., np.newaxis]
    return np.sqrt(mean(deviation**2))
    ### END SOLUTION
