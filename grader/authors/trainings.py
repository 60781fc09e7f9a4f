"""The gates for checks that train: on how many seeds the solution's first try is proven.

What takes long is in `missed`, which can be asked for a part of the seeds at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from grader.checks.training import first_try_only
from grader.texts import Text, text

if TYPE_CHECKING:
    from grader.authors.bench import Bench

__all__ = [
    "missed",
    "proven_seeds",
    "training_findings",
    "trainings_never_miss",
    "trainings_say_seeds",
]

LEAST_SEEDS: Final = 100  # no miss in 100 bounds one miss under 3 %
SAMPLED_SEEDS: Final = 10  # in a quick look


def trainings_say_seeds(bench: Bench) -> Iterator[Text]:
    """A check that trains says on how many seeds the solution's first try is proven."""
    for _, check in bench.running():
        if "trains" in check.item.function.__code__.co_names and check.seeds < LEAST_SEEDS:
            yield text(
                "{check} trains: its mark has to say seeds={least} or more, on how many seeds the "
                "solution's first try is proven.",
                check=check.id,
                least=LEAST_SEEDS,
            )


def proven_seeds(bench: Bench) -> dict[str, int]:
    """The checks that train, and on how many seeds the solution's first try is looked at."""
    return {
        check.id: check.seeds if bench.thorough else min(check.seeds, SAMPLED_SEEDS)
        for _, check in bench.running()
        if check.seeds
    }


def missed(bench: Bench, check_id: str, seeds: Sequence[int]) -> list[int]:
    """The seeds on which the solution misses a training check at the first try."""
    checks, check = next(each for each in bench.running() if each[1].id == check_id)
    with first_try_only():
        return [seed for seed in seeds if bench.solve(checks, check, seed)]


def training_findings(check_id: str, missed: Sequence[int], count: int) -> Iterator[Text]:
    """What is said of the seeds that were missed, of so many."""
    if missed:
        yield text(
            "The solution misses {check} at the first try on {missed} of {seeds} seeds (the "
            "first one: {seed}).",
            check=check_id,
            missed=len(missed),
            seeds=count,
            seed=missed[0],
        )


def trainings_never_miss(bench: Bench) -> Iterator[Text]:
    """The solution's first try misses on none of the seeds that a training check names."""
    for check_id, count in proven_seeds(bench).items():
        yield from training_findings(check_id, missed(bench, check_id, range(count)), count)
