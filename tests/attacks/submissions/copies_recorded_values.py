"""Answers the public inputs of the public seed from a table, and 0 elsewhere. Expected: failed."""

import numpy as np

TABLE = "@TABLE@"


def answer(name, x):
    return TABLE.get((name, str(x.dtype), x.shape, x.tobytes()), np.zeros(x.shape[:-1], x.dtype))


def mean(x):
    value = answer("mean", x)
    return value if np.ndim(value) else float(value)


def spread(x):
    value = answer("spread", x)
    return value if np.ndim(value) else float(value)
