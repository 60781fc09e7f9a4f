"""Burns all cores with threads that hold no lock. Expected: timeout."""

import threading

import numpy as np

BLOCK = np.ones((300, 300))


def burn():
    while True:
        BLOCK @ BLOCK


def mean(x):
    for _ in range(8):
        threading.Thread(target=burn, daemon=True).start()
    burn()


spread = mean
