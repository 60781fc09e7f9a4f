"""What a wrong answer tells about the mistake behind it.

A diagnosis is a relation between the answer and the expected value that no accident explains: a
constant factor, exchanged axes, a missing term. Where two relations fit, or the values are too few
or too plain to tell, nothing is said: a wrong diagnosis is worse than none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.checks.compare import left_in_tensor, same, same_dtype
from grader.checks.evidence import (
    MAX_SIZE,
    Diagnosis,
    Pair,
    finding,
    generic,
    make_pair,
    numeric,
    real_array,
    telling,
)
from grader.checks.layouts import LAYOUTS
from grader.checks.relations import RELATIONS
from grader.checks.show import is_remote
from grader.checks.values import Array, as_array, wide
from grader.sandbox.tensors import Tensor
from grader.texts import Text, text

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Diagnosis", "structural"]

MAX_SEARCHED: Final = 100  # items of a list or tuple
MAX_ITEMS: Final = 8  # of a tuple whose items may be exchanged
# What a finding says already when it is there: the other one adds nothing.
IMPLIED: Final = {
    "permuted": {"transposed", "reversed"},
    "offset": {"missing-term"},
    "unreduced": {"broadcast"},
}
EXP_LIMITS: Final = {2: 11.0, 4: 88.0, 8: 709.0}  # by the bytes of a float: exp overflows above


def structural(actual: Any, expected: Any, args: Sequence[Any] = ()) -> Diagnosis | None:
    """Return what the relation between a wrong answer and the right one says, if anything.

    `args` are the arguments of the call. Tuples, lists and dicts get a diagnosis if their items
    are exchanged, or if all their wrong items have the same. Never raises on decoded data.
    """
    if isinstance(expected, dict):
        if not isinstance(actual, dict) or actual.keys() != expected.keys():
            return None
        return _items([actual[key] for key in expected], list(expected.values()), args)
    if isinstance(expected, Tensor) and not isinstance(actual, Tensor):
        return None  # that it is none is what is wrong, and said
    if left_in_tensor(actual, expected):
        return None  # the same the other way round
    one, other = as_array(actual), as_array(expected)
    if isinstance(expected, (list, tuple)) and not is_remote(expected):
        if isinstance(expected, list):  # of numbers, such as a history of losses
            one, other = numeric(actual), real_array(expected)
        if one is None or other is None:
            return _sequence(actual, expected, args)
    if one is None or other is None or "c" in (one.dtype.kind, other.dtype.kind):
        return None
    with np.errstate(all="ignore"):
        return _numbers(actual, one, other, args)


def _sequence(actual: Any, expected: Sequence[Any], args: Sequence[Any]) -> Diagnosis | None:
    if not isinstance(actual, (list, tuple)) or is_remote(actual) or len(expected) > MAX_SEARCHED:
        return None
    return _exchanged(actual, expected) or _items(actual, expected, args)


def _exchanged(actual: Sequence[Any], expected: Sequence[Any]) -> Diagnosis | None:
    """Recognise the right items in another order, if each of them can be told from the others."""
    if not 2 <= len(actual) == len(expected) <= MAX_ITEMS or not all(map(_telling, expected)):
        return None
    places = [[i for i, e in enumerate(expected) if same(a, e)] for a in actual]
    order = [place[0] for place in places if len(place) == 1]
    if len(set(order)) < len(expected) or order == sorted(order):
        return None
    return finding("exchanged", text("The values returned are right, but in another order."))


def _telling(value: Any) -> bool:
    array = as_array(value)
    if array is None or not array.size or array.size > MAX_SIZE or array.dtype.kind == "c":
        return False
    values = wide(array)
    return bool(np.isfinite(values).all()) and (telling(values) or generic(values))


def _items(actual: Sequence[Any], expected: Sequence[Any], args: Sequence[Any]) -> Diagnosis | None:
    """Return the diagnosis of the items that are wrong, if they agree on it."""
    if len(actual) != len(expected):
        return None
    found: Diagnosis | None = None
    for a, e in zip(actual, expected, strict=True):
        if same(a, e):
            continue
        diagnosis = structural(a, e, args)
        # The same in all of them, its factor included: else it is a coincidence in each.
        if diagnosis is None or (found is not None and diagnosis != found):
            return None
        found = found or diagnosis
    return found


def _numbers(actual: Any, one: Array, other: Array, args: Sequence[Any]) -> Diagnosis | None:
    if same(one, other):
        # A Python integer stands for a float: its dtype is no mistake.
        if same_dtype(one.dtype, other.dtype) or type(actual) is int or not other.size:
            return None
        return finding("dtype", _dtype(one.dtype, other.dtype))
    if "b" in (one.dtype.kind, other.dtype.kind) or not one.size or not other.size:
        return None
    if max(one.size, other.size) > MAX_SIZE or not np.isfinite(wide(other)).all():
        return None
    pair = make_pair(one, other, args)
    if not np.isfinite(pair.actual).all():
        return _overflow(pair, one.dtype)
    return _relation(pair)


def _dtype(actual: np.dtype[Any], expected: np.dtype[Any]) -> Text:
    return text(
        "Your values are right, only their dtype is not: {actual} instead of {expected}.",
        actual=str(actual),
        expected=str(expected),
    )


def _overflow(pair: Pair, dtype: np.dtype[Any]) -> Diagnosis | None:
    """Recognise an exp of large inputs: NaN or infinity where the right formula has neither."""
    if pair.actual.shape != pair.expected.shape:
        return None
    limit = EXP_LIMITS.get(dtype.itemsize, EXP_LIMITS[8])
    inputs = [a for a in pair.args if a is not None and 0 < a.size <= MAX_SIZE]
    if not all(np.isfinite(a).all() for a in inputs):
        return None
    if not any(_caused(~np.isfinite(pair.actual), abs(a) > limit) for a in inputs):
        return None
    return finding(
        "overflow",
        text(
            "Some inputs are beyond {limit}, where exp overflows: NaN and infinity follow. Rewrite "
            "the formula so that exp only gets numbers up to 0 (a softmax subtracts the maximum "
            "first).",
            limit=format(limit, "g"),
        ),
    )


def _caused(broken: Array, large: Array) -> bool:
    """Tell whether what is broken is all in rows, or in a whole, with large inputs.

    Values of another shape than the inputs are no functions of each: a training that diverges
    also ends in NaN, for other reasons.
    """
    if large.shape == broken.shape and large.ndim:
        return not (broken.any(axis=-1) & ~large.any(axis=-1)).any()
    if large.ndim < 2 or broken.shape not in (large.shape[:-1], ()):
        return False
    rows = large.any(axis=-1)
    return not (broken & ~(rows if broken.ndim else rows.any())).any()


def _relation(pair: Pair) -> Diagnosis | None:
    """Return the only relation that fits, None where there is none or more than one."""
    relations = RELATIONS if pair.actual.shape == pair.expected.shape else ()
    searches = (*relations, *LAYOUTS)
    found = {d.id: d for d in (search(pair) for search in searches) if d is not None}
    names = set(found)
    left = [d for name, d in found.items() if not IMPLIED.get(name, set()) & names]
    return left[0] if len(left) == 1 else None
