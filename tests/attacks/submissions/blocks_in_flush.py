"""Replaces sys.stdout by an object whose flush never returns. Expected: timeout."""

import sys


class Slow:
    def flush(self):
        while True:
            pass


sys.stdout = Slow()


def mean(x):
    return 0.0


def spread(x):
    return 0.0
