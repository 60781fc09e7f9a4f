"""The gates on the checks themselves: what they ask the reference, and what they let through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.record import same_request
from grader.subjects import Outcome, Subject
from grader.suspects import needed_by
from grader.texts import Text, text

if TYPE_CHECKING:
    from grader.authors.bench import Bench
    from grader.sandbox import wire
    from grader.subjects import Exchange

__all__ = ["nothing_passes_on_nothing", "reference_is_independent"]


def reference_is_independent(bench: Bench) -> Iterator[Text]:
    """What a check asks of `reference` does not depend on what the student's code returned.

    Each on a seed that it has in use; a quick look leaves the hidden ones out.
    """
    lost: dict[str, set[str]] = {wrong.id: set() for wrong in bench.misconceptions}
    for checks, check in bench.running():
        hidden = check.visibility == "hidden"
        if hidden and not bench.thorough:
            continue
        seed = bench.official_seed if hidden else bench.course.seed
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
