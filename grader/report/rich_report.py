"""A report for a terminal: the words of the plain one, in its width and with a few colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from grader.report.view import marks_of, views_of
from grader.results import Results

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, RenderableType

    from grader.report.view import CheckView, Part, Style, View
    from grader.results import Result

__all__ = ["print_report", "renderables"]

LOOK: Final[dict[Style, str]] = {
    "good": "green",
    "bad": "red",
    "todo": "yellow",
    "quiet": "dim",
    "fault": "magenta",
}
# A console's markup and highlighting are never used: all text is wrapped in Line as it is.


def print_report(console: Console, results: Result | Results, lang: str) -> None:
    """Print the report of one result or of several on `console`, in `lang`."""
    for renderable in renderables(results, lang):
        console.print(renderable, highlight=False)


def renderables(results: Result | Results, lang: str) -> Iterator[RenderableType]:
    """Yield the pieces of the report, from top to bottom."""
    for index, view in enumerate(views_of(results, lang)):
        if index:
            yield ""
        yield from _view(view)
    if isinstance(results, Results):
        yield ""
        yield from _marks(results, lang)


def _view(view: View) -> Iterator[RenderableType]:
    yield Line(view.title, style="bold")
    facts = _grid()
    for fact in view.facts:
        facts.add_row(Line(fact.label, style="dim"), Line(fact.value, style="dim"))
    yield Padding(facts, (0, 0, 0, 2))
    for note in view.notes:
        yield Padding(Line(note, style="yellow"), (1, 0, 0, 2))
    if view.checks:
        yield ""
    words = max((len(check.word) for check in view.checks), default=0)
    points = max((len(check.points) for check in view.checks), default=0)
    for check in view.checks:
        yield from _check(check, words, points)
    yield ""
    yield Line(view.mark, style=f"bold {LOOK[view.mark_style]}")
    if view.next_step:
        yield Line(view.next_step)


def _check(check: CheckView, words: int, points: int) -> Iterator[RenderableType]:
    look = LOOK[check.style]
    row = Table.grid(padding=(0, 2, 0, 0))
    row.add_column(width=words + 2, no_wrap=True)
    row.add_column(width=points, justify="right", no_wrap=True)
    row.add_column()
    row.add_row(
        Line(f"{check.symbol} {check.word}", style=look),
        Line(check.points, style="dim"),
        Line(check.title, style="bold" if check.first else ""),
    )
    yield Padding(row, (0, 0, 0, 2))
    if check.parts:
        space = 1 if check.first else 0
        yield Padding(_feedback(check.parts), (space, 0, space, 6))


def _feedback(parts: list[Part]) -> Table:
    grid = _grid()
    for part in parts:
        highlighted = part.kind == "diagnosis"
        quiet = part.kind == "prints"
        body = Line(part.body, style="bold yellow" if highlighted else "dim" if quiet else "")
        grid.add_row(Line(part.label, style="bold yellow" if highlighted else "cyan"), body)
    return grid


def _marks(results: Results, lang: str) -> Iterator[RenderableType]:
    each, mean = marks_of(results, lang)
    grid = _grid()
    for name, mark in each:
        grid.add_row(Line(name), Line(mark, justify="right"))
    yield Padding(grid, (0, 0, 0, 2))
    yield Line(mean, style="bold")


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    return grid
