"""How marks and numbers look in the tables of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from grader.texts import decimal, text

if TYPE_CHECKING:
    from grader.dashboard.classview import ClassView, Entry, Student
    from grader.texts import Lang

__all__ = ["Cells", "band", "number"]

NOTHING = "–"


def number(value: float | None, lang: Lang, digits: int = 2) -> str:
    """Return `value` as its readers write it; a dash where there is none."""
    if value is None:
        return NOTHING
    return decimal(f"{value:.{digits}f}").get(lang)


def band(mark: float) -> str:
    """Return the class of colour of a mark: from far below 10 to nearly full."""
    return f"b{sum(mark >= least for least in (5, 10, 14, 18))}"


class Cells:
    """The cells of one page: only our words and numbers go into them."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._missing = self._cell("none", NOTHING, text("missing").get(lang))
        self._fault = self._cell("fault", "!", text("grader error").get(lang))
        self._late = text("late").get(lang)

    def _cell(self, kind: str, shown: str, said: str = "") -> Markup:
        if not said:
            return Markup('<td class="{}">{}</td>').format(kind, shown)
        sign = Markup('<span aria-hidden="true">{}</span>').format(shown)
        return Markup('<td class="{}">{}<span class="unseen">{}</span></td>').format(
            kind, sign, said
        )

    def mark(self, value: float | None) -> Markup:
        """The cell of a mark; without one it is missing."""
        if value is None:
            return self._missing
        return self._cell(band(value), number(value, self.lang))

    def entry(self, entry: Entry | None) -> Markup:
        """The cell of what somebody has in an exercise."""
        if entry is None or entry.status == "not_attempted":
            return self._missing
        if entry.mark is None:
            return self._fault
        if not entry.late:
            return self.mark(entry.mark)
        star = Markup('<span aria-hidden="true">*</span><span class="unseen"> {}</span>')
        shown = Markup("{}{}").format(number(entry.mark, self.lang), star.format(self._late))
        return Markup('<td class="{}">{}</td>').format(band(entry.mark), shown)

    def mean(self, student: Student) -> Markup:
        """The cell of the mean: our fault, if that is why there is none."""
        if student.mean is None and student.entries:
            return self._fault
        return self.mark(student.mean)

    def row(self, student: Student, view: ClassView) -> Markup:
        """All cells of a student's row: the mean, the exercises, the quizzes."""
        cells = [self.mean(student)]
        cells += [self.entry(student.entries.get(at)) for at in range(len(view.columns))]
        cells += [self.mark(student.quizzes.get(at)) for at in range(len(view.quizzes))]
        return Markup("").join(cells)
