"""What the terminal shows of a quiz: one question, the review before the end, the result.

Lines with a few colours, wrapped to the terminal's width. Rich would do as well, but a quiz is to
start at once.
"""

from __future__ import annotations

import shutil
import textwrap
from typing import TYPE_CHECKING, Final

import click

from grader.quizzes.answers import DONT_KNOW, is_given
from grader.quizzes.content import Choice, Formula, MultipleChoice, Numeric, ShortText, TrueFalse
from grader.quizzes.draws import filled
from grader.quizzes.markup import in_terminal
from grader.texts import Text, decimal, printable, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.quizzes.content import Question
    from grader.quizzes.marking import QuestionResult, QuizResult
    from grader.quizzes.sitting import Sitting
    from grader.texts import Lang

__all__ = ["question_screen", "result_screen", "review_screen", "rows_of"]

WIDEST: Final = 100  # columns: longer lines are hard to read
STATES: Final = {
    "right": ("✓", "green"),
    "partly": ("◐", "yellow"),
    "wrong": ("✗", "red"),
    "missing": ("·", "bright_black"),
    "dont_know": ("?", "yellow"),
    "invalid": ("!", "red"),
    "pending": ("…", "magenta"),
}


def _width() -> int:
    return max(min(shutil.get_terminal_size().columns, WIDEST), 30)


def _block(
    said: str,
    indent: int = 0,
    head: str = "",
    fg: str | None = None,
    *,
    bold: bool = False,
    dim: bool = False,
) -> Iterator[str]:
    """Yield `said` in lines: behind `head`, later ones below where it begins."""
    first, later = " " * indent + head, " " * (indent + len(head))
    for paragraph in said.split("\n"):
        lines = textwrap.wrap(paragraph, _width(), initial_indent=first, subsequent_indent=later)
        for line in lines or [first.rstrip()]:
            yield click.style(line, fg=fg, bold=bold or None, dim=dim or None)
        first = later


class Row:
    """One thing to choose: the answer it stands for and what it says."""

    def __init__(self, answer: str | bool, says: Text) -> None:
        self.answer, self.says = answer, says


def rows_of(sitting: Sitting, question: Question) -> list[Row]:
    """Return what can be chosen: options in this sitting's order, or true and false."""
    if isinstance(question, Choice):
        return [Row(option.id, option.text) for option in sitting.options(question)]
    if isinstance(question, TrueFalse):
        return [Row(True, text("true")), Row(False, text("false"))]
    return []


def question_screen(
    sitting: Sitting, at: int, cursor: int, found: QuestionResult | None, lang: Lang
) -> Iterator[str]:
    """Yield the lines of question number `at`, its options or answer, and what was `found`."""
    question = sitting.quiz.questions[at]
    yield from _progress(sitting, at, lang)
    yield ""
    asked = filled(question.question, sitting.numbers(question)).get(lang)
    yield from _block(in_terminal(asked), 2, bold=True)
    yield ""
    yield from _choices(sitting, question, cursor, lang)
    if found is not None:
        yield ""
        yield from _found(found, lang)
    yield ""
    yield from _block(_keys(question, sitting, checked=found is not None).get(lang), dim=True)


def _progress(sitting: Sitting, at: int, lang: Lang) -> Iterator[str]:
    """Title, place, and a dot for each question: filled where there is an answer."""
    questions = sitting.quiz.questions
    dots = ""
    for index, question in enumerate(questions):
        done = is_given(sitting.answer_to(question))
        colour = "cyan" if index == at else "green" if done else "bright_black"
        dots += click.style("●" if done else "○", fg=colour, bold=index == at or None)
    question = questions[at]
    place = text(
        "question {number} of {count} · section {section} · {points} pt",
        number=at + 1,
        count=len(questions),
        section=question.section,
        points=f"{question.points:g}",
    )
    yield from _block(printable(sitting.quiz.title.get(lang)), fg="cyan", bold=True)
    yield f"{dots}  {click.style(place.get(lang), dim=True)}"


def _choices(sitting: Sitting, question: Question, cursor: int, lang: Lang) -> Iterator[str]:
    answer = sitting.answer_to(question)
    rows = rows_of(sitting, question)
    several = isinstance(question, MultipleChoice)
    for index, row in enumerate(rows):
        chosen = row.answer in answer if isinstance(answer, list) else row.answer == answer
        box = ("■" if chosen else "□") if several else ("●" if chosen else "○")
        pointer = "▸" if index == cursor else " "
        colour = "cyan" if index == cursor else None
        says = in_terminal(row.says.get(lang))
        yield from _block(says, 2, f"{pointer} {box} {index + 1}  ", fg=colour, bold=chosen)
    if answer == DONT_KNOW:
        yield from _block(text("I don't know").get(lang), 2, fg="yellow")
    elif not rows:
        yield from _typed(question, answer, lang)


