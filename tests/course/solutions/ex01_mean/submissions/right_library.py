import numpy as np


def mean(x):
    return x.mean(-1)


def spread(x):
    return x.std(axis=-1)
