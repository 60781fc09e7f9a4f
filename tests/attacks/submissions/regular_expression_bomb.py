"""Runs a regular expression that takes for ever. Expected: timeout."""

import re


def mean(x):
    return re.match("(a*)*b", "a" * 60)


spread = mean
