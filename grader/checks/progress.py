"""How far a training is, while it is on: from the student's loop to the terminal.

A check gives `progress(epochs)` to a function that trains; the student's code calls it with the
number of the epoch and its loss. It decides nothing. The command shows it where it is a terminal;
where time runs out, the student is told how far the training had come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from grader.checks.values import as_array
from grader.subjects import CallbackArgument
from grader.texts import Text, text

__all__ = ["Epoch", "following", "progress"]


class Epoch(NamedTuple):
    """An epoch that ended: its number, counted from 1, of how many (if known), and its loss."""

    number: int
    total: int | None
    loss: float


Follow = Callable[[Epoch], None]
_follow: ContextVar[Follow | None] = ContextVar("follow", default=None)


@contextmanager
def following(follow: Follow) -> Iterator[None]:
    """Within this, `follow` is called with each epoch that ends."""
    token = _follow.set(follow)
    try:
        yield
    finally:
        _follow.reset(token)


def progress(epochs: int | None = None) -> CallbackArgument:
    """The function ``report(epoch, loss)`` for a training of so many epochs, counted from 1.

    Without a number where the student decides how many there are.
    """
    last: list[Epoch] = []

    def report(epoch: object, loss: object) -> None:
        last[:] = [Epoch(round(_number(epoch)), epochs, _number(loss))]
        follow = _follow.get()
        if follow is not None:
            follow(last[0])

    return CallbackArgument(report, "report", lambda: _reached(last[0]) if last else None)


def _number(value: object) -> float:
    """A number, or the one of an array without axes; TypeError for what is none."""
    array = as_array(value)
    if array is None or array.ndim or array.dtype.kind == "c":
        raise TypeError("report takes the number of the epoch and its loss, two numbers")
    return float(array)


def _reached(last: Epoch) -> Text:
    if last.total is None:
        return text(
            "The training had come to epoch {number} by then, with a loss of {loss:.4g}.",
            number=last.number,
            loss=last.loss,
        )
    return text(
        "The training had come to epoch {number} of {total} by then, with a loss of {loss:.4g}.",
        number=last.number,
        total=last.total,
        loss=last.loss,
    )
