"""Returns a view of 2**50 zeros that takes no memory. Expected: failed."""

import numpy as np


def mean(x):
    return np.broadcast_to(np.float64(0), (1 << 25, 1 << 25))


spread = mean
