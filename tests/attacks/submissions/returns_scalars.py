"""Returns scalars that would broadcast against every shape. Expected: failed."""

import numpy as np


def mean(x):
    return np.float64(0)


spread = mean
