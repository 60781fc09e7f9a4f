"""A quiz on paper: a page of HTML that needs nothing else, to print on A4.

Each variant (A, B, ...) has the options in an order of its own, and its own numbers: a sheet of
questions, an answer sheet with boxes to tick, and at the end one key for the teacher. The page
runs no script and loads nothing: its policy allows the one style that it contains.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Final, NamedTuple

from grader.pages.shell import render
from grader.quizzes.content import (
    Choice,
    ChoiceKey,
    Formula,
    FormulaKey,
    MultipleChoice,
    Numeric,
    NumericKey,
    ShortText,
    ShortTextKey,
    TrueFalse,
    TrueFalseKey,
)
from grader.quizzes.draws import drawn, options_in_order
from grader.quizzes.exports.fractions import takes_away
from grader.quizzes.exports.notes import words_note
from grader.quizzes.exports.shared import Variant, clean, plain_number, said, title_of, unit_of
from grader.quizzes.marking import expected_answer
from grader.quizzes.markup import in_html, in_terminal
from grader.texts import Text, decimal, plural, text, verbatim

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from markupsafe import Markup

    from grader.quizzes.content import Key, Question, Quiz
    from grader.quizzes.scoring import Scheme
    from grader.texts import Lang

__all__ = ["MOST_VARIANTS", "PARTS", "write"]

PARTS: Final = ("questions", "answers", "key")
MOST_VARIANTS: Final = 26
SHORT: Final = 34  # characters: options up to here stand in two columns


class Box(NamedTuple):
    """An option as it is printed."""

    letter: str
    said: Markup


class Printed(NamedTuple):
    """A question as it is printed in one variant; `right` is what ticks the key wants."""

    asked: Markup
    points: str
    hint: str
    options: Sequence[Box]
    short: bool
    several: bool
    unit: str
    lines: int
    right: str


class Sheet(NamedTuple):
    """One variant."""

    letter: str
    seed: int
    items: Sequence[Printed]


def write(
    quiz: Quiz,
    keys: Mapping[str, Key],
    lang: Lang,
    scheme: Scheme,
    *,
    seed: int = 0,
    variants: int = 1,
    parts: Collection[str] = PARTS,
) -> bytes:
    """Return `quiz` as a page to print, in one language and `variants` orders of its options.

    The same `seed` gives the same sheets. `parts` leaves out some of them, such as the key.
    """
    printer = _Printer(keys, lang)
    letters = string.ascii_uppercase[: min(max(variants, 1), MOST_VARIANTS)]
    sheets = [printer.sheet(quiz, letter, seed + at) for at, letter in enumerate(letters)]
    return render(
        "grader.quizzes",
        "paper.html.j2",
        lang=lang,
        title=title_of(quiz, lang),
        styles=["paper.css"],
        title_html=_markup(quiz.title.get(lang)),
        words=_words(lang),
        rules=[rule.get(lang) for rule in _rules(quiz, scheme)],
        sheets=sheets,
        key_rows=[printer.key_row(at, one, sheets) for at, one in enumerate(quiz.questions)],
        parts=frozenset(parts),
    )


def _markup(sentence: str) -> Markup:
    from markupsafe import Markup

    shown = in_html(clean(sentence)).replace("\n", "<br>")
    return Markup(shown)  # noqa: S704  # `in_html` has escaped it


def _points(points: float) -> Text:
    number = decimal(f"{points:g}")
    return plural(
        points, text("{points} point", points=number), text("{points} points", points=number)
    )


class _Printer:
    """Puts questions and keys into the words of one language."""

    def __init__(self, keys: Mapping[str, Key], lang: Lang) -> None:
        self.keys, self.lang = keys, lang

    def sheet(self, quiz: Quiz, letter: str, seed: int) -> Sheet:
        """Return the variant with this letter."""
        return Sheet(letter, seed, [self._printed(one, seed) for one in quiz.questions])

    def _printed(self, question: Question, seed: int) -> Printed:
        variant = Variant(question, seed, 0, drawn(question, seed))
        options, right = self._options(question, seed)
        longest = max((len(in_terminal(self._of(one))) for one in self._texts(question)), default=0)
        return Printed(
            asked=_markup(said(question.question, variant, self.lang)),
            points=_points(question.points).get(self.lang),
            hint=self._hint(question),
            options=options,
            short=longest <= SHORT,
            several=isinstance(question, MultipleChoice),
            unit=unit_of(question, self.lang) if isinstance(question, Numeric) else "",
            lines=max(3, question.words // 9) if isinstance(question, ShortText) else 0,
            right=right or expected_answer(question, self.keys[question.id], seed).get(self.lang),
        )

    def _of(self, sentence: Text) -> str:
        return sentence.get(self.lang)

    def _texts(self, question: Question) -> list[Text]:
        return [one.text for one in question.options] if isinstance(question, Choice) else []

    def _options(self, question: Question, seed: int) -> tuple[list[Box], str]:
        """Return the options in the variant's order, and the letters of the right ones."""
        key = self.keys[question.id]
        if isinstance(question, TrueFalse) and isinstance(key, TrueFalseKey):
            shown = [(text("True"), key.answer), (text("False"), not key.answer)]
        elif isinstance(question, Choice) and isinstance(key, ChoiceKey):
            order = options_in_order(question, seed)
            shown = [(one.text, one.id in key.right) for one in order]
        else:
            return [], ""
        lettered = list(zip(string.ascii_uppercase, shown, strict=False))
        boxes = [Box(letter, _markup(self._of(words))) for letter, (words, _) in lettered]
        return boxes, " ".join(letter for letter, (_, right) in lettered if right)

    def _hint(self, question: Question) -> str:
        if isinstance(question, MultipleChoice):
            return text("(several answers are possible)").get(self.lang)
        if isinstance(question, ShortText):
            return words_note(question).get(self.lang)
        if isinstance(question, Formula):
            names = ", ".join(question.variables)
            return text("(a formula in {names})", names=names).get(self.lang)
        if isinstance(question, Numeric) and question.unit:
            return text("(in {unit})", unit=unit_of(question, self.lang)).get(self.lang)
        return ""

    def key_row(self, at: int, question: Question, sheets: Sequence[Sheet]) -> dict[str, object]:
        """Return what the key says of a question: what is right in each variant, and why."""
        key = self.keys[question.id]
        first = Variant(question, sheets[0].seed, 0, drawn(question, sheets[0].seed))
        right = expected_answer(question, key, first.seed).get(self.lang)
        by_hand = isinstance(key, (FormulaKey, ShortTextKey))
        rights = [
            _markup("↓" if by_hand else self._tolerant(key, sheet.items[at].right))
            for sheet in sheets
        ]
        code = isinstance(key, FormulaKey)
        return {
            "rights": rights,
            "points": sheets[0].items[at].points,
            "right": _markup(f"`{right}`" if code else right),
            "rubric": [_markup(line.get(self.lang)) for line in _rubric(key)],
            "explanation": _markup(said(key.explanation, first, self.lang, {"answer": right})),
        }

    def _tolerant(self, key: Key, right: str) -> str:
        if not isinstance(key, NumericKey) or not key.tolerance:
            return right
        shown = plain_number(key.tolerance)
        return f"{right} ± {shown.replace('.', ',') if self.lang == 'fr' else shown}"


