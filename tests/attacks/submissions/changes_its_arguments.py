"""Changes its arguments in place so that the reference gets other ones. Expected: failed."""

import numpy as np


def mean(x):
    x[...] = 0.0
    return np.zeros(x.shape[:-1])


spread = mean
