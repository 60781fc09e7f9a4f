"""Prints 500 MB on standard output. Expected: error."""

import os


def mean(x):
    while True:
        os.write(1, b"x" * 65536)


spread = mean
