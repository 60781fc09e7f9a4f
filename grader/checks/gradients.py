"""Gradients of several parameters: which one is wrong first, and what differences say there.

A backward pass computes the gradients one from the other, from the output back. The first wrong
one is where the mistake is; those after it may only follow from it. What the slope really is can
be measured on the student's own forward pass, by central differences: they tell a wrong backward
pass from a wrong forward pass, and both from a kink.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import numpy as np

from grader.checks.compare import Mismatch, compare
from grader.checks.ends import CheckFailed
from grader.checks.show import show_index
from grader.checks.tolerance import tolerance_for
from grader.checks.values import Array, as_array, find_gap, wide
from grader.subjects import Function, Subject
from grader.texts import Text, joined, text, verbatim

__all__ = ["gradients"]

Part = str | tuple[str, Any]
Loss = Callable[[str, Any], Any]

STEP: Final = 1e-5  # of a parameter of size 1: rounding and curvature both stay below 1e-8 or so
SHORTER: Final = 8.0  # the second step is that much shorter
CLOSE: Final = 1e-4  # relative: two slopes that are equal as far as differences can tell
MOST_LISTED: Final = 6


def gradients(
    function: Function,
    reference: Function,
    *args: Any,
    parts: Sequence[Part],
    loss: Loss | None = None,
    at: Mapping[str, Any] | None = None,
    independent: bool = False,
    operations: int = 1,
    **kwargs: Any,
) -> Any:
    """Call both with the same arguments; their gradients must agree. Returns the student's.

    `parts` lists the gradients in the order of the backward pass, the output's first. A part is a
    key of the returned dict, or a name and where it is in the returned value: an index, a key, or
    a tuple of them. With `at`, the parameters' float64 values by part, and `loss`, which calls the
    student's own forward pass with one of them replaced and gives a number, the feedback says what
    central differences give at the worst place. `independent` gradients don't follow one from the
    other, as those of a penalty.
    """
    expected = reference(*args, **kwargs)
    actual = function(*args, **kwargs)
    named = [_named(part) for part in parts]
    wrong = _wrong(actual, expected, named, operations)
    if not wrong:
        return actual
    name, mismatch = wrong[0]
    right = [part for part, _ in named if part not in dict(wrong)]
    after = [other for other, _ in wrong[1:]]
    said = _alone(name, right, after) if independent or not after else _first(name, right, after)
    measured = _measured(function.subject, name, mismatch, loss, at or {})
    raise CheckFailed(joined(said, mismatch.message, measured), mismatch)


def _named(part: Part) -> tuple[str, tuple[Any, ...]]:
    """The name of a part and the path to it."""
    if isinstance(part, str):
        return part, (part,)
    name, path = part
    return name, path if isinstance(path, tuple) else (path,)


def _wrong(
    actual: Any, expected: Any, parts: Sequence[tuple[str, tuple[Any, ...]]], operations: int
) -> list[tuple[str, Mismatch]]:
    """The parts that differ, in order, each with its mismatch."""
    try:
        pairs = [(name, _at(actual, path), _at(expected, path)) for name, path in parts]
    except (LookupError, TypeError):
        # Not even of the same form: the whole says best in what.
        whole = compare(actual, expected, None, operations)
        return [] if whole is None else [("", whole)]
    compared = ((name, compare(one, other, None, operations)) for name, one, other in pairs)
    return [(name, mismatch) for name, mismatch in compared if mismatch is not None]


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def _alone(name: str, right: Sequence[str], after: Sequence[str]) -> Text | None:
    """Say which gradients are wrong, where none of them explains another."""
    if not name:
        return None
    if after:
        wrong = text("The gradients of {names} are wrong.", names=_list([name, *after]))
        return joined(wrong, _right(right), text("That of {name}:", name=name))
    if not right:
        return text("The gradient of {name} is wrong.", name=name)
    return text(
        "Only the gradient of {name} is wrong; right: {right}.", name=name, right=_list(right)
    )


def _first(name: str, right: Sequence[str], after: Sequence[str]) -> Text:
    """Say which gradient is wrong first on the way back; the wrong ones after may follow from it."""
    wrong = text(
        "Going back from the output, the gradient of {name} is the first wrong one. Wrong after "
        "it, perhaps only because they follow from it: {after}.",
        name=name,
        after=_list(after),
    )
    return joined(wrong, _right(right))


def _right(right: Sequence[str]) -> Text | None:
    return text("Right: {right}.", right=_list(right)) if right else None


def _list(names: Sequence[str]) -> str:
    more = ", …" if len(names) > MOST_LISTED else ""
    return ", ".join(names[:MOST_LISTED]) + more


# --- central differences --------------------------------------------------------------------------


class _Slopes(NamedTuple):
    """The slopes on either side of a place, with one step."""

    left: float
    right: float

    @property
    def central(self) -> float:
        """The slope by central differences."""
        return (self.left + self.right) / 2

    @property
    def gap(self) -> float:
        """By how much the sides differ."""
        return abs(self.right - self.left)


def _measured(
    subject: Subject, name: str, mismatch: Mismatch, loss: Loss | None, at: Mapping[str, Any]
) -> Text | None:
    """What central differences of the student's own forward pass give at the worst place."""
    came, wanted = as_array(mismatch.actual_value), as_array(mismatch.expected_value)
    if loss is None or name not in at or came is None or wanted is None:
        return None
    value = np.asarray(at[name])
    if not came.shape == wanted.shape == value.shape or value.dtype != np.float64:
        return None
    index = _worst(came, wanted)
    with _aside(subject):
        try:
            slopes, shorter = _slopes(lambda moved: loss(name, moved), value, index)
        except Exception:  # noqa: BLE001  # a forward pass that fails here says nothing
            return None
    if not np.isfinite([slopes, shorter]).all():
        return None
    place = verbatim(name + (show_index(index) if index else ""))
    return _conclusion(place, slopes, shorter, float(came[index]), float(wanted[index]))


