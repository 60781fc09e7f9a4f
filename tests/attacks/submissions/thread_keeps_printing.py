"""Leaves a thread that prints without end, between the calls too. Expected: passed, error. Points: any."""

import os
import threading

import numpy as np


def spam():
    while True:
        os.write(1, b"spam" * 4000)


threading.Thread(target=spam, daemon=True).start()


def mean(x):
    return np.sum(x, axis=-1) / x.shape[-1]


def spread(x):
    return np.sqrt(mean((x - mean(x)[..., np.newaxis]) ** 2))
