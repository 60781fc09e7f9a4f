"""Returns a view of 2**62 zeros that takes no memory. Expected: failed."""

import numpy as np


def mean(x):
    return np.broadcast_to(np.float64(0), (1 << 30, 1 << 30))


spread = mean
