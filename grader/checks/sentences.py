"""What `compare` says about a difference: one to three plain sentences, ready to act upon."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.checks.kinds import as_told
from grader.checks.show import dtype_name, is_remote, show, show_index, show_pair, type_name
from grader.sandbox.tensors import Tensor
from grader.texts import Text, joined, text, verbatim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.checks.tolerance import Tolerance
    from grader.checks.values import Array, Gap

__all__ = [
    "gap",
    "joined",
    "located",
    "other_value",
    "wrong_dtype",
    "wrong_keys",
    "wrong_length",
    "wrong_shape",
    "wrong_type",
]

# A miss by less than so many times the tolerance is no wrong formula, if it is also small beside
# the values themselves.
NEAR: Final = 1e3
NEAR_RELATIVE: Final = 1e-4
MAX_KEYS: Final = 5
FUNCTIONS: Final = frozenset({"function", "method", "builtin_function_or_method", "ufunc"})


def located(path: str, message: Text) -> Text:
    """Say where in a nested value the difference is; an empty path is the value itself."""
    return text("In value{path}: {message}", path=path, message=message) if path else message


# The relative differences of values that went through float32, of which the rounding is 6e-8.
FLOAT32: Final = (4e-9, 3e-7)


def wrong_type(actual: Any, expected: Any) -> Text:
    """Say what kind of thing came, what is expected, and how to turn one into the other."""
    expected = as_told(expected)
    sentence = text(
        "Returned: {came}. Expected: {wanted}.",
        came=_described(actual),
        wanted=_described(expected),
    )
    return joined(sentence, _advice(actual, expected))


def _described(value: Any) -> Text:
    """Return the kind of a value in a few words, its article included."""
    if value is None:
        return verbatim("None")
    if is_remote(value):
        return text("an object of type {type}", type=type_name(value))
    if isinstance(value, Tensor):
        return text("a tensor of shape {shape}", shape=str(value.shape))
    if isinstance(value, np.ndarray) and value.ndim:
        return text("a NumPy array of shape {shape}", shape=str(value.shape))
    if isinstance(value, (bool, np.bool_)):
        return text("a boolean")
    if isinstance(value, (str, bytes)):
        return text("a text ({type})", type=type_name(value))
    if isinstance(value, (complex, np.complexfloating)):
        return text("a complex number")
    if isinstance(value, (int, float, np.generic)) or (
        isinstance(value, np.ndarray) and value.dtype.kind in "biufc"
    ):
        return text("a number")
    if isinstance(value, (list, tuple, dict)):
        return text("a {type} of length {length}", type=type_name(value), length=len(value))
    return text("an object of type {type}", type=type_name(value))


def _advice(actual: Any, expected: Any) -> Text | None:
    if actual is None:
        return text("Is a return statement missing?")
    if is_remote(actual):
        if actual.type_name in FUNCTIONS:
            return text("This is a function that was not called: are its parentheses missing?")
        if actual.type_name == "generator":
            return text("A function with yield returns a generator: collect its values first.")
        return None
    if isinstance(expected, Tensor):
        return text(
            "Return a tensor: stay with tensors and torch's functions all the way. "
            ".numpy(), .item(), .tolist() and float(...) leave them."
        )
    if isinstance(actual, Tensor) and type(expected) in (int, float):
        return text("A number of Python's own is expected: .item() takes it out of a tensor.")
    if isinstance(expected, np.ndarray) and expected.ndim:
        if isinstance(actual, list):
            return text("Return a NumPy array: np.array(...).")
        if isinstance(actual, tuple):
            return text("Return one NumPy array, not several values.")
        if isinstance(actual, (int, float)):
            return text("Is a sum, a mean or an index left over?")
    if isinstance(actual, str) and not isinstance(expected, str):
        return text("Return the value itself, not a text that shows it.")
    if isinstance(expected, tuple):
        return text("Return the {count} values separated by commas.", count=len(expected))
    return None


def wrong_keys(missing: Sequence[Any], extra: Sequence[Any]) -> Text:
    """Say which keys of a dict are missing and which are too many."""
    return joined(
        text("Missing keys: {keys}.", keys=_keys(missing)) if missing else None,
        text("Unexpected keys: {keys}.", keys=_keys(extra)) if extra else None,
    )


def _keys(keys: Sequence[Any]) -> str:
    shown = ", ".join(show(key, limit=60) for key in keys[:MAX_KEYS])
    return shown + (f", ... +{len(keys) - MAX_KEYS}" if len(keys) > MAX_KEYS else "")


def wrong_length(actual: int, expected: int) -> Text:
    """Say how many items came instead of how many."""
    return text("The length is {actual} instead of {expected}.", actual=actual, expected=expected)


def wrong_shape(actual: tuple[int, ...], expected: tuple[int, ...]) -> Text:
    """Say both shapes, and in words what a missing or empty axis means."""
    if not expected:
        return text(
            "An array of shape {actual} came back; a single number is expected.",
            actual=str(actual),
        )
    if not actual:
        return text(
            "A single number came back; an array of shape {expected} is expected.",
            expected=str(expected),
        )
    sentence = text(
        "The shape is {actual} instead of {expected}.", actual=str(actual), expected=str(expected)
    )
    empty = 0 in actual and 0 not in expected
    return joined(sentence, text("The array is empty.") if empty else None)


def wrong_dtype(
    actual: np.dtype[Any], expected: np.dtype[Any], *, of_tensors: bool = False
) -> Text:
    """Say both dtypes, why the difference matters and where it usually comes from."""
    sentence = text(
        "The dtype is {actual} instead of {expected}.",
        actual=dtype_name(actual),
        expected=dtype_name(expected),
    )
    why = _why_dtype_of_tensor if of_tensors else _why_dtype
    return joined(sentence, why(actual, expected))


def _why_dtype(actual: np.dtype[Any], expected: np.dtype[Any]) -> Text | None:
    if expected.kind == "b":
        return text("Return the booleans of the comparison themselves.")
    if actual.kind == "b":
        return text("These are booleans: turn them into numbers, for instance with .astype(...).")
    if actual.kind in "iu" and expected.kind == "f":
        return text(
            "Integers cannot hold fractions: // or an array made with an integer dtype cuts them."
        )
    if actual.kind == "f" and expected.kind in "iu":
        return text("Whole numbers are expected: an integer dtype, for instance .astype(int).")
    if actual.kind == expected.kind == "f" and actual.itemsize > expected.itemsize:
        return text(
            "The result must keep the precision of the inputs: np.zeros and np.ones make float64 "
            "unless dtype=x.dtype is given."
        )
    if actual.kind == expected.kind == "f":
        return text("Precision is lost on the way: nothing should convert to a smaller dtype.")
    return None


def _why_dtype_of_tensor(actual: np.dtype[Any], expected: np.dtype[Any]) -> Text | None:
    if actual.kind == "b" or expected.kind == "b":
        return (
            _why_dtype(actual, expected)
            if expected.kind == "b"
            else text("These are booleans: turn them into numbers, for instance with .to(x.dtype).")
        )
    if actual.kind == "f" and expected.kind in "iu":
        return text(
            "Whole numbers are expected: an integer dtype, for instance .to(torch.{dtype}).",
            dtype=str(expected),
        )
    if actual.kind == expected.kind == "f":
        return text(
            "The result must keep the dtype of the inputs: make new tensors with dtype=x.dtype, "
            "torch.zeros_like(x) or x.new_tensor(...); torch.tensor(...) alone makes float32."
        )
    return _why_dtype(actual, expected)


def other_value(actual: Any, expected: Any) -> Text:
    """Say two values that are compared exactly and differ."""
    came, wanted = show_pair(actual, expected, limit=120)
    return text("{actual} instead of {expected}.", actual=came, expected=wanted)


def gap(gap: Gap, actual: Array, expected: Array, tolerance: Tolerance) -> Text:
    """Say how many values differ, which is the worst, by how much, and if rounding explains it."""
    came, wanted = show_pair(actual[gap.index].item(), expected[gap.index].item(), limit=120)
    what = text("{actual} instead of {expected}", actual=came, expected=wanted)
    if gap.kind != "value":
        nan, infinite = came == "nan", came in ("inf", "-inf")
        count = text("NaN") if nan else text("Infinite values") if infinite else _wrong()
        return _where(gap, what, count, worst=False)
    difference = _difference(actual, expected, gap)
    if difference is not None:
        what = text("{what} (difference {difference})", what=what, difference=difference)
    return joined(
        _where(gap, what, _wrong(), worst=difference is not None),
        _nearness(gap, tolerance, expected.dtype),
    )


def _wrong() -> Text:
    return text("Wrong values")


def _where(gap: Gap, what: Text, label: Text, *, worst: bool) -> Text:
    """Say where `what` is, in an array; of a single number there is only one place."""
    if not gap.index:
        return text("{what}.", what=what)
    counted = text("{label}: {count} of {size}", label=label, count=gap.count, size=gap.size)
    index = show_index(gap.index)
    if worst:
        return text(
            "{count}; the worst is at {index}: {what}.", count=counted, index=index, what=what
        )
    return text("{count}; the first is at {index}: {what}.", count=counted, index=index, what=what)


def _difference(actual: Array, expected: Array, gap: Gap) -> str | None:
    """Return by how much the worst value differs; None where the two values say it all."""
    if actual.dtype.kind not in "iufc" or expected.dtype.kind not in "iufc":
        return None
    one, other = actual[gap.index].item(), expected[gap.index].item()
    # The first digits tell how large it is, the last ones are only rounding.
    return show(abs(one - other), digits=3)


def _nearness(gap: Gap, tolerance: Tolerance, dtype: np.dtype[Any]) -> Text | None:
    if dtype == np.float64 and FLOAT32[0] <= gap.relative <= FLOAT32[1]:
        return text(
            "So small a difference comes from a float32 on the way, which has only 7 digits "
            "(torch.tensor(number) makes one), or from an approximation (a shortened constant, a "
            "small number added), rather than from a wrong formula."
        )
    if tolerance.reason is None or gap.excess >= NEAR or gap.relative >= NEAR_RELATIVE:
        return None
    if gap.relative >= NEAR * tolerance.rtol:
        return None
    return joined(
        text(
            "So small a difference comes from rounding or from an approximation (a shortened "
            "constant, a small number added) rather than from a wrong formula."
        ),
        tolerance.reason,
    )
