"""Registers exit functions that write full marks, then leaves. Expected: error."""

import atexit
import os
import sys

atexit.register(os.write, 3, b"\x00" * 100)
atexit.register(print, "20/20")


def mean(x):
    sys.exit()


spread = mean
