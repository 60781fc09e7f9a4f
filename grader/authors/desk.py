"""What one process of the gate does: one piece of work at a time on one exercise and track.

A bench and a runner of mutants are kept from one piece to the next of the same track, so that
sandboxes start and references are read once. Every piece returns plain data; whatever is wrong
with the course is a finding among it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from grader.authors.bench import Bench
from grader.authors.runner import Runner, by_the_clock
from grader.authors.sandboxes import Sandboxes
from grader.authors.trainings import missed, proven_seeds
from grader.authors.turn import Turn
from grader.problems import Problem
from grader.texts import Text

if TYPE_CHECKING:
    from grader.course import Course, Exercise, Track

__all__ = [
    "Counts",
    "Found",
    "Gate",
    "Killed",
    "Missed",
    "Work",
    "clear",
    "collected",
    "count",
    "hold",
    "kill",
    "timed",
    "train",
]

Gate = Callable[[Bench], Iterator[Text]]


class Work(NamedTuple):
    """One exercise and track, looked at thoroughly or quickly.

    `turns`: the folder of the locks by which several processes wait for each other.
    """

    course: Course
    exercise: Exercise
    track: Track
    thorough: bool
    turns: str | None = None


class Counts(Struct, frozen=True):
    """The figures of a track. `trainings`: on how many seeds each check that trains is looked at.

    `trouble`: why there is nothing to look at.
    """

    points: float = 0.0
    public: int = 0
    hidden: int = 0
    misconceptions: int = 0
    trainings: dict[str, int] = {}
    trouble: Text | None = None

    @property
    def sure(self) -> bool:
        """Whether the same content gives the same again."""
        return self.trouble is None


class Found(Struct, frozen=True):
    """What a gate found. Not `sure`: the clock, the machine or a fault of ours had a part in it.

    `words`: the digest of the catalogue that the findings are written with.
    """

    findings: list[Text]
    words: str = ""
    sure: bool = True


class Missed(Struct, frozen=True):
    """The seeds on which the solution misses a training check."""

    seeds: list[int]
    sure: bool = True


class Killed(Struct, frozen=True):
    """The check in which a mutant lost points."""

    killer: str
    sure: bool = True


# --- the pieces of work -----------------------------------------------------------------------------


def timed(do: Callable[..., Any], *args: Any) -> tuple[float, Any]:
    """Do one of the pieces below; return the seconds that it took, and its results."""
    started = time.monotonic()
    results = do(*args)
    return time.monotonic() - started, results


def count(work: Work) -> list[Counts]:
    """Read the checks, the solution and the misconceptions."""
    try:
        bench = _desk.bench(work)
        public = sum(check.visibility == "public" for check in bench.checks)
        counts = Counts(
            points=work.exercise.points,
            public=public,
            hidden=len(bench.checks) - public,
            misconceptions=len(bench.misconceptions),
            trainings=proven_seeds(bench),
        )
    except Problem as problem:
        counts = Counts(trouble=problem.text)
    return [counts]


def hold(work: Work, gates: Sequence[Gate], words: str) -> list[Found]:
    """Hold the exercise against gates; a finding of one ends nothing for the next."""
    return [_held(_desk.bench(work), gate, words) for gate in gates]


def _held(bench: Bench, gate: Gate, words: str) -> Found:
    bench.unsure = False
    findings, ended = collected(gate(bench))
    return Found(findings, words, sure=not ended and not (findings and bench.unsure))


def train(work: Work, check_id: str, seeds: Sequence[int]) -> list[Missed]:
    """Run the solution's first try of a training check on some seeds."""
    bench = _desk.bench(work)
    bench.unsure = False
    found = []
    for seed in seeds:
        with _desk.turn(work).shared():
            found += missed(bench, check_id, [seed])
    return [Missed(found, sure=not bench.unsure)]


def kill(work: Work, sources: Sequence[str]) -> list[Killed]:
    """Grade mutants up to the first lost point."""
    runner, turn = _desk.runner(work), _desk.turn(work)
    killers = []
    for source in sources:
        with turn.shared():
            killers.append(runner.killer(source))
    return [Killed(killer, sure=not by_the_clock(killer)) for killer in killers]


def collected(findings: Iterator[Text]) -> tuple[list[Text], bool]:
    """Return what a gate yields, the problem that ends it included, and whether one did."""
    found: list[Text] = []
    try:
        found.extend(findings)
    except Problem as problem:
        return [*found, problem.text], True
    return found, False


def clear() -> None:
    """End what is kept for the next piece."""
    _desk.clear()
    _desk.sandboxes.close()


class _Desk:
    """The bench and the runner of the work that lies on it."""

    def __init__(self) -> None:
        self._work: Work | None = None
        self._bench: Bench | None = None
        self._runner: Runner | None = None
        self._turn = Turn(None)
        self.sandboxes = Sandboxes()

    def turn(self, work: Work) -> Turn:
        self._take(work)
        return self._turn

    def _take(self, work: Work) -> None:
        if work != self._work:
            self.clear()
            self._work, self._turn = work, Turn(work.turns)

    def bench(self, work: Work) -> Bench:
        self._take(work)
        if self._bench is None:
            self._bench = Bench(
                work.course,
                work.exercise,
                work.track,
                thorough=work.thorough,
                turn=self._turn,
                sandboxes=self.sandboxes,
            )
        return self._bench

    def runner(self, work: Work) -> Runner:
        self._take(work)
        if self._runner is None:
            solution = self.bench(work).solution
            sandbox = self.sandboxes.of(work.track.packages)
            self._runner = Runner(work.exercise, work.track, solution, sandbox)
        return self._runner

    def clear(self) -> None:
        for each in (self._bench, self._runner, self._turn):
            if each is not None:
                each.close()
        self._work = self._bench = self._runner = None


_desk = _Desk()
