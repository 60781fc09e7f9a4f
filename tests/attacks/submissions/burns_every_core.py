"""Burns all cores with threads that hold no lock. Expected: timeout."""

import threading

import numpy as np

threading.stack_size(1 << 18)
BLOCK = np.ones(20_000)


def burn():
    while True:
        np.sqrt(BLOCK)


def mean(x):
    for _ in range(8):
        threading.Thread(target=burn, daemon=True).start()
    burn()


spread = mean
