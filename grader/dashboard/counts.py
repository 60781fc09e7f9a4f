"""Counting over a class: marks in a few numbers, the hardest checks, what many misunderstand."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from grader.dashboard.classview import CheckStats, Misconception, Summary
from grader.texts import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from grader.results import CheckResult

__all__ = ["Outcome", "check_stats", "misconceptions", "summary"]

_NOT_RUN: Final = frozenset({"blocked", "unavailable", "not_attempted", "grader_error"})
_NOT_THEIRS: Final = frozenset({"unavailable", "grader_error"})
ENOUGH: Final = 10.0


class Outcome(Struct, frozen=True, gc=False):
    """What the class needs to know of one check of one student."""

    id: str
    title: str
    hidden: bool
    status: str
    points: float
    max_points: float
    diagnosis: str = ""
    text: str = ""
    see: str = ""

    @classmethod
    def of(cls, check: CheckResult) -> Outcome:
        """Return the outcome of `check`."""
        found = check.diagnosis
        return cls(
            check.id,
            check.title,
            check.visibility == "hidden",
            check.status,
            check.points,
            check.max_points,
            *(() if found is None else (found.id, found.text, found.see or "")),
        )


def summary(marks: Sequence[float]) -> Summary:
    """Return `marks` in five numbers; quartiles are those of the list itself (inclusive)."""
    if not marks:
        return Summary(count=0)
    # One mark is its own quartiles.
    several = [*marks, *marks] if len(marks) == 1 else marks
    low, median, high = statistics.quantiles(several, n=4, method="inclusive")
    return Summary(
        count=len(marks),
        mean=statistics.fmean(marks),
        low=low,
        median=median,
        high=high,
        below=sum(mark < ENOUGH for mark in marks),
    )


class _Tally:
    """One check, while it is counted."""

    def __init__(self, first: Outcome) -> None:
        self.first = first
        self.seen = self.ran = self.passed = 0
        self.lost = 0.0

    def add(self, one: Outcome) -> None:
        if one.status in _NOT_THEIRS:
            return
        self.seen += 1
        self.ran += one.status not in _NOT_RUN
        self.passed += one.status == "passed" and one.points >= one.max_points
        self.lost += one.max_points - one.points


def check_stats(column: int, graded: Iterable[tuple[int, list[Outcome]]]) -> list[CheckStats]:
    """Return the checks of an exercise; those of whom nothing was handed in do not count."""
    tallies: dict[str, _Tally] = {}
    for _, outcomes in graded:
        if not _attempted(outcomes):
            continue
        for one in outcomes:
            if one.id not in tallies:
                tallies[one.id] = _Tally(one)
            tallies[one.id].add(one)
    return [
        CheckStats(
            column=column,
            id=printable(name, 100),
            title=printable(tally.first.title.strip(), 200) or printable(name, 100),
            hidden=tally.first.hidden,
            points=tally.first.max_points,
            seen=tally.seen,
            ran=tally.ran,
            passed=tally.passed,
            lost=round(tally.lost, 6),
        )
        for name, tally in tallies.items()
    ]


def misconceptions(column: int, graded: Iterable[tuple[int, list[Outcome]]]) -> list[Misconception]:
    """Return the diagnoses of an exercise with who shares them, each student once."""
    texts: dict[str, Outcome] = {}
    who: dict[str, list[int]] = {}
    people = 0
    for student, outcomes in graded:
        people += _attempted(outcomes)
        for name in {one.diagnosis: one for one in outcomes if one.diagnosis}:
            who.setdefault(name, []).append(student)
        for one in outcomes:
            if one.diagnosis:
                texts.setdefault(one.diagnosis, one)
    return [
        Misconception(
            column=column,
            id=printable(name, 100),
            text=printable(texts[name].text, 1000),
            see=printable(texts[name].see, 60),
            students=students,
            of=people,
        )
        for name, students in who.items()
    ]


def _attempted(outcomes: Sequence[Outcome]) -> bool:
    return any(one.status not in _NOT_RUN for one in outcomes)
