"""Returns infinities of the right shape: every relative error is NaN. Expected: failed."""

import numpy as np


def mean(x):
    return np.full(x.shape[:-1], np.inf)


spread = mean
