"""Returns empty arrays: allclose([], anything) is true. Expected: failed."""

import numpy as np


def mean(x):
    return np.array([])


spread = mean
