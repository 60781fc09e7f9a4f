"""`grade quiz ch3` in the terminal: one question at a time, by keyboard; nothing is ever lost."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import click

from grader.cli.keys import Keys
from grader.cli.quiz_screen import question_screen, review_screen, rows_of
from grader.problems import UsageProblem
from grader.quizzes.answers import DONT_KNOW
from grader.quizzes.content import Formula, MultipleChoice, Numeric
from grader.quizzes.formulas import trouble as formula_trouble
from grader.texts import Text, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.quizzes.content import Question
    from grader.quizzes.marking import QuestionResult
    from grader.quizzes.sitting import Sitting
    from grader.texts import Lang

__all__ = ["take"]

PREVIOUS: Final = {"p", "\x1b[D", "\x1bOD", "\x7f"}
NEXT: Final = {"n", "\x1b[C", "\x1bOC"}
UP: Final = {"k", "\x1b[A", "\x1bOA"}
DOWN: Final = {"j", "\x1b[B", "\x1bOB"}
ENTER: Final = {"\r", "\n"}
LEAVE: Final = {"q", "\x04", ""}


def take(sitting: Sitting, lang: Lang) -> bool:
    """Go through the questions until they are handed in (True) or left for later (False)."""
    if not sys.stdin.isatty():
        raise UsageProblem(
            text("A quiz is taken in a terminal, or with --web; --answers FILE scores a file.")
        )
    with Keys() as keys:
        return _Desk(sitting, lang, keys).work()


class _Desk:
    """Where one is: the question, the option under the cursor, what was checked."""

    def __init__(self, sitting: Sitting, lang: Lang, keys: Keys) -> None:
        self.sitting, self.lang, self.keys = sitting, lang, keys
        self.questions = sitting.quiz.questions
        open_ones = [at for at, one in enumerate(self.questions) if sitting.answer_to(one) is None]
        self.at = open_ones[0] if open_ones else 0
        self.cursor = 0
        self.found: QuestionResult | None = None

    @property
    def question(self) -> Question:
        return self.questions[self.at]

    def work(self) -> bool:
        """Read keys until the end."""
        while True:
            self._show()
            key = self.keys.read() or ""
            if key in LEAVE:
                return False
            if key == "f" or (key in NEXT and self.at == len(self.questions) - 1):
                if self._review():
                    self.sitting.submit()
                    return True
                continue
            self._press(key)

    def _show(self) -> None:
        _draw(question_screen(self.sitting, self.at, self.cursor, self.found, self.lang))

    def _review(self) -> bool:
        _draw(review_screen(self.sitting, self.lang))
        return self.keys.read() in ENTER

    def _press(self, key: str) -> None:
        rows = rows_of(self.sitting, self.question)
        if key in PREVIOUS | NEXT:
            self._go(1 if key in NEXT else -1)
        elif key in UP | DOWN and rows:
            self.cursor = (self.cursor + (1 if key in DOWN else -1)) % len(rows)
        elif key == DONT_KNOW:
            self._answer(DONT_KNOW)
        elif key == "c":
            self.found = self.sitting.feedback(self.question, self.lang)
        elif rows:
            self._choose(key)
        elif key in ENTER or key.isprintable():
            self._type()

    def _go(self, step: int) -> None:
        self.at = min(max(self.at + step, 0), len(self.questions) - 1)
        self.cursor, self.found = 0, None

    def _answer(self, answer: str | bool | list[str]) -> None:
        self.sitting.answer(self.question, answer)
        self.found = None

    def _choose(self, key: str) -> None:
        """Choose by number, or what is under the cursor by space; Enter goes on."""
        rows = rows_of(self.sitting, self.question)
        if key in ENTER and self.sitting.answer_to(self.question) is not None:
            return self._on()
        if key in ENTER or key == " ":
            index = self.cursor
        elif key.isdigit() and 0 < int(key) <= len(rows):
            index = int(key) - 1
        else:
            return None
        self.cursor = index
        chosen = rows[index].answer
        if isinstance(self.question, MultipleChoice) and isinstance(chosen, str):
            before = self.sitting.answer_to(self.question)
            kept = [one for one in before if one != chosen] if isinstance(before, list) else []
            added = [] if isinstance(before, list) and chosen in before else [chosen]
            return self._answer(kept + added)
        return self._answer(chosen)

    def _on(self) -> None:
        """Enter on an answer: check it where that is possible, then the next question."""
        if self.sitting.keys is not None and self.found is None:
            self.found = self.sitting.feedback(self.question, self.lang)
        else:
            self._go(1)

    def _type(self) -> None:
        """Have the answer typed on a line; what cannot be read is said, and can be typed again."""
        if self.found is None and self.sitting.answer_to(self.question) is not None:
            found = self.sitting.feedback(self.question, self.lang)
            if found is not None:
                self.found = found
                return
        prompt = text("Your answer (Enter alone keeps what was there)").get(self.lang)
        with self.keys.lines():
            typed = click.prompt(prompt, default="", show_default=False, prompt_suffix=" › ")
        if not (typed := typed.strip()):
            return
        if (trouble := _trouble(self.question, typed)) is not None:
            click.echo(trouble.get(self.lang))
            click.echo(text("Press a key to go on.").get(self.lang))
            self.keys.read()
            return
        self._answer(typed)


def _draw(lines: Iterable[str]) -> None:
    """Show a screen in place of what was there, in one write."""
    click.clear()
    click.echo("\n".join(lines))


def _trouble(question: Question, typed: str) -> Text | None:
    """Why `typed` is no answer to `question`, or None if it is one."""
    if typed == DONT_KNOW:
        return None
    if isinstance(question, Formula):
        reason = formula_trouble(typed, question.variables)
        return None if reason is None else text("The formula cannot be used: {why}.", why=reason)
    if isinstance(question, Numeric):
        from grader.quizzes.judging import number

        return text("This is not a number.") if number(typed, question.units) is None else None
    return None
