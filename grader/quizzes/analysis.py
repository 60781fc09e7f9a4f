"""Item analysis: what the answers of a class say about the questions.

Difficulty is the mean credit (1 is easy). Discrimination is the point-biserial correlation: of an
item's credit with the score on all *other* items, so that an item does not correlate with itself.
Cronbach's alpha is k / (k - 1) * (1 - sum of the items' variances / variance of the sum)
(Cronbach, 1951), with variances over n - 1. The groups that choose options are the best and the
weakest 27 % (Kelley, 1939).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import numpy as np

from grader.quizzes.content import Choice, ChoiceKey
from grader.texts import Text, decimal, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.checks.values import Array
    from grader.quizzes.content import Question
    from grader.quizzes.marking import Marked, Marker

__all__ = ["Analysis", "Flag", "ItemAnalysis", "OptionCount", "analyse"]

GROUP: Final = 0.27
FEWEST: Final = 20  # people: with fewer, correlations say little and nothing is flagged
EASY, HARD = 0.95, 0.20
WEAK: Final = 0.10  # discrimination below which an item tells little
UNUSED: Final = 0.02

FlagKind = Literal["wrong_key", "negative", "weak", "too_easy", "too_hard", "unused", "skipped"]


class Flag(NamedTuple):
    """Something to look at: how bad it is (2 mend it, 1 look at it), and why."""

    kind: FlagKind
    severity: int
    says: Text


class OptionCount(NamedTuple):
    """How many chose an option: all, of the best group, of the weakest group."""

    id: str
    right: bool
    chosen: int
    best: int
    weakest: int


class ItemAnalysis(NamedTuple):
    """One question: `difficulty` in [0, 1], `discrimination` in [-1, 1] or None if undefined."""

    question: Question
    difficulty: float
    discrimination: float | None
    missing: int
    options: tuple[OptionCount, ...]
    flags: tuple[Flag, ...]


class Analysis(NamedTuple):
    """A quiz: `people` answered, `alpha` is None where it is undefined; `marks` are out of 20."""

    people: int
    group: int
    alpha: float | None
    marks: tuple[float, ...]
    items: tuple[ItemAnalysis, ...]


def analyse(marker: Marker, several: Sequence[Marked]) -> Analysis:
    """Return the analysis of a class's marked answers; at least one of them."""
    shares = np.array(
        [[one.scored.score / one.scored.points for one in marked.items] for marked in several]
    ).reshape(len(several), len(marker.quiz.questions))
    points = np.array([question.points for question in marker.quiz.questions])
    order = np.argsort(-(shares @ points), kind="stable")
    size = max(1, round(GROUP * len(several)))
    groups = (set(order[:size].tolist()), set(order[-size:].tolist()))
    items = tuple(
        _item(marker, several, at, shares[:, at], _rest(shares, points, at), groups)
        for at in range(len(points))
    )
    marks = tuple(marked.total.mark for marked in several)
    return Analysis(len(several), size, _alpha(shares * points), marks, items)


def _rest(shares: Array, points: Array, at: int) -> Array:
    return np.asarray(shares @ points - shares[:, at] * points[at])


def _alpha(scores: Array) -> float | None:
    people, items = scores.shape
    if people < 2 or items < 2:
        return None
    whole = float(scores.sum(axis=1).var(ddof=1))
    if whole <= 0:
        return None
    parts = float(scores.var(axis=0, ddof=1).sum())
    return float(items / (items - 1) * (1 - parts / whole))


def _correlation(one: Array, other: Array) -> float | None:
    if len(one) < 3 or one.std() < 1e-12 or other.std() < 1e-12:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def _item(
    marker: Marker,
    several: Sequence[Marked],
    at: int,
    shares: Array,
    rest: Array,
    groups: tuple[set[int], set[int]],
) -> ItemAnalysis:
    question = marker.quiz.questions[at]
    missing = sum(marked.items[at].judged.state == "missing" for marked in several)
    found = ItemAnalysis(
        question,
        float(np.clip(shares, 0, 1).mean()),
        _correlation(shares, rest),
        missing,
        _options(marker, several, at, groups),
        (),
    )
    flags = tuple(_flags(found, len(several))) if len(several) >= FEWEST else ()
    return found._replace(flags=flags)


def _options(
    marker: Marker, several: Sequence[Marked], at: int, groups: tuple[set[int], set[int]]
) -> tuple[OptionCount, ...]:
    """Count who chose each option; none for questions without options."""
    question = marker.quiz.questions[at]
    key = marker.keys[question.id]
    if not isinstance(question, Choice) or not isinstance(key, ChoiceKey):
        return ()
    chosen: dict[str, list[int]] = {option.id: [] for option in question.options}
    for person, marked in enumerate(several):
        answer = marked.items[at].answer
        for name in {*(answer if isinstance(answer, list) else [str(answer)])} & chosen.keys():
            chosen[name].append(person)
    best, weakest = groups
    return tuple(
        OptionCount(
            name,
            name in key.right,
            len(people),
            sum(person in best for person in people),
            sum(person in weakest for person in people),
        )
        for name, people in chosen.items()
    )


# --- what to look at ------------------------------------------------------------------------------


def _flags(item: ItemAnalysis, people: int) -> list[Flag]:
    """Return what to look at in `item`, the worst first."""
    found = [*_of_discrimination(item), *_of_options(item, people), *_of_difficulty(item, people)]
    return sorted(found, key=lambda flag: -flag.severity)


def _of_discrimination(item: ItemAnalysis) -> list[Flag]:
    value = item.discrimination
    if value is None:
        return []
    shown = decimal(f"{value:.2f}")
    if value < 0:
        return [
            Flag(
                "negative",
                2,
                text(
                    "Those who know the rest get it wrong more often than the others "
                    "(discrimination {value}): check the key and the wording.",
                    value=shown,
                ),
            )
        ]
    if value < WEAK and EASY > item.difficulty > HARD / 2:
        says = text(
            "It hardly tells who knows from who doesn't (discrimination {value}).", value=shown
        )
        return [Flag("weak", 1, says)]
    return []


def _of_options(item: ItemAnalysis, people: int) -> list[Flag]:
    """Wrong options that the best choose more than the right one, or that nobody chooses."""
    right = [option for option in item.options if option.right]
    wrong = [option for option in item.options if not option.right]
    flags = []
    if len(right) == 1:
        best = max(wrong, key=lambda option: option.best)
        if best.best > right[0].best:
            says = text(
                "The best prefer option {id} ({count} of them) to the key {key} ({other}): the key "
                "may be wrong, or two options are right.",
                id=best.id,
                count=best.best,
                key=right[0].id,
                other=right[0].best,
            )
            flags.append(Flag("wrong_key", 2, says))
    unused = [option.id for option in wrong if option.chosen < math.ceil(UNUSED * people)]
    if unused:
        names = ", ".join(unused)
        flags.append(Flag("unused", 0, text("Nearly nobody falls for {options}.", options=names)))
    return flags


def _of_difficulty(item: ItemAnalysis, people: int) -> list[Flag]:
    flags = []
    shown = f"{100 * item.difficulty:.0f}"
    if item.difficulty > EASY:
        flags.append(Flag("too_easy", 0, text("Nearly everybody knows it ({part} %).", part=shown)))
    if item.difficulty < HARD:
        says = text("Few know it ({part} %): was it taught, and is it clear?", part=shown)
        flags.append(Flag("too_hard", 1, says))
    if item.missing > 0.2 * people:
        missing = f"{100 * item.missing / people:.0f}"
        flags.append(Flag("skipped", 1, text("{part} % leave it out.", part=missing)))
    return flags
