"""Closes both standard streams. Expected: passed. Points: 20."""

import os
import sys

import numpy as np

sys.stdout.close()
sys.stderr.close()
os.close(1)
os.close(2)


def mean(x):
    return np.sum(x, axis=-1) / x.shape[-1]


def spread(x):
    return np.sqrt(mean((x - mean(x)[..., np.newaxis]) ** 2))
