"""Answer files: what a sitting writes, and what a student may also write by hand.

`grade quiz` writes JSON, which is YAML as well and a hundred times faster to read; any other YAML
of the same form is read too.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from msgspec import Meta, Struct

from grader.problems import UsageProblem
from grader.texts import printable, text
from grader.yaml_file import convert, read_yaml

if TYPE_CHECKING:
    from grader.quizzes.content import Quiz

__all__ = [
    "DONT_KNOW",
    "Answer",
    "Answers",
    "answers_path",
    "fits",
    "is_given",
    "read_answers",
    "to_json",
]

DONT_KNOW: Final = "?"  # the answer of who says not to know
MOST_BYTES: Final = 500_000

Answer = str | bool | int | float | list[str] | None


class Answers(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The answers of one person to one quiz.

    `answers` are by question: an option's id, a list of them, true or false, a number (as text
    where it is as typed), a formula or sentences; ``?`` is "I don't know". `seed` gives the order
    of options and the numbers, which `orders` and `parameters` repeat for whoever reads the file.
    """

    quiz: str
    version: int
    answers: dict[str, Answer]
    seed: Annotated[int, Meta(ge=0)] = 0
    student: Annotated[str, Meta(max_length=200)] | None = None
    language: str = "fr"
    orders: dict[str, list[str]] = {}
    parameters: dict[str, dict[str, float]] = {}
    started: str = ""
    saved: str = ""
    submitted: bool = False


def is_given(answer: Answer) -> bool:
    """Return whether there is an answer; "I don't know" is one."""
    return answer not in (None, "", [])


def answers_path(root: str, quiz: str) -> str:
    """Where the answers to `quiz` lie in a student's folder `root`."""
    return os.path.join(root, "answers", f"{quiz}.yaml")


_decoder: Final = msgspec.json.Decoder(Answers)


def read_answers(path: str) -> Answers:
    """Return the answers in the file `path`; what is wrong with it is a `UsageProblem`."""
    try:
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        shown = printable(path)
        raise UsageProblem(
            text("{file} cannot be read: {reason}.", file=shown, reason=reason)
        ) from None
    if len(data) > MOST_BYTES:
        raise UsageProblem(text("{file} is too large for an answer file.", file=printable(path)))
    try:
        return _decoder.decode(data)
    except msgspec.DecodeError:
        return convert(read_yaml(path), Answers, path)  # says what is wrong, and where


def fits(answers: Answers, quiz: Quiz, path: str) -> None:
    """Refuse answers to another quiz or to another version of it."""
    shown = printable(path)
    if answers.quiz != quiz.name:
        raise UsageProblem(
            text(
                "{file} answers the quiz {other}, not {quiz}.",
                file=shown,
                other=repr(printable(answers.quiz, 60)),
                quiz=quiz.name,
            )
        )
    if answers.version != quiz.version:
        raise UsageProblem(
            text(
                "{file} answers version {other} of {quiz}; the course has version {version}. "
                "Take the quiz again, or score it with the course as it was.",
                file=shown,
                other=answers.version,
                quiz=quiz.name,
                version=quiz.version,
            )
        )


def to_json(answers: Answers) -> bytes:
    """Return `answers` as a file: JSON, one field a line, the same bytes for the same answers."""
    return msgspec.json.format(msgspec.json.encode(answers), indent=1) + b"\n"
