"""Replaces its own program by another one that answers for it. Expected: error."""

import os
import sys


def mean(x):
    os.execv(sys.executable or "/usr/bin/python3", ["python", "-c", "print(20)"])


spread = mean
