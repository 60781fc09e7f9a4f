"""What the diagnoses look at, and when there is enough of it to draw a conclusion.

A constant answer, a handful of small integers or a rounded number fits too many explanations.
What counts as evidence is decided here, once for all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
import numpy as np

from grader.checks.tolerance import Tolerance, tolerance_for
from grader.checks.values import Array, as_array, wide
from grader.texts import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "MAX_SIZE",
    "Diagnosis",
    "Pair",
    "close",
    "distinct",
    "finding",
    "generic",
    "make_pair",
    "number",
    "numeric",
    "real_array",
    "telling",
]

MAX_SIZE: Final = 100_000  # values of an array that is searched
MAX_LIST: Final = 1_000
ENOUGH: Final = 3
ENOUGH_INTEGERS: Final = 5


class Diagnosis(msgspec.Struct, frozen=True):
    """What the mistake probably is. `see`: the section of the course to read again, or ""."""

    kind: str
    id: str
    text: Text
    see: str = ""


class Pair(NamedTuple):
    """A wrong answer and the right one as float64 arrays, with the arguments of the call.

    `args` keeps the places of the arguments: None where one is no array, list or number.
    """

    actual: Array
    expected: Array
    tolerance: Tolerance
    args: tuple[Array | None, ...]


def finding(name: str, sentence: Text) -> Diagnosis:
    """Return a structural diagnosis."""
    return Diagnosis("structural", name, sentence)


def make_pair(actual: Array, expected: Array, args: Sequence[Any]) -> Pair:
    """Return what the searches look at. The tolerance is that of the less precise dtype."""
    inexact = [x.dtype for x in (actual, expected) if x.dtype.kind == "f"]
    coarse = max(inexact, key=lambda dtype: np.finfo(dtype).eps, default=np.dtype(np.float64))
    arrays = tuple(real_array(arg) for arg in args)
    return Pair(wide(actual), wide(expected), tolerance_for(coarse), arrays)


def real_array(value: Any) -> Array | None:
    """Return an array, number or list as an array of real numbers; None for anything else."""
    if isinstance(value, list) and len(value) <= MAX_LIST:
        try:
            value = np.asarray(value)
            if value.dtype.kind not in "biuf":
                return None
            value = value.astype(np.float64)
        except (TypeError, ValueError, OverflowError):
            return None  # ragged, or no numbers
    array = as_array(value)
    if array is None or array.dtype.kind == "c":
        return None
    return array if array.dtype.kind == "f" else wide(array)


def numeric(value: Any) -> Array | None:
    """Return what may stand for a list of numbers as an array of floats."""
    array = real_array(list(value) if type(value) is tuple else value)
    return wide(array) if array is not None and array.ndim else None


def distinct(values: Array) -> int:
    """Count the values other than zero that differ by more than rounding, capped by MAX_SIZE."""
    flat = values.ravel()[:MAX_SIZE]
    scale = float(abs(flat).max()) if flat.size else 0.0
    if not scale or not np.isfinite(scale):
        return 0
    rounded = np.unique(np.round(flat / scale, 5))
    return int(np.count_nonzero(rounded))


def generic(values: Array) -> bool:
    """Tell whether a value has more digits than one that somebody typed or guessed."""
    return any(abs(v - float(f"{v:.4g}")) > 1e-7 * abs(v) for v in values.ravel()[:20].tolist())


def telling(values: Array, *, strict: bool = True) -> bool:
    """Tell whether the values are so many and so different that a fit is no coincidence.

    Not `strict`: a single number with many digits is enough, for relations with nothing to adjust.
    """
    count = distinct(values)
    if bool((values == np.round(values)).all()):
        return count >= ENOUGH_INTEGERS
    return count >= ENOUGH or (not strict and count >= 1 and generic(values))


def close(one: Array, other: Array, tolerance: Tolerance, scale: float = 0.0) -> bool:
    """Tell whether two arrays of one shape are equal within rounding, differences of `scale`."""
    if one.shape != other.shape:
        return False
    room = tolerance.atol + tolerance.rtol * np.maximum(abs(other), scale)
    return bool((abs(one - other) <= room).all())


def number(value: float) -> str:
    """Return a constant as a student would write it."""
    return format(value, ".6g")
