"""The gates that run code: what each file that we know must get, live and from the recording.

A gate takes a `Bench` and yields what it finds, one sentence each; nothing found is a gate passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.record import same_request
from grader.subjects import Outcome, Subject
from grader.suspects import needed_by
from grader.texts import Text, text, verbatim

if TYPE_CHECKING:
    from grader.authors.bench import Bench
    from grader.judge import Verdict
    from grader.references import Misconception
    from grader.sandbox import wire
    from grader.subjects import Exchange

__all__ = ["RUNNING_GATES", "Gate"]

Gate = Callable[["Bench"], Iterator[Text]]

# How many seeds of official runs: all of them, and in a quick look.
SOLUTION_SEEDS: Final = (20, 3)
RIGHT_SEEDS: Final = (3, 1)
WRONG_SEEDS: Final = (1, 1)
TRAINED_SEEDS: Final = 1  # of these: what trains is proven on many seeds by a gate of its own
SAMPLED: Final = 16  # wrong files of which a quick look compares live and recorded verdicts
_NOT_REACHED: Final = frozenset({"not_attempted", "blocked", "unavailable"})


# --- skeleton and solution --------------------------------------------------------------------------


def skeleton_scores_nothing(bench: Bench) -> Iterator[Text]:
    """The untouched skeleton: 0 points, nothing but not_attempted, blocked, unavailable."""
    (seed,) = bench.seeds(WRONG_SEEDS)
    for verdicts, how in (
        (bench.grade(bench.skeleton, seed), text("live")),
        (bench.practise_recorded(bench.skeleton), text("recorded")),
    ):
        for verdict in verdicts:
            if verdict.fraction > 0 or verdict.status not in _NOT_REACHED:
                yield text(
                    "The untouched skeleton gets the status {status} in {check} ({how}): {why}",
                    status=verdict.status,
                    check=verdict.check.id,
                    how=how,
                    why=_why(verdict),
                )


def solution_has_full_marks(bench: Bench) -> Iterator[Text]:
    """The solution: full marks live, on many seeds, and from the recording."""
    for verdicts in _graded(bench, bench.solution, SOLUTION_SEEDS):
        yield from _losses(verbatim(bench.track.file), verdicts, text("live"))
    recorded = bench.practise_recorded(bench.solution)
    yield from _losses(verbatim(bench.track.file), recorded, text("recorded"))


def _graded(bench: Bench, source: str, counts: tuple[int, int]) -> Iterator[Sequence[Verdict]]:
    """The verdicts in practice and on official seeds; the checks that train on the first ones."""
    yield bench.practise(source)
    for number, seed in enumerate(bench.seeds(counts)):
        yield bench.grade(source, seed, trainings=number < TRAINED_SEEDS)


def _losses(name: Text, verdicts: Sequence[Verdict], how: Text) -> Iterator[Text]:
    for verdict in verdicts:
        if verdict.fraction < 1 and verdict.status != "unavailable":
            yield text(
                "{name} should have full marks and is {status} in {check} ({how}): {why}",
                name=name,
                status=verdict.status,
                check=verdict.check.id,
                how=how,
                why=_why(verdict),
            )


def _why(verdict: Verdict) -> Text:
    return verbatim("") if verdict.message is None else verdict.message


# --- submissions ------------------------------------------------------------------------------------


def submissions_get_what_they_say(bench: Bench) -> Iterator[Text]:
    """`right_*`: full marks on several seeds; `wrong_*`: less, and never our fault."""
    for name, source in bench.submissions():
        if name.startswith("right_"):
            for verdicts in _graded(bench, source, RIGHT_SEEDS):
                yield from _losses(verbatim(f"submissions/{name}"), verdicts, text("live"))
                yield from _our_faults(f"submissions/{name}", verdicts)
            continue
        for verdicts in (runs := _runs(bench, source, _loses)):
            yield from _our_faults(f"submissions/{name}", verdicts)
        if not _loses(runs[-1]):
            yield text("submissions/{name} has full marks.", name=name)


def _runs(
    bench: Bench, source: str, enough: Callable[[Sequence[Verdict]], bool]
) -> list[Sequence[Verdict]]:
    """The verdicts on what is wrong: in practice, then in an official run.

    That one goes without trainings if this is `enough`, and a quick look without it if practice is.
    """
    found: list[Sequence[Verdict]] = [bench.practise(source)]
    if not bench.thorough and enough(found[0]):
        return found
    for seed in bench.seeds(WRONG_SEEDS):
        verdicts = bench.grade(source, seed, trainings=False)
        found.append(verdicts if enough(verdicts) else bench.grade(source, seed))
    return found


def _loses(verdicts: Sequence[Verdict]) -> bool:
    return any(verdict.fraction < 1 for verdict in verdicts)


def _our_faults(name: str, verdicts: Sequence[Verdict]) -> Iterator[Text]:
    for verdict in verdicts:
        if verdict.status == "grader_error":
            yield text(
                "{name} causes a grader_error in {check}: {why}",
                name=name,
                check=verdict.check.id,
                why=_why(verdict),
            )


# --- misconceptions ---------------------------------------------------------------------------------


def misconceptions_are_named(bench: Bench) -> Iterator[Text]:
    """Each misconception loses points and is diagnosed by its name, never by another's."""
    for wrong in bench.misconceptions:
        runs = _runs(bench, wrong.source, partial(_is_named, wrong.id))
        for verdicts in runs:
            yield from _our_faults(wrong.id, verdicts)
            yield from _misnamed(wrong, verdicts)
        if not _loses(runs[-1]):
            yield text("The misconception {name} loses no points.", name=wrong.id)
        elif not _is_named(wrong.id, runs[-1]):
            yield text(
                "The misconception {name} is never diagnosed; it loses points in: {checks}.",
                name=wrong.id,
                checks=", ".join(v.check.id for v in runs[-1] if v.fraction < 1),
            )


