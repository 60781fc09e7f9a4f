"""The pages as files of a folder: whole, with nothing left of an earlier dashboard."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from grader.dashboard.class_page import class_page
from grader.dashboard.lecture_page import misconceptions_page
from grader.dashboard.quizzes_page import quizzes_page
from grader.dashboard.student_page import StudentPages
from grader.problems import UsageProblem
from grader.results_folder import write_whole
from grader.texts import printable, text

if TYPE_CHECKING:
    from grader.dashboard.classview import ClassView
    from grader.texts import Lang

__all__ = ["pages_of", "write_site"]

LIST: Final = ".grade-dashboard"  # names the pages that are ours, to be replaced
_OURS: Final = re.compile(r"(students/)?[a-z0-9_-]+\.html")


def pages_of(view: ClassView, lang: Lang) -> Iterator[tuple[str, bytes]]:
    """Make the pages one after the other: their place in the folder and their content."""
    yield "index.html", class_page(view, lang)
    yield "misconceptions.html", misconceptions_page(view, lang)
    if view.quizzes and view.staff:  # what is said of its questions may give keys away
        yield "quizzes.html", quizzes_page(view, lang)
    students = StudentPages(view, lang)
    for index, student in enumerate(view.students):
        yield f"students/{student.page}.html", students.page(index)


def write_site(view: ClassView, lang: Lang, out: str) -> int:
    """Write all pages into the folder `out`; return how many.

    Pages of an earlier dashboard go first: they may name whom the new ones keep anonymous. A folder
    with other things in it is refused.
    """
    try:
        _clear(out)
        names = ["index.html", "misconceptions.html", "quizzes.html"]
        names += [f"students/{student.page}.html" for student in view.students]
        write_whole(os.path.join(out, LIST), "".join(f"{name}\n" for name in names).encode())
        count = 0
        for name, content in pages_of(view, lang):
            write_whole(os.path.join(out, *name.split("/")), content)
            count += 1
    except OSError as error:
        raise UsageProblem(
            text(
                "{folder} cannot be written: {why}.",
                folder=printable(out),
                why=error.strerror or "?",
            )
        ) from None
    return count


def _clear(out: str) -> None:
    """Remove the pages of an earlier dashboard, and nothing else."""
    os.makedirs(out, exist_ok=True)
    try:
        with open(os.path.join(out, LIST), encoding="utf-8") as file:
            ours = file.read().split("\n")
    except FileNotFoundError:
        if os.listdir(out):
            raise UsageProblem(
                text(
                    "{folder} has other files in it: name a new folder for the pages.",
                    folder=printable(out),
                )
            ) from None
        return
    for name in ours:
        path = os.path.join(out, *name.split("/"))
        if _OURS.fullmatch(name) and os.path.lexists(path):
            os.unlink(path)
