"""Forks without end. Expected: error."""

import os


def mean(x):
    while True:
        os.fork()


spread = mean
