"""A report in Markdown, for merge requests and ``$GITHUB_STEP_SUMMARY``: GitHub's and GitLab's.

What may hold a student's text takes one of two forms. In a sentence or a cell, each character that
Markdown, HTML or the platforms give a meaning is a character reference, and an invisible space
follows what begins a mention, a link or a reference (``@team``, ``https://``, ``#12``): both
platforms look for those in the finished text, where a backslash no longer helps. What has several
lines is a block of code, its fence longer than any inside it, and indented: so no line begins with
``/``, which GitLab would take for an order such as ``/close``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from grader.report.outline import each_of, in_full, sections, worth_reading
from grader.report.view import marks_of
from grader.results import Results
from grader.texts import printable, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.report.view import CheckView, Part, View
    from grader.results import Result

__all__ = ["LIMIT", "inline", "render"]

# Bytes. GitHub takes 1 MiB in the summary of a step, GitLab 1 000 000 characters in a comment.
LIMIT: Final = 1_000_000
MOST_OF_A_TITLE: Final = 300
MOST_OF_A_NOTE: Final = 4000
BREAK: Final = "\u200b"  # takes no room, and ends what a platform would link

_CALM: Final = frozenset(" ,.;:()'\"?-+=/\u00a0\u202f")
_BEGINS: Final = re.compile(
    r"(?<=[@#!$%&~^:\[*\\|])(?=\S)"  # a mention, a reference, an emoji, a scheme, a formula
    r"|(?<=www)(?=\.)|(?<=[a-z]{2})(?=-\d)",  # addresses; GH-12, and trackers' likes
    re.IGNORECASE,
)
_STARTS: Final = re.compile(r"[-+=]|\d+[.)](?!\S)")  # of a line: a list
_COMMIT: Final = re.compile(r"(?=\d*[a-f])[0-9a-f]{7,}", re.IGNORECASE | re.ASCII)


def render(results: Result | Results, lang: str, limit: int = LIMIT) -> str:
    """Return the report of one result or of several in Markdown, of at most `limit` bytes.

    What does not fit is left out whole, which a note at the end says. Hidden checks are shown as
    they are given: give it results for students.
    """
    page = _Page(limit, lang)
    if isinstance(results, Results):
        page.add(_summary(results, lang))
    for result, view in each_of(results, lang):
        page.add(_head(view))
        page.add(*_table(result, view, lang))
        for check in worth_reading(view):
            page.add(_details(check, view))
    return page.text()


class _Page:
    """Pieces that are whole by themselves, as long as there is room for them."""

    def __init__(self, limit: int, lang: str) -> None:
        note = text(
            "This report is too long to be shown whole: grading in a terminal shows the rest."
        )
        self._note = f"\n_{inline(note.get(lang))}_\n"
        self._room = limit - len(self._note.encode())
        self._pieces: list[str] = []
        self._full = False

    def add(self, *pieces: str) -> None:
        """Add pieces in their order; after the first one too long nothing is added any more."""
        for piece in pieces:
            self._room -= len(piece.encode())
            self._full = self._full or self._room < 0
            if not self._full:
                self._pieces.append(piece)

    def text(self) -> str:
        """Return the page, with the note where something was left out."""
        return "".join([*self._pieces, self._note] if self._full else self._pieces)


# --- the pieces -----------------------------------------------------------------------------------


def _summary(results: Results, lang: str) -> str:
    each, mean = marks_of(results, lang)
    head = (text("Exercise").get(lang), text("Mark").get(lang))
    rows = [f"| {inline(name)} | {inline(mark)} |\n" for name, mark in each]
    return f"## {inline(mean)}\n\n| {head[0]} | {head[1]} |\n|:--|--:|\n{''.join(rows)}\n"


def _head(view: View) -> str:
    """The mark and what to do next, then what was graded and what is to be known about it."""
    facts = " · ".join(f"{inline(fact.label)} {_code(fact.value)}" for fact in view.facts)
    lines = [f"### {inline(view.title)}", f"**{inline(view.mark)}**"]
    if view.next_step:
        lines.append(inline(view.next_step, MOST_OF_A_NOTE))
    lines += [f"> {inline(note, MOST_OF_A_NOTE)}" for note in view.notes]
    lines.append(f"<sub>{facts}</sub>")
    return "\n\n".join(lines) + "\n\n"


def _table(result: Result, view: View, lang: str) -> Iterator[str]:
    if not view.checks:
        return
    names = (text("Status"), text("Points"), text("Check"))
    yield "| {} | {} | {} |\n|:--|--:|:--|\n".format(*(name.get(lang) for name in names))
    for section in sections(result, view, lang):
        if section.heading:
            yield f"| | | **{inline(section.heading)}** |\n"
        for check in section.checks:
            status = f"{inline(check.symbol)}&nbsp;{inline(check.word)}"
            yield f"| {status} | {inline(check.points)} | {inline(check.title)} |\n"
    yield "\n"


def _details(check: CheckView, view: View) -> str:
    """What is said about one check, to unfold; of the first one it is unfolded."""
    shown = " open" if check is in_full(view) else ""
    title = f"{inline(check.symbol)} {inline(check.word)} · {inline(check.title)}"
    parts = "\n\n".join(_part(part) for part in check.parts)
    return f"<details{shown}><summary>{title}</summary>\n\n{parts}\n\n</details>\n\n"


def _part(part: Part) -> str:
    label = inline(part.label)
    if part.kind in ("diagnosis", "message") and "\n" not in part.body:
        return f"**{label}** · {inline(part.body, MOST_OF_A_NOTE)}"
    return f"**{label}**\n\n{_block(part.body)}"


# --- neutral text ---------------------------------------------------------------------------------


def inline(value: str, limit: int = MOST_OF_A_TITLE) -> str:
    """Return `value` in one line as text that nothing gives another meaning.

    It may stand in a sentence, in a cell of a table, and between HTML tags.
    """
    value = _BEGINS.sub(BREAK, printable(" ".join(value.split()), limit))
    value = _COMMIT.sub(lambda found: re.sub(".{6}(?=.)", rf"\g<0>{BREAK}", found[0]), value)
    start = found.end() if (found := _STARTS.match(value)) else 0
    return "".join(
        char
        if (char.isalnum() or char in _CALM or ord(char) > 127) and at != start - 1
        else f"&#{ord(char)};"
        for at, char in enumerate(value)
    )


def _code(value: str) -> str:
    """Return `value` as code in a line."""
    shown = printable(" ".join(value.split()), MOST_OF_A_TITLE)
    fence = "`" * (_longest("`", shown) + 1)
    return f"{fence} {shown} {fence}" if shown else ""


def _block(body: str) -> str:
    """Return `body` as a block of code, indented by a space that is not shown."""
    shown = printable(body, 10_000)
    fence = "`" * max(_longest("`", shown) + 1, 3)
    lines = [f"{fence}text", *shown.split("\n"), fence]
    return "\n".join(f" {line}" for line in lines)


def _longest(char: str, value: str) -> int:
    return max((len(run) for run in re.findall(f"{re.escape(char)}+", value)), default=0)
