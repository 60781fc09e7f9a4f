"""One answer against one key: right, wrong, or no answer at all. Points come later.

Nothing here says sentences: a class of ten thousand answer files is judged, and few are read.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from grader.problems import CourseProblem
from grader.quizzes.answers import DONT_KNOW
from grader.quizzes.content import (
    Choice,
    ChoiceKey,
    Formula,
    FormulaKey,
    Numeric,
    NumericKey,
    SingleChoice,
    TrueFalseKey,
)
from grader.quizzes.draws import drawn
from grader.quizzes.equivalence import verdicts
from grader.quizzes.formulas import FormulaError, Node, compute, parse
from grader.texts import Text, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.quizzes.answers import Answer
    from grader.quizzes.content import Key, Question
    from grader.quizzes.equivalence import Ranges

__all__ = ["Judgement", "State", "judge", "number", "number_of", "prepare", "right_number"]

State = Literal["right", "partly", "wrong", "missing", "dont_know", "invalid", "pending"]
Reason = Literal[
    "",
    "unknown_option",
    "several_answers",
    "no_truth_value",
    "no_number",
    "no_formula",
    "undecided",
]


class Judgement(NamedTuple):
    """What an answer is worth before any scheme.

    For choices: how many of the `right` options were ticked (`hits`), how many of the `wrong`
    ones (`slips`). `mistake` is the index of the recognised mistake. `reason` says why an answer
    is invalid.
    """

    state: State
    hits: int = 0
    slips: int = 0
    right: int = 1
    wrong: int = 0
    mistake: int | None = None
    reason: Reason = ""
    detail: Text | str = ""


MISSING: Final = Judgement("missing")
PENDING: Final = Judgement("pending")
RIGHT: Final = Judgement("right", hits=1)
WRONG: Final = Judgement("wrong")
_TRUTHS: Final = {"true": True, "vrai": True, "false": False, "faux": False}
_NUMBER: Final = re.compile(r"[+-]?(\d{1,18}(\.\d{0,18})?|\.\d{1,18})(e[+-]?\d{1,3})?", re.ASCII)


def judge(question: Question, key: Key, answer: Answer, seed: int) -> Judgement:
    """Return what `answer` is, by `key`; `seed` gives the question's numbers."""
    if answer is None or (isinstance(answer, (str, list)) and not answer):
        return MISSING
    if isinstance(answer, str) and not (answer := answer.strip()):
        return MISSING
    if answer == DONT_KNOW:
        return Judgement("dont_know", wrong=_wrong_ones(question, key))
    if isinstance(question, Choice) and isinstance(key, ChoiceKey):
        return _choice(question, key, answer)
    if isinstance(key, TrueFalseKey):
        return _truth(key, answer)
    if isinstance(question, Numeric) and isinstance(key, NumericKey):
        return _numeric(question, key, answer, seed)
    if isinstance(question, Formula) and isinstance(key, FormulaKey):
        return _formula(question, key, answer)
    return PENDING


def _wrong_ones(question: Question, key: Key) -> int:
    if isinstance(question, Choice) and isinstance(key, ChoiceKey):
        return len(question.options) - len(key.right)
    return int(isinstance(key, TrueFalseKey))


# --- choices --------------------------------------------------------------------------------------


def _choice(question: Choice, key: ChoiceKey, answer: Answer) -> Judgement:
    right = key.right
    wrong = len(question.options) - len(right)
    chosen = frozenset(answer) if isinstance(answer, list) else frozenset((str(answer),))
    if not chosen <= right and (unknown := chosen - {option.id for option in question.options}):
        return Judgement("invalid", 0, 0, len(right), wrong, None, "unknown_option", min(unknown))
    if isinstance(question, SingleChoice) and len(chosen) > 1:
        return Judgement("invalid", 0, 0, 1, wrong, None, "several_answers")
    hits = len(chosen & right)
    slips = len(chosen) - hits
    state: State = "right" if chosen == right else "partly" if hits else "wrong"
    return Judgement(state, hits, slips, len(right), wrong)


