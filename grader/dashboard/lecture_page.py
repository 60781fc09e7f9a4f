"""The page for the next lecture: what many got wrong, and the hardest checks."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from grader.dashboard import words
from grader.dashboard.cells import number
from grader.dashboard.pages import Values, links, page, people
from grader.texts import plural, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.dashboard.classview import ClassView, Misconception
    from grader.texts import Lang

__all__ = ["misconceptions_page"]

MOST_MISCONCEPTIONS: Final = 100
FIRST: Final = 8  # mistakes that are not folded


def misconceptions_page(view: ClassView, lang: Lang) -> bytes:
    """Return ``misconceptions.html``."""
    cards = view.misconceptions[:MOST_MISCONCEPTIONS]
    folded, more = len(cards) - FIRST, len(view.misconceptions) - len(cards)
    return page(
        "misconceptions.html.j2",
        view,
        lang,
        text("For the next lecture").get(lang),
        words.for_misconceptions(lang),
        links=links(view, lang, "misconceptions.html"),
        cards=[_card(one, view, lang) for one in cards],
        card_choices=_by_column([one.column for one in cards], view),
        first=FIRST,
        more_title=text("{n} more mistakes", n=folded).get(lang) if folded > 0 else "",
        more_cards=text("and {n} others", n=more).get(lang) if more > 0 else "",
        sections=_sections(view),
        checks=_checks(view, lang),
        choices=_by_column([one.column for one in view.checks], view),
    )


def _card(one: Misconception, view: ClassView, lang: Lang) -> Values:
    count, of = len(one.students), max(one.of, len(one.students))
    share = plural(
        of,
        text("of one who handed it in"),
        text("of {n} who handed it in ({part} %)", n=of, part=round(100 * count / of)),
    )
    return {
        "kinds": f"column{one.column}",
        "count": count,
        "part": round(100 * count / of, 1),
        "share": share.get(lang),
        "exercise": view.columns[one.column].name,
        "id": one.id,
        "text": one.text,
        "see": text("Read again: section {section}", section=one.see).get(lang) if one.see else "",
        "people": people(view, one.students, lang),
    }


def _sections(view: ClassView) -> list[Values]:
    """The sections to read again: by how many different students."""
    who: dict[str, set[int]] = {}
    where: dict[str, dict[str, None]] = {}
    for one in view.misconceptions:
        if one.see:
            who.setdefault(one.see, set()).update(one.students)
            where.setdefault(one.see, {})[view.columns[one.column].name] = None
    return [
        {"see": see, "count": len(who[see]), "exercises": ", ".join(where[see])}
        for see in sorted(who, key=lambda see: (-len(who[see]), see))
    ]


def _checks(view: ClassView, lang: Lang) -> list[Values]:
    return [
        {
            "title": one.title,
            "hidden": one.hidden,
            "kinds": f"column{one.column}",
            "exercise": view.columns[one.column].name,
            "rate": number(100 * one.passed / one.ran if one.ran else None, lang, 0),
            "ran": one.ran,
            "lost": number(one.lost, lang, 1),
            "worth": f"{one.points:g}".replace(".", "," if lang == "fr" else "."),
        }
        for one in view.checks
    ]


def _by_column(columns: Sequence[int], view: ClassView) -> list[Values]:
    """What filters rows by the exercise that they belong to."""
    counts = Counter(columns)
    return [
        {"kind": f"column{at}", "label": column.name, "count": counts[at]}
        for at, column in enumerate(view.columns)
        if counts[at]
    ]
