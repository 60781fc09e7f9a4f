"""What `grade check-course` shows: progress, findings as they come, and a table of everything."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from grader.texts import Text, plural, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from grader.authors.examine import Report
    from grader.texts import Lang

__all__ = ["Plain", "printer", "progress"]

PATIENCE_S: Final = 2.0  # a bar that is gone at once only flickers


@contextmanager
def progress(language: Lang) -> Iterator[Callable[[int, int], None]]:
    """A bar over everything on a terminal, once it takes long; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:.0f} %"))
    bar = Progress(
        *columns,
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),  # else what goes into a pipe would be shown
    )
    task = bar.add_task(text("Gates and mutants").get(language))
    started = time.monotonic()

    def advance(done: int, total: int) -> None:
        if time.monotonic() - started > PATIENCE_S and not bar.live.is_started:
            bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield advance
    finally:
        bar.stop()


def printer(language: Lang) -> Plain:
    """Coloured on a terminal, plain in a pipe."""
    return _Coloured(language) if sys.stdout.isatty() else Plain(language)


class Plain:
    """Lines for a pipe."""

    def __init__(self, language: Lang) -> None:
        self._language = language

    def _say(self, line: str, style: str = "") -> None:
        del style
        click.echo(line)

    def course(self, findings: Sequence[Text]) -> None:
        """What is wrong with the course beside its exercises."""
        for finding in findings:
            self._say(f"- {finding.get(self._language)}", "red")

    def exercise(self, report: Report) -> None:
        """One line when an exercise is through, and the findings."""
        self._say(_heading(report).get(self._language), "bold" if report.findings else "green")
        for finding in report.findings:
            self._say(f"  - {finding.get(self._language)}", "red")

    def table(self, reports: Sequence[Report]) -> None:
        """All figures, one line for each exercise and track, and how much was known before."""
        rows = [[title.get(self._language) for title in _titles()], *map(_row, reports)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in ["", *rows]:
            cells = zip(row, widths, range(len(widths)), strict=False)
            shown = (cell.rjust(w) if at > 1 else cell.ljust(w) for cell, w, at in cells)
            self._say("  ".join(shown).rstrip())
        results, cached = (sum(each) for each in zip(*map(_known, reports), strict=True))
        known = text(
            "{cached} of {results} results were known from an earlier run on the same content.",
            cached=cached,
            results=results,
        )
        self._say(known.get(self._language))

    def end(self, count: int) -> None:
        """Whether the gate is passed."""
        passed = text("The gate is passed: nothing was found.")
        found = plural(count, text("{n} finding.", n=count), text("{n} findings.", n=count))
        last = found if count else passed
        self._say(last.get(self._language), "bold red" if count else "bold green")


class _Coloured(Plain):
    """The same lines in colours, for a terminal."""

    def _say(self, line: str, style: str = "") -> None:
        from rich.console import Console

        Console().print(line, style=style, markup=False, highlight=False, soft_wrap=True)


def _heading(report: Report) -> Text:
    count = len(report.findings)
    found = plural(count, text("{n} finding.", n=count), text("{n} findings.", n=count))
    return text(
        "{exercise} ({track}): {found}",
        exercise=report.exercise,
        track=report.track,
        found=found if count else text("nothing found."),
    )


def _titles() -> tuple[Text, ...]:
    return (
        text("exercise"),
        text("track"),
        text("points"),
        text("checks"),
        text("misconceptions"),
        text("mutants killed"),
        text("seconds"),
        text("known before"),
    )


def _row(report: Report) -> list[str]:
    return [
        report.exercise,
        report.track,
        f"{report.points:g}",
        f"{report.public} + {report.hidden}",
        str(report.misconceptions),
        f"{report.killed} / {report.mutants}",
        f"{report.seconds:.0f}",
        f"{report.cached} / {report.results}",
    ]


def _known(report: Report) -> tuple[int, int]:
    return report.results, report.cached
