"""All gates over exercises: what `grade check-course` shows and the tests assert."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from grader.authors import desk
from grader.authors.cache import Cache, cache_path
from grader.authors.desk import Work, collected
from grader.authors.equivalents import load_equivalents, mutant_findings
from grader.authors.mutation import known_mutants, sample
from grader.authors.paper import course_is_tidy, files_are_known
from grader.authors.plan import GATES, Plan
from grader.authors.pool import Piece, done
from grader.authors.quizzes import quizzes_are_sound
from grader.authors.runner import SURVIVED
from grader.authors.skeletons import solution_path
from grader.authors.trainings import training_findings, trainings_never_miss
from grader.problems import Problem
from grader.texts import CATALOGUE, Text

if TYPE_CHECKING:
    from grader.authors.desk import Gate
    from grader.authors.mutants import Mutant
    from grader.course import Course, Exercise, Track

__all__ = ["GATES", "Mutants", "Report", "Wanted", "examine", "examine_all", "examine_course"]

SAMPLE: Final = 30

Mutants = Literal["all", "sample", "none"]
Progress = Callable[[int, int], None]


class Wanted(NamedTuple):
    """What to look at: which mutants and gates, with what is known from before or anew."""

    mutants: Mutants = "all"
    gates: Sequence[Gate] = GATES
    cached: bool = True


class Report(NamedTuple):
    """What was found out about one exercise and track. `mutants` counts those that were judged.

    `seconds` were spent in this run, on all processes together; of `results` (gates, parts of
    trainings, mutants) so many were `cached`.
    """

    exercise: str
    track: str
    points: float = 0.0
    public: int = 0
    hidden: int = 0
    misconceptions: int = 0
    killed: int = 0
    mutants: int = 0
    seconds: float = 0.0
    results: int = 0
    cached: int = 0
    findings: tuple[Text, ...] = ()


def examine_course(course: Course) -> list[Text]:
    """Return what is wrong with the course beside its exercises."""
    return [
        finding
        for gate in (course_is_tidy, quizzes_are_sound)
        for finding in collected(gate(course))[0]
    ]


def examine(
    course: Course,
    exercise: Exercise,
    track: Track,
    wanted: Wanted = Wanted(),  # noqa: B008  # a constant
    jobs: int = 1,
) -> Report:
    """Hold one exercise and track against the gates that are wanted."""
    (report,) = examine_all(course, [(exercise, track)], wanted, jobs)
    return report


def examine_all(
    course: Course,
    works: Sequence[tuple[Exercise, Track]],
    wanted: Wanted = Wanted(),  # noqa: B008  # a constant
    jobs: int = 1,
    progress: Progress = lambda done, total: None,
) -> Iterator[Report]:
    """Hold exercises against the gates, on so many processes; yield each report once it is ready.

    Whatever is wrong with the course is a finding. `progress` is told how much of how much is done.
    """
    folder = tempfile.TemporaryDirectory(prefix="grade-") if jobs > 1 else None
    plans = _plans(course, works, wanted, None if folder is None else folder.name)
    examined = {id(plan): _Examined(plan, wanted) for plan in plans}
    try:
        pieces = _in_order(list(examined.values()))
        yield from (each.report() for each in examined.values() if not each.waiting)
        total, finished = sum(map(_weight, pieces)), 0
        progress(finished, total)
        for piece, result in done(pieces, jobs, desk.clear):
            each = examined[id(piece.purpose.plan)]
            each.plan.take(piece.purpose, *result)
            finished += _weight(piece)
            progress(finished, total)
            each.waiting -= 1
            if not each.waiting:
                yield each.report()
    finally:
        desk.clear()
        if folder is not None:
            folder.cleanup()


def _plans(
    course: Course, works: Sequence[tuple[Exercise, Track]], wanted: Wanted, turns: str | None
) -> Iterator[Plan]:
    words = _digest_of(CATALOGUE)
    for exercise, track in works:
        cache = Cache(cache_path(exercise, track) if wanted.cached else None)
        work = Work(course, exercise, track, wanted.mutants == "all", turns)
        yield Plan(work, words, cache)


def _digest_of(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


# --- what to do first -------------------------------------------------------------------------------


def _in_order(examined: Sequence[_Examined]) -> list[Piece]:
    """All pieces: the long ones first, which can't be shared among processes, the longest ahead."""
    for each in examined:
        for piece in each.plan.counting():  # a moment; what follows from it is not known before
            each.plan.take(piece.purpose, *piece.function(*piece.args))
    ranked = sorted(examined, key=_Examined.effort, reverse=True)
    ahead, after = [], []
    for each in ranked:
        long, short = each.pieces()
        ahead += long
        after += short
        each.waiting = len(long) + len(short)
    return [*ahead, *after]


