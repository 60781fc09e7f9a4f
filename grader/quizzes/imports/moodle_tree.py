"""The tree of a Moodle XML file, limited in size, depth and number while it is read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

from grader.problems import UsageProblem
from grader.quizzes.imports.shared import MOST_BYTES, MOST_QUESTIONS
from grader.texts import printable, text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["parsed"]

DEEPEST: Final = 60  # elements within elements
MOST_EVENTS: Final = 2_000_000  # their starts and ends


def parsed(data: bytes) -> Element:
    """Return the tree; what is wrong with the file is said with line and column."""
    from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]

    if len(data) > MOST_BYTES:
        raise UsageProblem(text("The file is larger than {most} MB.", most=MOST_BYTES // 1_000_000))
    try:
        root = _tree(data)
    except ParseError as error:
        line, column = error.position
        raise UsageProblem(
            text(
                "Line {line}, column {column}: this is not valid XML ({detail}).",
                line=line,
                column=column + 1,
                detail=printable(str(error).split(":")[0], 100),
            )
        ) from None
    except DefusedXmlException:
        raise UsageProblem(
            text("The file declares entities or a document type: that is refused.")
        ) from None
    except (ValueError, LookupError) as error:
        detail = printable(str(error), 100)
        raise UsageProblem(text("The file cannot be read: {reason}.", reason=detail)) from None
    if root.tag != "quiz":
        tag = repr(printable(root.tag, 40))
        raise UsageProblem(text("This is no quiz of Moodle: its root is {tag}.", tag=tag))
    return root


def _tree(data: bytes) -> Element:
    """Parse step by step, so that a file nested too deeply is refused before it is a tree."""
    from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

    depth, questions = 0, 0
    root: Element | None = None
    events = iterparse(io.BytesIO(data), ("start", "end"), forbid_dtd=True)
    for count, (event, element) in enumerate(events):
        depth += 1 if event == "start" else -1
        questions += event == "start" and depth == 2 and element.tag == "question"
        root = element if root is None else root
        if depth > DEEPEST or count > MOST_EVENTS:
            raise UsageProblem(text("The file is nested too deeply, or has too many elements."))
        if questions > MOST_QUESTIONS:
            raise _too_many()
    if root is None:
        raise ValueError("empty")
    return root


def _too_many() -> UsageProblem:
    most = MOST_QUESTIONS
    return UsageProblem(text("The file has more than {most} questions: divide it.", most=most))
