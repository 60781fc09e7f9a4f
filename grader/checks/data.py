"""Data that checks may hand to a student's code: bundled with a library, nothing is downloaded."""

from __future__ import annotations

import gzip
import importlib.util
import io
import os
from functools import cache

import numpy as np

from grader.checks.values import Array
from grader.problems import GraderFault
from grader.texts import text

__all__ = ["digits"]


def digits() -> tuple[Array, Array]:
    """Return scikit-learn's bundled digits: images float64 (1797, 8, 8) in 0..16, labels int64.

    The file is read without importing scikit-learn, which takes seconds; the arrays are copies, so
    that no check can change them for the next. `GraderFault` where scikit-learn is not installed.
    """
    table = _table()
    return table[:, :64].reshape(-1, 8, 8).copy(), table[:, 64].astype(np.int64)


@cache
def _table() -> Array:
    """The bundled file as float64 (1797, 65): 64 pixels and the label, row by row."""
    found = importlib.util.find_spec("sklearn")
    if found is None or not found.submodule_search_locations:
        raise GraderFault(
            text("The digits come with scikit-learn, which is not installed: install it, please.")
        )
    path = os.path.join(found.submodule_search_locations[0], "datasets", "data", "digits.csv.gz")
    with gzip.open(path) as file:
        return np.loadtxt(io.BytesIO(file.read()), delimiter=",")
