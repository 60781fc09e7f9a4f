"""What a report as a page needs beside the results: hints, attempts, and the course around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from grader.problems import Problem
from grader.progress import standings
from grader.report.html import About, Stand

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.course import Course, Exercise
    from grader.progress import Standing
    from grader.results import Result, Results
    from grader.texts import Lang

__all__ = ["Page", "page_of"]


class Page(NamedTuple):
    """The same results in each language, and what stands around them."""

    editions: Mapping[Lang, Result | Results]
    about: About


def page_of(
    course: Course, exercises: Sequence[Exercise], editions: Mapping[Lang, Result | Results]
) -> Page:
    """Return the page about `exercises` of `course`."""
    known = standings(course.root)
    about = About(
        hints={exercise.id: exercise.hints for exercise in exercises},
        attempts={name: standing.attempts for name, standing in known.items()},
        stands=_stands(course, {exercise.id for exercise in exercises}, known) if known else (),
    )
    return Page(editions, about)


def _stands(course: Course, here: set[str], known: Mapping[str, Standing]) -> list[Stand]:
    """Return where one stands: the last practice mark of each exercise of each TP."""
    found = []
    for name, tp in course.tps.items():
        try:
            works = course.selection(name) if tp.exercises else []
        except Problem:
            continue  # a malformed exercise is not this report's matter
        for exercise, track in works:
            last = known.get(f"{exercise.id}/{track.name}")
            title = exercise.title
            mark = last.mark if last else None
            found.append(Stand(tp.title, exercise.id, title, mark, exercise.id in here))
    return found
