"""Returns an object array whose items lie. Expected: failed."""

import numpy as np


class Yes:
    def __eq__(self, other):
        return True


def mean(x):
    out = np.empty(x.shape[:-1], dtype=object)
    out[...] = Yes()
    return out


spread = mean
