import numpy as np


def clip(x, low, high):
    return np.minimum(np.maximum(x, high), low)
