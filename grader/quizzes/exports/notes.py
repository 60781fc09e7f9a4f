"""What an exported file says of itself: what the other system does otherwise than `grade quiz`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.quizzes.content import Formula, MultipleChoice, Numeric, ShortText, TrueFalse
from grader.quizzes.exports.fractions import takes_away
from grader.quizzes.exports.shared import NOTE_CLASS, escaped
from grader.texts import Text, plural, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.quizzes.content import Question, Quiz
    from grader.quizzes.scoring import Scheme
    from grader.texts import Lang

__all__ = ["gift_notes", "moodle_notes", "words_html", "words_note"]


def words_note(question: ShortText) -> Text:
    """Return how long an answer is asked for."""
    return plural(
        question.words,
        text("About {words} word.", words=question.words),
        text("About {words} words.", words=question.words),
    )


def words_html(question: Question, lang: Lang) -> str:
    """Return the length that is asked for as a paragraph, which an import leaves out again."""
    if not isinstance(question, ShortText):
        return ""
    note = words_note(question).get(lang)
    return f'<p class="{NOTE_CLASS}">{escaped(note)}</p>'


def moodle_notes(quiz: Quiz, scheme: Scheme) -> list[Text]:
    """Return what a teacher has to know of this quiz in Moodle."""
    return list(_moodle(quiz, scheme))


def _moodle(quiz: Quiz, scheme: Scheme) -> Iterator[Text]:
    yield text(
        "Quiz {quiz}, version {version}, exported with the scheme {scheme}.",
        quiz=quiz.name,
        version=quiz.version,
        scheme=scheme.kind,
    )
    kinds = {type(question) for question in quiz.questions}
    if MultipleChoice in kinds and scheme.kind == "all_or_nothing":
        yield text(
            "Several answers: Moodle has no all-or-nothing. A wrong option takes 100 %, so it gives "
            "0; whoever ticks only some of the right ones still gets a part."
        )
    if MultipleChoice in kinds and takes_away(scheme):
        yield text("Several answers: Moodle never goes below 0 in such a question.")
    if TrueFalse in kinds and takes_away(scheme):
        yield text("True or false: Moodle takes no points away here.")
    if scheme.kind == "dont_know":
        yield text("Moodle has no answer “I don't know”: an empty answer gives 0.")
    if kinds & {Formula, ShortText}:
        yield text(
            "Formulas and short texts are essays: a human judges them, with what is right in the "
            "information for graders."
        )


def gift_notes(quiz: Quiz, scheme: Scheme) -> list[Text]:
    """Return what a teacher has to know of this quiz as GIFT."""
    return list(_gift(quiz, scheme))


def _gift(quiz: Quiz, scheme: Scheme) -> Iterator[Text]:
    yield from _moodle(quiz, scheme)
    if any(question.points != 1 for question in quiz.questions):
        yield text("GIFT has no points: set them in Moodle, from the tags points.")
    numeric = [one for one in quiz.questions if isinstance(one, Numeric)]
    if any(one.unit for one in numeric):
        yield text("GIFT has no units: an answer is a bare number.")
    if any(one.parameters for one in numeric):
        yield text("GIFT draws no numbers: such a question is there in several variants.")
