"""A fixed piece of NumPy work, timed here: what a recorded time is a multiple of.

Where the solution is not, its time was recorded on another machine. Told in yardsticks it holds
here too, up to the differences between processors, which the factor of a timed check has to bear.
"""

from __future__ import annotations

import time
from functools import cache
from typing import Any

import numpy as np

ROUNDS = 7


@cache
def yardstick_s() -> float:
    """Seconds of the fixed work on this machine, the best of a few rounds; about a millisecond."""
    numbers = np.linspace(-1.0, 1.0, 40_000).reshape(200, 200)
    return min(_round(numbers) for _ in range(ROUNDS))


def _round(array: np.ndarray[Any, Any]) -> float:
    started = time.perf_counter()
    for _ in range(3):  # what vectorised code does: copies, element by element, sums of products
        array = np.tanh(array.T.copy() * 0.5 + array)
        np.einsum("ij,kj->ik", array[:40], array[:40])
    return time.perf_counter() - started
