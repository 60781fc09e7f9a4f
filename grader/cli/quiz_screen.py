"""What the terminal shows of a quiz: one question, the review before the end, the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.padding import Padding
from rich.text import Text as Line

from grader.quizzes.answers import DONT_KNOW
from grader.quizzes.content import Choice, Formula, MultipleChoice, Numeric, ShortText, TrueFalse
from grader.quizzes.draws import filled
from grader.quizzes.markup import in_terminal
from grader.texts import Text, printable, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from grader.quizzes.content import Question
    from grader.quizzes.marking import QuestionResult, QuizResult
    from grader.quizzes.sitting import Sitting
    from grader.texts import Lang

__all__ = ["question_screen", "result_screen", "review_screen", "rows_of"]

STATES: Final = {
    "right": ("✓", "green"),
    "partly": ("◐", "yellow"),
    "wrong": ("✗", "red"),
    "missing": ("·", "dim"),
    "dont_know": ("?", "yellow"),
    "invalid": ("!", "red"),
    "pending": ("…", "magenta"),
}


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
) -> Iterator[RenderableType]:
    """Yield question number `at`, its options or answer, and what was `found` when checked."""
    question = sitting.quiz.questions[at]
    yield _progress(sitting, at, lang)
    yield ""
    asked = filled(question.question, sitting.numbers(question)).get(lang)
    yield Padding(Line(in_terminal(asked), style="bold"), (0, 2))
    yield ""
    yield from _choices(sitting, question, cursor, lang)
    if found is not None:
        yield ""
        yield from _found(found, lang)
    yield ""
    yield Line(_keys(question, sitting, checked=found is not None).get(lang), style="dim")


def _progress(sitting: Sitting, at: int, lang: Lang) -> RenderableType:
    """Title, place, and a dot for each question: filled where there is an answer."""
    questions = sitting.quiz.questions
    dots = Line()
    for index, question in enumerate(questions):
        done = sitting.answer_to(question) not in (None, "", [])
        style = "bold cyan" if index == at else "green" if done else "dim"
        dots.append("●" if done else "○", style=style)
    question = questions[at]
    place = text(
        "question {number} of {count} · section {section} · {points} pt",
        number=at + 1,
        count=len(questions),
        section=question.section,
        points=f"{question.points:g}",
    )
    return Line.assemble(
        (printable(sitting.quiz.title.get(lang)), "bold cyan"),
        "\n",
        dots,
        "  ",
        (place.get(lang), "dim"),
    )


def _choices(
    sitting: Sitting, question: Question, cursor: int, lang: Lang
) -> Iterator[RenderableType]:
    answer = sitting.answer_to(question)
    rows = rows_of(sitting, question)
    for index, row in enumerate(rows):
        chosen = row.answer in answer if isinstance(answer, list) else row.answer == answer
        several = isinstance(question, MultipleChoice)
        box = ("■" if chosen else "□") if several else ("●" if chosen else "○")
        pointer = "▸" if index == cursor else " "
        head = f"{pointer} {box} {index + 1}  "
        line = Line.assemble(
            (head, "cyan" if index == cursor else ""), in_terminal(row.says.get(lang))
        )
        line.stylize("bold" if chosen else "")
        yield Padding(_hanging(line, len(head)), (0, 2))
    if answer == DONT_KNOW:
        yield Padding(Line(text("I don't know").get(lang), style="yellow"), (0, 2))
    elif not rows:
        yield from _typed(question, answer, lang)


def _hanging(line: Line, indent: int) -> RenderableType:
    """Return `line` with its later lines indented by `indent`."""
    from rich.table import Table

    table = Table.grid(padding=0)
    table.add_column(width=indent, no_wrap=True)
    table.add_column()
    table.add_row(line[:indent], line[indent:])
    return table


def _typed(question: Question, answer: object, lang: Lang) -> Iterator[RenderableType]:
    """Yield the answer that was typed, and what is expected."""
    shown = text("no answer yet").get(lang) if answer is None else printable(str(answer), 2000)
    style = "dim" if answer is None else "bold"
    yield Padding(Line.assemble(("› ", "cyan"), (shown, style)), (0, 2))
    if (expects := _expects(question)) is not None:
        yield Padding(Line(expects.get(lang), style="dim"), (0, 2))


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


def _found(found: QuestionResult, lang: Lang) -> Iterator[RenderableType]:
    """Yield whether the answer is right, why it is not, and the explanation."""
    sign, colour = STATES[found.state]
    said = [one for one in (found.message, found.mistake) if one]
    head = {"right": text("Right."), "partly": text("Partly right.")}.get(found.state)
    if head is None:
        wrong = found.state in ("wrong", "invalid")
        head = text("Not right.") if wrong else text("See the explanation.")
    yield Padding(Line(f"{sign} {head.get(lang)}", style=f"bold {colour}"), (0, 2))
    for one in said:
        yield Padding(Line(in_terminal(one)), (0, 4))
    if found.expected is not None and found.state != "right":
        label = text("Expected:").get(lang)
        yield Padding(Line.assemble((f"{label} ", "dim"), in_terminal(found.expected)), (0, 4))
    if found.explanation:
        yield Padding(Line(in_terminal(found.explanation)), (1, 4, 0, 4))


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


def review_screen(sitting: Sitting, lang: Lang) -> Iterator[RenderableType]:
    """Yield what has no answer yet, before the answers become final."""
    yield Line(printable(sitting.quiz.title.get(lang)), style="bold cyan")
    yield ""
    given = text(
        "{answered} of {count} questions have an answer.",
        answered=sitting.answered,
        count=len(sitting.quiz.questions),
    )
    yield Line(given.get(lang))
    open_ones = [
        str(index + 1)
        for index, one in enumerate(sitting.quiz.questions)
        if sitting.answer_to(one) in (None, "", [])
    ]
    if open_ones:
        numbers = ", ".join(open_ones)
        yield Line(text("Still open: {numbers}.", numbers=numbers).get(lang), style="yellow")
    yield ""
    yield Line(text("Enter: hand in · any other key: back to the questions").get(lang), style="dim")


def result_screen(result: QuizResult, lang: Lang, *, whole: bool) -> Iterator[RenderableType]:
    """Yield the mark and a line for each question; with `whole` what is known of each."""
    yield Line(printable(result.title), style="bold cyan")
    mark = text(
        "{mark}/20  ({score} of {most} points)",
        mark=f"{result.mark:.2f}",
        score=f"{round(result.score, 2):g}",
        most=f"{result.max_score:g}",
    )
    yield Line(mark.get(lang), style="bold")
    for message in result.messages:
        yield Line(message, style="yellow")
    yield ""
    for one in result.questions:
        yield from _line(one, lang, whole=whole)


def _line(one: QuestionResult, lang: Lang, *, whole: bool) -> Iterator[RenderableType]:
    sign, colour = STATES[one.state]
    head = Line.assemble(
        (f"{sign} ", colour),
        (f"{one.id}  ", "dim"),
        in_terminal(one.question),
        (f"  {round(one.points, 2):g}/{one.max_points:g}", "dim"),
    )
    yield _hanging(head, 2)
    if not whole or one.state == "right":
        return
    answer = text("Your answer:").get(lang)
    yield Padding(Line.assemble((f"{answer} ", "dim"), in_terminal(one.answer)), (0, 0, 0, 4))
    for said in (one.message, one.mistake):
        if said:
            yield Padding(Line(in_terminal(said)), (0, 0, 0, 4))
    if one.expected is not None:
        label = text("Expected:").get(lang)
        yield Padding(Line.assemble((f"{label} ", "dim"), in_terminal(one.expected)), (0, 0, 0, 4))
    if one.explanation:
        yield Padding(Line(in_terminal(one.explanation), style="dim"), (0, 0, 0, 4))
