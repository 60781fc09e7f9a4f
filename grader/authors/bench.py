"""One exercise and track on the bench: what the gates look at, made once and kept."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

from grader.authors.memory import Remembered
from grader.authors.rehearsal import Rehearsal
from grader.authors.runner import limited
from grader.authors.sandboxes import Sandboxes
from grader.authors.skeletons import generate, solution_path
from grader.authors.submissions import SUBMISSIONS, submission_names
from grader.authors.turn import Turn
from grader.checks.ends import TooSlow
from grader.engine import Engine
from grader.grade import official_seed
from grader.problems import Problem
from grader.references import (
    LiveReferences,
    Misconception,
    RecordedReferences,
    References,
    load_misconceptions,
    recorded_path,
)
from grader.submission import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.checks.collect import Check, Checks
    from grader.course import Course, Exercise, Track
    from grader.judge import Verdict

__all__ = ["Bench"]

KEYS: Final = tuple(b"check-course %d" % n for n in range(20))  # of official runs; no secret
CALL_S: Final = 1.0  # the least limit of a call where what is graded may be endless
# How a check may end by the clock or by the machine: not for the same content each time.
_UNSURE: Final = frozenset({"timeout", "memory", "crashed", "grader_error"})


class Bench:
    """The solution and the engines of one exercise and track, on a sandbox that others may share.

    Everything is made when it is first asked for; `close` ends what was started. What is malformed
    raises `CourseProblem` at that moment. `unsure` tells that the clock or the machine had a part
    in what was seen since it was last set to False.
    """

    def __init__(
        self,
        course: Course,
        exercise: Exercise,
        track: Track,
        *,
        thorough: bool = True,
        turn: Turn | None = None,
        sandboxes: Sandboxes | None = None,
    ) -> None:
        self.course, self.exercise, self.track = course, exercise, track
        self.thorough = thorough  # all seeds, or a sample
        self.unsure = False
        self._turn = turn or Turn(None)  # among several processes
        self._closing: list[Engine | Sandboxes] = []
        if sandboxes is None:
            sandboxes = Sandboxes()
            self._closing.append(sandboxes)
        self._sandbox = sandboxes.of(track.packages)
        self._official: dict[tuple[str, int, bool], list[Verdict]] = {}
        self._practised: dict[str, list[Verdict]] = {}
        self._recorded: dict[str, list[Verdict]] = {}
        self._memory: dict[int, Remembered] = {}

    @cached_property
    def solution(self) -> str:
        """The source of the solution."""
        return _read(solution_path(self.exercise, self.track))

    @cached_property
    def skeleton(self) -> str:
        """The source that students start from, as the solution gives it now."""
        return generate(self.exercise, self.track).decode()

    @cached_property
    def solution_folder(self) -> str:
        """The secret folder."""
        return os.path.dirname(solution_path(self.exercise, self.track))

    @cached_property
    def misconceptions(self) -> list[Misconception]:
        """The misconceptions, as submissions."""
        return load_misconceptions(self.solution_folder, self.track, self.solution)

    @cached_property
    def live(self) -> LiveReferences:
        """The references that are run."""
        return LiveReferences(self.exercise, self.track)

    def remembered(self, seed: int) -> Remembered:
        """The references that are run, on one seed; where many files are graded, each answer once."""
        if seed in self._memory:
            return self._memory[seed]
        references = Remembered(self.live, self.engine.files, seed)
        if seed in (self.course.seed, self.official_seed):
            self._memory[seed] = references
        return references

    @cached_property
    def engine(self) -> Engine:
        """The engine of official mode: public and hidden checks."""
        return self._engine(True, self.live)

    @cached_property
    def _brisk(self) -> Engine:
        """The same without the checks that train, and without what needs these."""
        return _untrained(self._engine(True, self.live))

    @cached_property
    def _practising(self) -> Engine:
        """The engine of practice mode, live: public checks on the public seed."""
        return self._engine(False, self.remembered(self.course.seed), self._hurried)

    @cached_property
    def _recording(self) -> RecordedReferences:
        path = recorded_path(self.exercise, self.track)
        return RecordedReferences(path, "cpu" if self.track.tensors else None)

    @cached_property
    def _replaying(self) -> Engine:
        return self._engine(False, self._recording, self._hurried)

    @cached_property
    def _hurried(self) -> Exercise:
        """The exercise with limits of time that the solution is far from: many loops are endless."""
        verdicts = self.grade(self.solution, self.official_seed)
        return limited(self.exercise, verdicts, CALL_S)

    @cached_property
    def _rehearsing(self) -> Rehearsal:
        return _untrained(self._rehearsal(True, self.live))

    @cached_property
    def _rehearsing_recorded(self) -> Rehearsal:
        return self._rehearsal(False, self._recording)

    def _engine(
        self, hidden: bool, references: References, exercise: Exercise | None = None
    ) -> Engine:
        ids = exercise or self.exercise, self.track, self._sandbox, hidden, self._turn.alone
        engine = Engine(*ids, references=references)
        self._closing.insert(0, engine)
        return engine

    def _rehearsal(self, hidden: bool, references: References) -> Rehearsal:
        ids = self.exercise, self.track, self._sandbox, hidden
        rehearsal = Rehearsal(*ids, references=references)
        self._closing.insert(0, rehearsal)
        return rehearsal

    @property
    def checks(self) -> list[Check]:
        """All checks, public ones first."""
        return [check for file in self.engine.files for check in file.checks]

    def running(self) -> Iterator[tuple[Checks, Check]]:
        """The checks that this machine can run, each with its file."""
        for checks in self.engine.files:
            for check in checks.checks:
                if not check.gpu:
                    yield checks, check

    def solve(self, checks: Checks, check: Check, seed: int) -> Exception | None:
        """What the check raises with the solution in the student's place."""
        live = self.live
        raised = checks.run(check, live.solution(check.id), live.reference(check.id), seed)
        self.unsure |= isinstance(raised, (TooSlow, Problem))
        return raised

    def seeds(self, counts: tuple[int, int]) -> list[int]:
        """Some seeds that official runs could have.

        `counts`: how many where the look is thorough, and where it is quick. The same for every
        file, so that what the references answer is known after the first one.
        """
        count = counts[0] if self.thorough else counts[1]
        digest = digest_of(self.track.file, b"")
        ids = self.exercise.id, self.track.name
        return [official_seed(key, *ids, digest) for key in KEYS[:count]]

    @property
    def official_seed(self) -> int:
        """The first of these, on which many files are graded."""
        return self.seeds((1, 1))[0]

    def grade(self, source: str, seed: int, *, trainings: bool = True) -> list[Verdict]:
        """Grade `source` in official mode, with or without the checks that train."""
        known = (source, seed, trainings)
        if known not in self._official:
            engine = self.engine if trainings else self._brisk
            engine.references = self.remembered(seed)
            self._official[known] = self._graded(engine, source, seed)
        return self._official[known]

    def practise(self, source: str) -> list[Verdict]:
        """Grade `source` in practice mode, live."""
        if source not in self._practised:
            self._practised[source] = self._graded(self._practising, source, self.course.seed)
        return self._practised[source]

    def practise_recorded(self, source: str) -> list[Verdict]:
        """Grade `source` in practice mode from the recorded references that lie there."""
        if source not in self._recorded:
            self._recorded[source] = self._graded(self._replaying, source, self.course.seed)
        return self._recorded[source]

    def rehearse(self, wrong: Misconception, seed: int) -> list[Verdict]:
        """Grade a misconception in official mode, without a worker and without trainings."""
        self._rehearsing.references = students = self.remembered(seed)
        with self._turn.shared():
            return self._noted(self._rehearsing.rehearse(wrong, students, seed))

    def rehearse_solution(self, seed: int) -> list[Verdict]:
        """Grade the solution in official mode, without a worker and without trainings."""
        self._rehearsing.references = self.live
        with self._turn.shared():
            return self._noted(self._rehearsing.rehearse_solution(seed))

    def rehearse_recorded(self, wrong: Misconception) -> list[Verdict]:
        """Grade a misconception in practice mode from the recorded references, without a worker."""
        seed = self.course.seed
        with self._turn.shared():
            students = self.remembered(seed)
            return self._noted(self._rehearsing_recorded.rehearse(wrong, students, seed))

    def _graded(self, engine: Engine, source: str, seed: int) -> list[Verdict]:
        with self._turn.shared():
            return self._noted(engine.grade({self.track.file: source.encode()}, seed))

    def _noted(self, verdicts: list[Verdict]) -> list[Verdict]:
        self.unsure |= any(verdict.slow or verdict.status in _UNSURE for verdict in verdicts)
        return verdicts

    def submissions(self) -> list[tuple[str, str]]:
        """The names and sources of the submissions of this track."""
        names = submission_names(self.solution_folder, self.exercise, self.track)
        return [
            (name, _read(os.path.join(self.solution_folder, SUBMISSIONS, name))) for name in names
        ]

    def close(self) -> None:
        """End the engines, then the sandbox."""
        while self._closing:
            self._closing.pop(0).close()


E = TypeVar("E", bound=Engine)


def _untrained(engine: E) -> E:
    for file in engine.files:
        file.checks = without_trainings(file.checks)
    return engine


def without_trainings(checks: Sequence[Check]) -> list[Check]:
    """Return the checks that don't train and need none that does, in order."""
    kept: list[Check] = []
    for check in checks:
        if not check.seeds and {each.id for each in kept}.issuperset(check.needs):
            kept.append(check)
    return kept


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()
