"""Time by the trusted clock: a student's call against the reference's, at two sizes.

Seconds mean nothing between two machines. What counts is the ratio to the reference, timed just
before in a worker of its own, the best of a few calls each; the margin is the check's business,
and a check that is too slow is run once more, alone, before it counts.
"""

from __future__ import annotations

from typing import Any

from grader.checks.compare import same
from grader.checks.ends import CheckFailed, TooSlow
from grader.subjects import Function
from grader.texts import Text, text

__all__ = ["faster"]


def faster(
    function: Function,
    reference: Function,
    *,
    small: tuple[Any, ...],
    large: tuple[Any, ...],
    factor: float,
    fr: str,
    en: str,
) -> None:
    """The call on `large` may take at most `factor` times as long as the reference's.

    `small` and `large` are the arguments of two calls. The sentence says what the time grows with,
    and the ratios at both sizes follow it. A result that is not the reference's is no result.
    """
    ratios = [_ratio(function, reference, arguments) for arguments in (small, large)]
    if ratios[1] > factor:
        measured = text(
            "{sentence} On a small input your code takes {small:.2g} times as long as the "
            "reference, on a larger one {large:.2g} times; up to {factor:g} times is fine.",
            sentence=Text(fr, en),
            small=ratios[0],
            large=ratios[1],
            factor=factor,
        )
        raise TooSlow(measured)


def _ratio(function: Function, reference: Function, arguments: tuple[Any, ...]) -> float:
    expected, actual = reference.clock(*arguments), function.clock(*arguments)
    if not same(actual.value, expected.value):
        raise CheckFailed(
            text(
                "On the inputs that are timed {name} does not return what it should, so its time "
                "does not count: mend the values first.",
                name=function.name,
            )
        )
    return actual.seconds / max(expected.seconds, 1e-9)
