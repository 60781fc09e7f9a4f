r"""GIFT: questions as text, for Moodle and for whoever edits them by hand.

``~ = # { } :`` and the backslash are escaped by a backslash; a text is HTML on one line, its
formulas in ``\( \)``. Ids and tags are in comments, as Moodle's own exports write them::

    // [id:ch3-q01] [tag:section\:3.4] [tag:difficulty\:1]
    ::q01 What is the bias for?::[html]What is the bias \\(b\\) for?{
        =A right option
        ~%-33.33333%A wrong one#Why it is wrong
        ####The explanation
    }

What GIFT has no place for is in comments too: points (a tag), a model answer and its rubric. A
question whose numbers are drawn is there in several variants.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from grader.quizzes.content import (
    Choice,
    ChoiceKey,
    FormulaKey,
    Numeric,
    NumericKey,
    ShortTextKey,
    SingleChoice,
    TrueFalseKey,
)
from grader.quizzes.exports.fractions import fraction_text, fractions
from grader.quizzes.exports.notes import gift_notes, words_html
from grader.quizzes.exports.shared import (
    Variant,
    clean,
    inline_html,
    key_of,
    name_of,
    plain_number,
    refuse_no_right_option,
    said,
    tags_of,
    title_of,
    variants,
)
from grader.quizzes.judging import right_number
from grader.quizzes.marking import expected_answer
from grader.texts import Text, verbatim

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from grader.quizzes.content import Key, Quiz
    from grader.quizzes.scoring import Scheme
    from grader.texts import Lang

__all__ = ["VARIANTS", "write"]

VARIANTS: Final = 5  # of a question with drawn numbers
_SPECIAL: Final = re.compile(r"[\\~=#{}:]")


def write(quiz: Quiz, keys: Mapping[str, Key], lang: Lang, scheme: Scheme) -> bytes:
    """Return `quiz` with its keys as a GIFT file in one language."""
    refuse_no_right_option(quiz, keys)
    blocks = ["\n".join(_comment(one.get(lang)) for one in gift_notes(quiz, scheme))]
    title = title_of(quiz, lang).replace("/", "//")
    blocks.append(f"$CATEGORY: $course$/top/{escape(title)}")
    for question in quiz.questions:
        shown = variants(question, VARIANTS)
        blocks += [_Block(quiz, variant, lang).lines(keys, scheme) for variant in shown]
    return ("\n\n".join(blocks) + "\n").encode()


def _comment(words: str) -> str:
    return "// " + re.sub("[ \t\n]+", " ", clean(words))


def escape(words: str) -> str:
    """Return `words` on one line, with a backslash before what GIFT reads as a sign."""
    return _SPECIAL.sub(r"\\\g<0>", words.replace("\n", " "))


def _tag(words: str) -> str:
    # Inside of brackets, as in Moodle's exports: only they are escaped.
    return re.sub(r"[\[\]]", r"\\\g<0>", words)


class _Block:
    """Writes one question, in one of its variants."""

    def __init__(self, quiz: Quiz, variant: Variant, lang: Lang) -> None:
        self.quiz, self.variant, self.lang = quiz, variant, lang

    def lines(self, keys: Mapping[str, Key], scheme: Scheme) -> str:
        """Return the question with its comments: no blank line is within."""
        question = self.variant.question
        key = keys[question.id]
        facts = {}
        if isinstance(question, Numeric):
            facts["answer"] = expected_answer(question, key, self.variant.seed).get(self.lang)
        explanation = self.html(key.explanation, facts)
        answers = "".join(f"\n\t{line}" for line in self.answers(keys, scheme))
        general = f"\n\t####{explanation}" if explanation.strip() else ""
        ending = "\n}" if answers or general else "}"
        opening = "{#" if isinstance(question, Numeric) else "{"
        name = name_of(question, self.lang).replace(question.id, self.variant.id, 1)
        asked = self.html(question.question) + escape(words_html(question, self.lang))
        text = f"::{escape(name)}::[html]{asked}"
        return "\n".join([*self.comments(key), f"{text}{opening}{answers}{general}{ending}"])

    def html(self, sentence: Text, facts: Mapping[str, str] | None = None) -> str:
        filled = inline_html(said(sentence, self.variant, self.lang, facts)).strip()
        # A bracket would begin a format's name, a per cent sign a weight.
        if filled[:1] in ("[", "%"):
            filled = f"&#{ord(filled[0])};{filled[1:]}"
        return escape(filled)

    def comments(self, key: Key) -> Iterator[str]:
        question = self.variant.question
        tags = tags_of(question)
        if question.points != 1:
            tags.append(f"points:{plain_number(question.points)}")
        marks = [f"[id:{_tag(self.quiz.name)}-{self.variant.id}]"]
        yield _comment(" ".join([*marks, *(f"[tag:{_tag(tag)}]" for tag in tags)]))
        if isinstance(key, ShortTextKey):
            yield _comment(f"model: {self.html(key.model)}")
            for one in key.rubric:
                yield _comment(f"rubric {plain_number(one.points)}: {self.html(one.text)}")
        if isinstance(key, FormulaKey):
            yield _comment(f"model: {self.html(verbatim(f'`{key.answer}`'))}")
            for wrong in key.mistakes:
                known = self.html(verbatim(f"`{wrong.answer}`"))
                yield _comment(f"mistake: {known} (0)\\: {self.html(wrong.text)}")

    def answers(self, keys: Mapping[str, Key], scheme: Scheme) -> Iterator[str]:
        question = self.variant.question
        key = keys[question.id]
        if isinstance(question, Choice):
            yield from self.options(question, key_of(keys, question, ChoiceKey), scheme)
        elif isinstance(question, Numeric):
            yield from self.numbers(question, key_of(keys, question, NumericKey))
        elif isinstance(key, TrueFalseKey):
            yield "TRUE" if key.answer else "FALSE"

    def options(self, question: Choice, key: ChoiceKey, scheme: Scheme) -> Iterator[str]:
        """One answer is due: ``=`` is the right one. Several: weights only, and no ``=``."""
        parts = fractions(question, key, scheme)
        single = isinstance(question, SingleChoice)
        for option in question.options:
            weight = fraction_text(parts[option.id])
            sign = "=" if single and option.id in key.right else f"~%{weight}%"
            why = key.why_not.get(option.id)
            yield f"{sign}{self.html(option.text)}{self.feedback(why)}"

    def numbers(self, question: Numeric, key: NumericKey) -> Iterator[str]:
        """The right number first: Moodle takes the first that fits."""
        yield f"=%100%{self.number(question, key, key.answer)}"
        for one in key.mistakes:
            yield f"=%0%{self.number(question, key, one.answer)}{self.feedback(one.text)}"

    def number(self, question: Numeric, key: NumericKey, answer: Any) -> str:
        wanted = NumericKey(explanation=key.explanation, answer=answer, tolerance=key.tolerance)
        value = right_number(question, wanted, self.variant.seed)
        return f"{plain_number(value)}:{plain_number(key.tolerance)}"

    def feedback(self, why: Text | None) -> str:
        found = "" if why is None else self.html(why)
        return f"#{found}" if found else ""
