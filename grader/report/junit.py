"""A report as JUnit XML, as GitLab and GitHub read it.

GitLab shows the class name as the suite and drops test cases of the same name; so the class name
is exercise and track, and the name begins with the check's id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from grader.report.plain import feedback_lines
from grader.report.view import view_of
from grader.results import Result, Results
from grader.texts import printable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from grader.report.view import CheckView
    from grader.results import CheckResult, CheckStatus

__all__ = ["render"]

# A check that passes in part is a success to JUnit, which knows no points.
_TAGS: Final[dict[CheckStatus, str | None]] = {
    "passed": None,
    "failed": "failure",
    "error": "error",
    "timeout": "error",
    "memory": "error",
    "crashed": "error",
    "grader_error": "error",
    "not_attempted": "skipped",
    "blocked": "skipped",
    "unavailable": "skipped",
}


def render(results: Result | Results, lang: str) -> bytes:
    """Return the report of one result or of several as an XML document in UTF-8."""
    from xml.etree import ElementTree as ET

    several = results.results if isinstance(results, Results) else [results]
    root = ET.Element("testsuites")
    for result in several:
        _suite(root, result, lang)
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _suite(root: Element, result: Result, lang: str) -> None:
    from xml.etree.ElementTree import SubElement

    name = printable(f"{result.exercise} {result.track}")
    tags = [_TAGS[check.status] for check in result.checks]
    # A file that could not be graded at all is one error, or else nothing would be shown.
    alone = bool(result.message) and not result.checks
    suite = SubElement(
        root,
        "testsuite",
        name=name,
        tests=str(len(tags) or int(alone)),
        failures=str(tags.count("failure")),
        errors=str(tags.count("error") + alone),
        skipped=str(tags.count("skipped")),
        time=f"{result.duration_s:.3f}",
        timestamp=result.started.removesuffix("Z"),
    )
    view = view_of(result, lang)
    for check, shown in zip(result.checks, view.checks, strict=True):
        _case(suite, name, check, shown)
    if alone:
        case = SubElement(suite, "testcase", classname=name, name=name, time="0.000")
        SubElement(case, "error", message=printable(result.message))


def _case(suite: Element, classname: str, check: CheckResult, shown: CheckView) -> None:
    from xml.etree.ElementTree import SubElement

    case = SubElement(
        suite,
        "testcase",
        classname=classname,
        name=f"{printable(check.id)}: {' '.join(shown.title.split())}",
        time=f"{check.duration_s:.3f}",
    )
    tag = _TAGS[check.status]
    if tag is None:
        return
    heading = check.diagnosis.text if check.diagnosis else check.message or shown.word
    detail = SubElement(case, tag, message=printable(heading), type=check.status)
    detail.text = "\n".join(feedback_lines(shown.parts)) or None
