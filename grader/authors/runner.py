"""Grade mutants: an engine that stops at the first lost point, the cheapest checks first."""

from __future__ import annotations

import copy
import math
from typing import TYPE_CHECKING, Final

import msgspec

from grader.engine import Engine
from grader.grade import official_seed
from grader.submission import digest_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.checks.collect import Checks
    from grader.course import Exercise, Track
    from grader.judge import Verdict
    from grader.sandbox.launch import Sandbox

__all__ = ["SURVIVED", "Runner", "by_the_clock", "cheap_first", "limited"]

# An endless loop is a common mutant. At least these, and several times what the solution takes.
CALL_S: Final = 0.5
SUBMISSION_S: Final = 6.0
ROOM: Final = 4.0
DEAR: Final = 8.0  # times what half of the checks take at most: dear, run after all others
SURVIVED: Final = ""  # in the place of the check that a mutant lost points in
_SEED_KEY: Final = b"mutants"  # any key: the same mutant meets the same inputs each time
_UNSURE: Final = (" (timeout)", " (memory)", " (crashed)", " (slow)")


class Runner:
    """An engine of its own. The solution is graded once, to know what takes long."""

    def __init__(self, exercise: Exercise, track: Track, solution: str, sandbox: Sandbox) -> None:
        self._exercise, self._track = exercise, track
        self._engine = Engine(exercise, track, sandbox, hidden=True)
        verdicts = self._engine.grade(self._files(solution), self._seed(solution))
        self._engine.close()
        hurried = limited(exercise, verdicts, CALL_S)
        self._engine = Engine(hurried, track, sandbox, hidden=True)
        self._files_in_order = self._engine.files
        costs = {verdict.check.id: verdict.duration_s for verdict in verdicts}
        self._engine.files = cheap_first(self._engine.files, costs)

    def _files(self, source: str) -> dict[str, bytes]:
        return {self._track.file: source.encode()}

    def _seed(self, source: str) -> int:
        digest = digest_of(self._track.file, source.encode())
        return official_seed(_SEED_KEY, self._exercise.id, self._track.name, digest)

    def killer(self, source: str) -> str:
        """The check in which a mutant loses points, and how if it does not just fail."""
        loss = self._engine.first_loss(self._files(source), self._seed(source))
        if loss is None:
            return SURVIVED
        how = "slow" if loss.slow else loss.status
        return loss.check.id if how == "failed" else f"{loss.check.id} ({how})"

    def close(self) -> None:
        """End the engine; the sandbox is its owner's."""
        self._engine.files = self._files_in_order
        self._engine.close()


def by_the_clock(killer: str) -> bool:
    """Tell whether the clock or the machine decided that a mutant loses points."""
    return killer.endswith(_UNSURE)


def limited(exercise: Exercise, verdicts: Sequence[Verdict], call_s: float) -> Exercise:
    """Return the exercise with limits of time that leave the solution room, endless loops little.

    `verdicts`: the solution's. `call_s`: the least seconds of a call.
    """
    taken = [verdict.duration_s for verdict in verdicts] or [0.0]
    call_s = max(call_s, ROOM * max(taken))
    submission_s = max(SUBMISSION_S, ROOM * sum(taken))
    limits = msgspec.structs.replace(
        exercise.limits,
        call_s=min(call_s, exercise.limits.call_s),
        submission_s=min(submission_s, exercise.limits.submission_s),
    )
    return msgspec.structs.replace(exercise, limits=limits)


def cheap_first(files: Sequence[Checks], costs: dict[str, float]) -> list[Checks]:
    """Return the files with the cheap checks first, then again with the dear ones.

    A mutant is killed by any lost point, so no check has to wait for those that it needs: where
    one of them is lost, points are lost. Costs count by powers of two, which hardly change from
    one run to the next.
    """
    everything = sorted(costs.get(check.id, 0.0) for file in files for check in file.checks)
    most = DEAR * everything[len(everything) // 2] if everything else 0.0

    def dear(check_id: str, seeds: int) -> bool:
        return seeds > 0 or costs.get(check_id, 0.0) > most

    ordered = []
    for wanted in (False, True):
        for file in files:
            chosen = copy.copy(file)
            kept = [check for check in file.checks if dear(check.id, check.seeds) is wanted]
            chosen.checks = sorted(kept, key=lambda check: _rank(costs.get(check.id, 0.0)))
            if chosen.checks:
                ordered.append(chosen)
    return ordered


def _rank(seconds: float) -> int:
    """The power of two of a cost, counted from a millisecond."""
    return max(0, round(math.log2(max(seconds, 1e-3) / 1e-3)))