def _typed(question: Question, answer: object, lang: Lang) -> Iterator[str]:
    """Yield the answer that was typed, and what is expected."""
    shown = text("no answer yet").get(lang) if answer is None else printable(str(answer), 2000)
    yield from _block(shown, 2, "› ", bold=answer is not None, dim=answer is None)
    if (expects := _expects(question)) is not None:
        yield from _block(expects.get(lang), 2, dim=True)


def _expects(question: Question) -> Text | None:
    if isinstance(question, Numeric) and question.unit is not None:
        return text("a number, in {unit}", unit=question.unit)
    if isinstance(question, Numeric):
        return text("a number, with a comma or a point")
    if isinstance(question, Formula):
        names = ", ".join(sorted(question.variables))
        return text("a formula of {names}: + - * / ^, brackets, exp, log, sqrt, max…", names=names)
    if isinstance(question, ShortText):
        return text("about {words} words; a human reads them", words=question.words)
    return None


def _found(found: QuestionResult, lang: Lang) -> Iterator[str]:
    """Yield whether the answer is right, why it is not, and the explanation."""
    sign, colour = STATES[found.state]
    head = {"right": text("Right."), "partly": text("Partly right.")}.get(found.state)
    if head is None:
        wrong = found.state in ("wrong", "invalid")
        head = text("Not right.") if wrong else text("See the explanation.")
    yield from _block(head.get(lang), 2, f"{sign} ", fg=colour, bold=True)
    yield from _why(found, lang)


def _why(found: QuestionResult, lang: Lang) -> Iterator[str]:
    """Yield what is said of a mistake, the right answer where it was missed, the explanation."""
    for said in filter(None, (found.message, found.mistake)):
        yield from _block(in_terminal(said), 4)
    if found.expected is not None and found.state != "right":
        label = text("Expected:").get(lang)
        yield from _block(in_terminal(found.expected), 4, f"{label} ")
    if found.explanation:
        yield from _block(in_terminal(found.explanation), 4, dim=True)


def _keys(question: Question, sitting: Sitting, *, checked: bool) -> Text:
    """What can be pressed."""
    first = text("1-9 choose") if rows_of(sitting, question) else text("Enter: type the answer")
    if sitting.keys is not None and not checked:
        check = text("c check")
        return text(
            "{first} · {check} · ← p previous · → n next · ? I don't know · f finish · q leave",
            first=first,
            check=check,
        )
    return text(
        "{first} · ← p previous · → n next · ? I don't know · f finish · q leave", first=first
    )


def review_screen(sitting: Sitting, lang: Lang) -> Iterator[str]:
    """Yield what has no answer yet, before the answers become final."""
    questions = sitting.quiz.questions
    yield from _block(printable(sitting.quiz.title.get(lang)), fg="cyan", bold=True)
    yield ""
    given = text(
        "{answered} of {count} questions have an answer.",
        answered=sitting.answered,
        count=len(questions),
    )
    yield from _block(given.get(lang))
    open_ones = [
        str(index + 1)
        for index, one in enumerate(questions)
        if not is_given(sitting.answer_to(one))
    ]
    if open_ones:
        numbers = ", ".join(open_ones)
        yield from _block(text("Still open: {numbers}.", numbers=numbers).get(lang), fg="yellow")
    yield ""
    said = text("Enter: hand in · any other key: back to the questions")
    yield from _block(said.get(lang), dim=True)


def result_screen(result: QuizResult, lang: Lang) -> Iterator[str]:
    """Yield the mark, a line for each question, and what is known of those that are not right."""
    yield from _block(printable(result.title), fg="cyan", bold=True)
    mark = text(
        "{mark}/20  ({score} of {most} points)",
        mark=decimal(f"{result.mark:.2f}"),
        score=decimal(f"{round(result.score, 2):g}"),
        most=decimal(f"{result.max_score:g}"),
    )
    yield from _block(mark.get(lang), bold=True)
    for message in result.messages:
        yield from _block(message, fg="yellow")
    yield ""
    for one in result.questions:
        sign, colour = STATES[one.state]
        points = f"({round(one.points, 2):g}/{one.max_points:g})"
        yield from _block(
            f"{one.id}  {in_terminal(one.question)}  {points}", 0, f"{sign} ", fg=colour
        )
        if one.state != "right":
            label = text("Your answer:").get(lang)
            yield from _block(in_terminal(one.answer), 4, f"{label} ")
            yield from _why(one, lang)
