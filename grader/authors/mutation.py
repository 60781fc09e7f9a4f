"""The mutants of a solution: which there are, a sample of them, and how they are run by name."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from grader.authors.mutants import Mutant, mutants_of
from grader.authors.skeletons import solution_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.course import Exercise, Track

__all__ = ["known_mutants", "sample"]


def known_mutants(exercise: Exercise, track: Track) -> list[Mutant]:
    """Return all mutants of a track's solution."""
    path = solution_path(exercise, track)
    with open(path, encoding="utf-8") as file:
        return mutants_of(file.read(), path)


def sample(mutants: Sequence[Mutant], count: int) -> list[Mutant]:
    """Return `count` mutants (or all), always the same ones, spread over the functions."""
    ranked = sorted(mutants, key=lambda m: hashlib.sha256(m.name.encode()).digest())
    chosen = {mutant.source for mutant in ranked[:count]}
    return [mutant for mutant in mutants if mutant.source in chosen]
