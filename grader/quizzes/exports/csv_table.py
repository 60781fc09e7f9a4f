"""CSV by RFC 4180: one row per question, for spreadsheets. UTF-8 with a mark, so Excel sees it.

===============  ===============================================================================
column           content (texts as the course writes them: ``$LaTeX$``, code between backquotes)
===============  ===============================================================================
quiz, version    the quiz's name and version
id, kind         the question's id; ``single_choice``, ``multiple_choice``, ``true_false``, ...
section          where it is taught
difficulty       1, 2 or 3
points           its points
question         what is asked; ``[[w]]`` stands for a number that is drawn
option_1, ...    what the options say, as many columns as the quiz needs
answer           the numbers of the right options (``1;3``); ``true``, ``false``; a number or formula
tolerance, unit  of a number
parameters       of a number: ``w=0.1|0.2|0.3``; of a formula its variables: ``p=0.05..0.95``
explanation      what is said after answering
why_not_1, ...   why an option is wrong
mistakes         recognised wrong answers: ``y - p: The sign is inverted.``, one a line
rubric           ``0.5: names overfitting``, one a line
===============  ===============================================================================

A cell that a spreadsheet would run as a formula begins with an apostrophe; numbers do not.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from grader.quizzes.content import (
    Choice,
    ChoiceKey,
    Formula,
    FormulaKey,
    Numeric,
    NumericKey,
    ShortTextKey,
    TrueFalseKey,
)
from grader.quizzes.draws import parameter_values
from grader.quizzes.exports.shared import clean, plain_number, unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.quizzes.content import Key, Mistake, Question, Quiz
    from grader.quizzes.scoring import Scheme
    from grader.texts import Lang

__all__ = ["columns", "write"]

_BEFORE: Final = ("quiz", "version", "id", "kind", "section", "difficulty", "points", "question")
_BETWEEN: Final = ("answer", "tolerance", "unit", "parameters", "explanation")
_AFTER: Final = ("mistakes", "rubric")
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
# Also after spaces, and their wide forms, which some spreadsheets take for the same.
_RUNS: Final = re.compile("[\\s\0]*[=+@\\-＝＋＠－\t\r]")


def columns(quiz: Quiz) -> list[str]:
    """Return the names of the columns, in order."""
    most = max((len(one.options) for one in quiz.questions if isinstance(one, Choice)), default=0)
    numbers = range(1, most + 1)
    options, reasons = [f"option_{n}" for n in numbers], [f"why_not_{n}" for n in numbers]
    return [*_BEFORE, *options, *_BETWEEN, *reasons, *_AFTER]


def write(quiz: Quiz, keys: Mapping[str, Key], lang: Lang, scheme: Scheme) -> bytes:
    """Return `quiz` with its keys as a CSV file; the scheme leaves no trace in it."""
    del scheme
    out = io.StringIO()
    table = csv.DictWriter(out, columns(quiz), restval="", lineterminator="\r\n")
    table.writeheader()
    for question in quiz.questions:
        cells = {
            "quiz": quiz.name,
            "version": str(quiz.version),
            **_common(question, lang),
            **_of_kind(question, keys[question.id], lang),
            "explanation": keys[question.id].explanation.get(lang),
        }
        table.writerow({name: _safe(cell) for name, cell in cells.items()})
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _safe(cell: str) -> str:
    """Return `cell` so that no spreadsheet runs it."""
    words = clean(cell)
    return f"'{words}" if _RUNS.match(words) and not _NUMBER.fullmatch(words) else words


def _common(question: Question, lang: Lang) -> dict[str, str]:
    return {
        "id": question.id,
        "kind": question.kind,
        "section": question.section,
        "difficulty": str(question.difficulty),
        "points": plain_number(question.points),
        "question": question.question.get(lang),
    }


def _of_kind(question: Question, key: Key, lang: Lang) -> dict[str, str]:
    if isinstance(question, Choice) and isinstance(key, ChoiceKey):
        return _choice(question, key, lang)
    if isinstance(key, TrueFalseKey):
        return {"answer": "true" if key.answer else "false"}
    if isinstance(question, Numeric) and isinstance(key, NumericKey):
        return {
            "answer": _answer(key.answer),
            "tolerance": plain_number(key.tolerance),
            "unit": unit_of(question, lang),
            "parameters": _parameters(question),
            "mistakes": _mistakes(key.mistakes, lang),
        }
    if isinstance(question, Formula) and isinstance(key, FormulaKey):
        ranges = [
            f"{name}={plain_number(one.low)}..{plain_number(one.high)}"
            for name, one in question.variables.items()
        ]
        mistakes = _mistakes(key.mistakes, lang)
        return {"answer": key.answer, "parameters": "; ".join(ranges), "mistakes": mistakes}
    if isinstance(key, ShortTextKey):
        lines = [f"{plain_number(one.points)}: {one.text.get(lang)}" for one in key.rubric]
        return {"answer": key.model.get(lang), "rubric": "\n".join(lines)}
    return {}


def _choice(question: Choice, key: ChoiceKey, lang: Lang) -> dict[str, str]:
    cells = {}
    for number, option in enumerate(question.options, 1):
        cells[f"option_{number}"] = option.text.get(lang)
        if why := key.why_not.get(option.id):
            cells[f"why_not_{number}"] = why.get(lang)
    right = [str(at) for at, one in enumerate(question.options, 1) if one.id in key.right]
    return {**cells, "answer": ";".join(right)}


def _answer(answer: float | str) -> str:
    return answer if isinstance(answer, str) else plain_number(answer)


def _parameters(question: Numeric) -> str:
    return "; ".join(
        f"{name}={'|'.join(map(plain_number, parameter_values(one)))}"
        for name, one in question.parameters.items()
    )


def _mistakes(mistakes: Sequence[Mistake], lang: Lang) -> str:
    return "\n".join(f"{_answer(one.answer)}: {one.text.get(lang)}" for one in mistakes)
