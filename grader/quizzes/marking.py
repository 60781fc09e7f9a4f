"""An answer file becomes points, and then a result that somebody reads.

`Marker` does the first for one quiz and any number of answer files; `result_of` puts one of them
into the words of one language, and shows of the keys only what the reader may see.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import msgspec
from msgspec import Struct

from grader.quizzes.content import (
    Choice,
    ChoiceKey,
    FormulaKey,
    Numeric,
    NumericKey,
    ShortTextKey,
    TrueFalseKey,
)
from grader.quizzes.draws import drawn, filled
from grader.quizzes.judging import PENDING, Judgement, State, judge, prepare, right_number
from grader.quizzes.scoring import Scored, Total, credit, sum_up
from grader.texts import Text, decimal, joined, printable, text, verbatim

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from grader.quizzes.answers import Answer, Answers
    from grader.quizzes.content import Key, Kind, Mistake, Question, Quiz
    from grader.quizzes.scoring import Scheme
    from grader.texts import Lang

__all__ = ["Item", "Marked", "Marker", "QuestionResult", "QuizResult", "feedback", "result_of"]

SCHEMA_VERSION: Final = 1
Mode = Literal["practice", "graded"]


class Item(NamedTuple):
    """One question, what was answered, what that is, and its points."""

    question: Question
    answer: Answer
    judged: Judgement
    scored: Scored


class Marked(NamedTuple):
    """An answer file with its points. `strangers` are answers to questions that are not there."""

    answers: Answers
    items: tuple[Item, ...]
    total: Total
    strangers: tuple[str, ...]


class Marker:
    """Marks answer files to one quiz under one scheme."""

    def __init__(self, quiz: Quiz, keys: Mapping[str, Key], scheme: Scheme) -> None:
        self.quiz, self.keys, self.scheme = quiz, keys, scheme
        self._ids = frozenset(keys)

    def prepare(self, several: Iterable[Answers]) -> None:
        """Compare all formulas of `several` answer files at once, which is much faster."""
        prepare(
            (question, self.keys[question.id], answers.answers.get(question.id))
            for answers in several
            for question in self.quiz.questions
        )

    def mark(self, answers: Answers, judged_by_hand: Mapping[str, float] | None = None) -> Marked:
        """Return the points of `answers`; `judged_by_hand` has those that a human gave."""
        by_hand = judged_by_hand or {}
        items = tuple(
            self.item(question, answers, by_hand.get(question.id))
            for question in self.quiz.questions
        )
        strangers = tuple(name for name in answers.answers if name not in self._ids)
        return Marked(
            answers, items, sum_up([item.scored for item in items], self.scheme), strangers
        )

    def item(self, question: Question, answers: Answers, by_hand: float | None = None) -> Item:
        """Return the points of one question."""
        answer = answers.answers.get(question.id)
        judged = judge(question, self.keys[question.id], answer, answers.seed)
        points = question.points
        if judged is PENDING:
            score = 0.0 if by_hand is None else min(max(by_hand, 0.0), points)
            return Item(question, answer, judged, Scored(score, points, by_hand is None))
        part = credit(question.kind, judged, self.scheme)
        return Item(question, answer, judged, Scored(part * points, points))


# --- for readers ----------------------------------------------------------------------------------


class QuestionResult(Struct, frozen=True, omit_defaults=True):
    """What a reader sees of one question; `expected` and below only where keys may be shown."""

    id: str
    kind: Kind
    section: str
    question: str
    state: State
    points: float
    max_points: float
    answer: str
    message: str | None = None
    expected: str | None = None
    mistake: str | None = None
    explanation: str | None = None


class QuizResult(Struct, frozen=True):
    """The result of a quiz, in one language; ``provisional`` while a human has points to give."""

    schema_version: int
    quiz: str
    version: int
    title: str
    student: str | None
    mode: Mode
    scheme: Scheme
    seed: int
    score: float
    max_score: float
    mark: float
    pending: float
    status: Literal["graded", "provisional"]
    messages: list[str]
    questions: list[QuestionResult]


def to_json(result: QuizResult) -> bytes:
    """Return the result as a JSON file."""
    return msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n"


def result_of(marker: Marker, marked: Marked, mode: Mode, lang: Lang, *, keys: bool) -> QuizResult:
    """Return what a reader gets; the right answers and explanations only with `keys`."""
    total, answers = marked.total, marked.answers
    return QuizResult(
        schema_version=SCHEMA_VERSION,
        quiz=marker.quiz.name,
        version=marker.quiz.version,
        title=marker.quiz.title.get(lang),
        student=answers.student,
        mode=mode,
        scheme=marker.scheme,
        seed=answers.seed,
        score=total.score,
        max_score=total.max_score,
        mark=total.mark,
        pending=total.pending,
        status="provisional" if total.pending else "graded",
        messages=[one.get(lang) for one in _messages(marked)],
        questions=[
            feedback(item, marker.keys[item.question.id], answers.seed, lang, keys=keys)
            for item in marked.items
        ],
    )


def _messages(marked: Marked) -> list[Text]:
    """What is said of the whole: missing answers, answers to nothing, what is still to come."""
    said: list[Text] = []
    if missing := [item.question.id for item in marked.items if item.judged.state == "missing"]:
        names = ", ".join(missing)
        said.append(text("Without an answer, so 0 points: {questions}.", questions=names))
    if marked.strangers:
        names = ", ".join(printable(name, 40) for name in marked.strangers[:10])
        said.append(text("Answers to questions that the quiz does not have: {names}.", names=names))
    if marked.total.pending:
        points = f"{marked.total.pending:g}"
        said.append(
            text("{points} points are given by a human: the mark is provisional.", points=points)
        )
    return said


def feedback(item: Item, key: Key, seed: int, lang: Lang, *, keys: bool) -> QuestionResult:
    """Return what a reader sees of one question and answer, `keys` or not."""
    question = item.question
    values = drawn(question, seed)
    reason = _reason(item.judged)
    found = QuestionResult(
        id=question.id,
        kind=question.kind,
        section=question.section,
        question=filled(question.question, values).get(lang),
        state=item.judged.state,
        points=item.scored.score,
        max_points=item.scored.points,
        answer=shown_answer(question, item.answer).get(lang),
        message=None if reason is None else reason.get(lang),
    )
    if not keys:
        return found
    expected = expected_answer(question, key, seed)
    mistake = _mistake(item, key)
    facts = {**values, "answer": expected.get(lang)}
    return msgspec.structs.replace(
        found,
        expected=expected.get(lang),
        mistake=None if mistake is None else filled(mistake, values).get(lang),
        explanation=filled(key.explanation, facts).get(lang),
    )


def _reason(judged: Judgement) -> Text | None:
    """Why an answer does not count as one."""
    told = judged.detail
    detail = told if isinstance(told, Text) else verbatim(printable(told, 200))
    return {
        "": None,
        "unknown_option": text("There is no option {id}.", id=detail),
        "several_answers": text("Several answers were given where one is due."),
        "no_truth_value": text("The answer must be true or false."),
        "no_number": text("This is not a number."),
        "no_formula": text("The formula cannot be used: {why}.", why=detail),
        "undecided": text(
            "Whether this formula is right could not be found out in time: it counts 0, and the "
            "teacher is told."
        ),
    }[judged.reason]


def shown_answer(question: Question, answer: Answer) -> Text:
    """Return an answer as a reader sees it: options by what they say."""
    if answer is None or answer in ("", []):
        return text("no answer")
    if answer == "?":
        return text("I don't know")
    if isinstance(answer, bool):
        return text("true") if answer else text("false")
    if isinstance(question, Choice):
        said = {option.id: option.text for option in question.options}
        given = answer if isinstance(answer, list) else [str(answer)]
        return _listed([said.get(one) or verbatim(printable(one, 40)) for one in given])
    return verbatim(printable(str(answer), 2000))


def _listed(texts: Sequence[Text]) -> Text:
    return Text(" ; ".join(one.fr for one in texts), "; ".join(one.en for one in texts))


def expected_answer(question: Question, key: Key, seed: int) -> Text:
    """Return the right answer as a reader sees it."""
    if isinstance(key, ChoiceKey) and isinstance(question, Choice):
        return _listed([option.text for option in question.options if option.id in key.right])
    if isinstance(key, TrueFalseKey):
        return text("true") if key.answer else text("false")
    if isinstance(key, NumericKey) and isinstance(question, Numeric):
        value = _rounded(right_number(question, key, seed), key.tolerance)
        unit = question.unit or ""
        ending = unit if isinstance(unit, Text) else verbatim(unit)
        number = decimal(value)
        return joined(number, ending) if unit else number
    if isinstance(key, FormulaKey):
        return verbatim(key.answer)
    return key.model if isinstance(key, ShortTextKey) else verbatim("")


def _rounded(value: float, tolerance: float) -> str:
    """Return `value` to the decimals that a tolerance of half a unit of the last one asks for."""
    if tolerance <= 0:
        return f"{value:.10g}"
    shown = f"{value:.{max(round(-math.log10(2 * tolerance)), 0)}f}"
    return shown if abs(float(shown) - value) <= tolerance else f"{value:.10g}"


def _mistake(item: Item, key: Key) -> Text | None:
    """What is said of this very mistake: of each wrong option chosen, or of a known wrong number."""
    if isinstance(key, ChoiceKey):
        given = item.answer if isinstance(item.answer, list) else [item.answer]
        said = [key.why_not[one] for one in given if isinstance(one, str) and one in key.why_not]
        return joined(*said) if said else None
    if item.judged.mistake is None or not isinstance(key, (NumericKey, FormulaKey)):
        return None
    mistake: Mistake = key.mistakes[item.judged.mistake]
    return mistake.text
