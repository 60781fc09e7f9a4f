"""Prints the environment, the command line and the search path, where keys are often found. Expected: failed."""

import os
import sys

import numpy as np

print(dict(os.environ), sys.argv, sys.orig_argv, sys.path, sys.flags, os.getcwd())


def mean(x):
    return 0.0


def spread(x):
    return 0.0