def _worst(came: Array, wanted: Array) -> tuple[int, ...]:
    gap = find_gap(came, wanted, tolerance_for(np.float64))
    return gap.index if gap is not None else ()


@contextmanager
def _aside(subject: Subject) -> Iterator[None]:
    """Within this, what is asked leaves no trace: it is for the words, not for the verdict."""
    log = list(subject.log)
    try:
        yield
    finally:
        subject.log[:] = log


def _slopes(
    loss: Callable[[Any], Any], value: Array, index: tuple[int, ...]
) -> tuple[_Slopes, _Slopes]:
    """The slopes with a step, and with a shorter one."""
    here = _number(loss(_moved(value, index, 0.0)))
    step = STEP * max(1.0, abs(float(value[index])))
    return (
        _sides(loss, value, index, step, here),
        _sides(loss, value, index, step / SHORTER, here),
    )


def _sides(
    loss: Callable[[Any], Any], value: Array, index: tuple[int, ...], step: float, here: float
) -> _Slopes:
    below = _number(loss(_moved(value, index, -step)))
    above = _number(loss(_moved(value, index, step)))
    return _Slopes((here - below) / step, (above - here) / step)


def _moved(value: Array, index: tuple[int, ...], by: float) -> Any:
    moved = value.copy()
    moved[index] += by
    return moved if moved.ndim else float(moved)


def _number(value: Any) -> float:
    array = as_array(value)
    if array is None or array.ndim:
        raise TypeError("a loss is a number")
    return float(wide(array))


def _conclusion(place: Text, slopes: _Slopes, shorter: _Slopes, came: float, wanted: float) -> Text:
    central = slopes.central
    size = max(abs(slopes.left), abs(slopes.right), 1e-3)
    # The two sides of a smooth loss come together with the step, those of a kink do not.
    if slopes.gap > 1e-3 * size and shorter.gap > slopes.gap / 2:
        return text(
            "At {place} your own function has a kink: its slope is {left:.6g} on one "
            "side and {right:.6g} on the other. There the statement fixes the value, the chain "
            "rule is not at fault.",
            place=place,
            left=slopes.left,
            right=slopes.right,
        )
    if not _close(central, shorter.central):
        return text(
            "Central differences settle nothing at {place}: they depend on the step ({one:.6g}, or "
            "{other:.6g} with a step {times:g} times shorter).",
            place=place,
            one=central,
            other=shorter.central,
            times=SHORTER,
        )
    if _close(central, wanted):
        return text(
            "Central differences of your own function give {slope:.6g} at {place}: its values are "
            "right there, its gradient is not.",
            slope=central,
            place=place,
        )
    if _close(central, came):
        return text(
            "Central differences of your own function give {slope:.6g} at {place}, as your gradient "
            "does: the two fit together, and it is the function's values that differ.",
            slope=central,
            place=place,
        )
    return text(
        "Central differences of your own function give {slope:.6g} at {place}, which is neither "
        "what you return nor what is expected: look at the function's values first.",
        slope=central,
        place=place,
    )


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= CLOSE * max(abs(one), abs(other), 1e-3)