def _truth(key: TrueFalseKey, answer: Answer) -> Judgement:
    said = _TRUTHS.get(answer.lower()) if isinstance(answer, str) else answer
    if not isinstance(said, bool):
        return Judgement("invalid", wrong=1, reason="no_truth_value")
    return Judgement("right", 1, 0, 1, 1) if said is key.answer else Judgement("wrong", 0, 1, 1, 1)


# --- numbers --------------------------------------------------------------------------------------


def number(written: str, units: Iterable[str] = ()) -> float | None:
    """Return the number that `written` is, or None: ``-0,5``, ``1 234.5``, ``12 %``, ``3e-4``."""
    kept = re.sub(r"[\s\u00a0\u202f_']", "", written.replace("−", "-").replace(",", "."))
    for unit in units:
        bare = re.sub(r"\s", "", unit).replace(",", ".")
        if bare and kept.lower().endswith(bare.lower()):
            kept = kept[: -len(bare)]
            break
    return float(kept) if _NUMBER.fullmatch(kept.lower()) else None


def right_number(question: Numeric, key: NumericKey, seed: int) -> float:
    """Return the right number for `seed`."""
    return number_of(question, key.answer, seed)


def number_of(question: Numeric, answer: float | str, seed: int) -> float:
    """Return the number that a key gives for `seed`, as such or by a formula of the parameters."""
    if not isinstance(answer, str):
        return float(answer)
    values = drawn(question, seed)
    try:
        return compute(parse(answer, values), values)
    except (ArithmeticError, ValueError, FormulaError):
        raise CourseProblem(
            text(
                "The answer of {question} cannot be computed: {formula}",
                question=question.id,
                formula=answer,
            )
        ) from None


def _numeric(question: Numeric, key: NumericKey, answer: Answer, seed: int) -> Judgement:
    if isinstance(answer, (bool, list)) or answer is None:
        return Judgement("invalid", reason="no_number")
    given = float(answer) if not isinstance(answer, str) else number(answer, question.units)
    if given is None or not math.isfinite(given):
        return Judgement("invalid", reason="no_number")
    if _near(given, right_number(question, key, seed), key.tolerance):
        return RIGHT
    for at, mistake in enumerate(key.mistakes):
        if _near(given, number_of(question, mistake.answer, seed), key.tolerance):
            return Judgement("wrong", mistake=at)
    return WRONG


def _near(given: float, wanted: float, tolerance: float) -> bool:
    # What is written in decimal is compared as such: 0.3 is within 0.1 of 0.2.
    return abs(given - wanted) <= tolerance * (1 + 1e-9) + 1e-12 * max(abs(wanted), 1e-300)


# --- formulas -------------------------------------------------------------------------------------


def _ranges(question: Formula) -> Ranges:
    return tuple((name, one.low, one.high) for name, one in sorted(question.variables.items()))


def _formula(question: Formula, key: FormulaKey, answer: Answer) -> Judgement:
    try:
        given = parse(str(answer), question.variables)
    except FormulaError as error:
        return Judgement("invalid", reason="no_formula", detail=error.text)
    asked = [(given, node, _ranges(question)) for node in _candidates(question, key)]
    found = verdicts(asked[:1])[0]
    if found in ("proven", "agrees"):
        return RIGHT
    if found == "unknown":
        return Judgement("invalid", reason="undecided")
    for at, verdict in enumerate(verdicts(asked[1:])):
        if verdict in ("proven", "agrees"):
            return Judgement("wrong", mistake=at)
    return WRONG


def _candidates(question: Formula, key: FormulaKey) -> list[Node]:
    """Return the right formula, then the recognised mistakes."""
    written = [key.answer, *(str(mistake.answer) for mistake in key.mistakes)]
    return [parse(one, question.variables) for one in written]


def prepare(asked: Iterable[tuple[Question, Key, Answer]]) -> None:
    """Compare all formulas among `asked` at once: one process instead of one for each."""
    pairs = []
    for question, key, answer in asked:
        if not isinstance(question, Formula) or not isinstance(key, FormulaKey):
            continue
        if not isinstance(answer, str) or answer.strip() in ("", DONT_KNOW):
            continue
        try:
            given = parse(answer, question.variables)
        except FormulaError:
            continue
        pairs += [(given, node, _ranges(question)) for node in _candidates(question, key)]
    verdicts(pairs)
