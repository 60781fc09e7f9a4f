"""The keys of `grade ex02 --watch`: hint, next, all, report, quit."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

import click

from grader.cli.common import write_output
from grader.cli.failures import say
from grader.problems import Problem
from grader.texts import printable, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from grader.course import Course, Exercise, Track
    from grader.results import Result
    from grader.texts import Lang

__all__ = ["LEAVE", "Desk", "clear", "legend"]

LEAVE: Final = {"q", "\x04", ""}  # the last: the terminal has gone


class Desk:
    """What the keys do until the next save.

    `result` is the last one as it may be shown, None where there is none. `page` makes the report
    as a page, which goes to the file `place` or beside the work.
    """

    def __init__(
        self,
        course: Course,
        exercise: Exercise,
        track: Track,
        language: Lang,
        result: Result | None,
        page: Callable[[], bytes],
        place: str | None,
    ) -> None:
        self._course, self._exercise, self._track = course, exercise, track
        self._language, self._result, self._page = language, result, page
        self._place = place
        self._at = 0  # of the checks to read: the first is in the report

    def press(self, key: str) -> bool:
        """Do what `key` asks for; whether it asks for anything."""
        if key == "h":
            self._hint()
        elif key in ("n", "a", "r") and self._result is None:
            click.echo(text("Nothing has been graded yet.").get(self._language))
        elif self._result is None:
            return False
        elif key == "n":
            self._next(self._result)
        elif key == "a":
            self._all(self._result)
        elif key == "r":
            self._report(self._result)
        else:
            return False
        return True

    def _hint(self) -> None:
        """The next hint, as `grade hint` gives it."""
        from grader.cli.hint import hint

        assert hint.callback is not None  # noqa: S101  # it is the function under the decorators
        try:
            hint.callback(
                self._exercise.id, None, self._track.name, self._course.root, self._language
            )
        except Problem as problem:
            say(problem.text, self._language)

    def _next(self, result: Result) -> None:
        """The next check that does not pass, in full; after the last the first again."""
        from grader.report.outline import worth_reading
        from grader.report.rich_report import print_check
        from grader.report.view import view_of

        found = worth_reading(view_of(result, self._language))
        if not found:
            sentence = text("There is nothing to read: no check says what is wrong.")
            click.echo(sentence.get(self._language))
            return
        self._at = (self._at + 1) % len(found)
        where = text("{n} of {all} to read:", n=self._at + 1, all=len(found))
        click.echo(where.get(self._language))
        print_check(_console(), found[self._at])

    def _all(self, result: Result) -> None:
        from grader.report.rich_report import print_report

        clear()
        print_report(_console(), result, self._language, show_all=True)

    def _report(self, result: Result) -> None:
        folder = os.path.dirname(result.submission.path)
        path = self._place or os.path.join(folder, "report.html")
        shown = printable(path)
        try:
            write_output(path, self._page())
        except OSError as error:
            why = error.strerror or "?"
            say(text("{file} cannot be written: {why}.", file=shown, why=why), self._language)
            return
        sentence = text("The report is in {file}: open it in a browser.", file=shown)
        click.echo(sentence.get(self._language))


def legend(language: Lang) -> str:
    """Return the line that names the keys, each of them bold."""
    named = text("h hint · n next · a all · r report · q quit").get(language)
    words = (word.partition(" ") for word in named.split(" · "))
    return " · ".join(f"{click.style(key, bold=True)} {does}" for key, _, does in words)


def clear() -> None:
    """Empty a terminal's screen."""
    if sys.stdout.isatty():
        sys.stdout.write("\x1b[2J\x1b[H")
        sys.stdout.flush()


def _console() -> Console:
    from rich.console import Console

    return Console()
