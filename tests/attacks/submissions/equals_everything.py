"""Returns an object with lying __eq__, __array__, __len__, __iter__ and __float__. Expected: failed."""

import numpy as np


class Everything:
    def __eq__(self, other):
        return True

    def __array__(self, dtype=None, copy=None):
        return np.ones(3)

    def __len__(self):
        return 1 << 62

    def __iter__(self):
        while True:
            yield 1.0

    def __float__(self):
        return 5.0

    def __getattr__(self, name):
        return self

    def __call__(self, *args):
        return self


def mean(x):
    return Everything()


spread = mean
