import numpy as np


def clip(x, low, high):
    return np.where(x < low, low, np.where(x > high, high, x))
