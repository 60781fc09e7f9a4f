"""Returns an ndarray subclass whose operators and ufuncs say yes to everything. Expected: failed."""

import numpy as np


class Yes(np.ndarray):
    def __eq__(self, other):
        return True

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.True_

    def __array_function__(self, function, types, args, kwargs):
        return True

    def tobytes(self, order="C"):
        return b"\x00" * 8


def mean(x):
    return np.zeros(x.shape[:-1]).view(Yes)


spread = mean
