"""A report as Gradescope's ``results.json``.

Gradescope keeps what it is given: it shows it to students, and hands what it stored of former
submissions to later runs. So nothing secret is in it, whatever the results given: of a hidden
check only what `for_student` leaves, and that with the visibility ``after_published``: before the
marks are out, a student who hands in again and again could learn from it; afterwards they are to
know where their points went.

The score is the mark out of 20: the assignment on Gradescope is to be worth 20 points. Where the
grader failed there is no score, neither at the top nor at a test: Gradescope then takes the run as
failed, gives no points and asks for another run, instead of storing a 0 that nobody deserved.

All formats are ``text``: a student's text is never read as HTML or Markdown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec.structs import replace

from grader.marks import total
from grader.report.outline import each_of, worth_reading
from grader.report.plain import feedback_lines
from grader.results import Result, Results, for_student
from grader.texts import printable, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.report.view import CheckView
    from grader.results import CheckResult

__all__ = ["render"]

TEXT: Final = "text"
# Neither passed nor failed: what could not be run here, and what we broke.
_UNJUDGED: Final = frozenset({"unavailable", "grader_error"})


def render(results: Result | Results, lang: str) -> bytes:
    """Return the report of one result or of several as JSON in UTF-8."""
    several = results.results if isinstance(results, Results) else [results]
    shown = [for_student(result) for result in several]
    fault = results.mark is None or any(result.status == "grader_error" for result in several)
    document: dict[str, Any] = {} if fault else {"score": results.mark}
    document |= {
        "execution_time": total(result.duration_s for result in several),
        "output": "\n\n".join(_output(result, lang) for result in shown),
        "output_format": TEXT,
        "test_output_format": TEXT,
        "test_name_format": TEXT,
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"mark": results.mark, "results": [_about(result) for result in shown]},
        "tests": [
            test
            for number, result in enumerate(shown, 1)
            for test in _tests(result, lang, f"{number}." if len(shown) > 1 else "", fault)
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _about(result: Result) -> dict[str, Any]:
    """What a later run, or a script over an export, may want to know."""
    return {
        "exercise": result.exercise,
        "track": result.track,
        "mode": result.mode,
        "status": result.status,
        "mark": result.mark,
        "score": result.score,
        "max_score": result.max_score,
        "digest": result.submission.digest,
    }


def _output(result: Result, lang: str) -> str:
    """What concerns the whole submission: what was graded, the mark, what to do next."""
    known = [check for check in result.checks if check.visibility == "public"]
    _, view = next(each_of(replace(result, checks=known), lang))
    lines = [view.title, *(f"{fact.label}: {fact.value}" for fact in view.facts), "", *view.notes]
    if len(known) == len(result.checks) or result.status == "grader_error":
        lines += [view.mark, view.next_step]
    else:
        later = text("The mark and the hidden checks are shown when the marks are published.")
        lines.append(later.get(lang))
        # Nothing that only a hidden check asks for.
        lines += [view.next_step] if worth_reading(view) else []
    return "\n".join(lines)


def _tests(result: Result, lang: str, prefix: str, fault: bool) -> Iterator[dict[str, Any]]:
    _, view = next(each_of(result, lang))
    pairs = zip(result.checks, view.checks, strict=True)
    for number, (check, shown) in enumerate(pairs, 1):
        yield _test(check, shown, result, f"{prefix}{number}", fault)


def _test(
    check: CheckResult, shown: CheckView, result: Result, number: str, fault: bool
) -> dict[str, Any]:
    passed = check.status == "passed" and check.points >= check.max_points
    test: dict[str, Any] = {
        "name": f"{printable(result.exercise)} · {shown.title}" if "." in number else shown.title,
        "name_format": TEXT,
        "number": number,
        "output": "\n".join([f"{shown.symbol} {shown.word}", *feedback_lines(shown.parts)]),
        "output_format": TEXT,
        "tags": [check.status, check.visibility, *(["declared"] if check.declared else [])],
        "visibility": "visible" if check.visibility == "public" else "after_published",
        "extra_data": {
            "id": check.id,
            "diagnosis": check.diagnosis.id if check.diagnosis else None,
        },
    }
    if not fault and check.status not in _UNJUDGED:
        test = {"score": check.points, "max_score": check.max_points} | test
        test["status"] = "passed" if passed else "failed"
    return test
