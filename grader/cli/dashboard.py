"""`grade dashboard`: the results of a class as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from grader.cli.common import choose, course_of, existing_key
from grader.cli.help import Command
from grader.problems import UsageProblem
from grader.texts import Text, printable, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from grader.course import Course
    from grader.dashboard.gather import Settings
    from grader.dashboard.quizzes import QuizMarks
    from grader.dashboard.read import Found, Unreadable
    from grader.texts import Lang

__all__ = ["dashboard"]

MOST_SAID = 20


def _words() -> dict[str, Text]:
    return {
        "": text(
            "Writes pages about a class from the results of grade batch: the marks of all, what "
            "many got wrong, a page for each student. Several batches may lie below one folder."
        ),
        "out": text("the folder for the pages; start with its index.html"),
        "roster": text("the class list, a CSV file with id,first_name,last_name,email"),
        "quizzes": text("a folder with answer files to quizzes, anywhere below it"),
        "deadline": text("what is graded after this is late: 2026-10-01 or 2026-10-01T18:00"),
        "anonymous": text("pseudonyms instead of names, the same each time"),
        "as_": text("student: without the values of hidden checks; staff: with them"),
        "key_file": text("the file with the key of official runs, or of pseudonyms"),
        "folder": text("the course's folder (default: the nearest one with a course.yaml)"),
        "lang": text("fr or en"),
    }


@click.command("dashboard", cls=Command, words=_words)
@click.argument("results", metavar="RESULTS")
@click.option("--out", metavar="PAGES", required=True)
@click.option("--roster", metavar="CSV")
@click.option("--quizzes", metavar="DIR")
@click.option("--deadline", metavar="ISO")
@click.option("--anonymous", is_flag=True)
@click.option("--as", "as_", metavar="WHO", type=click.Choice(["student", "staff"]))
@click.option("--key-file", metavar="FILE")
@click.option("--course", "folder", metavar="DIR")
@click.option("--lang", metavar="LANG")
def dashboard(results: str, out: str, folder: str | None, lang: str | None, **given: Any) -> int:
    """Write the pages of the class in `results` into the folder `out`; return the exit code."""
    from grader.dashboard.gather import gather
    from grader.dashboard.read import results_in
    from grader.dashboard.site import write_site

    course = course_of(folder)
    language = choose(lang, course)
    key = existing_key(course, given["key_file"])
    settings = _settings(course, language, key, given)
    quizzes = _quizzes(given["quizzes"], course, key, language)
    told = _Told(language)
    students = {name for quiz in quizzes for name in quiz.marks}
    found = told.listening(results_in(results, staff=settings.staff))
    view, indices = gather(found, settings, students)
    told.rest()
    if not view.results and not quizzes:
        raise UsageProblem(
            text(
                "{folder} holds no results: give the folder that grade batch wrote (--out).",
                folder=printable(results),
            )
        )
    for at, quiz in enumerate(quizzes):
        view.quizzes.append(quiz.view)
        for name, mark in quiz.marks.items():
            student = view.students[indices[name]]
            student.quizzes = {**student.quizzes, at: mark}
    count = write_site(view, language, out)
    said = text(
        "{results} results of {students} students: {pages} pages in {folder}.",
        results=view.results,
        students=len(view.students),
        pages=count,
        folder=printable(out),
    )
    click.echo(said.get(language))
    return 0


def _settings(course: Course, language: Lang, key: bytes | None, given: dict[str, Any]) -> Settings:
    from grader.dashboard.gather import Settings
    from grader.dashboard.roster import read_roster

    if given["anonymous"] and key is None:
        raise UsageProblem(
            text(
                "Pseudonyms need a secret key, and the course has none yet: name a file with one "
                "(--key-file), 16 characters or more that nobody can guess."
            )
        )
    weights = {
        (entry.exercise, entry.track or course.exercise(entry.exercise).default_track.name): (
            entry.weight
        )
        for tp in course.tps.values()
        for entry in tp.exercises
    }
    return Settings(
        lang=language,
        title=course.title.get(language),
        staff=given["as_"] != "student",
        key=key if given["anonymous"] else None,
        deadline=None if given["deadline"] is None else _moment(given["deadline"]),
        roster=None if given["roster"] is None else read_roster(given["roster"]),
        weights=weights,
    )


def _moment(given: str) -> datetime:
    """The deadline: a day lasts to its end, and without a time zone it is this machine's."""
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise UsageProblem(
            text(
                "{given} is no date: write 2026-10-01 or 2026-10-01T18:00.",
                given=repr(printable(given, 60)),
            )
        ) from None
    if len(given) <= len("2026-10-01"):
        moment = moment.replace(hour=23, minute=59, second=59)
    return moment if moment.tzinfo else moment.astimezone()


def _quizzes(
    folder: str | None, course: Course, key: bytes | None, language: Lang
) -> list[QuizMarks]:
    if folder is None:
        return []
    from grader.dashboard.quizzes import quizzes_in

    told = _Told(language)
    found = quizzes_in(folder, course, key, language, told.say)
    told.rest()
    return found


class _Told:
    """Says what cannot be read: the first of it one by one, the rest as a number."""

    def __init__(self, language: Lang) -> None:
        self._language = language
        self._count = 0

    def say(self, sentence: Text) -> None:
        self._count += 1
        if self._count <= MOST_SAID:
            click.echo(sentence.get(self._language), err=True)

    def listening(self, results: Iterable[Found | Unreadable]) -> Iterator[Found | Unreadable]:
        """Pass `results` on, and say what is wrong with some of them."""
        from grader.dashboard.read import Unreadable

        for one in results:
            if isinstance(one, Unreadable):
                self.say(one.says)
            yield one

    def rest(self) -> None:
        """Say how many there were in all."""
        if self._count:
            said = text("{count} files could not be read.", count=self._count)
            click.echo(said.get(self._language), err=True)
