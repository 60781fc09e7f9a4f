"""Leaves threads that burn processor time while the judge compares, and answers right. Expected: passed, timeout. Points: any."""

import threading

import numpy as np

threading.stack_size(1 << 18)
BLOCK = np.ones(20_000)


def burn():
    while True:
        np.sqrt(BLOCK)


for _ in range(4):
    threading.Thread(target=burn, daemon=True).start()


def mean(x):
    return np.sum(x, axis=-1) / x.shape[-1]


def spread(x):
    return np.sqrt(mean((x - mean(x)[..., np.newaxis]) ** 2))
