"""Imports packages that the track does not offer, under assembled names. Expected: error."""

solver = __import__("py" + "test")


def mean(x):
    return solver


spread = mean
