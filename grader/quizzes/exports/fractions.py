"""Moodle's standard fractions: what part of a question's points each option gives.

Moodle takes a file only if every fraction is one of these, exactly. What our schemes give is
carried over as nearly as they allow:

* one answer is due: the right one 100, a wrong one 0, or minus the penalty where points are taken
  away (1 / W of W wrong options is standard up to ten of them);
* several are due: the right ones add up to 100; a wrong one takes 100 / W. Moodle never lets such
  a question fall below 0, so a penalty below that is lost;
* all or nothing with several right options: Moodle has no such question. Every wrong option takes
  100, so that one wrong tick gives 0; who ticks only some of the right ones still gets a part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from grader.quizzes.content import SingleChoice

if TYPE_CHECKING:
    from grader.quizzes.content import Choice, ChoiceKey
    from grader.quizzes.scoring import Scheme

__all__ = ["STANDARD", "fraction_text", "fractions", "nearest", "takes_away"]

STANDARD: Final[tuple[float, ...]] = (
    *(100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25),
    *(20, 16.66667, 14.28571, 12.5, 11.11111, 10, 5, 0),
)
# 100 / 11 and 100 / 12 are no standard fractions: tens and fives add up to 100.
MOST_EQUAL: Final = 10


def nearest(percent: float) -> float:
    """Return the standard fraction nearest to `percent`, with its sign."""
    size = min(STANDARD, key=lambda one: abs(one - abs(percent)))
    return -size if percent < 0 and size else size


def fraction_text(fraction: float) -> str:
    """Return a fraction as it is in Moodle's files: ``33.33333``, ``-50``."""
    return f"{fraction:.7g}"


def takes_away(scheme: Scheme) -> bool:
    """Return whether a wrong answer costs points."""
    return scheme.kind in ("negative", "dont_know")


def fractions(question: Choice, key: ChoiceKey, scheme: Scheme) -> dict[str, float]:
    """Return the standard fraction of each option, by its id."""
    ids = [option.id for option in question.options]
    wrong = len(ids) - len(key.right)
    shares = iter(_adding_to_100(len(key.right)))
    costs = _cost(isinstance(question, SingleChoice), wrong, scheme)
    return {one: next(shares) if one in key.right else costs for one in ids}


def _adding_to_100(right: int) -> list[float]:
    if right > MOST_EQUAL:
        tens = 20 - right
        return [10.0] * tens + [5.0] * (right - tens)
    return [nearest(100 / right)] * right if right else []


def _cost(single: bool, wrong: int, scheme: Scheme) -> float:
    balanced = 100 / max(wrong, 1)
    if not single:
        return -100.0 if scheme.kind == "all_or_nothing" else nearest(-balanced)
    if not takes_away(scheme):
        return 0.0
    return nearest(-balanced if scheme.penalty == "balanced" else -100 * scheme.penalty)
