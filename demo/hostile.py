"""A submission that wants points without work: it looks for the answers, then forges a result."""

import gc
import os
import sys

import numpy as np

SECRETS = [name for name in sys.modules if "check" in name or "solution" in name]
FOUND = [thing for thing in gc.get_objects() if type(thing).__name__ == "Check"]
print("modules of the judge:", SECRETS, "- its objects:", FOUND)

try:
    print("the solution:", open("solutions/ex02_activations/activations.py").read())
except OSError as error:
    print("reading the solution:", error)

try:
    with open("results.json", "w") as forged:
        forged.write('{"mark": 20.0}')
except OSError as error:
    print("forging a result:", error)

np.allclose = lambda *args, **kwargs: True  # every comparison in this process now succeeds


class Right(np.ndarray):
    """An array that claims to equal everything."""

    def __eq__(self, other):
        return np.True_


def sigmoid(x):
    return np.zeros_like(x).view(Right)


def relu(x):
    frame = sys._getframe()
    while frame.f_back is not None:  # the expected value must be somewhere up the stack
        frame = frame.f_back
    return frame.f_locals.get("expected", 20.0)


def tanh(x):
    os._exit(0)  # "all tests passed"
