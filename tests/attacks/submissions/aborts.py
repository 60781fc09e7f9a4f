"""Aborts its process. Expected: crashed."""

import os


def mean(x):
    os.abort()


spread = mean
