"""Keeps the interpreter locked in one endless C call. Expected: timeout."""

import itertools


def mean(x):
    return sum(itertools.repeat(0))


spread = mean
