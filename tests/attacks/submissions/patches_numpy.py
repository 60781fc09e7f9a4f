"""Patches NumPy so that everything is close to everything. Expected: failed."""

import numpy as np
import numpy.testing

np.allclose = np.isclose = np.array_equal = lambda *args, **kwargs: True
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *args, **kwargs: None
np.abs = np.absolute = lambda value: 0.0


def mean(x):
    return 0.0


def spread(x):
    return 0.0
