"""What the pages show of a sitting: plain values in one language, for the templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from grader import texts
from grader.quizzes.answers import DONT_KNOW, is_given
from grader.quizzes.content import Choice, Formula, MultipleChoice, Numeric, ShortText, TrueFalse
from grader.quizzes.draws import filled
from grader.quizzes.formulas import CONSTANTS, FUNCTIONS, FormulaError, parse
from grader.quizzes.judging import number
from grader.quizzes.web.forms import chosen, longest, written
from grader.quizzes.web.formula_view import formula_html
from grader.quizzes.web.sentences import difficulty, kind_hint, words
from grader.texts import Text, plural, printable, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.quizzes.answers import Answer
    from grader.quizzes.content import Question
    from grader.quizzes.sitting import Sitting
    from grader.texts import Lang

__all__ = [
    "Chip",
    "Note",
    "OptionView",
    "QuestionView",
    "Shown",
    "chips",
    "note_of",
    "points_text",
    "progress_text",
    "question_view",
    "unit_of",
    "word_count_text",
]

Shown = str  # a text of the course: sentences with $formulas$ and `code`, not HTML yet


class Chip(NamedTuple):
    """A question in the overview."""

    id: str
    number: int
    label: str
    current: bool
    answered: bool


class Note(NamedTuple):
    """What is said of a text as it is typed: how it is read, or why it can't be."""

    bad: bool
    sentence: str = ""
    html: str = ""  # MathML of ours


NOTHING: Final = Note(bad=False)


class OptionView(NamedTuple):
    """An option, ticked or not; `mark` is ``right`` or ``wrong`` once the answer was checked."""

    value: str
    says: Shown
    ticked: bool
    mark: str = ""


class QuestionView(NamedTuple):
    """One question; `field` says how it is answered: radio, checkbox, text or area."""

    id: str
    number: int
    title: str
    says: Shown
    facts: list[str]
    field: str
    hints: list[str]
    options: list[OptionView]
    written: str
    longest: int
    unit: str
    numeric: bool
    word_count: str
    dont_know: bool | None  # whether it is ticked; None where the scheme has no such answer
    answered: bool
    note: Note


def question_view(sitting: Sitting, question: Question, lang: Lang) -> QuestionView:
    """Return what the page of `question` shows."""
    answer = sitting.answer_to(question)
    numbers = sitting.numbers(question)
    offers = sitting.scheme.kind == "dont_know"
    typed = written(answer)
    return QuestionView(
        id=question.id,
        number=number_of(sitting, question),
        title=text("Question {number}", number=number_of(sitting, question)).get(lang),
        says=filled(question.question, dict(numbers)).get(lang),
        facts=_facts(question, lang),
        field=_field(question),
        hints=_hints(question, lang),
        options=_options(sitting, question, lang),
        written=typed,
        longest=longest(question),
        unit=unit_of(question, lang),
        numeric=isinstance(question, Numeric),
        word_count=word_count_text(question, typed, lang),
        dont_know=answer == DONT_KNOW if offers else None,
        answered=is_given(answer),
        note=note_of(question, answer, lang),
    )


def number_of(sitting: Sitting, question: Question) -> int:
    """Return which question of the quiz it is, from 1."""
    return sitting.quiz.questions.index(question) + 1


def _field(question: Question) -> str:
    if isinstance(question, MultipleChoice):
        return "checkbox"
    if isinstance(question, (Choice, TrueFalse)):
        return "radio"
    return "area" if isinstance(question, ShortText) else "text"


def _facts(question: Question, lang: Lang) -> list[str]:
    """Where it is taught, what it asks for, what it gives."""
    return [
        text("Section {section}", section=question.section).get(lang)
        if question.section[:1].isdigit()
        else question.section,
        difficulty(question).get(lang),
        points_text(question.points, lang),
    ]


def points_text(points: float, lang: Lang) -> str:
    """Return a number of points."""
    shown = decimal(points, lang)
    sentence = plural(
        points, text("{count} point", count=shown), text("{count} points", count=shown)
    )
    return sentence.get(lang)


def decimal(value: float, lang: Lang) -> str:
    """Return a number as the language writes it."""
    return texts.decimal(f"{value:.10g}".replace("-", "−")).get(lang)


