"""Replaces sys.stdout by an object that raises. Expected: passed. Points: 20."""

import sys

import numpy as np


class Angry:
    def __getattr__(self, name):
        raise SystemExit(name)


sys.stdout = sys.stderr = Angry()


def mean(x):
    return np.sum(x, axis=-1) / x.shape[-1]


def spread(x):
    return np.sqrt(mean((x - mean(x)[..., np.newaxis]) ** 2))
