"""The gates that run code: what each file that we know must get, live and from the recording.

A gate takes a `Bench` and yields what it finds, one sentence each; nothing found is a gate passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from grader.authors.check_gates import nothing_passes_on_nothing, reference_is_independent
from grader.texts import Text, text, verbatim

if TYPE_CHECKING:
    from grader.authors.bench import Bench
    from grader.judge import Verdict
    from grader.references import Misconception

__all__ = ["RUNNING_GATES", "Gate"]

Gate = Callable[["Bench"], Iterator[Text]]

# How many seeds of official runs: all of them, and in a quick look.
SOLUTION_SEEDS: Final = (20, 5)
RIGHT_SEEDS: Final = (2, 1)
TRAINED_SEEDS: Final = 1  # of these: what trains is proven on many seeds by a gate of its own
SAMPLED: Final = 8  # wrong files that a worker practises on from the recording
_NOT_REACHED: Final = frozenset({"not_attempted", "blocked", "unavailable"})


# --- skeleton and solution --------------------------------------------------------------------------


def skeleton_scores_nothing(bench: Bench) -> Iterator[Text]:
    """The untouched skeleton: 0 points, nothing but not_attempted, blocked, unavailable."""
    seed = bench.official_seed
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
    """The solution: full marks live, on many seeds (rehearsed on most), and from the recording."""
    name = verbatim(bench.track.file)
    for verdicts in _graded(bench, bench.solution, RIGHT_SEEDS):
        yield from _losses(name, verdicts, text("live"))
    for seed in bench.seeds(SOLUTION_SEEDS)[len(bench.seeds(RIGHT_SEEDS)) :]:
        verdicts = bench.rehearse_solution(seed)
        if _loses(verdicts):
            verdicts = bench.grade(bench.solution, seed, trainings=False)
        yield from _losses(name, verdicts, text("live"))
    recorded = bench.practise_recorded(bench.solution)
    yield from _losses(name, recorded, text("recorded"))


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
        runs = [bench.practise(source)]
        if not _loses(runs[0]) or (bench.thorough and not _ran_out_of_time(runs[0])):
            runs.append(_official(bench, source, _loses))
        for verdicts in runs:
            yield from _our_faults(f"submissions/{name}", verdicts)
        if not _loses(runs[-1]):
            yield text("submissions/{name} has full marks.", name=name)


def _official(
    bench: Bench, source: str, enough: Callable[[Sequence[Verdict]], bool]
) -> list[Verdict]:
    """The verdicts of an official run on what is wrong; without trainings if this is `enough`."""
    seed = bench.official_seed
    verdicts = bench.grade(source, seed, trainings=False)
    return verdicts if enough(verdicts) else bench.grade(source, seed)


def _ran_out_of_time(verdicts: Sequence[Verdict]) -> bool:
    """Endless loops are waited for once: there is no more to be seen in them."""
    return any(verdict.status == "timeout" for verdict in verdicts)


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
    """Each misconception loses points and is diagnosed by its name, never by another's.

    In practice by a worker; on an official seed it is rehearsed, and run where that is not enough.
    """
    seed = bench.official_seed
    for wrong in bench.misconceptions:
        runs = [bench.practise(wrong.source)]
        named = partial(_is_named, wrong.id)
        if bench.thorough and named(runs[-1]):
            runs.append(bench.rehearse(wrong, seed))
        if not named(runs[-1]):
            runs.append(_official(bench, wrong.source, named))
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
    """Practice from the recording gives the verdicts, points and diagnoses of live references.

    By a worker for a sample of what is wrong, for the other misconceptions rehearsed.
    """
    wrong = [(each.id, each.source) for each in bench.misconceptions]
    wrong += [(f"submissions/{name}", source) for name, source in bench.submissions()]
    subjects = [(bench.track.file, bench.solution), ("skeleton", bench.skeleton)]
    for name, source in [*subjects, *wrong[:: 1 + len(wrong) // SAMPLED]]:
        yield from _disagreements(name, bench.practise(source), bench.practise_recorded(source))
    if bench.thorough:
        for each in bench.misconceptions:
            live = bench.practise(each.source)
            if any(_disagreements(each.id, live, bench.rehearse_recorded(each))):
                yield from _disagreements(each.id, live, bench.practise_recorded(each.source))


def _disagreements(
    name: str, live: Sequence[Verdict], recorded: Sequence[Verdict]
) -> Iterator[Text]:
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


RUNNING_GATES: Final[tuple[Gate, ...]] = (
    skeleton_scores_nothing,
    solution_has_full_marks,
    submissions_get_what_they_say,
    misconceptions_are_named,
    recording_agrees,
    reference_is_independent,
    nothing_passes_on_nothing,
)
