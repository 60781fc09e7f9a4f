"""Record the references: what makes practice possible where the solutions are not.

Of each public check, on the course's public seed: what the solution answered as the reference and
in the student's place, and what each misconception answered there. A misconception that passes a
check, or answers all of it as the solution does, can't be that check's diagnosis and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from grader.checks.collect import Check, Checks
from grader.checks.ends import TooSlow
from grader.problems import CourseProblem
from grader.references import (
    LiveReferences,
    Misconception,
    Recorded,
    References,
    Unpacked,
    alike,
    pack,
    recorded_path,
    unpack,
)
from grader.suspects import needed_by
from grader.texts import Text, text

if TYPE_CHECKING:
    from grader.course import Exercise, Track
    from grader.subjects import Exchange

__all__ = ["drift", "is_stale", "record", "same_exchange", "same_request"]


class Sources(References, Protocol):
    """References that are run, with the misconceptions that they know."""

    @property
    def known(self) -> Sequence[Misconception]:
        """The misconceptions, in order."""


def record(exercise: Exercise, track: Track, seed: int, sources: Sources | None = None) -> bytes:
    """Return the recorded references of a track on `seed`, by default made from its solution.

    A public check that the solution does not pass raises `CourseProblem`.
    """
    live = sources or LiveReferences(exercise, track)
    checks = Checks(exercise.folder, track, "public")
    recorded: dict[str, Recorded] = {}
    lost: dict[str, set[str]] = {wrong.id: set() for wrong in live.known}
    try:
        for check in checks.checks:
            if not check.gpu:
                recorded[check.id] = _recorded(checks, check, live, seed, lost)
    finally:
        checks.close()
    return pack(seed, live.known, recorded)


def _recorded(
    checks: Checks, check: Check, live: Sources, seed: int, lost: dict[str, set[str]]
) -> Recorded:
    """The record of one check; each misconception that loses it is noted in `lost`.

    Of a check that trains, a misconception that loses what it needs is no suspect
    (`grader.suspects`), so it is not trained.
    """
    reference, solution = live.reference(check.id), live.solution(check.id)
    trouble = checks.run(check, solution, reference, seed)
    if trouble is not None:
        raise CourseProblem(
            text(
                "The solution does not pass {check}, so it can't be recorded: {why}",
                check=check.id,
                why=str(trouble),
            )
        )
    wrong: dict[str, list[Exchange]] = {}
    needed = needed_by(checks.checks, check) if check.seeds else set()
    for misconception, subject in live.misconceptions(check.id):
        if needed & lost[misconception.id]:
            continue
        failure = checks.run(check, subject, live.reference(check.id), seed)
        if failure is not None and not isinstance(failure, TooSlow):
            lost[misconception.id].add(check.id)
        if failure is not None and not _same_log(subject.log, solution.log):
            wrong[misconception.id] = subject.log
    return Recorded(reference.log, solution.log, wrong)


def drift(
    exercise: Exercise, track: Track, seed: int, sources: Sources | None = None
) -> Text | None:
    """Return in what the committed recording differs from a new one, None if in nothing.

    Numbers may differ by rounding, which changes with the processor; texts may not.
    """
    path = recorded_path(exercise, track)
    try:
        with open(path, "rb") as file:
            committed = unpack(file.read(), path)
    except FileNotFoundError:
        return text("{file} is missing: run grade record.", file=path)
    new = unpack(record(exercise, track, seed, sources), path)
    place = next(_differences(committed, new), None)
    if place is None:
        return None
    return text("{file} is out of date ({place}): run grade record.", file=path, place=place)


def is_stale(exercise: Exercise, track: Track, seed: int) -> bool:
    """Tell whether a new recording has to be written: none there, unreadable, or it differs."""
    try:
        return drift(exercise, track, seed) is not None
    except CourseProblem:
        return True


def _differences(old: Unpacked, new: Unpacked) -> Iterator[str]:
    """Name the places that differ."""
    if old.seed != new.seed:
        yield "seed"
    if old.known != new.known:
        yield "misconceptions"
    if list(old.checks) != list(new.checks):
        yield "checks"
        return
    yield from (name for name, check in old.checks.items() if not _same(check, new.checks[name]))


def _same(old: Recorded, new: Recorded) -> bool:
    return (
        _same_log(old.reference, new.reference)
        and _same_log(old.solution, new.solution)
        and old.misconceptions.keys() == new.misconceptions.keys()
        and all(_same_log(log, new.misconceptions[n]) for n, log in old.misconceptions.items())
    )


def _same_log(one: Sequence[Exchange], other: Sequence[Exchange]) -> bool:
    return len(one) == len(other) and all(map(same_exchange, one, other))


def same_exchange(one: Exchange, other: Exchange) -> bool:
    """Tell whether the same was asked and answered, within rounding."""
    return same_request(one, other) and (
        (one.outcome.raised, one.outcome.changed) == (other.outcome.raised, other.outcome.changed)
        and alike(one.outcome.value, other.outcome.value)
    )


def same_request(one: Exchange, other: Exchange) -> bool:
    """Tell whether the same was asked, within rounding."""
    return (
        (one.verb, one.name) == (other.verb, other.name)
        and alike(list(one.args), list(other.args))
        and alike(one.kwargs, other.kwargs)
    )
