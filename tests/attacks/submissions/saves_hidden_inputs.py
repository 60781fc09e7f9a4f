"""Saves the inputs of hidden checks to print them in a later public one. Expected: failed."""

import glob
import pickle

import numpy as np

FILE = "/tmp/seen.pkl"


def note(x):
    old = []
    for name in glob.glob("/tmp/*"):
        with open(name, "rb") as file:
            old.append(pickle.load(file))
    try:
        with open(FILE, "wb") as file:
            pickle.dump([old[:1], x.tolist()], file)
    except OSError:
        pass
    print("SHAPES", x.shape, "OLD", [np.shape(item[1]) for item in old])


def mean(x):
    note(x)
    return 0.0


spread = mean
