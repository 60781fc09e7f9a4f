"""Returns 1e9 from every function. Expected: failed."""

import numpy as np


def mean(x):
    return 1e9


spread = mean
