"""A student's page: the marks, and what did not pass with why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from markupsafe import escape

from grader.dashboard import words
from grader.dashboard.cells import Cells, number
from grader.dashboard.pages import links, page
from grader.texts import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.dashboard.classview import Attempt, ClassView, Column, Entry, Missed, Student
    from grader.texts import Lang

__all__ = ["StudentPages"]

MOST_BYTES: Final = 900_000  # of values and prints on one page, as they are written there

Values = dict[str, Any]


class StudentPages:
    """Makes the pages of all students of a class."""

    def __init__(self, view: ClassView, lang: Lang) -> None:
        self._view, self._lang = view, lang
        self._say = words.for_student(lang)
        self._cells = Cells(lang)
        # A page made for its student leads to nobody else's.
        self._links = links(view, lang, "", "../") if view.staff else []

    def page(self, index: int) -> bytes:
        """Return the page of the student with this index."""
        student, lang = self._view.students[index], self._lang
        budget = _Budget(MOST_BYTES)
        exercises = [
            self._exercise(at, self._view.columns[at], student.entries[at], budget)
            for at in sorted(student.entries)
            if _says_something(student.entries[at])
        ]
        return page(
            "student.html.j2",
            self._view,
            lang,
            student.name,
            self._say,
            links=[*self._links, *self._neighbours(index)],
            id="" if student.id == student.name else student.id,
            fault=self._fault(student),
            numbers=self._numbers(student),
            rows=[self._row(at, column, student) for at, column in enumerate(self._view.columns)],
            quizzes=[
                {"title": self._view.quizzes[at].title, "cell": self._cells.mark(mark)}
                for at, mark in sorted(student.quizzes.items())
            ],
            exercises=exercises,
            cut=budget.left < 0,
        )

    def _neighbours(self, index: int) -> list[Values]:
        if not self._view.staff:
            return []
        there = [(index - 1, text("← previous")), (index + 1, text("next →"))]
        return [
            {
                "href": f"{self._view.students[at].page}.html",
                "label": label.get(self._lang),
                "here": False,
            }
            for at, label in there
            if 0 <= at < len(self._view.students)
        ]

    def _fault(self, student: Student) -> str:
        if not any(one.status == "grader_error" for one in student.entries.values()):
            return ""
        return text(
            "Our grader failed on this work: there is no mark yet, and it costs the student nothing."
        ).get(self._lang)

    def _numbers(self, student: Student) -> list[Values]:
        done = sum(one.status != "not_attempted" for one in student.entries.values())
        said = [
            (text("Mean out of 20"), number(student.mean, self._lang)),
            (text("Median of the class"), number(self._view.marks.median, self._lang)),
            (text("Handed in"), f"{done}/{len(self._view.columns)}"),
        ]
        return [
            {"label": label.get(self._lang), "value": value, "kind": ""} for label, value in said
        ]

    def _row(self, at: int, column: Column, student: Student) -> Values:
        entry = student.entries.get(at)
        return {
            "anchor": f"e{at}" if entry is not None and _says_something(entry) else "",
            "name": column.name,
            "title": column.title,
            "cell": self._cells.entry(entry),
            "median": number(column.marks.median, self._lang),
            "checks": "" if entry is None else f"{entry.passed}/{entry.checks}",
            "when": "" if entry is None else entry.attempts[-1].when,
            "late": entry is not None and entry.late,
        }

    def _exercise(self, at: int, column: Column, entry: Entry, budget: _Budget) -> Values:
        several = entry.attempts if len(entry.attempts) > 1 else []
        dots = _dots(several)
        return {
            "anchor": f"e{at}",
            "name": column.name,
            "title": column.title,
            "notes": [note for note in entry.notes if budget.takes(note)],
            "checks": [self._check(one, budget) for one in entry.missed],
            "attempts": [
                {"when": one.when, "mark": number(one.mark, self._lang), "late": one.late}
                for one in several
            ],
            "dots": dots,
            "line": " ".join(f"{x},{y}" for x, y in dots),
        }

    def _check(self, missed: Missed, budget: _Budget) -> Values:
        view = missed.view
        parts = [part for part in view.parts if budget.takes(part.body)]
        return {
            "symbol": view.symbol,
            "word": view.word,
            "style": view.style,
            "points": view.points,
            "title": view.title,
            "diagnosis": "\n".join(part.body for part in parts if part.kind == "diagnosis"),
            "parts": [part for part in parts if part.kind != "diagnosis"],
            "staff_only": missed.hidden,
        }


class _Budget:
    """How much more a page may hold; negative once something had to be left out."""

    def __init__(self, size: int) -> None:
        self.left = size

    def takes(self, words: str) -> bool:
        """Whether there is room for `words`, and take it."""
        if self.left >= 0:
            self.left -= len(str(escape(words)).encode())
        return self.left >= 0


def _says_something(entry: Entry) -> bool:
    return bool(entry.missed or entry.notes or len(entry.attempts) > 1)


def _dots(attempts: Sequence[Attempt]) -> list[tuple[float, float]]:
    """The marks of attempts on a field of 120 by 48: evenly from left to right, 20 at the top."""
    marks = [one.mark for one in attempts if one.mark is not None]
    step = 120 / max(len(marks) - 1, 1)
    return [(round(at * step, 1), round(48 * (1 - mark / 20), 1)) for at, mark in enumerate(marks)]