def _weight(piece: Piece) -> int:
    """What a piece counts in the progress: a gate as much as ten mutants."""
    return len(piece.purpose.names) * (10 if piece.purpose.into is piece.purpose.plan.found else 1)


# --- one exercise and track -------------------------------------------------------------------------


class _Examined:
    """A plan being carried out, up to its report. `waiting`: how many pieces are not done."""

    def __init__(self, plan: Plan, wanted: Wanted) -> None:
        self.plan, self._wanted = plan, wanted
        self.waiting = 0
        self._everything: list[Mutant] = []
        self._findings: list[Text] = []

    def effort(self) -> float:
        """A guess at what the gates cost, to begin with the longest."""
        counts = self.plan.counts
        trainings = 1 + 4 * len(counts.trainings)
        return counts.misconceptions * trainings * (3 if self.plan.work.track.tensors else 1)

    def pieces(self) -> tuple[list[Piece], list[Piece]]:
        """What is to be run: in long pieces, and in short ones."""
        work, wanted = self.plan.work, self._wanted
        self._findings = collected(files_are_known(work.exercise))[0]
        if self.plan.counts.trouble is not None:  # the gates have nothing to judge
            self._findings.append(self.plan.counts.trouble)
            return [], []
        short: list[Piece] = []
        if trainings_never_miss in wanted.gates:
            short += self.plan.training()
        if wanted.mutants != "none":
            try:
                self._everything = known_mutants(work.exercise, work.track)
            except Problem as problem:
                self._findings.append(problem.text)
            short += self.plan.killing(self._chosen())
        return list(self.plan.holding(wanted.gates)), short

    def _chosen(self) -> list[Mutant]:
        if self._wanted.mutants == "all":
            return self._everything
        return sample(self._everything, SAMPLE)

    def report(self) -> Report:
        """Everything that was found."""
        plan, counts = self.plan, self.plan.counts
        findings = [*self._findings, *self._of_gates(), *self._of_trainings(), *self._of_mutants()]
        return Report(
            plan.work.exercise.id,
            plan.work.track.name,
            counts.points,
            counts.public,
            counts.hidden,
            counts.misconceptions,
            killed=sum(each.killer != SURVIVED for each in plan.killed.values()),
            mutants=len(plan.killed),
            seconds=plan.seconds,
            results=plan.results,
            cached=plan.cached,
            findings=tuple(dict.fromkeys(findings)),
        )

    def _of_gates(self) -> Iterator[Text]:
        for gate in self._wanted.gates:
            if gate in self.plan.found:
                yield from self.plan.found[gate].findings

    def _of_trainings(self) -> Iterator[Text]:
        for check_id, count in self.plan.counts.trainings.items():
            parts = sorted((n, m) for (name, n), m in self.plan.missed.items() if name == check_id)
            missed = [seed for _, part in parts for seed in part.seeds]
            yield from training_findings(check_id, missed, count)

    def _of_mutants(self) -> Iterator[Text]:
        if not self._everything:
            return
        work = self.plan.work
        outcomes = {mutant: self.plan.killed[mutant].killer for mutant in self._chosen()}
        try:
            folder = solution_path(work.exercise, work.track).rpartition("/")[0]
            listed = load_equivalents(folder, work.track)
        except Problem as problem:
            yield problem.text
            return
        yield from mutant_findings(self._everything, outcomes, listed)
