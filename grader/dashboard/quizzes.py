"""The quizzes of a class: everybody's mark, and what the questions are worth."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from grader.dashboard.classview import Item, QuizView
from grader.dashboard.counts import summary
from grader.problems import UsageProblem
from grader.quizzes.analysis import FEWEST, analyse
from grader.quizzes.answers import fits, read_answers
from grader.quizzes.content import load_keys, load_quiz, quiz_names
from grader.quizzes.marking import Marker
from grader.quizzes.markup import in_html
from grader.quizzes.sitting import scheme_in, verify_draws
from grader.texts import Text, printable, text

if TYPE_CHECKING:
    from grader.course import Course
    from grader.quizzes.analysis import Analysis
    from grader.quizzes.answers import Answers
    from grader.quizzes.marking import Marked
    from grader.texts import Lang

__all__ = ["QuizMarks", "quizzes_in"]

MOST_FILES: Final = 100_000
ENDINGS: Final = (".yaml", ".yml", ".json")

Complain = Callable[[Text], None]


class QuizMarks(NamedTuple):
    """A quiz, and each student's mark out of 20."""

    view: QuizView
    marks: dict[str, float]


def quizzes_in(
    folder: str, course: Course, key: bytes | None, lang: Lang, complain: Complain
) -> list[QuizMarks]:
    """Mark all answer files below `folder`, quiz by quiz in the course's order.

    What cannot be read or marked is told to `complain` and left out.
    """
    if not os.path.isdir(folder):
        raise UsageProblem(text("{folder} is not a folder.", folder=printable(folder)))
    by_quiz: dict[str, dict[str, tuple[str, Answers]]] = {}
    for path in _files(folder):
        try:
            answers = read_answers(path)
        except UsageProblem as problem:
            complain(problem.text)
            continue
        student = _student(path, answers)
        several = by_quiz.setdefault(answers.quiz, {})
        if student not in several or several[student][1].saved <= answers.saved:
            several[student] = (path, answers)
    known = quiz_names(course)
    for name in sorted(by_quiz.keys() - set(known)):
        shown = repr(printable(name, 60))
        complain(text("The course has no quiz {name}: its answers are left out.", name=shown))
    found = (
        _quiz(name, by_quiz[name], _Desk(course, key, lang, complain))
        for name in known
        if name in by_quiz
    )
    return [one for one in found if one is not None]


class _Desk(NamedTuple):
    """What marking a quiz needs besides the answers."""

    course: Course
    key: bytes | None
    lang: Lang
    complain: Complain


def _quiz(name: str, several: dict[str, tuple[str, Answers]], desk: _Desk) -> QuizMarks | None:
    quiz = load_quiz(desk.course, name)
    keys = load_keys(desk.course, quiz)
    if keys is None:
        desk.complain(text("The keys of {quiz} are not here.", quiz=name))
        return None
    marker = Marker(quiz, keys, scheme_in(desk.course.quiz_plan(name), quiz))
    taken: dict[str, Answers] = {}
    for student, (path, answers) in several.items():
        try:
            fits(answers, quiz, path)
            verify_draws(desk.course, quiz, answers, path, desk.key)
        except UsageProblem as problem:
            desk.complain(problem.text)
        else:
            taken[student] = answers
    if not taken:
        return None
    marker.prepare(list(taken.values()))
    marked = {student: marker.mark(answers) for student, answers in taken.items()}
    return _view(marker, marked, desk.lang)


def _view(marker: Marker, marked: dict[str, Marked], lang: Lang) -> QuizMarks:
    analysis = analyse(marker, list(marked.values()))
    view = QuizView(
        name=printable(marker.quiz.name, 60),
        title=printable(marker.quiz.title.get(lang), 200),
        marks=summary(analysis.marks),
        each=list(analysis.marks),
        alpha=analysis.alpha,
        few=analysis.people < FEWEST,
        items=_items(analysis, lang),
    )
    return QuizMarks(view, {student: one.total.mark for student, one in marked.items()})


def _items(analysis: Analysis, lang: Lang) -> list[Item]:
    return [
        Item(
            id=one.question.id,
            question=in_html(one.question.question.get(lang)),
            right=round(100 * one.difficulty),
            discrimination=one.discrimination,
            missing=one.missing,
            flags=[flag.says.get(lang) for flag in one.flags],
            severity=max((flag.severity for flag in one.flags), default=-1),
        )
        for one in analysis.items
    ]


def _files(folder: str) -> list[str]:
    """Answer files below `folder`: those in folders called answers, or else all."""
    found: list[str] = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [os.path.join(parent, name) for name in sorted(names) if name.endswith(ENDINGS)]
        if len(found) > MOST_FILES:
            raise UsageProblem(text("{folder} has too many files.", folder=printable(folder)))
    return [path for path in found if _in_answers(path)] or found


def _in_answers(path: str) -> bool:
    return os.path.basename(os.path.dirname(path)) == "answers"


def _student(path: str, answers: Answers) -> str:
    """Whose answers these are: the folder's, else what the file says, else the file's name."""
    if _in_answers(path):
        return os.path.basename(os.path.dirname(os.path.dirname(os.path.abspath(path))))
    return answers.student or os.path.splitext(os.path.basename(path))[0]
