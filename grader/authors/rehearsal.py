"""The course's own code graded without a worker: run here, it takes the student's place.

What a misconception answers is remembered for the diagnosis anyway, so that grading it costs no
more than the comparisons. What only a worker can show (prints, limits, isolation) is not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from grader.engine import Engine
from grader.judge import Verdict, judge

if TYPE_CHECKING:
    from grader.authors.memory import Remembered
    from grader.checks.collect import Check, Checks
    from grader.references import Misconception
    from grader.session import WorkerSubject
    from grader.subjects import Subject

__all__ = ["Rehearsal"]


class Rehearsal(Engine):
    """An engine whose students are misconceptions, or the solution."""

    _stand_in: Callable[[str], Subject]  # by the check, of the rehearsal that is on

    def rehearse(self, wrong: Misconception, students: Remembered, seed: int) -> list[Verdict]:
        """The verdicts on a misconception; `students` has its answers on this seed."""
        return self._with(lambda name: _subject_of(wrong, students.misconceptions(name)), seed)

    def rehearse_solution(self, seed: int) -> list[Verdict]:
        """The verdicts on the solution."""
        return self._with(self.references.solution, seed)

    def _with(self, stand_in: Callable[[str], Subject], seed: int) -> list[Verdict]:
        self._stand_in = stand_in
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
        subject = self._stand_in(check.id)
        return judge(checks, check, subject, self.references, seed, explain=explain, so_far=so_far)


def _subject_of(wrong: Misconception, subjects: Sequence[tuple[Misconception, Subject]]) -> Subject:
    return next(subject for each, subject in subjects if each.id == wrong.id)
