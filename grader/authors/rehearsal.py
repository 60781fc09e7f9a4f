"""Misconceptions graded without a worker: their functions, run here, take the student's place.

They are the course's own code, and what they answer is remembered for the diagnosis anyway, so
that a grading costs no more than the comparisons. What only a worker can show (prints, limits,
isolation) is not seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from grader.engine import Engine
from grader.judge import Verdict, judge

if TYPE_CHECKING:
    from grader.authors.memory import Remembered
    from grader.checks.collect import Check, Checks
    from grader.course import Exercise, Track
    from grader.references import Misconception, References
    from grader.sandbox.launch import Sandbox
    from grader.session import WorkerSubject
    from grader.subjects import Subject

__all__ = ["Rehearsal"]


class Rehearsal(Engine):
    """An engine whose students are misconceptions."""

    def __init__(
        self,
        exercise: Exercise,
        track: Track,
        sandbox: Sandbox,
        hidden: bool,
        references: References,
    ) -> None:
        super().__init__(exercise, track, sandbox, hidden, references=references)
        self._standing_in: Mapping[str, Subject] = {}  # for each check

    def rehearse(self, wrong: Misconception, students: Remembered, seed: int) -> list[Verdict]:
        """The verdicts on a misconception; `students` has its answers on this seed."""
        checks_of_all = [check for checks in self.files for check in checks.checks]
        self._standing_in = {
            check.id: _subject_of(wrong, students.misconceptions(check.id))
            for check in checks_of_all
        }
        nobody = self._student({})
        return [
            verdict
            for checks in self.files
            for verdict in self._run_all(checks, nobody, seed, endless=False)
        ]

    def _check(
        self,
        checks: Checks,
        check: Check,
        student: WorkerSubject,
        seed: int,
        *,
        explain: bool = True,
        so_far: Mapping[str, str] | None = None,
    ) -> Verdict:
        if check.gpu:  # not here: what a worker would be told too
            return super()._check(checks, check, student, seed, explain=explain, so_far=so_far)
        subject = self._standing_in[check.id]
        return judge(checks, check, subject, self.references, seed, explain=explain, so_far=so_far)


def _subject_of(wrong: Misconception, subjects: Sequence[tuple[Misconception, Subject]]) -> Subject:
    return next(subject for each, subject in subjects if each.id == wrong.id)
