"""Answers differently at each call, in the hope that a check is run until it passes. Expected: failed."""

import itertools

COUNT = itertools.count()


def mean(x):
    return float(next(COUNT))


spread = mean
