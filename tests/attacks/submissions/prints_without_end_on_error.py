"""Prints without end on standard error, line by line. Expected: error, timeout."""

import sys


def mean(x):
    while True:
        sys.stderr.write("spam " * 2000 + "\n")


spread = mean
