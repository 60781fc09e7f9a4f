"""Returns True from every function. Expected: failed."""

import numpy as np


def mean(x):
    return True


spread = mean
