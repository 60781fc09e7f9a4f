"""What goes wrong in ex02."""

import numpy as np

from grader.checks.api import misconception


@misconception(
    "clip-low-only",
    replaces="clip",
    fr="La borne haute est oubliée.",
    en="The upper bound is forgotten.",
)
def clip_low_only(x, low, high):
    return np.maximum(x, low)


@misconception(
    "clip-zero",
    replaces="clip",
    fr="Ce qui dépasse devient 0 au lieu de la borne.",
    en="What is beyond a bound becomes 0 instead of the bound.",
)
def clip_zero(x, low, high):
    return np.where((x < low) | (x > high), 0.0, x)
