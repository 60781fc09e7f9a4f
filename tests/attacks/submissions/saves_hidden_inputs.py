"""Saves the inputs of hidden checks to print them in a later public one. Expected: failed."""

import glob
import os
import pickle

import numpy as np

FOLDER = os.environ["TMPDIR"]


def note(x):
    old = []
    for name in glob.glob(f"{FOLDER}/*"):
        with open(name, "rb") as file:
            old.append(pickle.load(file))
    try:
        with open(f"{FOLDER}/seen.pkl", "wb") as file:
            pickle.dump([old[:1], x.tolist()], file)
    except OSError:
        pass
    print("SHAPES", x.shape, "OLD", [np.shape(item[1]) for item in old])


def mean(x):
    note(x)
    return 0.0


spread = mean
