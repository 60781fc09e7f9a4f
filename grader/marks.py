"""From checks to a mark: sums, the mark out of 20, and the status of a result.

All arithmetic is decimal, so that a mark is what one finds on paper: 0.1 + 0.2 is 0.3, and 12.345
rounds to 12.35.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from grader.results import CheckResult, Mode, ResultStatus

__all__ = ["mark_out_of_20", "result_mark", "result_status", "total", "weighted_mean"]

CENT: Final = Decimal("0.01")
_NOT_REACHED: Final = frozenset({"not_attempted", "blocked", "unavailable"})


def total(values: Iterable[float]) -> float:
    """Return the sum of `values` as written in decimal, to nine places: no 0.30000000000000004."""
    return round(float(sum((_decimal(value) for value in values), Decimal(0))), 9)


def mark_out_of_20(score: float, max_score: float) -> float:
    """Return `score` of `max_score` as a mark out of 20, to 0.01, half up. Nothing to earn: 0."""
    if max_score <= 0:
        return 0.0
    return _rounded(_decimal(score) * 20 / _decimal(max_score))


def weighted_mean(marks: Iterable[tuple[float | None, float]]) -> float | None:
    """Return the mean of (mark, weight) to 0.01, half up.

    None where a mark is missing through our fault, or where nothing weighs: nothing is rescaled.
    """
    known: list[tuple[Decimal, Decimal]] = []
    for mark, weight in marks:
        if mark is None:
            return None
        known.append((_decimal(mark), _decimal(weight)))
    weights = sum((weight for _, weight in known), Decimal(0))
    if not weights:
        return None
    return _rounded(sum((mark * weight for mark, weight in known), Decimal(0)) / weights)


def result_status(checks: Sequence[CheckResult], mode: Mode) -> ResultStatus:
    """Return the status of a result: our fault first, then whether anything was attempted.

    A mark is final (``graded``) in official mode when every check could run.
    """
    statuses = {check.status for check in checks}
    if "grader_error" in statuses:
        return "grader_error"
    if statuses <= _NOT_REACHED and statuses != {"unavailable"}:
        return "not_attempted"
    if mode == "practice" or "unavailable" in statuses:
        return "provisional"
    return "graded"


def result_mark(checks: Sequence[CheckResult], status: ResultStatus) -> float | None:
    """Return the mark of a result out of 20; None when the grader failed."""
    if status == "grader_error":
        return None
    earned = total(check.points for check in checks)
    return mark_out_of_20(earned, total(check.max_points for check in checks))


def _decimal(value: float) -> Decimal:
    return Decimal(repr(float(value)))


def _rounded(value: Decimal) -> float:
    return float(value.quantize(CENT, rounding=ROUND_HALF_UP))
