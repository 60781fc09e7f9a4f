"""The page of the quizzes: marks, and the questions to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from grader.dashboard import words
from grader.dashboard.cells import number
from grader.dashboard.pages import Values, bins, links, page
from grader.dashboard.plots import distribution
from grader.texts import text

if TYPE_CHECKING:
    from grader.dashboard.classview import ClassView, QuizView
    from grader.texts import Lang

__all__ = ["quizzes_page"]


def quizzes_page(view: ClassView, lang: Lang) -> bytes:
    """Return ``quizzes.html``."""
    return page(
        "quizzes.html.j2",
        view,
        lang,
        text("Quizzes").get(lang),
        words.for_quizzes(lang),
        links=links(view, lang, "quizzes.html"),
        quizzes=[_quiz(quiz, lang) for quiz in view.quizzes],
    )


def _quiz(quiz: QuizView, lang: Lang) -> Values:
    numbers = [
        (text("Students"), str(quiz.marks.count)),
        (text("Mean"), number(quiz.marks.mean, lang)),
        (text("Median"), number(quiz.marks.median, lang)),
        (text("Cronbach's alpha"), number(quiz.alpha, lang)),
    ]
    return {
        "title": quiz.title,
        "name": quiz.name,
        "few": quiz.few,
        "numbers": [{"label": one.get(lang), "value": value, "kind": ""} for one, value in numbers],
        "plot": distribution(quiz.each, lang),
        "bins": bins(quiz.each, lang),
        "look": [
            {"id": one.id, "says": " ".join(one.flags), "worst": one.severity == 2}
            for one in sorted(quiz.items, key=lambda one: -one.severity)
            if one.severity >= 1
        ],
        "questions": [
            {
                "id": one.id,
                "question": Markup(one.question),  # noqa: S704  # the course's, escaped there
                "right": one.right,
                "discrimination": number(one.discrimination, lang),
                "missing": one.missing,
            }
            for one in quiz.items
        ],
    }
