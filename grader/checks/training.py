"""Sentences of checks that train: fresh seeds before a miss counts, and losses read for the student.

A training ends well with some probability. A check of it is a `trial` that is made again with
another seed when it misses; how often the solution's first try misses is counted by a gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import numpy as np

from grader.checks.ends import CheckFailed
from grader.checks.evidence import numeric
from grader.checks.show import show
from grader.checks.values import Array
from grader.subjects import Remote
from grader.texts import Text, text

__all__ = ["TRIES", "first_try_only", "learns", "take", "trains"]

TRIES: Final = 3
MOST_LOSSES: Final = 100_000
GROWTH: Final = 10.0  # a loss that ends at so many times its start diverges, it is not just noisy

_first_only: ContextVar[bool] = ContextVar("first_only", default=False)


def trains(trial: Callable[[np.random.Generator], None], rng: np.random.Generator) -> None:
    """Run `trial` with fresh generators until it passes; three misses in a row end the check.

    A miss is what `require`, `close` and the like raise. An exception of the student's code is no
    miss: it ends the check at once. The seeds are drawn beforehand, so that a try does not depend
    on how the one before went.
    """
    seeds = rng.integers(2**63, size=1 if _first_only.get() else TRIES)
    missed: CheckFailed | None = None
    for seed in seeds.tolist():
        try:
            return trial(np.random.default_rng(seed))
        except CheckFailed as failed:
            missed = failed
    if missed is not None:
        why = text(
            "Missed on {n} fresh seeds in a row. The last time: {why}",
            n=len(seeds),
            why=missed.message,
        )
        raise CheckFailed(why, missed.mismatch) from None
    return None


@contextmanager
def first_try_only() -> Iterator[None]:
    """Within this, a miss of the first try counts: to measure how often it happens."""
    token = _first_only.set(True)
    try:
        yield
    finally:
        _first_only.reset(token)


def learns(
    losses: Any,
    *,
    below: float | None = None,
    first: float | None = None,
    within: float = 0.1,
) -> Array:
    """Return the losses of a training as a float array (epochs,); end the check when it went wrong.

    Told apart: NaN or infinity (and from which epoch), divergence, a loss that never falls, a
    first loss that is not `first` (up to `within`: near log(classes) before anything is learned),
    and a last loss that is not `below` its goal.
    """
    values = _history(losses)
    broken = ~np.isfinite(values)
    if broken.any():
        raise CheckFailed(_broken(values, int(np.argmax(broken))))
    start, end = float(values[0]), float(values[-1])
    if first is not None and abs(start - first) > within:
        raise CheckFailed(_first(start, first))
    if len(values) > 1 and end > GROWTH * max(abs(start), 1e-12):
        raise CheckFailed(_diverges(start, end))
    if len(values) > 1 and not end < start:
        raise CheckFailed(
            text(
                "The loss does not fall: {start:.4g} at the beginning, {end:.4g} at the end. Do the "
                "updates reach the parameters, and do they go against the gradient?",
                start=start,
                end=end,
            )
        )
    if below is not None and not end < below:
        raise CheckFailed(
            text(
                "The loss falls from {start:.4g} to {end:.4g} only; below {goal:.4g} was expected.",
                start=start,
                end=end,
                goal=below,
            )
        )
    return values


def _history(losses: Any) -> Array:
    """The losses as one row of numbers, at least one."""
    array = numeric(losses)
    if array is None or array.ndim != 1 or not 0 < array.size <= MOST_LOSSES:
        raise CheckFailed(
            text("A list of losses was expected, and what came is {actual}.", actual=show(losses))
        )
    return array


def _broken(values: Array, at: int) -> Text:
    if not at:
        return text(
            "The very first loss is {value}: look for a logarithm of 0, an exp that overflows or a "
            "division by 0 in the forward pass.",
            value=str(values[0]),
        )
    before = float(values[at - 1])
    if before > GROWTH * abs(float(values[0])):
        return _diverges(float(values[0]), float(values[at]))
    return text(
        "The loss becomes {value} during training (value number {number}, {before:.4g} just "
        "before): a logarithm of 0, an exp that overflows, or steps that are too large.",
        value=str(values[at]),
        number=at + 1,
        before=before,
    )


def _diverges(start: float, end: float) -> Text:
    return text(
        "The training diverges: the loss grows from {start:.4g} to {end:.4g}. Either the step goes "
        "up the slope instead of down, or it is too large (a factor such as 1/n missing from the "
        "gradient makes it so).",
        start=start,
        end=end,
    )


def _first(start: float, first: float) -> Text:
    return text(
        "Before anything is learned the loss should be near {first:.4g}, since no class is favoured "
        "yet; it is {start:.4g}. Is it a mean over the examples, and are the first weights small?",
        first=first,
        start=start,
    )


def take(iterable: Any, most: int) -> list[Any]:
    """Return the items of what the student's code returned, which must end within `most` items."""
    items: list[Any] = []
    if not (isinstance(iterable, (list, tuple)) or _iterates(iterable)):
        raise CheckFailed(
            text(
                "A generator (or a list) was expected, and what came is {actual}.",
                actual=show(iterable, limit=80),
            )
        )
    for item in iterable:
        if len(items) == most:
            raise CheckFailed(
                text(
                    "More than {most} items came, and there would be more: the loop goes on after "
                    "everything was handed out.",
                    most=most,
                )
            )
        items.append(item)
    return items


def _iterates(value: Any) -> bool:
    return isinstance(value, Remote) and "i" in value.handle_.traits
