"""Quizzes as data: ``quizzes/NAME.yaml`` is public, ``solutions/quizzes/NAME.yaml`` has the keys.

Keys of practice quizzes are also found in ``quizzes/keys/``, where a release puts them. What one
file says is checked here; what the two say together is checked by `grader.authors.quizzes`.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from msgspec import Meta, Struct

from grader.problems import CourseProblem, UsageProblem, nearest
from grader.quizzes.formulas import FormulaError, parse
from grader.texts import Text, printable, text
from grader.yaml_file import convert, read_yaml

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from grader.course import Course

__all__ = [
    "Choice",
    "ChoiceKey",
    "Criterion",
    "Formula",
    "FormulaKey",
    "Key",
    "Kind",
    "Mistake",
    "MultipleChoice",
    "Numeric",
    "NumericKey",
    "Option",
    "Parameter",
    "Question",
    "Quiz",
    "Range",
    "ShortText",
    "ShortTextKey",
    "SingleChoice",
    "TrueFalse",
    "TrueFalseKey",
    "load_keys",
    "load_quiz",
    "quiz_names",
]

_NAME: Final = re.compile(r"(?a)[A-Za-z0-9][A-Za-z0-9_-]*")

Kind = Literal["single_choice", "multiple_choice", "true_false", "numeric", "formula", "short_text"]
Identifier = Annotated[str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,39}$")]
PositiveFloat = Annotated[float, Meta(gt=0)]
PositiveInt = Annotated[int, Meta(gt=0)]


# --- the public side ------------------------------------------------------------------------------


class Option(Struct, frozen=True, forbid_unknown_fields=True):
    """One option of a choice question; `last` keeps it at the end when options are shuffled."""

    id: Identifier
    fr: str
    en: str
    last: bool = False

    @property
    def text(self) -> Text:
        """What the option says."""
        return Text(self.fr, self.en)


class Parameter(Struct, frozen=True, forbid_unknown_fields=True):
    """A number drawn for each student: low, low + step, ..., high; or one of `choices`."""

    low: float | None = None
    high: float | None = None
    step: PositiveFloat | None = None
    choices: list[float] = []


class Range(Struct, frozen=True, forbid_unknown_fields=True):
    """A variable of a formula: the real numbers for which answers are compared."""

    low: float = -2.0
    high: float = 2.0


class _Question(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    id: Identifier
    question: Text
    section: str
    difficulty: Literal[1, 2, 3]
    points: PositiveFloat = 1.0

    @property
    def kind(self) -> Kind:
        """Its tag in YAML, such as ``single_choice``."""
        return type(self).__struct_config__.tag  # type: ignore[return-value]  # tags are kinds


class _Choices(_Question, frozen=True, forbid_unknown_fields=True, kw_only=True):
    options: Annotated[list[Option], Meta(min_length=2, max_length=12)]


class SingleChoice(_Choices, frozen=True, forbid_unknown_fields=True, tag="single_choice"):
    """One of the options is right."""


class MultipleChoice(_Choices, frozen=True, forbid_unknown_fields=True, tag="multiple_choice"):
    """Any number of the options is right."""


class TrueFalse(_Question, frozen=True, forbid_unknown_fields=True, tag="true_false"):
    """A statement that is true or false."""


class Numeric(_Question, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="numeric"):
    """A number is asked for; its `unit` may be written or left out.

    `parameters` are drawn for each student; texts name them as ``[[w]]``.
    """

    unit: Text | str | None = None
    parameters: dict[Identifier, Parameter] = {}

    @property
    def units(self) -> list[str]:
        """The unit as it may be written, in either language; none where there is none."""
        if self.unit is None:
            return []
        return [self.unit] if isinstance(self.unit, str) else [self.unit.fr, self.unit.en]


class Formula(_Question, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="formula"):
    """A formula of the `variables` is asked for, judged by what it means and not by how it looks."""

    variables: Annotated[dict[Identifier, Range], Meta(min_length=1, max_length=12)]


class ShortText(_Question, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="short_text"):
    """A few sentences, of about `words` words, that a human judges by a rubric."""

    words: PositiveInt = 80


Choice = SingleChoice | MultipleChoice
Question = SingleChoice | MultipleChoice | TrueFalse | Numeric | Formula | ShortText


class Quiz(Struct, frozen=True, forbid_unknown_fields=True):
    """A ``quizzes/NAME.yaml``; `version` grows when earlier answers no longer fit its questions."""

    name: str
    title: Text
    questions: Annotated[list[Question], Meta(min_length=1)]
    version: PositiveInt = 1

    def question(self, name: str) -> Question | None:
        """Return the question with the id `name`, or None."""
        return next((one for one in self.questions if one.id == name), None)

    @property
    def points(self) -> float:
        """What all questions together give."""
        from grader.marks import total

        return total(one.points for one in self.questions)


# --- the secret side ------------------------------------------------------------------------------


class Mistake(Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong answer that is recognised, and what is said about it."""

    answer: float | str
    fr: str
    en: str

    @property
    def text(self) -> Text:
        """What is wrong with it."""
        return Text(self.fr, self.en)


