"""A report as plain text, for pipes and logs: no colour, no control code, no line broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.report.view import marks_of, views_of
from grader.results import Results

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.report.view import CheckView, Part, View
    from grader.results import Result

__all__ = ["feedback_lines", "render"]


def render(results: Result | Results, lang: str) -> str:
    """Return the report of one result or of several, in `lang`; ends with a line break."""
    blocks = ["\n".join(_view(view)) for view in views_of(results, lang)]
    if isinstance(results, Results):
        blocks.append("\n".join(_marks(results, lang)))
    return "\n\n".join(blocks) + "\n"


def feedback_lines(parts: list[Part], indent: str = "") -> Iterator[str]:
    """Yield the feedback below a check, one label and body after the other."""
    width = max((len(part.label) for part in parts), default=0) + 2
    for part in parts:
        head, *rest = part.body.split("\n")
        yield f"{indent}{part.label:<{width}}{head}".rstrip()
        for line in rest:
            yield f"{indent}{'':<{width}}{line}".rstrip()


def _view(view: View) -> Iterator[str]:
    yield view.title
    width = max((len(fact.label) for fact in view.facts), default=0) + 2
    for fact in view.facts:
        yield f"  {fact.label:<{width}}{fact.value}"
    for note in view.notes:
        yield ""
        yield from (f"  {line}".rstrip() for line in note.split("\n"))
    if view.checks:
        yield ""
    words = max((len(check.word) for check in view.checks), default=0)
    points = max((len(check.points) for check in view.checks), default=0)
    for check in view.checks:
        yield from _check(check, words, points)
    yield ""
    yield view.mark
    if view.next_step:
        yield view.next_step


def _check(check: CheckView, words: int, points: int) -> Iterator[str]:
    head, *rest = check.title.split("\n")
    line = f"  {check.symbol} {check.word:<{words}}  {check.points:>{points}}  {head}"
    yield line
    yield from (f"{'':<{words + points + 8}}{more}".rstrip() for more in rest)
    if check.first and check.parts:
        yield ""
    yield from feedback_lines(check.parts, " " * 6)
    if check.first and check.parts:
        yield ""


def _marks(results: Results, lang: str) -> Iterator[str]:
    each, mean = marks_of(results, lang)
    width = max((len(name) for name, _ in each), default=0) + 2
    for name, mark in each:
        yield f"  {name:<{width}}{mark:>8}"
    yield mean
