"""What has to be run for one exercise and track, and what is known from the cache.

A result's key is the digest of all that decides it: of a gate the files that it looks at, of a
training check and of a mutant the code. See `grader.authors.content`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from grader.authors import check_gates, desk, gates, paper
from grader.authors.cache import Cache
from grader.authors.content import (
    EVERYTHING,
    Kind,
    digest_of_parts,
    everything_there,
    stamps,
    surroundings,
)
from grader.authors.desk import Counts, Found, Gate, Killed, Missed, Work
from grader.authors.figures import figures_are_kept
from grader.authors.pool import Piece
from grader.authors.trainings import trainings_never_miss, trainings_say_seeds

__all__ = ["GATES", "Aim", "Plan", "Result"]

if TYPE_CHECKING:
    from grader.authors.mutants import Mutant

GATES: Final[tuple[Gate, ...]] = (
    *paper.PAPER_GATES,
    *gates.RUNNING_GATES,
    trainings_say_seeds,
    figures_are_kept,
    trainings_never_miss,
)
Do = Callable[..., "Sequence[Result]"]
_COUNTS: Final = ""
_CODE: Final[frozenset[Kind]] = frozenset(("code",))
_KEPT: Final[frozenset[Kind]] = frozenset(("code", "recorded"))
_MISTAKES: Final[frozenset[Kind]] = frozenset(("code", "misconceptions"))
_WORKS: Final[frozenset[Kind]] = frozenset(("code", "misconceptions", "submissions"))
# The files that a gate looks at; any other gate may look at all of them.
_LOOKED_AT: Final[dict[Gate, frozenset[Kind]]] = {
    paper.generated_files_are_fresh: _MISTAKES | _KEPT,
    gates.skeleton_scores_nothing: _KEPT,
    gates.solution_has_full_marks: _KEPT,
    gates.submissions_get_what_they_say: _WORKS,
    gates.misconceptions_are_named: _MISTAKES,
    gates.recording_agrees: _KEPT | _WORKS,
    check_gates.reference_is_independent: _MISTAKES,
    check_gates.nothing_passes_on_nothing: _CODE,
    trainings_say_seeds: _CODE,
    figures_are_kept: _CODE,
}
SEEDS_AT_ONCE: Final = 10  # of a training check: as many as a quick look takes
MUTANTS_AT_ONCE: Final = 40

Result = Counts | Found | Missed | Killed


class Aim(NamedTuple):
    """What a piece of work finds out: by which names it is known, and under which keys kept."""

    plan: Plan
    into: dict[Any, Any]
    names: Sequence[Any]
    keys: Sequence[str]


class Plan:
    """The results of one work: those that are known, and the pieces of work for the others.

    `seconds` were spent in this run; of `results`, `cached` were known before.
    """

    def __init__(self, work: Work, words: str, cache: Cache) -> None:
        self.work, self._words, self._cache = work, words, cache
        self._stamps = stamps(work.exercise)
        self._surroundings = surroundings()
        self._digests: dict[frozenset[Kind], str] = {}
        self._counts: dict[str, Counts] = {}
        self.found: dict[Gate, Found] = {}
        self.missed: dict[tuple[str, int], Missed] = {}
        self.killed: dict[Mutant, Killed] = {}
        self.seconds = 0.0
        self.results = self.cached = 0

    @property
    def counts(self) -> Counts:
        """The figures of the track, once they are known."""
        return self._counts.get(_COUNTS, Counts())

    def take(self, aim: Aim, seconds: float, results: Sequence[Result]) -> None:
        """Take in what a piece of work found, and keep what the same content gives again."""
        self.seconds += seconds
        same = stamps(self.work.exercise) == self._stamps  # else who knows what was looked at
        for name, key, result in zip(aim.names, aim.keys, results, strict=True):
            aim.into[name] = result
            if same and result.sure:
                self._cache.put(key, result)

    # --- keys -----------------------------------------------------------------------------------

    def _key(self, kinds: frozenset[Kind], *name: str, thorough: bool | None = None) -> str:
        if kinds not in self._digests:
            files = everything_there(self.work.exercise, self.work.track, kinds)
            self._digests[kinds] = digest_of_parts(files)
        seed = str(self.work.course.seed)
        parts = (self._surroundings, self._digests[kinds], seed, str(thorough), *name)
        return digest_of_parts(part.encode() for part in parts)

    def _gate_keys(self, gate: Gate) -> list[str]:
        """Under which keys a gate's findings may be; what is found is kept under the last one."""
        kinds = _LOOKED_AT.get(gate, EVERYTHING)
        looks = (True,) if self.work.thorough else (True, False)
        return [self._key(kinds, "gate", gate.__name__, thorough=look) for look in looks]

    # --- pieces of work -------------------------------------------------------------------------

    def _piece(
        self, into: dict[Any, Any], asked: Sequence[tuple[Any, str]], do: Do, *args: Any
    ) -> Piece:
        names, keys = zip(*asked, strict=True)
        return Piece(Aim(self, into, names, keys), desk.timed, (do, self.work, *args))

    def counting(self) -> Iterator[Piece]:
        """The piece that has to come first, unless its result is known."""
        key = self._key(_MISTAKES, "counts", thorough=self.work.thorough)
        known = self._cache.get(key, Counts)
        if known is None:
            yield self._piece(self._counts, [(_COUNTS, key)], desk.count)
        else:
            self._counts[_COUNTS] = known

    def holding(self, wanted: Sequence[Gate]) -> Iterator[Piece]:
        """One piece with all gates whose findings are not known: they share what they run."""
        missing = []
        for gate in wanted:
            if gate is trainings_never_miss:
                continue
            self.results += 1
            keys = self._gate_keys(gate)
            known = next(filter(self._is_said, (self._cache.get(key, Found) for key in keys)), None)
            if known is None:
                missing.append((gate, keys[-1]))
            else:
                self.found[gate] = known
                self.cached += 1
        if missing:
            chosen = [gate for gate, _ in missing]
            yield self._piece(self.found, missing, desk.hold, chosen, self._words)

    def _is_said(self, found: Found | None) -> bool:
        """Whether findings are in the words of today."""
        return found is not None and (not found.findings or found.words == self._words)

    def training(self) -> Iterator[Piece]:
        """The solution's trainings on the seeds that they name, some seeds in each piece."""
        for check_id, count in self.counts.trainings.items():
            for first in range(0, count, SEEDS_AT_ONCE):
                seeds = range(first, min(first + SEEDS_AT_ONCE, count))
                key = self._key(_CODE, "training", check_id, str(seeds))
                if not self._is_known(self.missed, (check_id, first), key, Missed):
                    asked = [((check_id, first), key)]
                    yield self._piece(self.missed, asked, desk.train, check_id, seeds)

    def killing(self, mutants: Sequence[Mutant]) -> Iterator[Piece]:
        """The mutants whose killers are not known, some in each piece."""
        missing = []
        for mutant in mutants:
            key = self._key(_CODE, "mutant", mutant.source)
            if not self._is_known(self.killed, mutant, key, Killed):
                missing.append((mutant, key))
        for first in range(0, len(missing), MUTANTS_AT_ONCE):
            chosen = missing[first : first + MUTANTS_AT_ONCE]
            sources = [mutant.source for mutant, _ in chosen]
            yield self._piece(self.killed, chosen, desk.kill, sources)

    def _is_known(self, into: dict[Any, Any], name: Any, key: str, kind: type[Any]) -> bool:
        self.results += 1
        known = self._cache.get(key, kind)
        if known is not None:
            into[name] = known
            self.cached += 1
        return known is not None
