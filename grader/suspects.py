"""Which misconception a student's answers are, found at a cost that has a bound.

A misconception is followed through the check as long as it answers as the student did. Where the
check trains, one answer may take seconds: there only those are asked that the student's other
answers leave possible, and only so many of them. What is asked depends on the submission and the
seed alone, never on the clock.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from grader.checks.ends import TooSlow
from grader.checks.tolerance import Tolerance
from grader.references import alike
from grader.standins import Follower, ReplayMismatch, ReplaySubject

if TYPE_CHECKING:
    from grader.checks.collect import Check, Checks
    from grader.references import Misconception, References
    from grader.subjects import Exchange, Outcome, Subject

__all__ = ["MOST_TRAININGS", "needed_by", "recognised"]

MOST_TRAININGS: Final = 12  # misconceptions that are trained to explain one failed check
# Two ways of writing one mistake round each step of a training in float32 in their own way.
_TRAINED: Final = Tolerance(1e-4, 1e-6, None)
_TELLING: Final = frozenset({"passed", "failed", "error"})  # about who it may be


def recognised(
    checks: Checks,
    check: Check,
    log: Sequence[Exchange],
    reference: Sequence[Exchange],
    references: References,
    seed: int,
    so_far: Mapping[str, str] | None = None,
) -> Misconception | None:
    """Return the one misconception that answers all of the check's requests as the student did.

    `reference` is what the reference answered to the solution; it would answer these the same.
    `so_far`: how the checks of the same file ended before, by their ids; by default those that this
    one needs count as passed.
    """
    if not log:
        return None
    fitting: list[Misconception] = []
    with _quiet():
        for wrong, subject in _suspects(checks, check, log, references, seed, so_far):
            same = _same_outcome if subject.device is None else _same_on_tensors
            if not subject.may_follow(log, same):
                continue
            follower = Follower(subject, log, same)
            right = ReplaySubject(reference, device=subject.device)
            raised = checks.run(check, follower, right, seed)
            fits = not follower.diverged and len(follower.log) >= len(log)
            if fits and raised is not None and not isinstance(raised, ReplayMismatch):
                fitting.append(wrong)
    return fitting[0] if len(fitting) == 1 else None


def needed_by(checks: Sequence[Check], check: Check) -> set[str]:
    """Return the ids of the checks that have to pass before this one is run."""
    by_id = {each.id: each for each in checks}
    needed: set[str] = set()
    waiting = list(check.needs)
    while waiting:
        name = waiting.pop()
        if name in by_id and name not in needed:
            needed.add(name)
            waiting += by_id[name].needs
    return needed


def _suspects(
    checks: Checks,
    check: Check,
    log: Sequence[Exchange],
    references: References,
    seed: int,
    so_far: Mapping[str, str] | None,
) -> Sequence[tuple[Misconception, Subject]]:
    """The misconceptions to ask: all where that is cheap.

    Of a check that trains, those that may show in what was asked and lose no point in what the
    student passed. Where all of that is known few are left: those that lose what the student
    failed come first, and no more than the first few are asked.
    """
    suspects = references.misconceptions(check.id)
    if not check.seeds:
        return suspects
    asked = frozenset(exchange.name for exchange in log)
    shown = {wrong.id for wrong, _ in suspects if may_show(wrong.source, asked)}
    ended = dict.fromkeys(needed_by(checks.checks, check), "passed") if so_far is None else so_far
    unlike = _unlike(checks, references, seed, ended, shown)
    possible = [each for each in suspects if each[0].id in unlike]
    if so_far is None or not references.live:  # what is recorded costs nothing
        return possible
    return sorted(possible, key=lambda each: unlike[each[0].id])[:MOST_TRAININGS]


def _unlike(
    checks: Checks, references: References, seed: int, ended: Mapping[str, str], names: set[str]
) -> dict[str, int]:
    """Of the misconceptions that lose nothing that is passed, how many they pass that is failed.

    Timed checks don't count: the clock would decide.
    """
    unlike = dict.fromkeys(names, 0)
    for other in checks.checks:
        status = ended.get(other.id)
        if status not in _TELLING or other.seeds or other.gpu:
            continue
        losers = _losers(checks, other, references, seed, set(unlike))
        if status == "passed":
            unlike = {name: count for name, count in unlike.items() if name not in losers}
        else:
            unlike = {name: count + (name not in losers) for name, count in unlike.items()}
    return unlike


def _losers(
    checks: Checks, check: Check, references: References, seed: int, asked: set[str]
) -> set[str]:
    """Of the misconceptions that are asked for, those that lose points in a check."""
    losing = _losing(references, seed)
    if not all((check.id, name) in losing for name in asked):
        for wrong, subject in references.misconceptions(check.id):
            if wrong.id in asked and (check.id, wrong.id) not in losing:
                raised = checks.run(check, subject, references.reference(check.id), seed)
                loses = raised is not None and not isinstance(raised, TooSlow)
                losing[check.id, wrong.id] = loses
    return {name for name in asked if losing.get((check.id, name))}


# Which misconception loses which check, on the last seed: several checks of one run ask for it.
_known: WeakKeyDictionary[References, tuple[int, dict[tuple[str, str], bool]]]
_known = WeakKeyDictionary()


def _losing(references: References, seed: int) -> dict[tuple[str, str], bool]:
    of_seed, losing = _known.get(references, (None, {}))
    if of_seed != seed:
        losing = {}
        _known[references] = seed, losing
    return losing


# --- which functions a misconception has a part in --------------------------------------------------


@lru_cache(maxsize=512)
def may_show(source: str, asked: frozenset[str]) -> bool:
    """Tell whether what a misconception replaces is used by what is asked for, as far as names say.

    `source` is the solution with the replacements after it. Every name in a function's body counts
    as used; where nothing can be told (no source, an object without a name), it may.
    """
    tree = ast.parse(source)
    uses: dict[str, set[str]] = {}
    replaced: set[str] = set()
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            uses.setdefault(node.name, set()).update(_names_in(node))
        elif isinstance(node, ast.Assign):
            target, used = ast.unparse(node.targets[0]), _names_in(node.value)
            name = target.partition(".")[0]
            if name in uses and isinstance(node.value, ast.Name):
                replaced.add(name)
            uses.setdefault(name, set()).update(used)
    reached: set[str] = set()
    waiting = set(asked)
    while waiting:
        name = waiting.pop()
        if name not in uses:
            continue
        reached.add(name)
        waiting |= uses[name] - reached
    known = bool(replaced) and asked <= uses.keys()
    return not known or bool(replaced & reached)


def _names_in(node: ast.AST) -> set[str]:
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return names | {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}


# --- comparing ----------------------------------------------------------------------------------------


def _same_outcome(mine: Outcome, theirs: Outcome, single: Tolerance | None = None) -> bool:
    if mine.raised or theirs.raised:
        return (mine.raised, mine.message) == (theirs.raised, theirs.message)
    return mine.changed == theirs.changed and alike(mine.value, theirs.value, single)


def _same_on_tensors(mine: Outcome, theirs: Outcome) -> bool:
    return _same_outcome(mine, theirs, _TRAINED)


@contextmanager
def _quiet() -> Iterator[None]:
    """Misconceptions divide by zero and average nothing: that is no news for the reader."""
    import warnings

    import numpy as np

    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
