"""Imports scipy, then torch unless it is offered, by assembled names inside the call. Expected: error."""

import sys


def mean(x):
    names = ["sci" + "py", "tor" + "ch", "sk" + "learn", "ms" + "gspec", "ya" + "ml"]
    for name in names:
        if name in sys.modules:
            continue
        try:
            return __import__(name)
        except ModuleNotFoundError as error:
            last = error
    raise last


spread = mean
