"""The gate of the quizzes: what questions and keys say together, in both languages.

Each question is marked with its own key (full marks, on several seeds of its numbers), each
recognised mistake must be wrong and be recognised, and every formula must be readable.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from grader.authors.paper import bilingual, stray
from grader.marks import total
from grader.problems import Problem
from grader.quizzes.answers import answers_path, fits, read_answers
from grader.quizzes.content import (
    Choice,
    ChoiceKey,
    Formula,
    FormulaKey,
    Numeric,
    NumericKey,
    ShortTextKey,
    load_keys,
    load_quiz,
    quiz_names,
)
from grader.quizzes.draws import parameter_values
from grader.quizzes.judging import judge, number_of, prepare, right_number
from grader.quizzes.marking import Marker
from grader.quizzes.markup import segments
from grader.quizzes.scoring import Scheme
from grader.quizzes.sitting import scheme_in
from grader.texts import Text, text, verbatim

if TYPE_CHECKING:
    from grader.course import Course
    from grader.quizzes.answers import Answer
    from grader.quizzes.content import Key, Question, Quiz

__all__ = ["quizzes_are_sound"]

SEEDS: Final = 30  # draws of a question's numbers that are tried
MOST_HIT: Final = 0.1  # the part of draws on which a mistake may happen to be right
_PLACE: Final = re.compile(r"\[\[(\w+)\]\]")

Named = tuple[str, Text]


def quizzes_are_sound(course: Course) -> Iterator[Text]:
    """All quizzes of the course, and what `course.yaml` says of them."""
    names = quiz_names(course)
    for name in names:
        try:
            quiz = load_quiz(course, name)
            keys = load_keys(course, quiz)
            if name in course.quizzes:
                scheme_in(course.quizzes[name], quiz)
        except Problem as problem:
            yield problem.text
            continue
        if keys is None:
            yield text("The quiz {quiz} has no keys in solutions/quizzes.", quiz=name)
            continue
        found = list(_of_quiz(quiz, keys))
        for finding in found or _model_answers(course, quiz, keys):
            yield text("Quiz {quiz}, {finding}", quiz=name, finding=finding)
    yield from _named_quizzes(course, names)
    files = {f"{name}.yaml" for name in names}
    yield from stray(os.path.join(course.root, "quizzes"), files | {"keys", "draws.yaml"})
    yield from stray(os.path.join(course.root, "solutions", "quizzes"), files)


def _named_quizzes(course: Course, names: list[str]) -> Iterator[Text]:
    """What course.yaml names is there."""
    named = {*course.quizzes, *(quiz for tp in course.tps.values() for quiz in tp.quizzes)}
    for name in sorted(named - set(names)):
        yield text("course.yaml names the quiz {quiz}, which is not there.", quiz=name)


def _of_quiz(quiz: Quiz, keys: dict[str, Key]) -> Iterator[Text]:
    yield from bilingual([("title", quiz.title)])
    prepare(
        (question, keys[question.id], answer)
        for question in quiz.questions
        for answer in _written(keys[question.id])
    )
    for question in quiz.questions:
        for finding in _of_question(question, keys[question.id]):
            yield text("{question}: {finding}", question=question.id, finding=finding)


def _model_answers(course: Course, quiz: Quiz, keys: dict[str, Key]) -> Iterator[Text]:
    """The answers in solutions/answers have full marks, but for what a human judges."""
    path = answers_path(os.path.join(course.root, "solutions"), quiz.name)
    if not os.path.exists(path):
        yield text("{file} is missing: the right answers, as a student writes them.", file=path)
        return
    try:
        answers = read_answers(path)
        fits(answers, quiz, path)
    except Problem as problem:
        yield problem.text
        return
    for item in Marker(quiz, keys, Scheme()).mark(answers).items:
        if item.judged.state not in ("right", "pending"):
            yield text("{question} of {file} is not right.", question=item.question.id, file=path)


def _written(key: Key) -> list[str]:
    """The right formula and the mistakes, as answers."""
    if not isinstance(key, FormulaKey):
        return []
    return [key.answer, *(str(mistake.answer) for mistake in key.mistakes)]


def _of_question(question: Question, key: Key) -> Iterator[Text]:
    texts = list(_texts(question, key))
    yield from bilingual(texts)
    for name, each in texts:
        for shown in {each.fr, each.en}:
            yield from _readable(name, shown)
    yield from _places(question, texts)
    if isinstance(question, Choice) and isinstance(key, ChoiceKey):
        yield from _explained(question, key)
    elif isinstance(question, Numeric) and isinstance(key, NumericKey):
        yield from _numbers(question, key)
    elif isinstance(question, Formula) and isinstance(key, FormulaKey):
        yield from _formulas(question, key)
    elif isinstance(key, ShortTextKey):
        given = total(criterion.points for criterion in key.rubric)
        if given != question.points:
            yield text(
                "the rubric gives {given} of {points} points.", given=given, points=question.points
            )


# --- texts ----------------------------------------------------------------------------------------


def _texts(question: Question, key: Key) -> Iterator[Named]:
    yield "question", question.question
    yield "explanation", key.explanation
    if isinstance(question, Choice):
        yield from ((f"option {option.id}", option.text) for option in question.options)
    if isinstance(key, ChoiceKey):
        yield from ((f"why_not {name}", each) for name, each in key.why_not.items())
    if isinstance(key, (NumericKey, FormulaKey)):
        yield from ((f"mistake {one.answer}", one.text) for one in key.mistakes)
    if isinstance(key, ShortTextKey):
        yield "model", key.model
        yield from (("rubric", criterion.text) for criterion in key.rubric)


def _readable(name: str, shown: str) -> Iterator[Text]:
    """Dollar signs come in pairs, and what is between them is LaTeX that a page can show."""
    from latex2mathml.converter import convert

    for piece in segments(shown):
        if piece.kind == "text" and "$" in piece.content:
            yield text("{name}: a dollar sign stands alone (write \\$ for a real one).", name=name)
        if piece.kind != "math":
            continue
        try:
            unread = piece.content.count("{") != piece.content.count("}") or "\\" in re.sub(
                r"<[^>]*>", "", convert(piece.content)
            )
        except Exception:  # noqa: BLE001  # the library has no exception of its own
            unread = True
        if unread:
            yield text(
                "{name}: the formula {latex} cannot be shown.", name=name, latex=piece.content
            )


def _places(question: Question, texts: list[Named]) -> Iterator[Text]:
    """[[names]] in texts are parameters of the question, and all parameters are named."""
    parameters = set(question.parameters) if isinstance(question, Numeric) else set()
    for name, each in texts:
        allowed = parameters | ({"answer"} if name == "explanation" else set())
        for unknown in sorted(set(_PLACE.findall(each.fr + each.en)) - allowed):
            yield text("{name}: [[{place}]] is no parameter.", name=name, place=unknown)
    for shown in (question.question.fr, question.question.en):
        for lost in sorted(parameters - set(_PLACE.findall(shown))):
            yield text("the question never says its parameter {name}.", name=lost)


# --- keys -----------------------------------------------------------------------------------------


def _explained(question: Choice, key: ChoiceKey) -> Iterator[Text]:
    """Each wrong option says why it is wrong, no right one does, and not all are right."""
    wrong = {option.id for option in question.options} - key.right
    for name in sorted(wrong - set(key.why_not)):
        yield text("option {id} does not say why it is wrong.", id=name)
    for name in sorted(set(key.why_not) & key.right):
        yield text("option {id} is right, and says why it is wrong.", id=name)
    if not wrong or not key.right:
        yield text("there must be a right option and a wrong one.")
    for language in ("fr", "en"):
        said = sorted(option.text.get(language) for option in question.options)
        for one, other in pairwise(said):
            if one == other:
                yield text("two options say the same: {says}", says=verbatim(one))


def _numbers(question: Numeric, key: NumericKey) -> Iterator[Text]:
    """The answer can be computed for every draw, and mistakes are recognised as wrong."""
    for name, parameter in question.parameters.items():
        if len(parameter_values(parameter)) < 2:
            yield text(
                "the parameter {name} cannot be drawn: it has fewer than two values.", name=name
            )
            return
    hit: dict[int, int] = {}
    seeds = range(SEEDS if question.parameters else 1)
    for seed in seeds:
        try:
            answer: Answer = right_number(question, key, seed)
            if judge(question, key, answer, seed).state != "right":
                yield text("the key is not judged right (seed {seed}).", seed=seed)
            for at in range(len(key.mistakes)):
                wrong = _mistaken(question, key, at, seed)
                hit[at] = hit.get(at, 0) + (judge(question, key, wrong, seed).mistake != at)
        except Problem as problem:
            yield problem.text
            return
    for at, count in hit.items():
        if count > MOST_HIT * len(seeds):
            shown = str(key.mistakes[at].answer)
            yield text(
                "the mistake {answer} is not told from the key or another one.", answer=shown
            )


def _mistaken(question: Numeric, key: NumericKey, at: int, seed: int) -> float:
    return number_of(question, key.mistakes[at].answer, seed)


def _formulas(question: Formula, key: FormulaKey) -> Iterator[Text]:
    """The key is judged right, and each mistake wrong and recognised."""
    if judge(question, key, key.answer, 0).state != "right":
        yield text("the key is not judged right (seed {seed}).", seed=0)
    for at, mistake in enumerate(key.mistakes):
        if judge(question, key, str(mistake.answer), 0).mistake != at:
            shown = str(mistake.answer)
            yield text(
                "the mistake {answer} is not told from the key or another one.", answer=shown
            )
    for name, one in question.variables.items():
        if not one.low < one.high:
            yield text("the variable {name} has an empty range.", name=name)
