"""What all pages of the dashboard share: the frame, the navigation, lists of students, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from grader.dashboard.plots import BINS, bins_of
from grader.pages.shell import BASE, render
from grader.texts import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.dashboard.classview import ClassView
    from grader.texts import Lang

__all__ = ["Values", "bins", "links", "page", "people"]

MOST_NAMED: Final = 100  # students in one list

Values = dict[str, Any]


def page(
    template: str, view: ClassView, lang: Lang, title: str, say: dict[str, str], **values: object
) -> bytes:
    """Return a page of the dashboard."""
    over = view.title or text("Class dashboard").get(lang)
    return render(
        "grader.dashboard",
        template,
        lang=lang,
        title=title if title == over else f"{title} · {over}",
        styles=[BASE, "dashboard.css"],
        scripts=["dashboard.js"],
        over=over,
        say=say,
        heading=title,
        **values,
    )


def links(view: ClassView, lang: Lang, here: str, base: str = "") -> list[Values]:
    """Return the navigation: the pages there are, and which one this is."""
    there = [
        ("index.html", text("The class")),
        ("misconceptions.html", text("For the next lecture")),
        *([("quizzes.html", text("Quizzes"))] if view.quizzes and view.staff else []),
    ]
    return [
        {"href": f"{base}{name}", "label": label.get(lang), "here": name == here}
        for name, label in there
    ]


def people(view: ClassView, indices: Sequence[int], lang: Lang) -> Values:
    """Links to students, and how many there are beyond those that a page can bear."""
    named = [view.students[index] for index in indices[:MOST_NAMED]]
    more = len(indices) - len(named)
    return {"named": named, "more": text("and {n} others", n=more).get(lang) if more else ""}


def bins(marks: Sequence[float], lang: Lang) -> list[Values]:
    """Return the rows of the table beside a histogram: two marks each, and how many have them."""
    labels = [text("{low} to under {high}", low=2 * at, high=2 * at + 2) for at in range(BINS - 1)]
    labels.append(text("18 to 20"))
    return [
        {"label": label.get(lang), "count": count}
        for label, count in zip(labels, bins_of(marks), strict=True)
    ]