# --- how it is answered -----------------------------------------------------------------------------


def unit_of(question: Question, lang: Lang) -> str:
    """Return the unit of the number that is asked for, or an empty text."""
    if not isinstance(question, Numeric) or question.unit is None:
        return ""
    return question.unit.get(lang) if isinstance(question.unit, Text) else question.unit


def _hints(question: Question, lang: Lang) -> list[str]:
    hints = [kind_hint(question)]
    if unit := unit_of(question, lang):
        hints.append(text("Unit: {unit}; you may leave it out.", unit=unit))
    if isinstance(question, Formula):
        names = ", ".join(sorted(question.variables))
        hints.append(text("Names: {names}.", names=names))
        listed = ", ".join([*FUNCTIONS, *CONSTANTS])
        hints.append(text("Functions and constants: {names}.", names=listed))
    if isinstance(question, ShortText):
        hints.append(text("About {count} words.", count=question.words))
    return [hint.get(lang) for hint in hints]


def _options(sitting: Sitting, question: Question, lang: Lang) -> list[OptionView]:
    ticked = chosen(question, sitting.answer_to(question))
    if isinstance(question, TrueFalse):
        named = words(lang)
        return [OptionView(one, named[one], one in ticked) for one in ("true", "false")]
    if not isinstance(question, Choice):
        return []
    return [
        OptionView(option.id, option.text.get(lang), option.id in ticked)
        for option in sitting.options(question)
    ]


def word_count_text(question: Question, typed: str, lang: Lang) -> str:
    """Return how many words were written of how many that are asked for."""
    if not isinstance(question, ShortText):
        return ""
    count = len(typed.split())
    sentence = text("{count} of about {wanted} words", count=count, wanted=question.words)
    return sentence.get(lang)


def note_of(question: Question, answer: Answer, lang: Lang) -> Note:
    """Return how a typed number or formula is read; nothing for what needs no reading."""
    typed = written(answer)
    if not typed:
        return NOTHING
    if isinstance(question, Formula):
        return _formula_note(question, typed, lang)
    if isinstance(question, Numeric):
        return _number_note(question, typed, lang)
    return NOTHING


def _formula_note(question: Formula, typed: str, lang: Lang) -> Note:
    try:
        node = parse(typed, question.variables)
    except FormulaError as error:
        sentence = text("The formula cannot be used: {why}.", why=error.text)
        return Note(bad=True, sentence=sentence.get(lang))
    return Note(bad=False, html=formula_html(node, lang))


def _number_note(question: Numeric, typed: str, lang: Lang) -> Note:
    value = number(typed, {unit_of(question, one) for one in ("fr", "en")})
    if value is None:
        sentence = text("{written} is not a number.", written=repr(printable(typed, 60)))
        return Note(bad=True, sentence=sentence.get(lang))
    unit = unit_of(question, lang)
    return Note(bad=False, sentence=f"{decimal(value, lang)} {unit}".rstrip())


# --- the whole --------------------------------------------------------------------------------------


def chips(sitting: Sitting, current: Question | None, lang: Lang) -> list[Chip]:
    """Return the overview of all questions."""
    return [
        _chip(sitting, at, question, question is current, lang)
        for at, question in enumerate(sitting.quiz.questions, start=1)
    ]


def _chip(sitting: Sitting, at: int, question: Question, current: bool, lang: Lang) -> Chip:
    answered = is_given(sitting.answer_to(question))
    named = words(lang)
    told = named["answered"] if answered else named["unanswered"]
    label = text("Question {number}, {state}", number=at, state=told).get(lang)
    return Chip(question.id, at, label, current, answered)


def progress_text(sitting: Sitting, lang: Lang) -> str:
    """Return how many questions have an answer."""
    total = len(sitting.quiz.questions)
    return text("{count} of {total} answered", count=sitting.answered, total=total).get(lang)


def unreadable(sitting: Sitting) -> Sequence[Question]:
    """Return the questions whose answers are no number or no formula."""
    return [
        question
        for question in sitting.quiz.questions
        if note_of(question, sitting.answer_to(question), "en").bad
    ]
