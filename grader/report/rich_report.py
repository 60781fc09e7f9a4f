"""A report for a terminal: the words of the plain one, in its width and with a few calm colours.

`NO_COLOR` is Rich's to respect: what matters is bold as well, and each status has its word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from grader.report.outline import each_of, in_full, sections
from grader.report.plain import more_to_see
from grader.report.view import marks_of
from grader.results import Results

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, ConsoleOptions, RenderableType

    from grader.report.outline import Section
    from grader.report.view import CheckView, Kind, Part, Style, View
    from grader.results import Result

__all__ = ["print_check", "print_report"]

WIDEST: Final = 120  # columns: longer lines are hard to read
ROOM_OF_A_TITLE: Final = 24  # with less beside word and points, a title goes below them
ROOMY: Final = 70  # columns from which on feedback is indented further
LOOK: Final[dict[Style, str]] = {
    "good": "green",
    "bad": "red",
    "todo": "yellow",
    "quiet": "dim",
    "fault": "magenta",
}
LABELS: Final[dict[Kind, str]] = {
    "diagnosis": "bold yellow",
    "expected": "green",
    "actual": "red",
    "prints": "dim",
}
# A console's markup and highlighting are never used: all text is wrapped in Line as it is.


def print_report(
    console: Console, results: Result | Results, lang: str, show_all: bool = False
) -> None:
    """Print the report of one result or of several on `console`, in `lang`.

    The first check that did not pass is shown in full and each other one in a line, many passed
    ones in one line together; with `show_all` all of them in full.
    """
    width = min(console.width, WIDEST)
    for renderable in _renderables(results, lang, width, show_all):
        console.print(renderable, highlight=False, width=width)


def print_check(console: Console, check: CheckView) -> None:
    """Print one check in full."""
    width = min(console.width, WIDEST)
    columns = _Columns([check], width)
    for renderable in columns.in_full(check, apart=True):
        console.print(renderable, highlight=False, width=width)


def _renderables(
    results: Result | Results, lang: str, width: int, show_all: bool
) -> Iterator[RenderableType]:
    """Yield the pieces of the report, from top to bottom."""
    for index, (result, view) in enumerate(each_of(results, lang)):
        if index:
            yield ""
        yield from _head(view)
        yield from _checks(view, sections(result, view, lang, sum_up=not show_all), width, show_all)
        yield ""
        yield _foot(result, view, lang, show_all)
    if isinstance(results, Results):
        yield ""
        yield from _marks(results, lang)


def _head(view: View) -> Iterator[RenderableType]:
    yield Line(view.title, style="bold")
    facts = _grid()
    for fact in view.facts:
        facts.add_row(Line(fact.label, style="dim"), Line(fact.value, style="dim"))
    yield Padding(facts, (0, 0, 0, 2))
    for note in view.notes:
        yield Padding(Line(note, style="yellow"), (1, 0, 0, 2))


def _checks(
    view: View, groups: list[Section], width: int, show_all: bool
) -> Iterator[RenderableType]:
    columns = _Columns([check for group in groups for check in group.checks], width)
    first = in_full(view)
    for group in groups:
        yield ""
        if group.heading:
            yield Padding(Line(group.heading, style="bold dim"), (0, 0, 0, 2))
        for check in group.checks:
            if check is first or (show_all and check.parts):
                yield from columns.in_full(check, apart=check.style not in ("good", "quiet"))
            else:
                yield columns.line(check)


def _foot(result: Result, view: View, lang: str, show_all: bool) -> RenderableType:
    """The mark and what to do next: what somebody reads who reads nothing else."""
    look = LOOK[view.mark_style]
    lines = [Line(view.mark, style=f"bold {look}")]
    if view.next_step:
        lines.append(Line(view.next_step, style="bold"))
    more = more_to_see(result, view)
    if more is not None and not show_all:
        lines.append(Line(more.get(lang), style="dim"))
    return _Edged(lines, look)


def _marks(results: Results, lang: str) -> Iterator[RenderableType]:
    each, mean = marks_of(results, lang)
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(overflow="fold")
    grid.add_column(no_wrap=True, justify="right")
    for name, mark in each:
        grid.add_row(Line(name), Line(mark))
    yield Padding(grid, (0, 0, 0, 2))
    yield Line(mean, style="bold")


class _Columns:
    """The columns that all lines of checks share: status, points, title."""

    def __init__(self, checks: list[CheckView], width: int) -> None:
        self.words = max((len(check.word) for check in checks), default=0) + 2
        self.points = max((len(check.points) for check in checks), default=0)
        self.narrow = width - self.words - self.points - 6 < ROOM_OF_A_TITLE
        self.indent = 6 if width >= ROOMY else 4

    def line(self, check: CheckView, title_style: str = "") -> RenderableType:
        """A check in a line; a long title goes on below where it begins."""
        status = Line(f"{check.symbol} {check.word}", style=LOOK[check.style])
        quiet = "dim" if check.style == "quiet" else title_style
        row = Table.grid(padding=(0, 2, 0, 0))
        if self.narrow:
            row.add_column(width=2, no_wrap=True)
            row.add_column(overflow="fold")
            top = Line.assemble((check.word, LOOK[check.style]), "  ", (check.points, "dim"))
            row.padding = (0, 0, 0, 0)
            row.add_row(Line(check.symbol, style=LOOK[check.style]), top)
            row.add_row("", Line(check.title, style=quiet))
        else:
            row.add_column(width=self.words, no_wrap=True)
            row.add_column(width=self.points, justify="right", no_wrap=True)
            row.add_column(overflow="fold")
            row.add_row(status, Line(check.points, style="dim"), Line(check.title, style=quiet))
        return Padding(row, (0, 0, 0, 2))

    def in_full(self, check: CheckView, *, apart: bool) -> Iterator[RenderableType]:
        """A check with all that is said about it; `apart` from the lines around it."""
        yield self.line(check, "bold" if apart else "")
        if check.parts:
            space = 1 if apart else 0
            yield Padding(_feedback(check.parts), (space, 0, space, self.indent))


class _Edged:
    """Lines with a coloured edge at the left, however often they wrap."""

    def __init__(self, lines: list[Line], style: str) -> None:
        self.lines, self.style = lines, style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Line]:
        for line in self.lines:
            for piece in line.wrap(console, options.max_width - 4, overflow="fold"):
                yield Line.assemble(("  ▌ ", self.style), piece)


def _feedback(parts: list[Part]) -> Table:
    grid = _grid()
    for part in parts:
        style = "bold" if part.kind == "diagnosis" else "dim" if part.kind == "prints" else ""
        label = Line(part.label, style=LABELS.get(part.kind, "cyan"))
        grid.add_row(label, Line(part.body, style=style))
    return grid


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    return grid
