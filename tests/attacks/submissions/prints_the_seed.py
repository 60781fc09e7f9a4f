"""Replaces the seeding functions to learn the secret seed of the run. Expected: failed."""

import random

import numpy as np

random.seed = lambda seed: print("random", seed)
np.random.seed = lambda seed: print("numpy", seed)


def mean(x):
    print(random.getstate()[1][:3], np.random.get_state()[1][:3])
    return 0.0


spread = mean
