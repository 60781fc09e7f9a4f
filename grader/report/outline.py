"""What a short report shows of each check: one in full, the others in a line, hidden ones apart.

The reports for a terminal, for pipes and in Markdown decide it here, so that they agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from grader.marks import total
from grader.report.view import CheckView, View, view_of
from grader.results import Results
from grader.texts import Text, decimal, plural, text, verbatim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.results import CheckResult, Result

__all__ = ["Section", "each_of", "folded", "in_full", "sections", "worth_reading"]

MOST_PASSED: Final = 3  # listed one by one; more are summed up where there is little room


class Section(Struct, frozen=True):
    """Checks that belong together: first the public ones, without a heading, then the hidden."""

    heading: str
    checks: list[CheckView]


def each_of(results: Result | Results, lang: str) -> Iterator[tuple[Result, View]]:
    """Yield each result with its view."""
    for result in results.results if isinstance(results, Results) else [results]:
        yield result, view_of(result, lang)


def sections(result: Result, view: View, lang: str, *, sum_up: bool = False) -> list[Section]:
    """Return the checks in groups; with `sum_up`, many passed ones of a group become one line."""
    pairs = list(zip(result.checks, view.checks, strict=True))
    public = [pair for pair in pairs if pair[0].visibility == "public"]
    hidden = [pair for pair in pairs if pair[0].visibility == "hidden"]
    groups = [("", public), (text("Hidden checks").get(lang), hidden)]
    return [
        Section(heading, _summed_up(group, lang) if sum_up else [shown for _, shown in group])
        for heading, group in groups
        if group
    ]


def worth_reading(view: View) -> list[CheckView]:
    """Return the checks that lost points and say why, the one to read first before all others."""
    found = [check for check in view.checks if check.parts and check.style not in ("good", "quiet")]
    return sorted(found, key=lambda check: not check.first)


def in_full(view: View) -> CheckView | None:
    """Return the one check that a short report shows in full; None if there is nothing to say."""
    return next(iter(worth_reading(view)), None)


def folded(view: View) -> int:
    """Return of how many checks a short report leaves out more than why they were not run."""
    full = in_full(view)
    return sum(
        1 for each in view.checks if each.parts and each is not full and each.style != "quiet"
    )


def _summed_up(group: list[tuple[CheckResult, CheckView]], lang: str) -> list[CheckView]:
    passed = [(check, shown) for check, shown in group if shown.style == "good"]
    if len(passed) <= MOST_PASSED:
        return [shown for _, shown in group]
    return [_sum_of(passed, lang), *(shown for _, shown in group if shown.style != "good")]


def _sum_of(passed: list[tuple[CheckResult, CheckView]], lang: str) -> CheckView:
    """One line for all of `passed`, made like theirs."""
    count = len(passed)
    return CheckView(
        symbol=passed[0][1].symbol,
        word=passed[0][1].word,
        style="good",
        points=_points([check for check, _ in passed]).get(lang),
        title=plural(count, text("one check"), text("{n} checks", n=count)).get(lang),
        parts=[],
    )


def _points(checks: list[CheckResult]) -> Text:
    """Return what they earned together, written as the points of one check are."""
    possible = total(check.max_points for check in checks)
    if not possible:
        return verbatim("")
    earned = total(check.points for check in checks)
    shown = "/".join(f"{value:.2f}".rstrip("0").rstrip(".") for value in (earned, possible))
    return decimal(shown)
