"""Compare what came back with what was expected, and say exactly what differs.

`actual` was made by a student's code and decoded; it may be anything that the decoder lets
through. `expected` is ours and decides which rule holds. Type and shape come before dtype, dtype
before values, and nothing broadcasts: an empty or a scalar answer never equals an array.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec
import numpy as np

from grader.checks import sentences as say
from grader.checks.kinds import as_told
from grader.checks.show import is_remote, show, show_pair
from grader.checks.tolerance import Tolerance, tolerance_for
from grader.checks.values import PLAIN_KINDS, Array, as_array, find_gap
from grader.sandbox.tensors import Tensor
from grader.texts import Text

if TYPE_CHECKING:
    from collections.abc import Sequence


__all__ = ["Kind", "Mismatch", "compare", "same", "same_dtype"]

Kind = Literal["type", "shape", "dtype", "nan", "infinite", "value", "length", "keys"]


class Mismatch(msgspec.Struct, frozen=True, eq=False):
    """What differs. Of nested values the four last fields are the innermost pair that differs."""

    kind: Kind
    message: Text
    expected: str
    actual: str
    actual_value: Any
    expected_value: Any
    tolerance: Tolerance | None = None  # by which values were found to differ


class _Context(NamedTuple):
    tolerance: Tolerance | None
    operations: int
    path: str = ""  # where in a nested value we are, as one writes it: [0]['loss']

    def inside(self, key: Any) -> _Context:
        return self._replace(path=f"{self.path}[{show(key, limit=60)}]")

    def tolerance_for(self, dtype: Any) -> Tolerance:
        return self.tolerance or tolerance_for(dtype, self.operations)


def compare(
    actual: Any, expected: Any, tolerance: Tolerance | None = None, operations: int = 1
) -> Mismatch | None:
    """Return the first difference between `actual` and `expected`, None if there is none.

    An array wants an array of the same shape and dtype (integers of any width); a number (float,
    NumPy scalar, 0-d array) a number, where a Python float counts as float64 and a Python int may
    stand for a float; a tensor a tensor; a list a list, tuple or array; a tuple a tuple or list; a dict the same
    keys. Nested values are compared item by item.

    Never raises, whatever `actual` is. Raises `TypeError` if `expected` is of no such type.
    """
    return _compare(actual, expected, _Context(tolerance, operations))


def _compare(actual: Any, expected: Any, context: _Context) -> Mismatch | None:
    actual, expected = _unwrapped(actual), _unwrapped(expected)
    if expected is None or isinstance(expected, (str, bytes)):
        return _compare_plain(actual, expected, context)
    if isinstance(expected, dict):
        return _compare_dict(actual, expected, context)
    if isinstance(expected, (list, tuple)) and not is_remote(expected):
        return _compare_sequence(actual, expected, context)
    if isinstance(expected, np.ndarray) and expected.dtype.kind in PLAIN_KINDS and expected.ndim:
        return _compare_array(actual, expected, context)
    number = as_array(expected)
    if number is None:
        raise TypeError(f"no rule to compare with an expected {type(expected).__name__}")
    return _compare_number(actual, number, expected, context)


def _unwrapped(value: Any) -> Any:
    """Return the text of an array without axes that holds one; anything else as it is."""
    wrapped = isinstance(value, np.ndarray) and not value.ndim and value.dtype.kind in "SU"
    return value.item() if wrapped else value


def _mismatch(kind: Kind, message: Text, actual: Any, expected: Any, context: _Context) -> Mismatch:
    came, wanted = show_pair(actual, as_told(expected))
    return Mismatch(kind, say.located(context.path, message), wanted, came, actual, expected)


def _compare_plain(actual: Any, expected: Any, context: _Context) -> Mismatch | None:
    kind = type(None) if expected is None else str if isinstance(expected, str) else bytes
    if not isinstance(actual, kind):
        return _mismatch("type", say.wrong_type(actual, expected), actual, expected, context)
    if actual == expected:
        return None
    return _mismatch("value", say.other_value(actual, expected), actual, expected, context)


def _compare_dict(actual: Any, expected: dict[Any, Any], context: _Context) -> Mismatch | None:
    if not isinstance(actual, dict):
        return _mismatch("type", say.wrong_type(actual, expected), actual, expected, context)
    missing = [key for key in expected if key not in actual]
    extra = [key for key in actual if key not in expected]
    if missing or extra:
        return _mismatch("keys", say.wrong_keys(missing, extra), actual, expected, context)
    pairs = ((key, actual[key], expected[key]) for key in expected)
    return next(filter(None, (_compare(a, e, context.inside(k)) for k, a, e in pairs)), None)


def _compare_sequence(actual: Any, expected: Sequence[Any], context: _Context) -> Mismatch | None:
    items = _items(actual, array=isinstance(expected, list))
    if items is None:
        return _mismatch("type", say.wrong_type(actual, expected), actual, expected, context)
    if len(items) != len(expected):
        message = say.wrong_length(len(items), len(expected))
        return _mismatch("length", message, actual, expected, context)
    pairs = enumerate(zip(items, expected, strict=True))
    return next(filter(None, (_compare(a, e, context.inside(i)) for i, (a, e) in pairs)), None)


def _items(value: Any, *, array: bool) -> Sequence[Any] | Array | None:
    """Return the items of a list or tuple, or of an array where one is welcome."""
    if isinstance(value, (list, tuple)) and not is_remote(value):
        return value
    if array and isinstance(value, np.ndarray) and value.ndim and value.dtype.kind in PLAIN_KINDS:
        return value
    return None


def _compare_array(actual: Any, expected: Array, context: _Context) -> Mismatch | None:
    if not isinstance(actual, (np.ndarray, np.generic)) or _no_tensor(actual, expected):
        return _mismatch("type", say.wrong_type(actual, expected), actual, expected, context)
    if actual.shape != expected.shape:
        message = say.wrong_shape(actual.shape, expected.shape)
        return _mismatch("shape", message, actual, expected, context)
    return _compare_values(np.asarray(actual), expected, actual, expected, context)


def _compare_number(
    actual: Any, number: Array, expected: Any, context: _Context
) -> Mismatch | None:
    if left_in_tensor(actual, expected):
        return _mismatch("type", say.wrong_type(actual, expected), actual, expected, context)
    if isinstance(actual, np.ndarray) and actual.ndim:
        message = say.wrong_shape(actual.shape, ())
        return _mismatch("shape", message, actual, expected, context)
    value = as_array(actual)
    if value is None or _no_tensor(actual, expected):
        return _mismatch("type", say.wrong_type(actual, expected), actual, expected, context)
    if type(actual) is int and number.dtype.kind in "iu":
        # Python's integers have no width: compared before 64 bits could round them.
        if actual == int(number):
            return None
        message = say.other_value(actual, int(number))
        return _mismatch("value", message, actual, expected, context)
    if type(actual) is int and number.dtype.kind == "f":
        value = value.astype(np.float64)
        return _compare_close(value, number, actual, expected, context)
    return _compare_values(value, number, actual, expected, context)


def left_in_tensor(actual: Any, expected: Any) -> bool:
    """Tell whether a tensor of one value came that does not pass for the Python number expected."""
    if type(expected) not in (int, float) or not isinstance(actual, Tensor) or actual.size != 1:
        return False
    return actual.ndim > 0 or not same_dtype(actual.dtype, np.asarray(expected).dtype)


def _no_tensor(actual: Any, expected: Any) -> bool:
    """Tell whether something else came where a tensor is expected."""
    return isinstance(expected, Tensor) and not isinstance(actual, Tensor)


def _compare_values(
    value: Array, wanted: Array, actual: Any, expected: Any, context: _Context
) -> Mismatch | None:
    if not same_dtype(value.dtype, wanted.dtype):
        of_tensors = isinstance(actual, Tensor)
        message = say.wrong_dtype(value.dtype, wanted.dtype, of_tensors=of_tensors)
        return _mismatch("dtype", message, actual, expected, context)
    return _compare_close(value, wanted, actual, expected, context)


def _compare_close(
    value: Array, wanted: Array, actual: Any, expected: Any, context: _Context
) -> Mismatch | None:
    tolerance = context.tolerance_for(wanted.dtype)
    gap = find_gap(value, wanted, tolerance)
    if gap is None:
        return None
    found = _mismatch(gap.kind, say.gap(gap, value, wanted, tolerance), actual, expected, context)
    return msgspec.structs.replace(found, tolerance=tolerance)


def same_dtype(one: np.dtype[Any], other: np.dtype[Any]) -> bool:
    """Tell whether `one` will do for `other`: integers and texts of any width, floats of its own."""
    if other.kind in "iu":
        return one.kind in "iu"
    return one.kind == other.kind and (other.kind in "bSU" or one.itemsize == other.itemsize)


def same(actual: Any, expected: Any, tolerance: Tolerance | None = None) -> bool:
    """Tell whether two values are equal within rounding: NaN equals NaN, dtypes may differ.

    The default tolerance is that of the less precise of the two. An array still equals no list
    and nothing broadcasts; a list equals a tuple or an array with the same items.
    """
    if isinstance(expected, dict):
        return (
            isinstance(actual, dict)
            and actual.keys() == expected.keys()
            and all(same(actual[key], expected[key], tolerance) for key in expected)
        )
    if isinstance(expected, (list, tuple)) and not is_remote(expected):
        items = _items(actual, array=True)
        return (
            items is not None
            and len(items) == len(expected)
            and all(same(a, e, tolerance) for a, e in zip(items, expected, strict=True))
        )
    one, other = as_array(actual), as_array(expected)
    if one is not None and other is not None:
        return _same_numbers(one, other, tolerance)
    if isinstance(actual, np.ndarray) and isinstance(expected, np.ndarray):
        texts = actual.dtype.kind == expected.dtype.kind and actual.dtype.kind in "SU"
        return texts and actual.shape == expected.shape and bool((actual == expected).all())
    if actual is None or expected is None:
        return actual is expected
    kinds = [kind for kind in (str, bytes) if isinstance(actual, kind)]
    return bool(kinds) and isinstance(expected, kinds[0]) and bool(actual == expected)


def _same_numbers(one: Array, other: Array, tolerance: Tolerance | None) -> bool:
    if one.shape != other.shape:
        return False
    inexact = [x.dtype for x in (one, other) if x.dtype.kind in "fc"]
    coarse = max(inexact, key=lambda dtype: np.finfo(dtype).eps, default=other.dtype)
    return find_gap(one, other, tolerance or tolerance_for(coarse)) is None
