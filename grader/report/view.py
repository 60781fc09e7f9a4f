"""What a report says, before it is decided how it looks: the plain and Rich reports share it.

Everything that may hold a student's text passes through `printable` here, once.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from grader.marks import total
from grader.results import Result, Results
from grader.texts import Text, decimal, plural, printable, text, verbatim

if TYPE_CHECKING:
    from grader.results import CheckResult, CheckStatus, Diagnosis

__all__ = ["CheckView", "Fact", "Part", "Style", "View", "marks_of", "view_of", "views_of"]

# How a thing feels; each report gives it its own look.
Style = Literal["good", "bad", "todo", "quiet", "fault"]
Kind = Literal["diagnosis", "called", "expected", "actual", "message", "prints"]

SHORT_DIGEST: Final = 12
MOST_SHOWN: Final = 2000
MOST_LINES: Final = 20  # of what was printed during a check
MOST_PRINTED: Final = 4000
MOST_PRINTED_WHEN_PASSED: Final = 500


class Fact(Struct, frozen=True):
    """One line of the head: what it is, and its value."""

    label: str
    value: str


class Part(Struct, frozen=True):
    """One piece of a check's feedback; the body may have several lines."""

    kind: Kind
    label: str
    body: str


class CheckView(Struct, frozen=True):
    """A check: its line, and the feedback below it. `first`: the one to read first."""

    symbol: str
    word: str
    style: Style
    points: str
    title: str
    parts: list[Part]
    first: bool = False


class View(Struct, frozen=True):
    """The report of one result."""

    title: str
    facts: list[Fact]
    notes: list[str]
    checks: list[CheckView]
    mark: str
    mark_style: Style
    next_step: str


def views_of(results: Result | Results, lang: str) -> list[View]:
    """Return one view for each result."""
    several = results.results if isinstance(results, Results) else [results]
    return [view_of(result, lang) for result in several]


def view_of(result: Result, lang: str) -> View:
    """Return what there is to say about `result`, its fixed sentences in `lang`."""
    first = next((check for check in result.checks if check.status in _READ_FIRST), None)
    title = " · ".join(
        printable(word)
        for word in (result.exercise, result.title, result.track, _mode(result).get(lang))
        if word
    )
    return View(
        title=title,
        facts=[Fact(label.get(lang), printable(value)) for label, value in _facts(result, lang)],
        notes=_notes(result, lang),
        checks=_checks(result.checks, first, lang),
        mark=_mark(result).get(lang),
        mark_style=_mark_style(result),
        next_step=_next_step(result, first).get(lang),
    )


def marks_of(results: Results, lang: str) -> tuple[list[tuple[str, str]], str]:
    """Return (exercise, mark) of each result, and the line of the mean."""
    each = [
        (printable(f"{r.exercise} {r.title} ({r.track})"), _out_of_20(r.mark).get(lang))
        for r in results.results
    ]
    return each, text("Mark: {mark}", mark=_out_of_20(results.mark)).get(lang)


@cache
def _looks() -> dict[CheckStatus, tuple[str, Style, Text]]:
    return {
        "passed": ("✓", "good", text("passed")),
        "failed": ("✗", "bad", text("failed")),
        "error": ("✗", "bad", text("error")),
        "not_attempted": ("○", "todo", text("to do")),
        "timeout": ("✗", "bad", text("too long")),
        "memory": ("✗", "bad", text("out of memory")),
        "crashed": ("✗", "bad", text("crashed")),
        "blocked": ("·", "quiet", text("not run")),
        "unavailable": ("·", "quiet", text("not available here")),
        "grader_error": ("!", "fault", text("our fault")),
    }


_READ_FIRST: Final = frozenset({"failed", "error", "timeout", "memory", "crashed"})
_NOT_RUN: Final = frozenset({"blocked", "unavailable"})


def _mode(result: Result) -> Text:
    return text("practice") if result.mode == "practice" else text("official")


def _facts(result: Result, lang: str) -> list[tuple[Text, str]]:
    submission = result.submission
    digest = submission.digest.removeprefix("sha256:")[:SHORT_DIGEST]
    facts = [(text("File"), f"{submission.path} ({digest})")]
    if submission.commit is not None:
        state = (
            text("{commit}: the file has changed since", commit=submission.commit)
            if submission.modified
            else text("{commit}: the file is as committed", commit=submission.commit)
        )
        facts.append((text("Commit"), state.get(lang)))
    if result.device != "cpu":
        facts.append((text("Device"), result.device))
    facts.append((text("Isolation"), _isolation(result).get(lang)))
    return facts


def _isolation(result: Result) -> Text:
    level = result.environment.isolation
    if level == "none":
        return text("none (time and memory limits only: for your own code)")
    return verbatim(level)


def _notes(result: Result, lang: str) -> list[str]:
    # What concerns the whole file may also be said by the check that it made fail.
    said = any(c.message == result.message for c in result.checks if c.status in _READ_FIRST)
    notes = [] if said or not result.message else [printable(result.message, MOST_SHOWN)]
    hidden = [c for c in result.checks if c.visibility == "hidden" and c.status in _READ_FIRST]
    if hidden and not any(c.message or c.called for c in hidden):
        note = plural(
            len(hidden),
            text("One check that did not pass is hidden: its values are not shown."),
            text("{n} checks that did not pass are hidden: no values shown.", n=len(hidden)),
        )
        notes.append(note.get(lang))
    return notes


