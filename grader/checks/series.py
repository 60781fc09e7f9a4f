"""Histories that run away: a training that diverges is told as such, whatever else differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from grader.checks.evidence import MAX_LIST, Diagnosis, finding, real_array
from grader.checks.values import Array, wide
from grader.texts import text

__all__ = ["diverging"]

LEAST: Final = 4  # steps in a row that grow
GROWTH: Final = 1e3  # from the first of them to the last
MAX_DEPTH: Final = 3
MAX_ITEMS: Final = 20


def diverging(actual: Any, expected: Any) -> Diagnosis | None:
    """Return that a history in `actual` diverges, if one does and none in `expected`.

    A history is a list of numbers, or a column of a list of rows, wherever it is in the value.
    """
    factor = next(filter(None, map(_factor, _histories(actual))), None)
    if factor is None or any(map(_factor, _histories(expected))):
        return None
    return finding(
        "diverges",
        text(
            "The training diverges: from step to step the values grow, about {factor:.3g} times "
            "each. Either the steps go up the slope instead of down, or they are too large: look "
            "at the sign, and for a factor such as 1/n that is missing.",
            factor=factor,
        ),
    )


def _histories(value: Any, depth: int = 0) -> Iterator[Array]:
    """The rows of numbers in a value that may be histories."""
    if isinstance(value, dict):
        value = list(value.values())
    elif isinstance(value, list):  # an array may be a vector of parameters of many sizes
        array = real_array(value) if 0 < len(value) <= MAX_LIST else None
        if array is not None and array.ndim in (1, 2):
            yield from wide(array).reshape(len(array), -1).T[:MAX_ITEMS]
            return
    if isinstance(value, (list, tuple)) and depth < MAX_DEPTH:
        for item in value[:MAX_ITEMS]:
            yield from _histories(item, depth + 1)


def _factor(history: Array) -> float | None:
    """By how much each step multiplies the values of a history that runs away, else None."""
    sizes = abs(history)
    finite = np.isfinite(sizes)
    # Up to the first NaN or infinity; where there is none, up to the end.
    end = len(sizes) if finite.all() else int(np.argmin(finite))
    with np.errstate(all="ignore"):
        steps = sizes[1:end] / sizes[: max(end - 1, 0)]
    growing = np.flatnonzero(~(steps > 1))
    last = steps[(growing[-1] + 1 if growing.size else 0) :]
    if len(last) < LEAST or not np.isfinite(last).all() or float(np.prod(last)) < GROWTH:
        return None
    return float(np.median(last))
