"""Returns objects whose __class__ says that they are arrays and floats. Expected: failed."""

import numpy as np


class Lie:
    shape, dtype, ndim, size = (4,), np.dtype(float), 1, 4

    def __init__(self, kind):
        self.kind = kind

    @property
    def __class__(self):
        return self.kind

    def __array__(self, dtype=None, copy=None):
        raise ValueError("no array")


def mean(x):
    return Lie(np.ndarray if x.ndim > 1 else float)


spread = mean
