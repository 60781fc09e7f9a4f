"""Wrong answers that hold the right values elsewhere: axes, order, batches.

Every function looks at arrays of any two shapes, finite throughout, and returns a diagnosis or
None.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.checks.evidence import Diagnosis, Pair, close, distinct, finding, telling
from grader.texts import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.checks.values import Array

__all__ = ["LAYOUTS"]

Shape = tuple[int, ...]


def transposed(pair: Pair) -> Diagnosis | None:
    """Recognise two axes exchanged."""
    actual, expected, tolerance, _ = pair
    if expected.ndim < 2 or actual.ndim != expected.ndim or not telling(expected):
        return None
    if min(expected.shape[-2:]) < 2:
        return None
    turns = [expected.T, np.swapaxes(expected, -1, -2)]
    if not any(close(actual, turn, tolerance) for turn in turns):
        return None
    return finding("transposed", text("Your values are right, but rows and columns are exchanged."))


def extra_axis(pair: Pair) -> Diagnosis | None:
    """Recognise the right values with an axis of length 1 too many or missing."""
    actual, expected, tolerance, _ = pair
    if actual.shape == expected.shape or actual.size != expected.size or not expected.size:
        return None
    if _squeezed(actual.shape) != _squeezed(expected.shape):
        return None
    if not close(actual.ravel(), expected.ravel(), tolerance) or not distinct(expected):
        return None
    shapes = {"actual": str(actual.shape), "expected": str(expected.shape)}
    if actual.ndim > expected.ndim:
        sentence = text(
            "Your values are right, with an axis too many: {actual} instead of {expected}. Is "
            "there a keepdims=True, a reshape or an index [:, None] to remove?",
            **shapes,
        )
    elif actual.ndim < expected.ndim:
        sentence = text(
            "Your values are right, with an axis missing: {actual} instead of {expected}. "
            "keepdims=True or an index [:, None] would keep it.",
            **shapes,
        )
    else:
        sentence = text(
            "Your values are right, but lie along another axis: {actual} instead of {expected}.",
            **shapes,
        )
    return finding("extra-axis", sentence)


def _squeezed(shape: Shape) -> Shape:
    return tuple(n for n in shape if n != 1)


def reshaped(pair: Pair) -> Diagnosis | None:
    """Recognise the right values in the right order, in another shape."""
    actual, expected, tolerance, _ = pair
    if actual.size != expected.size or _squeezed(actual.shape) == _squeezed(expected.shape):
        return None
    if not telling(expected) or not close(actual.ravel(), expected.ravel(), tolerance):
        return None
    return finding(
        "reshaped",
        text("Your values are right and in the right order, but the array has another shape."),
    )


def broadcast(pair: Pair) -> Diagnosis | None:
    """Recognise (n, 1) combined with (n,): an (n, n) table with the right values on its diagonal."""
    actual, expected, tolerance, _ = pair
    n = expected.size
    if n < 2 or actual.shape != (n, n) or _squeezed(expected.shape) != (n,):
        return None
    if not telling(expected) or not close(np.diagonal(actual), expected.ravel(), tolerance):
        return None
    return finding(
        "broadcast",
        text(
            "A table of {n} by {n} came, with the right values on its diagonal: an array of shape "
            "({n}, 1) was combined with one of shape ({n},), and broadcasting paired everything "
            "with everything.",
            n=n,
        ),
    )


def reversed_order(pair: Pair) -> Diagnosis | None:
    """Recognise the right values in the opposite order along one axis, or along all."""
    actual, expected, tolerance, _ = pair
    if actual.shape != expected.shape or not expected.ndim or not telling(expected):
        return None
    turns = [np.flip(expected, axis) for axis in range(expected.ndim)] + [np.flip(expected)]
    if not any(close(actual, turn, tolerance) for turn in turns):
        return None
    return finding("reversed", text("Your values are right, but in the opposite order."))


def permuted(pair: Pair) -> Diagnosis | None:
    """Recognise the right values in another order. Whole numbers too often repeat to tell."""
    actual, expected, tolerance, _ = pair
    if actual.shape != expected.shape or bool((expected == np.round(expected)).all()):
        return None
    if 2 * distinct(expected) < expected.size or distinct(expected) < 4:
        return None
    if not close(np.sort(actual.ravel()), np.sort(expected.ravel()), tolerance):
        return None
    return finding("permuted", text("Your values are the right ones, but in another order."))


def other_reduction(pair: Pair) -> Diagnosis | None:
    """Recognise a sum, mean or maximum along the wrong axis: its shape gives it away."""
    actual, expected, _, args = pair
    if actual.shape == expected.shape or distinct(actual) < 2:
        return None
    if any(arg is not None and arg.shape == actual.shape for arg in args):
        return None
    for arg in args:
        if arg is None or arg.ndim < 2:
            continue
        right = [axis for axis, shape in _reductions(arg.shape) if shape == expected.shape]
        taken = [axis for axis, shape in _reductions(arg.shape) if shape == actual.shape]
        if len(right) == len(taken) == 1 and right != taken:
            return finding(
                "other-axis",
                text(
                    "The shape is the one that axis={taken} gives; the expected one comes from "
                    "axis={right}.",
                    taken=taken[0],
                    right=right[0],
                ),
            )
    return None


def _reductions(shape: Shape) -> Iterator[tuple[int, Shape]]:
    """Yield each axis with the shapes that a reduction along it leaves, axis kept or not."""
    for axis in range(len(shape)):
        yield axis, shape[:axis] + shape[axis + 1 :]
        yield axis, (*shape[:axis], 1, *shape[axis + 1 :])


def other_normalisation(pair: Pair) -> Diagnosis | None:
    """Recognise values that sum to 1 along another axis than the expected ones, or in all."""
    actual, expected, _, _ = pair
    if actual.shape != expected.shape or expected.ndim < 2 or distinct(actual) < 3:
        return None
    right, taken = _unit_axes(pair, expected), _unit_axes(pair, actual)
    if len(right) != 1 or expected.size == expected.shape[right[0]]:
        return None
    if len(taken) == 1 and taken != right and min(expected.shape[i] for i in (*right, *taken)) > 1:
        return finding(
            "other-axis",
            text(
                "Your values sum to 1 along axis {taken}; the expected ones do along axis {right}.",
                taken=taken[0],
                right=right[0],
            ),
        )
    if not taken and abs(float(actual.sum()) - 1) <= _room(pair, actual.size):
        return finding(
            "whole-batch",
            text(
                "Your values sum to 1 over the whole array; the expected ones do along axis "
                "{right}: each example is to be treated by itself.",
                right=right[0],
            ),
        )
    return None


def _room(pair: Pair, count: int) -> float:
    return pair.tolerance.rtol + count * pair.tolerance.atol


def _unit_axes(pair: Pair, values: Array) -> list[int]:
    """Return the axes along which values that are nowhere negative sum to 1 everywhere."""
    if not values.size or float(values.min()) < 0:
        return []
    return [
        axis
        for axis in range(values.ndim)
        if bool((abs(values.sum(axis=axis) - 1) <= _room(pair, values.shape[axis])).all())
    ]


def whole_batch(pair: Pair) -> Diagnosis | None:
    """Recognise one result for the whole batch where each example should have its own."""
    actual, expected, tolerance, args = pair
    if not expected.ndim or len(expected) < 2 or not telling(expected):
        return None
    if not any(arg is not None and arg.ndim and len(arg) == len(expected) for arg in args):
        return None
    if not telling(actual, strict=False):
        return None
    if close(actual, np.asarray(expected[0]), tolerance):
        return finding("first-example", text("Only the result of the first example came back."))
    merged: list[Any] = [expected.mean(axis=0), expected.sum(axis=0)]
    merged += [expected.mean(), expected.sum()]
    if any(close(actual, np.asarray(one), tolerance) for one in merged):
        return finding(
            "whole-batch",
            text(
                "The examples of the batch were summed or averaged into one: a result for each of "
                "the {n} is expected.",
                n=len(expected),
            ),
        )
    return None


def unreduced(pair: Pair) -> Diagnosis | None:
    """Recognise one result for each example where their mean or sum is expected."""
    actual, expected, tolerance, _ = pair
    if not actual.ndim or len(actual) < 2 or not telling(actual):
        return None
    if close(np.asarray(actual.mean(axis=0)), expected, tolerance):
        sentence = text("You return one result for each example; their mean is expected.")
    elif close(np.asarray(actual.sum(axis=0)), expected, tolerance):
        sentence = text("You return one result for each example; their sum is expected.")
    else:
        return None
    return finding("unreduced", sentence)


LAYOUTS: Final = (
    transposed,
    extra_axis,
    reshaped,
    broadcast,
    reversed_order,
    permuted,
    other_reduction,
    other_normalisation,
    whole_batch,
    unreduced,
)
