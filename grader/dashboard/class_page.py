"""The page of the class: who stands where, our faults first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from grader.dashboard import words
from grader.dashboard.cells import Cells, number
from grader.dashboard.pages import Values, bins, links, page, people
from grader.dashboard.plots import distribution
from grader.texts import Text, plural, text

if TYPE_CHECKING:
    from grader.dashboard.classview import ClassView, Column, Student
    from grader.texts import Lang

__all__ = ["class_page"]

MOST_FAULTS: Final = 200


def class_page(view: ClassView, lang: Lang) -> bytes:
    """Return ``index.html``."""
    means = [one.mean for one in view.students if one.entries and one.mean is not None]
    return page(
        "index.html.j2",
        view,
        lang,
        text("The class at a glance").get(lang),
        words.for_class(lang),
        links=links(view, lang, "index.html"),
        notes=[note.get(lang) for note in _notes(view)],
        faults=_faults(view, lang),
        numbers=_numbers(view, lang),
        unreadable={"title": _unreadable(view, lang), "lines": view.unreadable},
        plot=distribution(means, lang),
        bins=bins(means, lang),
        **_matrix(view, lang),
        late_help=_late_help(view, lang),
        exercises=[_exercise(column, lang) for column in view.columns],
        lists=[*_lists(view, lang)],
    )


def _notes(view: ClassView) -> list[Text]:
    notes = []
    if view.anonymous:
        notes.append(
            text(
                "Anonymous: names are replaced by pseudonyms that stay the same, and nothing that "
                "the students wrote is shown."
            )
        )
    if view.strangers:
        notes.append(
            plural(
                view.strangers,
                text("One student with results is not on the class list."),
                text("{n} students with results are not on the class list.", n=view.strangers),
            )
        )
    return notes


def _faults(view: ClassView, lang: Lang) -> Values:
    found = [
        {"page": view.students[index].page, "name": view.students[index].name, "column": one.name}
        for one in view.columns
        for index in one.faults
    ]
    title = plural(
        len(found),
        text("One result failed through our fault"),
        text("{n} results failed through our fault", n=len(found)),
    )
    more = len(found) - MOST_FAULTS
    return {
        "title": title.get(lang),
        "lines": found[:MOST_FAULTS],
        "more": text("and {n} others", n=more).get(lang) if more > 0 else "",
    }


def _unreadable(view: ClassView, lang: Lang) -> str:
    """How many files could not be read; "" if all could."""
    count = len(view.unreadable) + view.more_unreadable
    if not count:
        return ""
    return text("{count} files could not be read.", count=count).get(lang)


def _numbers(view: ClassView, lang: Lang) -> list[Values]:
    faults = sum(len(column.faults) for column in view.columns)
    said = [
        (text("Students"), str(len(view.students)), ""),
        (text("Mean"), number(view.marks.mean, lang), ""),
        (text("Median"), number(view.marks.median, lang), ""),
        (text("Means below 10"), str(view.marks.below), ""),
        (text("Missing works"), str(sum(len(one.missing) for one in view.columns)), ""),
        (text("Grader errors"), str(faults), "fault" if faults else ""),
    ]
    if view.deadline:
        late = str(sum(len(one.late) for one in view.columns))
        said.insert(5, (text("Late works"), late, ""))
    return [{"label": label.get(lang), "value": value, "kind": kind} for label, value, kind in said]


def _late_help(view: ClassView, lang: Lang) -> str:
    if not view.deadline:
        return ""
    return text("* graded after {deadline}.", deadline=view.deadline).get(lang)


def _matrix(view: ClassView, lang: Lang) -> Values:
    cells = Cells(lang)
    kinds = [_kinds(student, view) for student in view.students]
    choices = {
        "below": text("below 10"),
        "missing": text("missing"),
        **({"late": text("late")} if view.deadline else {}),
        "fault": text("grader error"),
    }
    return {
        "heads": [
            *({"name": column.name, "quiz": False} for column in view.columns),
            *({"name": quiz.name, "quiz": True} for quiz in view.quizzes),
        ],
        "rows": [
            {
                "page": one.page,
                "name": one.name,
                "id": "" if one.id == one.name else one.id,
                "kinds": " ".join(kind),
                "cells": cells.row(one, view),
            }
            for one, kind in zip(view.students, kinds, strict=True)
        ],
        "choices": [
            {"kind": name, "label": label.get(lang), "count": sum(name in kind for kind in kinds)}
            for name, label in choices.items()
        ],
        "legend": _legend(lang),
    }


def _kinds(student: Student, view: ClassView) -> list[str]:
    """By what a row can be filtered."""
    entries = [student.entries.get(at) for at in range(len(view.columns))]
    facts = {
        "below": student.mean is not None and student.mean < 10,
        "missing": any(one is None or one.status == "not_attempted" for one in entries),
        "late": any(one is not None and one.late for one in entries),
        "fault": any(one is not None and one.status == "grader_error" for one in entries),
    }
    return [name for name, holds in facts.items() if holds]


def _legend(lang: Lang) -> list[Values]:
    said = [
        ("b0", "", text("under 5")),
        ("b1", "", text("5 to under 10")),
        ("b2", "", text("10 to under 14")),
        ("b3", "", text("14 to under 18")),
        ("b4", "", text("18 to 20")),
        ("none", "–", text("missing")),
        ("fault", "!", text("grader error, no mark yet")),
    ]
    return [{"kind": kind, "sign": sign, "label": label.get(lang)} for kind, sign, label in said]


def _exercise(column: Column, lang: Lang) -> Values:
    marks = column.marks
    half = "–" if marks.low is None else f"{number(marks.low, lang)} – {number(marks.high, lang)}"
    return {
        "name": column.name,
        "title": column.title,
        "handed_in": column.handed_in,
        "missing": len(column.missing),
        "late": len(column.late),
        "mean": number(marks.mean, lang),
        "median": number(marks.median, lang),
        "half": half,
        "below": marks.below,
    }


def _lists(view: ClassView, lang: Lang) -> list[Values]:
    found = []
    for one in view.columns:
        if one.missing:
            title = text("{exercise}: {n} missing", exercise=one.name, n=len(one.missing))
            found.append({"title": title.get(lang), "people": people(view, one.missing, lang)})
        if one.late:
            title = text("{exercise}: {n} late", exercise=one.name, n=len(one.late))
            found.append({"title": title.get(lang), "people": people(view, one.late, lang)})
    return found