class Criterion(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of a rubric: the points for something that the text says."""

    points: PositiveFloat
    fr: str
    en: str

    @property
    def text(self) -> Text:
        """What the points are for."""
        return Text(self.fr, self.en)


class _Key(Struct, frozen=True, forbid_unknown_fields=True):
    explanation: Text


class ChoiceKey(_Key, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The right option (a list of them for several), and why each other one is wrong."""

    answer: Identifier | list[Identifier]
    why_not: dict[Identifier, Text] = {}

    @property
    def right(self) -> frozenset[str]:
        """The ids of the right options."""
        return frozenset([self.answer] if isinstance(self.answer, str) else self.answer)


class TrueFalseKey(_Key, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whether the statement is true."""

    answer: bool


class NumericKey(_Key, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The number, or a formula of the parameters; `tolerance` is absolute, both ends included."""

    answer: float | str
    tolerance: Annotated[float, Meta(ge=0)]
    mistakes: list[Mistake] = []


class FormulaKey(_Key, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A formula that means the right thing."""

    answer: str
    mistakes: list[Mistake] = []


class ShortTextKey(_Key, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A model answer, and the rubric by which a human judges."""

    model: Text
    rubric: Annotated[list[Criterion], Meta(min_length=1)]


Key = ChoiceKey | TrueFalseKey | NumericKey | FormulaKey | ShortTextKey
_KEYS: Final[dict[Kind, type[Key]]] = {
    "single_choice": ChoiceKey,
    "multiple_choice": ChoiceKey,
    "true_false": TrueFalseKey,
    "numeric": NumericKey,
    "formula": FormulaKey,
    "short_text": ShortTextKey,
}


# --- reading --------------------------------------------------------------------------------------


def quiz_names(course: Course) -> list[str]:
    """Return the names of the course's quizzes, in order."""
    try:
        with os.scandir(os.path.join(course.root, "quizzes")) as entries:
            stems = [e.name[:-5] for e in entries if e.name.endswith(".yaml") and e.is_file()]
    except OSError:
        return []
    return sorted(stem for stem in stems if _NAME.fullmatch(stem))


def load_quiz(course: Course, name: str) -> Quiz:
    """Return the quiz called `name`. Unknown: `UsageProblem`; malformed: `CourseProblem`."""
    names = quiz_names(course)
    if name not in names:
        raise UsageProblem(_unknown(name, names))
    path = os.path.join(course.root, "quizzes", f"{name}.yaml")
    quiz = convert({**read_yaml(path), "name": name}, Quiz, path)
    for where, ids in _ids(quiz):
        if twice := _twice(ids):
            raise CourseProblem(
                text("{file}: the id {id} is there twice{where}.", file=path, id=twice, where=where)
            )
    return quiz


def _unknown(name: str, names: Sequence[str]) -> Text:
    if not names:
        return text("This course has no quiz.")
    if close := nearest(name, names):
        return text("There is no quiz {name}. Did you mean {close}?", name=repr(name), close=close)
    listed = ", ".join(names)
    return text(
        "There is no quiz {name}. Those of this course: {names}.", name=repr(name), names=listed
    )


def _ids(quiz: Quiz) -> list[tuple[Text | str, list[str]]]:
    """Return the places of `quiz` where ids have to differ, and the ids there."""
    found: list[tuple[Text | str, list[str]]] = [("", [one.id for one in quiz.questions])]
    for one in quiz.questions:
        if isinstance(one, Choice):
            where = text(" among the options of {question}", question=one.id)
            found.append((where, [option.id for option in one.options]))
    return found


def _twice(ids: Sequence[str]) -> str | None:
    return next((one for at, one in enumerate(ids) if one in ids[:at]), None)


def load_keys(course: Course, quiz: Quiz) -> dict[str, Key] | None:
    """Return the keys of `quiz` by question, or None where the course has none to show.

    A key that no question has, or a question without one: `CourseProblem`.
    """
    folders = [("solutions", "quizzes"), ("quizzes", "keys")]
    paths = [os.path.join(course.root, *folder, f"{quiz.name}.yaml") for folder in folders]
    path = next((path for path in paths if os.path.isfile(path)), None)
    if path is None:
        return None
    entries = _entries(path)
    _match(quiz, entries, path)
    return {one.id: _key(one, entries[one.id], path) for one in quiz.questions}


def _entries(path: str) -> Mapping[str, Any]:
    content = read_yaml(path)
    entries = content.get("questions")
    if set(content) != {"questions"} or not isinstance(entries, dict):
        raise CourseProblem(
            text(
                "{file} must have one entry, questions: each question's id and its key.", file=path
            )
        )
    return entries


def _match(quiz: Quiz, entries: Mapping[str, Any], path: str) -> None:
    ids = [one.id for one in quiz.questions]
    if missing := [one for one in ids if one not in entries]:
        names = ", ".join(missing)
        raise CourseProblem(text("{file}: no key for {questions}.", file=path, questions=names))
    if extra := [str(one) for one in entries if one not in ids]:
        names = ", ".join(extra)
        raise CourseProblem(
            text("{file}: {questions} is no question of the quiz.", file=path, questions=names)
        )


def _key(question: Question, entry: Any, path: str) -> Key:
    where = f"{path}, {question.id}"
    if not isinstance(entry, dict):
        raise CourseProblem(text("{file} must be a mapping of names to values.", file=where))
    key = convert(entry, _KEYS[question.kind], where)
    if isinstance(question, Choice) and isinstance(key, ChoiceKey):
        _point_somewhere(question, key, where)
    if isinstance(question, Formula) and isinstance(key, FormulaKey):
        _can_be_read(
            [key.answer, *(str(one.answer) for one in key.mistakes)], question.variables, where
        )
    if isinstance(question, Numeric) and isinstance(key, NumericKey):
        written = [key.answer, *(one.answer for one in key.mistakes)]
        _can_be_read([one for one in written if isinstance(one, str)], question.parameters, where)
    return key


def _can_be_read(written: Sequence[str], names: Collection[str], where: str) -> None:
    """Refuse formulas of a key that cannot be read."""
    for one in written:
        try:
            parse(one, names)
        except FormulaError as error:
            shown = printable(one, 60)
            raise CourseProblem(
                text(
                    "{file}: the formula {formula}: {why}.",
                    file=where,
                    formula=shown,
                    why=error.text,
                )
            ) from None


def _point_somewhere(question: Choice, key: ChoiceKey, where: str) -> None:
    """Refuse a key that names options that are not there, or too many or too few."""
    known = {option.id for option in question.options}
    if lost := sorted((key.right | set(key.why_not)) - known):
        raise CourseProblem(
            text("{file}: there is no option {id}.", file=where, id=", ".join(lost))
        )
    single = isinstance(question, SingleChoice)
    if single != isinstance(key.answer, str):
        wanted = text("one id") if single else text("a list of ids")
        raise CourseProblem(text("{file}: the answer must be {wanted}.", file=where, wanted=wanted))
