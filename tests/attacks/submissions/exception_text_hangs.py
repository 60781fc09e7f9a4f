"""Raises an exception whose text never ends. Expected: timeout."""

class Endless(Exception):
    def __str__(self):
        while True:
            pass


def mean(x):
    raise Endless


spread = mean
