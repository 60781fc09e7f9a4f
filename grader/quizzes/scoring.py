"""From judgements to points: pure functions, one for each scheme.

The credit of an answer is a part of the question's points, at most 1; it is negative only where
the scheme takes points away. With R right options, W wrong ones, r and w of them ticked:

==================  =======================  ==================================================
scheme              one answer is due        several answers are due
==================  =======================  ==================================================
``all_or_nothing``  right 1, wrong 0         1 if exactly the right ones are ticked, else 0
``partial``         right 1, wrong 0         max(0, r / R - w / W)
``negative``        right 1, wrong -penalty  r / R - w / W, at least -penalty
``dont_know``       as ``negative``          as ``negative``; "I don't know" gives `dont_know`
==================  =======================  ==================================================

A ``balanced`` penalty is 1 / W where one answer is due, so that guessing gives nothing on average
(1/3 with four options, 1 for true or false), and 1 where several are due. A number or a formula
is not guessed: a wrong one gives 0. A question without an answer gives 0 under every scheme.

Several are due, two of five options are right (R = 2, W = 3): one right one gives 1/2; both and
one wrong one give 1 - 1/3 = 0.667; one of each gives 1/2 - 1/3 = 0.167; all five give 0.

The sum never falls below `floor`, a part of the quiz's points.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct

from grader.marks import mark_out_of_20

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.quizzes.content import Kind
    from grader.quizzes.judging import Judgement

__all__ = ["SCHEMES", "Scheme", "Scored", "Total", "credit", "scheme_of", "sum_up"]

SchemeKind = Literal["all_or_nothing", "partial", "negative", "dont_know"]
SCHEMES: Final[tuple[SchemeKind, ...]] = ("all_or_nothing", "partial", "negative", "dont_know")
Part = Annotated[float, Meta(ge=0, le=1)]
_GUESSED: Final = frozenset({"single_choice", "multiple_choice", "true_false"})


class Scheme(Struct, frozen=True, forbid_unknown_fields=True):
    """How answers become points; `penalty`, `dont_know` and `floor` are parts of 1."""

    kind: SchemeKind = "all_or_nothing"
    penalty: Part | Literal["balanced"] = "balanced"
    dont_know: Part = 0.1
    floor: Annotated[float, Meta(ge=-1, le=0)] = 0.0  # the mark itself is never below 0


class Scored(NamedTuple):
    """A question's points, out of `points`."""

    score: float
    points: float
    pending: bool = False


class Total(NamedTuple):
    """The points of a quiz, the mark out of 20, and the points that a human has yet to give."""

    score: float
    max_score: float
    mark: float
    pending: float


def scheme_of(data: Any) -> Scheme:
    """Return the scheme that YAML gives: its name alone, or a mapping with its numbers.

    Raises `msgspec.ValidationError`.
    """
    return msgspec.convert({"kind": data} if isinstance(data, str) else data, Scheme)


def credit(kind: Kind, judged: Judgement, scheme: Scheme) -> float:
    """Return the part of its points that an answer to a question of `kind` gives, in [-1, 1]."""
    if judged.state == "right":
        return 1.0
    if judged.state == "dont_know":
        return scheme.dont_know if scheme.kind == "dont_know" else 0.0
    if judged.state not in ("partly", "wrong"):
        return 0.0
    takes = scheme.kind in ("negative", "dont_know") and kind in _GUESSED
    if kind == "multiple_choice" and scheme.kind != "all_or_nothing":
        share = _share(judged)
        return max(share, -_penalty(scheme, 1.0)) if takes else max(share, 0.0)
    return -_penalty(scheme, 1 / max(judged.wrong, 1)) if takes else 0.0


def _share(judged: Judgement) -> float:
    wrong = judged.slips / judged.wrong if judged.wrong else 0.0
    return (judged.hits / judged.right if judged.right else 0.0) - wrong


def _penalty(scheme: Scheme, balanced: float) -> float:
    return balanced if scheme.penalty == "balanced" else scheme.penalty


def sum_up(scored: Sequence[Scored], scheme: Scheme) -> Total:
    """Return the quiz's score, never below the floor; what is pending counts as 0 until judged."""
    # fsum is exact, so nine decimals are those that one finds on paper.
    most = round(math.fsum([one.points for one in scored]), 9)
    score = max(math.fsum([one.score for one in scored]), scheme.floor * most)
    pending = round(math.fsum([one.points for one in scored if one.pending]), 9)
    return Total(round(score, 9), most, mark_out_of_20(max(score, 0), most), pending)
