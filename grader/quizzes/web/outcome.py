"""What the pages show once keys may be shown: feedback on one answer, and the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from grader.quizzes.content import Choice, ChoiceKey, Formula, ShortTextKey, TrueFalseKey
from grader.quizzes.formulas import FormulaError, parse
from grader.quizzes.marking import Marker, result_of
from grader.quizzes.web.forms import chosen
from grader.quizzes.web.formula_view import formula_html
from grader.quizzes.web.sentences import state_words
from grader.quizzes.web.view import decimal, number_of
from grader.texts import plural, text

if TYPE_CHECKING:
    from grader.quizzes.content import Question
    from grader.quizzes.judging import State
    from grader.quizzes.marking import QuestionResult
    from grader.quizzes.sitting import Sitting
    from grader.quizzes.web.view import Shown
    from grader.texts import Lang

__all__ = ["FeedbackView", "ResultView", "feedback_view", "option_marks", "result_view"]


class FeedbackView(NamedTuple):
    """What is said of one answer. `given` is plain text unless `given_says` has the options."""

    id: str
    number: int
    question: Shown
    state: State
    title: str
    points: str
    given: str
    given_says: Shown
    message: str
    mistake: Shown
    expected: Shown
    expected_html: str  # MathML of ours
    is_model: bool
    rubric: list[tuple[str, Shown]]
    explanation: Shown


class ResultView(NamedTuple):
    """The result of the whole quiz."""

    mark: str
    score: str
    part: float
    provisional: bool
    messages: list[str]
    items: list[FeedbackView]


def feedback_view(sitting: Sitting, question: Question, lang: Lang) -> FeedbackView | None:
    """Return the feedback on the answer to `question`, where keys may be shown; else None."""
    found = sitting.feedback(question, lang)
    return None if found is None else _view(sitting, question, found, lang)


def _view(sitting: Sitting, question: Question, found: QuestionResult, lang: Lang) -> FeedbackView:
    key = None if sitting.keys is None else sitting.keys[question.id]
    is_choice = isinstance(question, Choice)
    rubric = key.rubric if isinstance(key, ShortTextKey) else []
    return FeedbackView(
        id=question.id,
        number=number_of(sitting, question),
        question=found.question,
        state=found.state,
        title=state_words(found.state).get(lang),
        points=_points(found, lang),
        given="" if is_choice else found.answer,
        given_says=found.answer if is_choice else "",
        message=found.message or "",
        mistake=found.mistake or "",
        expected=found.expected or "",
        expected_html=_as_formula(question, found.expected or "", lang),
        is_model=isinstance(key, ShortTextKey),
        rubric=[(decimal(one.points, lang), one.text.get(lang)) for one in rubric],
        explanation=found.explanation or "",
    )


def _points(found: QuestionResult, lang: Lang) -> str:
    if found.state == "pending":
        most = decimal(found.max_points, lang)
        return text("{most} points are given by a human", most=most).get(lang)
    return _of(found.points, found.max_points, lang)


def _of(score: float, most: float, lang: Lang) -> str:
    given, whole = decimal(round(score, 2), lang), decimal(most, lang)
    sentence = plural(
        most,
        text("{score} of {most} point", score=given, most=whole),
        text("{score} of {most} points", score=given, most=whole),
    )
    return sentence.get(lang)


def _as_formula(question: Question, expected: str, lang: Lang) -> str:
    if not isinstance(question, Formula):
        return ""
    try:
        return formula_html(parse(expected, question.variables), lang)
    except FormulaError:  # check-course says so; the page shows it as it was written
        return ""


def option_marks(sitting: Sitting, question: Question) -> dict[str, str]:
    """Return which options are right, and which were ticked and are not, by their values."""
    key = None if sitting.keys is None else sitting.keys[question.id]
    ticked = chosen(question, sitting.answer_to(question))
    if isinstance(key, ChoiceKey) and isinstance(question, Choice):
        right, known = key.right, {option.id for option in question.options}
    elif isinstance(key, TrueFalseKey):
        right, known = frozenset({str(key.answer).lower()}), {"true", "false"}
    else:
        return {}
    wrong = (ticked & known) - right
    return {**dict.fromkeys(sorted(right), "right"), **dict.fromkeys(sorted(wrong), "wrong")}


def result_view(sitting: Sitting, lang: Lang) -> ResultView | None:
    """Return the result, where keys may be shown; else None."""
    if sitting.keys is None:
        return None
    marker = Marker(sitting.quiz, sitting.keys, sitting.scheme)
    marker.prepare([sitting.answers])
    found = result_of(marker, marker.mark(sitting.answers), "practice", lang, keys=True)
    asked = zip(sitting.quiz.questions, found.questions, strict=True)
    return ResultView(
        mark=decimal(found.mark, lang),
        score=_of(found.score, found.max_score, lang),
        part=found.mark,
        provisional=found.status == "provisional",
        messages=found.messages,
        items=[_view(sitting, question, one, lang) for question, one in asked],
    )
