import numpy as np


def mean(x):
    if x.ndim == 1:
        total = x.dtype.type(0)
        for value in x:
            total = total + value
        return total / x.dtype.type(len(x))
    out = np.zeros(x.shape[:-1], dtype=x.dtype)
    for i in range(len(x)):
        out[i] = mean(x[i])
    return out


def spread(x):
    return np.sqrt(mean(x * x - 2 * x * mean(x).reshape(x.shape[:-1] + (1,)) + (mean(x) ** 2).reshape(x.shape[:-1] + (1,))))
