"""From the fields of a form to an answer, and back to what the fields show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from grader.quizzes.answers import DONT_KNOW
from grader.quizzes.content import Choice, MultipleChoice, ShortText, TrueFalse
from grader.quizzes.formulas import LONGEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.quizzes.answers import Answer
    from grader.quizzes.content import Question

__all__ = ["TooLong", "answer_from", "chosen", "longest", "written"]

LONGEST_NUMBER: Final = 60
LONGEST_TEXT: Final = 10_000
_TRUE: Final = frozenset({"true", "vrai"})
_FALSE: Final = frozenset({"false", "faux"})


class TooLong(Exception):
    """A text that the page would not have let anybody type."""


def longest(question: Question) -> int:
    """Return how many characters may be typed."""
    if isinstance(question, ShortText):
        return LONGEST_TEXT
    return LONGEST if question.kind == "formula" else LONGEST_NUMBER


def answer_from(question: Question, fields: Mapping[str, list[str]]) -> Answer:
    """Return the answer that a form gives, None if it is empty.

    Where something was answered and "I don't know" ticked as well, the answer counts: nothing
    that was written is lost. Too long a text: `TooLong`.
    """
    given = fields.get("answer", [])
    unknown = DONT_KNOW if fields.get("dont_know") or DONT_KNOW in given else None
    if isinstance(question, Choice):
        known = [option.id for option in question.options if option.id in given]
        if isinstance(question, MultipleChoice):
            return known or unknown
        return known[0] if known else unknown
    if isinstance(question, TrueFalse):
        said = [one for one in given if one in ("true", "false")]
        return said[-1] == "true" if said else unknown
    typed = (given[-1] if given else "").replace("\r\n", "\n").strip()
    if len(typed) > longest(question):
        raise TooLong
    return typed or unknown


def chosen(question: Question, answer: Answer) -> frozenset[str]:
    """Return the values of the boxes that are ticked."""
    if isinstance(question, TrueFalse):
        said = str(answer).lower()
        found = "true" if said in _TRUE else "false" if said in _FALSE else ""
        return frozenset({found or said})
    return frozenset(answer if isinstance(answer, list) else [str(answer)])


def written(answer: Answer) -> str:
    """Return the text of the field; a number in a hand-written file is shown as one."""
    if answer is None or isinstance(answer, list) or answer == DONT_KNOW:
        return ""
    return f"{answer:.12g}" if isinstance(answer, float) else str(answer)
