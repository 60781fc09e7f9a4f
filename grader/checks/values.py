"""Numbers and arrays side by side: where they differ, and by how much.

The caller has checked the shapes: nothing here broadcasts, and no value, however odd, makes NumPy
warn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec
import numpy as np

from grader.checks.show import is_remote

if TYPE_CHECKING:
    from grader.checks.tolerance import Tolerance

__all__ = ["Array", "Gap", "as_array", "find_gap", "wide", "wrong_places"]

Array: TypeAlias = np.ndarray[Any, Any]

PLAIN_KINDS = "biufcSU"
MAX_FLOAT = float(np.finfo(np.float64).max)


class Gap(msgspec.Struct, frozen=True):
    """How two arrays of one shape differ; `index` is the worst place, or the first that is NaN.

    `excess` is the worst difference in units of the tolerance, infinite where that is exact.
    """

    kind: Literal["nan", "infinite", "value"]
    count: int
    size: int
    index: tuple[int, ...]
    excess: float = np.inf
    relative: float = np.inf  # the largest difference, in units of the largest expected value


def as_array(value: Any) -> Array | None:
    """Return a number, boolean or array as an array of a numeric dtype; None for all else.

    An integer beyond 64 bits becomes a float, at most the largest finite one.
    """
    if is_remote(value):
        return None
    if isinstance(value, (np.ndarray, np.generic)):
        return np.asarray(value) if value.dtype.kind in "biufc" else None
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return np.asarray(min(max(value, -int(MAX_FLOAT)), int(MAX_FLOAT)), dtype=np.float64)
    return np.asarray(value) if isinstance(value, (bool, int, float, complex)) else None


def wide(value: Array) -> Array:
    """Return a numeric array as float64, or complex128 if it is complex."""
    if value.dtype == np.float64:
        return value
    with np.errstate(all="ignore"):
        return value.astype(np.complex128 if value.dtype.kind == "c" else np.float64)


def find_gap(actual: Array, expected: Array, tolerance: Tolerance) -> Gap | None:
    """Return the difference of two arrays of the same shape, None if there is none that counts.

    NaN equals NaN and an infinity itself. NaN comes before infinities, these before values.
    """
    with np.errstate(all="ignore"):
        if expected.dtype.kind in "fc" or actual.dtype.kind in "fc":
            return _inexact(wide(actual), wide(expected), tolerance)
        wrong = np.asarray(actual != expected)
        if not wrong.any():
            return None
        if expected.dtype.kind in "SU":
            return _gap("value", wrong)
        distance = np.asarray(abs(wide(actual) - wide(expected)))
        return _gap("value", wrong, np.where(wrong, distance, -1.0))


def wrong_places(actual: Array, expected: Array, tolerance: Tolerance) -> Array:
    """Return where two arrays of the same shape differ, by the rule of `find_gap`."""
    if actual.dtype.kind not in "fc" and expected.dtype.kind not in "fc":
        return np.asarray(actual != expected)
    one, other = wide(actual), wide(expected)
    with np.errstate(all="ignore"):
        near = abs(one - other) <= tolerance.atol + tolerance.rtol * abs(other)
        near &= np.isfinite(other)
        return np.asarray(~(near | (one == other) | (np.isnan(one) & np.isnan(other))))


def _inexact(actual: Array, expected: Array, tolerance: Tolerance) -> Gap | None:
    # Nearly every comparison ends here: finite and close (what is neither is False below).
    room = tolerance.atol + tolerance.rtol * abs(expected)
    fine = np.isfinite(room) & (abs(actual - expected) <= room)
    if np.logical_and.reduce(fine, axis=None):
        return None
    nan, expected_nan = np.isnan(actual), np.isnan(expected)
    if (nan != expected_nan).any():
        return _gap("nan", nan != expected_nan)
    infinite = (np.isinf(actual) | np.isinf(expected)) & (actual != expected) & ~nan
    if infinite.any():
        return _gap("infinite", infinite)
    finite = np.isfinite(expected)
    distance = np.where(finite, abs(actual - expected), 0.0)
    magnitude = np.where(finite, abs(expected), 0.0)
    room = tolerance.atol + tolerance.rtol * magnitude
    wrong = ~(distance <= room)
    if not wrong.any():
        return None
    excess = np.where(wrong, distance / room, -1.0)
    scale = float(magnitude.max())
    relative = float(distance.max()) / scale if scale else np.inf
    return _gap("value", wrong, excess, float(excess.max()), relative)


def _gap(
    kind: Literal["nan", "infinite", "value"],
    wrong: Array,
    badness: Array | None = None,
    excess: float = np.inf,
    relative: float = np.inf,
) -> Gap:
    """Describe the places that are `wrong`: the first, or the one where `badness` is largest."""
    flat = int(np.argmax(wrong if badness is None else badness))
    index = tuple(int(i) for i in np.unravel_index(flat, wrong.shape)) if wrong.ndim else ()
    return Gap(kind, int(np.count_nonzero(wrong)), wrong.size, index, excess, relative)
