"""Lays a hand on ndarray itself with ctypes so that its comparisons lie. Expected: failed."""

import ctypes

import numpy as np

proxy = np.ndarray.__dict__
slot = ctypes.py_object.from_address(id(proxy) + 16)
attributes = slot.value
attributes["tobytes"] = lambda self: b""
attributes["__eq__"] = lambda self, other: True
attributes["all"] = lambda self: True
ctypes.pythonapi.PyType_Modified(ctypes.py_object(np.ndarray))


def mean(x):
    return 0.0


def spread(x):
    return 0.0