def _named(verdicts: Sequence[Verdict]) -> list[str]:
    return [v.diagnosis.id for v in verdicts if v.diagnosis and v.diagnosis.kind == "named"]


def _is_named(name: str, verdicts: Sequence[Verdict]) -> bool:
    return name in _named(verdicts)


def _misnamed(wrong: Misconception, verdicts: Sequence[Verdict]) -> Iterator[Text]:
    for verdict in verdicts:
        for name in _named([verdict]):
            if name != wrong.id:
                yield text(
                    "The misconception {name} is diagnosed as {other} in {check}.",
                    name=wrong.id,
                    other=name,
                    check=verdict.check.id,
                )


# --- live and recorded ------------------------------------------------------------------------------


def recording_agrees(bench: Bench) -> Iterator[Text]:
    """Practice from the recording gives the verdicts, points and diagnoses of live references."""
    wrong = [(each.id, each.source) for each in bench.misconceptions]
    wrong += [(f"submissions/{name}", source) for name, source in bench.submissions()]
    if not bench.thorough:
        wrong = wrong[:: 1 + len(wrong) // SAMPLED]
    subjects = [(bench.track.file, bench.solution), ("skeleton", bench.skeleton), *wrong]
    for name, source in subjects:
        live, recorded = bench.practise(source), bench.practise_recorded(source)
        for one, other in zip(live, recorded, strict=True):
            if _gist(one) != _gist(other):
                yield text(
                    "{name}, {check}: {live} live, but {recorded} from the recording.",
                    name=name,
                    check=one.check.id,
                    live=_gist(one),
                    recorded=_gist(other),
                )


def _gist(verdict: Verdict) -> str:
    """What must not depend on where the references come from; figures in texts may, by rounding."""
    found = verdict.diagnosis
    named = f", {found.kind} {found.id}" if found else ""
    return f"{verdict.status} {verdict.fraction:g}{named}"


# --- the checks themselves --------------------------------------------------------------------------


def reference_is_independent(bench: Bench) -> Iterator[Text]:
    """What a check asks of `reference` does not depend on what the student's code returned.

    Each on a seed that it has in use; a quick look leaves the hidden ones out.
    """
    (official,) = bench.seeds(WRONG_SEEDS)
    lost: dict[str, set[str]] = {wrong.id: set() for wrong in bench.misconceptions}
    for checks, check in bench.running():
        hidden = check.visibility == "hidden"
        if hidden and not bench.thorough:
            continue
        seed = official if hidden else bench.course.seed
        references = bench.remembered(seed)
        reference = references.reference(check.id)
        checks.run(check, references.solution(check.id), reference, seed)
        needed = needed_by(checks.checks, check)
        for wrong, subject in references.misconceptions(check.id):
            if needed & lost[wrong.id]:  # such a submission is blocked here
                continue
            other = references.reference(check.id)
            if checks.run(check, subject, other, seed) is not None:
                lost[wrong.id].add(check.id)
            if not _is_prefix(other.log, reference.log):
                yield text(
                    "{check} asks the reference something else when the student makes the mistake "
                    "{name}.",
                    check=check.id,
                    name=wrong.id,
                )


def _is_prefix(log: Sequence[Exchange], whole: Sequence[Exchange]) -> bool:
    return len(log) <= len(whole) and all(map(same_request, log, whole))


class _Constant(Subject):
    """Answers everything with the same value."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self._value = value

    def answer(
        self,
        verb: str,
        target: wire.Handle | None,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Outcome:
        """The value, whatever is asked."""
        del verb, target, name, args, kwargs
        return Outcome(self._value)


def nothing_passes_on_nothing(bench: Bench) -> Iterator[Text]:
    """No check passes on answers that are empty, scalar or always the same."""
    values: list[Any] = [None, True, 0, 0.0, 1.0, "", [], (), {}]
    values += [np.zeros(0), np.zeros((0, 3)), np.array(0.0), np.zeros(3), np.ones((2, 2))]
    passed = [_passing(bench, value) for value in values]
    for _, check in bench.running():
        guilty = [repr(v) for v, ids in zip(values, passed, strict=True) if check.id in ids]
        if guilty:
            yield text(
                "{check} passes when all that the functions return is {values}.",
                check=check.id,
                values=", ".join(guilty[:3]),
            )


def _passing(bench: Bench, value: Any) -> set[str]:
    """The checks that pass when every answer is `value`; a check whose needs fail is not run."""
    passed: set[str] = set()
    for checks, check in bench.running():
        reference = bench.live.reference(check.id)
        if passed.issuperset(check.needs) and not checks.run(
            check, _Constant(value), reference, bench.course.seed
        ):
            passed.add(check.id)
    return passed


RUNNING_GATES: Final[tuple[Gate, ...]] = (
    skeleton_scores_nothing,
    solution_has_full_marks,
    submissions_get_what_they_say,
    misconceptions_are_named,
    recording_agrees,
    reference_is_independent,
    nothing_passes_on_nothing,
)
