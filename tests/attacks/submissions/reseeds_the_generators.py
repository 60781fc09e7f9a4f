"""Seeds and replaces the random generators so that the checks draw what it knows. Expected: failed."""

import random

import numpy as np

random.seed(0)
np.random.seed(0)
fixed = np.random.default_rng(0)
np.random.default_rng = lambda *args: fixed
np.random.rand = np.random.randn = lambda *shape: np.zeros(shape)


def mean(x):
    return 0.0


def spread(x):
    return 0.0
