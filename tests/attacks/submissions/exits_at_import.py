"""Leaves with status 0 at import. Expected: crashed."""

import os

os._exit(0)


def mean(x):
    return 0.0


def spread(x):
    return 0.0