def _checks(checks: list[CheckResult], first: CheckResult | None, lang: str) -> list[CheckView]:
    """Return the checks; a reason not to run that many of them share is given once."""
    said: set[str] = set()
    views = []
    for check in checks:
        repeated = check.status in _NOT_RUN and check.message in said
        said.add(check.message)
        shown = replace(check, message="") if repeated else check
        views.append(_check(shown, lang, first=check is first))
    return views


def _check(check: CheckResult, lang: str, *, first: bool) -> CheckView:
    symbol, style, word = _looks()[check.status]
    title = printable(check.title.strip()) or check.id
    labels = []
    if check.visibility == "hidden":
        labels.append(text("hidden").get(lang))
    if check.declared:
        labels.append(text("declared").get(lang))
    if labels:
        title = f"{title} [{', '.join(labels)}]"
    if check.status in ("passed", "failed") and 0 < check.points < check.max_points:
        symbol, style, word = "◐", "todo", text("in part")
    return CheckView(
        symbol=symbol,
        word=word.get(lang),
        style=style,
        points=_points(check).get(lang),
        title=title,
        parts=_parts(check, lang),
        first=first,
    )


def _parts(check: CheckResult, lang: str) -> list[Part]:
    """Return the feedback in the order of reading: the named mistake before its evidence."""
    passed = check.status == "passed"
    pieces: list[tuple[Kind, Text, str | None, int]] = [
        ("diagnosis", text("Diagnosis"), _diagnosis(check.diagnosis, lang), MOST_SHOWN),
        ("called", text("Call"), check.called, MOST_SHOWN),
        ("expected", text("Expected"), check.expected, MOST_SHOWN),
        ("actual", text("Got"), check.actual, MOST_SHOWN),
        ("message", text("Detail"), check.message, MOST_SHOWN),
    ]
    if check.status == "not_attempted" or (passed and check.points >= check.max_points):
        pieces = []
    printed = MOST_PRINTED_WHEN_PASSED if passed else MOST_PRINTED
    pieces.append(("prints", text("Printed"), _few_lines(check.prints.rstrip(), lang), printed))
    return [
        Part(kind, label.get(lang), printable(body.strip("\n"), limit))
        for kind, label, body, limit in pieces
        if body
    ]


def _few_lines(prints: str, lang: str) -> str:
    """The first lines of what was printed, and how many there are more: a loop's flood is none."""
    lines = prints.split("\n")
    more = len(lines) - MOST_LINES
    if more <= 1:
        return prints
    rest = text("[… and {more} more lines]", more=more).get(lang)
    return "\n".join([*lines[:MOST_LINES], rest])


def _diagnosis(diagnosis: Diagnosis | None, lang: str) -> str | None:
    if diagnosis is None:
        return None
    if not diagnosis.see:
        return diagnosis.text
    see = text("(Course: {see}.)", see=diagnosis.see).get(lang)
    return f"{diagnosis.text} {see}"


def _out_of_20(mark: float | None) -> Text:
    if mark is None:
        return text("no mark")
    return decimal(f"{mark:.2f}/20")


def _mark(result: Result) -> Text:
    mark = _out_of_20(result.mark)
    if result.status == "grader_error":
        return text("Mark: none (the grader failed, not you)")
    if unavailable := [check for check in result.checks if check.status == "unavailable"]:
        points = total(check.max_points for check in unavailable)
        shown = decimal(f"{points:g}")
        need = plural(
            points,
            text("{points} point needs a GPU", points=shown),
            text("{points} points need a GPU", points=shown),
        )
        return text("Mark: {mark} (provisional: {need})", mark=mark, need=need)
    if result.mode == "practice":
        return text("Mark: {mark} (provisional: public checks only)", mark=mark)
    return text("Mark: {mark}", mark=mark)


def _mark_style(result: Result) -> Style:
    if result.mark is None:
        return "fault"
    if _is_full(result):
        return "good"
    return "todo" if result.status == "not_attempted" else "bad"


def _is_full(result: Result) -> bool:
    return bool(result.checks) and result.mark == 20


def _next_step(result: Result, first: CheckResult | None) -> Text:
    if result.status == "grader_error":
        return text(
            "This is our fault, not yours, and it costs you nothing. Grade again; if it happens "
            "again, send this report to your teacher."
        )
    if result.message or (first is not None and not first.max_points):
        return text(
            "Then grade again: {command}", command=f"grade {result.again or result.exercise}"
        )
    hint = f"grade hint {result.again or result.exercise}"
    if first is not None:
        return text(
            "Next: start with “{title}”. For a hint: {command}",
            title=printable(first.title.strip().rstrip("."), 120) or first.id,
            command=hint,
        )
    if _is_full(result):
        return (
            text("All public checks pass. Well done! The final mark also counts hidden checks.")
            if result.mode == "practice"
            else text("Everything passes. Well done!")
        )
    if result.status == "not_attempted":
        return text(
            "Nothing is done yet: choose a first function in the file. For a hint: {command}",
            command=hint,
        )
    return text("Next: what is still to do. For a hint: {command}", command=hint)


def _points(check: CheckResult) -> Text:
    """Return earned and possible points; nothing for what is worth none, such as loading."""
    if not check.max_points:
        return verbatim("")
    return decimal(f"{_number(check.points)}/{_number(check.max_points)}")


def _number(value: float) -> str:
    """Return points without needless decimals: 1, 0.5, 0.33."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
