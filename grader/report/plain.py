"""A report as plain text, for pipes and logs: no colour, no control code, no line broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.report.outline import each_of, folded, in_full, sections
from grader.report.view import marks_of
from grader.results import Results
from grader.texts import plural, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.report.view import CheckView, Part, View
    from grader.results import Result
    from grader.texts import Text

__all__ = ["feedback_lines", "more_to_see", "render"]


def render(results: Result | Results, lang: str, show_all: bool = False) -> str:
    """Return the report of one result or of several, in `lang`; ends with a line break.

    The first check that did not pass is said in full and each other one in a line; with `show_all`
    all of them in full.
    """
    blocks = [
        "\n".join(_view(result, view, lang, show_all)) for result, view in each_of(results, lang)
    ]
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


def more_to_see(result: Result, view: View) -> Text | None:
    """Say how to see what a short report leaves out; None if it leaves out nothing."""
    count = folded(view)
    if not count:
        return None
    command = f"grade {result.again or result.exercise} --all"
    return plural(
        count,
        text("Details of one more check: {command}", command=command),
        text("Details of {n} more checks: {command}", n=count, command=command),
    )


def _view(result: Result, view: View, lang: str, show_all: bool) -> Iterator[str]:
    yield view.title
    width = max((len(fact.label) for fact in view.facts), default=0) + 2
    for fact in view.facts:
        yield f"  {fact.label:<{width}}{fact.value}"
    for note in view.notes:
        yield ""
        yield from (f"  {line}".rstrip() for line in note.split("\n"))
    words = max((len(check.word) for check in view.checks), default=0)
    points = max((len(check.points) for check in view.checks), default=0)
    first = in_full(view)
    for section in sections(result, view, lang):
        yield ""
        if section.heading:
            yield f"  {section.heading}"
        for check in section.checks:
            yield from _check(check, words, points, apart=check is first, full=show_all)
    yield ""
    yield view.mark
    if view.next_step:
        yield view.next_step
    more = more_to_see(result, view)
    if more is not None and not show_all:
        yield more.get(lang)


def _check(check: CheckView, words: int, points: int, *, apart: bool, full: bool) -> Iterator[str]:
    head, *rest = check.title.split("\n")
    yield f"  {check.symbol} {check.word:<{words}}  {check.points:>{points}}  {head}"
    yield from (f"{'':<{words + points + 8}}{more}".rstrip() for more in rest)
    if apart:
        yield ""
    if apart or full:
        yield from feedback_lines(check.parts, " " * 6)
    if apart:
        yield ""


def _marks(results: Results, lang: str) -> Iterator[str]:
    each, mean = marks_of(results, lang)
    width = max((len(name) for name, _ in each), default=0) + 2
    for name, mark in each:
        yield f"  {name:<{width}}{mark:>8}"
    yield mean
