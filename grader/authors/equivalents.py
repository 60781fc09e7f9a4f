"""The mutants that no check can tell from the solution: listed with the reason, or a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Final

from msgspec import Meta, Struct

from grader.authors.runner import SURVIVED
from grader.course import own_file
from grader.texts import Text, text
from grader.yaml_file import convert, read_yaml_list

if TYPE_CHECKING:
    from grader.authors.mutants import Mutant
    from grader.course import Track

__all__ = ["Equivalent", "load_equivalents", "mutant_findings"]

FILE: Final = "equivalent.yaml"
LEAST_KILLED: Final = 0.97


class Equivalent(Struct, frozen=True, forbid_unknown_fields=True):
    """A mutant that does the same as the solution, by its name, and why it does.

    `occurrence` counts equal changes in one function from 1.
    """

    function: str
    expression: str
    mutated: str
    reason: Annotated[str, Meta(min_length=10)]
    occurrence: int = 1


class _Listed(Struct, frozen=True):
    entries: list[Equivalent]


def load_equivalents(folder: str, track: Track) -> list[Equivalent]:
    """Return a track's list in a solution's folder; a malformed one raises `CourseProblem`."""
    path = own_file(folder, FILE, track)
    return convert({"entries": read_yaml_list(path)}, _Listed, path).entries


def mutant_findings(
    everything: Sequence[Mutant], outcomes: Mapping[Mutant, str], listed: Sequence[Equivalent]
) -> Iterator[Text]:
    """Judge the `outcomes` of all mutants, or of a sample of `everything`.

    Too few killed, a survivor that is not listed, and an entry that is stale are findings.
    """
    reasons = {_name(each) for each in listed}
    names = {_name(mutant) for mutant in everything}
    survivors = [mutant for mutant, killer in outcomes.items() if killer == SURVIVED]
    for mutant in survivors:
        if _name(mutant) not in reasons:
            yield text("This mutant loses no point: {name}", name=mutant.name)
    for mutant, killer in outcomes.items():
        if killer != SURVIVED and _name(mutant) in reasons:
            yield text(
                "{file} lists a mutant that loses points in {check}: {name}",
                file=FILE,
                check=killer,
                name=mutant.name,
            )
    for each in listed:
        if _name(each) not in names:
            yield text(
                "{file} lists what is no mutant (any more): {function}: {expression} -> {mutated}",
                file=FILE,
                function=each.function,
                expression=each.expression,
                mutated=each.mutated,
            )
    killed = len(outcomes) - len(survivors)
    if len(outcomes) == len(everything) and killed < LEAST_KILLED * len(outcomes):
        yield text(
            "Only {killed} of {count} mutants lose points; at least 97 % should.",
            killed=killed,
            count=len(outcomes),
        )


def _name(each: Mutant | Equivalent) -> tuple[str, str, str, int]:
    return each.function, each.expression, each.mutated, each.occurrence
