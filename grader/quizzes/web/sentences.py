"""The words of the pages, by the name under which the templates know them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from grader.texts import Text, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.quizzes.content import Question
    from grader.quizzes.judging import State
    from grader.quizzes.scoring import Scheme
    from grader.texts import Lang

__all__ = ["difficulty", "kind_hint", "scheme_words", "state_words", "words"]


@lru_cache(2)
def words(lang: Lang) -> Mapping[str, str]:
    """Return the fixed words in `lang`."""
    all_words = {**_frame(), **_question(), **_saving(), **_keyboard(), **_end()}
    return {name: sentence.get(lang) for name, sentence in all_words.items()}


def _frame() -> dict[str, Text]:
    return {
        "quiz": text("Quiz"),
        "begin": text("To the quiz"),
        "language": text("Language"),
        "skip": text("Skip to the question"),
        "overview": text("Overview of the questions"),
        "review": text("Review and submit"),
        "to_result": text("Result"),
        "preview": text("Read as:"),
    }


def _question() -> dict[str, Text]:
    return {
        "previous": text("Previous"),
        "next": text("Next"),
        "check": text("Check my answer"),
        "take_back": text("Take my answer back"),
        "dont_know": text("I don't know"),
        "true": text("True"),
        "false": text("False"),
        "your_answer": text("Your answer"),
        "given": text("Your answer:"),
        "expected": text("The right answer:"),
        "model": text("A model answer:"),
        "rubric": text("What the points are for:"),
        "right_option": text("right answer"),
        "wrong_option": text("this is not right"),
    }


def _saving() -> dict[str, Text]:
    return {
        "saved": text("Saved"),
        "unreachable": text(
            "The grader does not answer: your answer is kept on this page and sent again. Is "
            "“grade quiz” still running in the terminal?"
        ),
        "answered": text("answered"),
        "unanswered": text("not answered"),
    }


def _keyboard() -> dict[str, Text]:
    return {
        "help": text("Keyboard, and how points are given"),
        "keys_tab": text("to the next or the previous field"),
        "keys_arrows": text("choose among the options where one is due"),
        "keys_space": text("tick or untick an option where several may be"),
        "keys_enter": text("check the answer, then go on; outside practice, go on at once"),
        "keys_next": text("next question (the letter outside of text fields)"),
        "keys_previous": text("previous question"),
        "keys_single": text("Use the single letters n and p as shortcuts"),
        "or": text("or"),
        "space": text("Space"),
        "enter": text("Enter"),
    }


def _end() -> dict[str, Text]:
    return {
        "review_title": text("Before you submit"),
        "all_answered": text("Every question has an answer."),
        "some_missing": text("These questions have no answer yet; without one they give 0 points."),
        "unreadable": text("These answers cannot be read and would count as wrong."),
        "final": text("Once submitted, the answers cannot be changed any more."),
        "not_final": text("This is practice: you may change your answers afterwards."),
        "back": text("Back to the questions"),
        "submit": text("Submit my answers"),
        "submitting": text("Submitting…"),
        "mark_title": text("Your mark"),
        "provisional": text("provisional"),
        "each_question": text("Question by question"),
        "submitted_title": text("Your answers are submitted"),
        "hand_in": text("Hand this file in as your teacher asked you to."),
        "finish": text("Finish"),
        "closed_title": text("That is all"),
        "closed": text("The quiz is closed. You may close this tab."),
    }


# --- of one question or quiz ------------------------------------------------------------------------


def state_words(state: State) -> Text:
    """Return what an answer turned out to be."""
    return {
        "right": text("Right"),
        "partly": text("Partly right"),
        "wrong": text("Not right"),
        "missing": text("No answer"),
        "dont_know": text("You did not know"),
        "invalid": text("Not counted as an answer"),
        "pending": text("Judged by a human"),
    }[state]


def difficulty(question: Question) -> Text:
    """Return what a question asks of a reader."""
    return (text("recall"), text("understanding"), text("reasoning"))[question.difficulty - 1]


def kind_hint(question: Question) -> Text:
    """Return how a question is answered."""
    return {
        "single_choice": text("One answer is right."),
        "multiple_choice": text("Several answers may be right: tick all of them."),
        "true_false": text("True or false?"),
        "numeric": text("A number, with a decimal point or comma."),
        "formula": text(
            "A formula: write every product with *, powers with ^, and brackets where needed."
        ),
        "short_text": text("A few sentences, which a human reads."),
    }[question.kind]


def scheme_words(scheme: Scheme) -> Text:
    """Return how answers become points."""
    return {
        "all_or_nothing": text(
            "An answer that is all right gives the question's points, any other one gives 0."
        ),
        "partial": text(
            "Where several options are right, each gives its part of the points, and wrong ones "
            "take a part away, never below 0."
        ),
        "negative": text("Wrong choices take points away; no answer gives 0."),
        "dont_know": text(
            "Wrong choices take points away; “I don't know” gives a small part of the points."
        ),
    }[scheme.kind]