def _rubric(key: Key) -> Iterator[Text]:
    if isinstance(key, ShortTextKey):
        for one in key.rubric:
            yield text("{points}: {what}", points=_points(one.points), what=one.text)


# --- words ----------------------------------------------------------------------------------------


def _words(lang: Lang) -> dict[str, object]:
    fields = (text("Last name"), text("First name"), text("Student number"), text("Date"))
    said_once = {
        "questions": text("Questions"),
        "answers": text("Answer sheet"),
        "key": text("Key for the teacher"),
        "secret": text("Not for students: take these pages out before you hand out the others."),
        "variant": text("Variant"),
        "question": text("Question"),
        "points": text("Points"),
        "several": text("several"),
        "how": text(
            "Fill in the box of your answer entirely; to take an answer back, circle its box. "
            "Numbers and formulas go on the line."
        ),
    }
    return {
        **{name: one.get(lang) for name, one in said_once.items()},
        "fields": [one.get(lang) for one in fields],
    }


def _rules(quiz: Quiz, scheme: Scheme) -> Iterator[Text]:
    """What a student has to know of the points, by the scheme."""
    count = len(quiz.questions)
    yield text(
        "{count} questions, {points} in all. Answer on the answer sheet, of the same variant.",
        count=count,
        points=_points(quiz.points),
    )
    several = any(isinstance(one, MultipleChoice) for one in quiz.questions)
    if takes_away(scheme):
        yield text("A wrong option takes points away. A question without an answer gives 0.")
    elif several and scheme.kind == "partial":
        yield text(
            "Several answers: right options give a part of the points, wrong ones take a part."
        )
    elif several:
        yield text("Several answers: all right options and no wrong one are needed for the points.")
    if scheme.kind == "dont_know":
        share = verbatim(f"{100 * scheme.dont_know:g}")
        yield text(
            "Write “?” next to a question for “I don't know”: it gives {share} % of its points.",
            share=share,
        )
