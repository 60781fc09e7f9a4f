"""Returns NaN everywhere: no comparison with it is true. Expected: failed."""

import numpy as np


def mean(x):
    return np.full(x.shape[:-1], np.nan)


spread = mean
