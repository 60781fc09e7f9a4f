"""One exercise and track on the bench: what the gates look at, made once and kept."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Final

from grader.authors.skeletons import generate, solution_path
from grader.engine import Engine
from grader.grade import official_seed
from grader.references import (
    LiveReferences,
    Misconception,
    RecordedReferences,
    load_misconceptions,
    recorded_path,
)
from grader.sandbox.launch import BestSandbox
from grader.submission import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grader.checks.collect import Check, Checks
    from grader.course import Course, Exercise, Track
    from grader.judge import Verdict

__all__ = ["Bench"]

KEYS: Final = tuple(b"check-course %d" % n for n in range(20))  # of official runs; no secret


class Bench:
    """The solution, the engines and the sandbox of one exercise and track.

    Everything is made when it is first asked for; `close` ends what was started. What is malformed
    raises `CourseProblem` at that moment.
    """

    def __init__(
        self, course: Course, exercise: Exercise, track: Track, *, thorough: bool = True
    ) -> None:
        self.course, self.exercise, self.track = course, exercise, track
        self.thorough = thorough  # all seeds, or a sample
        self._closing: list[Engine | BestSandbox] = []
        self._verdicts: dict[tuple[str, int], list[Verdict]] = {}
        self._recorded: dict[str, list[Verdict]] = {}

    @cached_property
    def solution(self) -> str:
        """The source of the solution."""
        with open(solution_path(self.exercise, self.track), encoding="utf-8") as file:
            return file.read()

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

    @cached_property
    def engine(self) -> Engine:
        """The engine of official mode: public and hidden checks."""
        engine = Engine(self.exercise, self.track, self._sandbox, True, references=self.live)
        self._closing.insert(0, engine)
        return engine

    @cached_property
    def _replaying(self) -> Engine:
        references = RecordedReferences(
            recorded_path(self.exercise, self.track), "cpu" if self.track.tensors else None
        )
        engine = Engine(self.exercise, self.track, self._sandbox, False, references=references)
        self._closing.insert(0, engine)
        return engine

    @cached_property
    def _sandbox(self) -> BestSandbox:
        sandbox = BestSandbox(self.track.packages)
        self._closing.append(sandbox)
        return sandbox

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
        return checks.run(check, live.solution(check.id), live.reference(check.id), seed)

    def seeds(self, source: str, counts: tuple[int, int]) -> list[int]:
        """The public seed and some that official runs of `source` would have.

        `counts`: how many of these where the look is thorough, and where it is quick.
        """
        count = counts[0] if self.thorough else counts[1]
        digest = digest_of(self.track.file, source.encode())
        ids = self.exercise.id, self.track.name
        return [self.course.seed, *(official_seed(key, *ids, digest) for key in KEYS[:count])]

    def grade(self, source: str, seed: int) -> list[Verdict]:
        """Grade `source` on public and hidden checks."""
        if (source, seed) not in self._verdicts:
            files = {self.track.file: source.encode()}
            self._verdicts[source, seed] = self.engine.grade(files, seed)
        return self._verdicts[source, seed]

    def practise(self, source: str) -> list[Verdict]:
        """Grade `source` in practice mode, live."""
        verdicts = self.grade(source, self.course.seed)
        return [verdict for verdict in verdicts if verdict.check.visibility == "public"]

    def practise_recorded(self, source: str) -> list[Verdict]:
        """Grade `source` in practice mode from the recorded references that lie there."""
        if source not in self._recorded:
            files = {self.track.file: source.encode()}
            self._recorded[source] = self._replaying.grade(files, self.course.seed)
        return self._recorded[source]

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


SUBMISSIONS: Final = "submissions"


def submission_names(folder: str, exercise: Exercise, track: Track) -> Sequence[str]:
    """Return the names of a track's submissions: ``right_how_TRACK.py``.

    Without a track's name, they are of the exercise's first track.
    """
    try:
        names = sorted(os.listdir(os.path.join(folder, SUBMISSIONS)))
    except FileNotFoundError:
        return []
    return [
        name
        for name in names
        if name.startswith(("right_", "wrong_"))
        and name.endswith(".py")
        and _track_of(name, exercise) == track.name
    ]


def _track_of(name: str, exercise: Exercise) -> str:
    last = name.removesuffix(".py").rpartition("_")[2]
    return last if last in exercise.tracks else exercise.default_track.name


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()
