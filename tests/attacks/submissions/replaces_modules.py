"""Replaces the modules of the judge by its own in sys.modules. Expected: failed."""

import sys
import types

import numpy as np


class Judge(types.ModuleType):
    def __getattr__(self, name):
        return lambda *args, **kwargs: True


for name in list(sys.modules):
    if name.startswith("grader"):
        sys.modules[name] = Judge(name)
for name in ("pytest", "numpy.testing", "grader.checks.compare", "grader.checks.api", "checks", "conftest"):
    sys.modules[name] = Judge(name)


def mean(x):
    return 0.0


def spread(x):
    return 0.0
