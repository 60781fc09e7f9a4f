"""Leaves with status 0 in every call. Expected: crashed."""

import os


def mean(x):
    os._exit(0)


spread = mean
