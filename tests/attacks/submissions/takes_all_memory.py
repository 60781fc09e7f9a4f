"""Takes 30 GB at once, then bit by bit. Expected: memory."""

import numpy as np


def mean(x):
    return np.ones(4_000_000_000)


def spread(x):
    blocks = []
    while True:
        blocks.append(bytearray(1 << 20))
