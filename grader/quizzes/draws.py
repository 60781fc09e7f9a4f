"""What differs from one student to the next: the order of options, and the numbers of a question.

Both follow from one seed. In a graded quiz the seed follows from the student's roster id and a
salt of the quiz, which follows from the course's secret key: who scores the answers finds the
same numbers again, and nobody can choose other ones.
"""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, Any, Final

from grader.problems import CourseProblem
from grader.quizzes.content import Choice, Numeric, Parameter
from grader.texts import Text, text
from grader.yaml_file import read_yaml

if TYPE_CHECKING:
    from grader.course import Course
    from grader.quizzes.content import Option, Question

__all__ = [
    "DRAWS",
    "drawn",
    "filled",
    "make_salt",
    "options_in_order",
    "parameter_values",
    "salt_of",
    "seed_of",
]

# Where a release puts the salts of graded quizzes, which the secret key gives.
DRAWS: Final = os.path.join("quizzes", "draws.yaml")


def make_salt(key: bytes, quiz: str) -> str:
    """Return the salt of `quiz`: public, but only the course's key makes it."""
    import hmac

    return hmac.digest(key, b"draws of quiz " + quiz.encode(), "sha256").hex()[:32]


def salt_of(course: Course, quiz: str, key: bytes | None) -> str | None:
    """Return the salt of `quiz`, from the course's `key` or from what was released; else None."""
    if key is not None:
        return make_salt(key, quiz)
    path = os.path.join(course.root, DRAWS)
    if not os.path.isfile(path):
        return None
    salt = read_yaml(path).get(quiz)
    if salt is not None and not isinstance(salt, str):
        raise CourseProblem(text("{file}: the salt of {quiz} must be text.", file=path, quiz=quiz))
    return salt


def seed_of(salt: str, student: str) -> int:
    """Return the seed of the student with the roster id `student`, of 48 bits."""
    import hmac

    return int.from_bytes(hmac.digest(salt.encode(), student.encode(), "sha256")[:6])


def _rng(seed: int, question: str) -> random.Random:
    # Each question has its own: adding one leaves the others as they were.
    return random.Random(f"{seed} {question}")  # noqa: S311  # an order, no secret


def options_in_order(question: Choice, seed: int) -> list[Option]:
    """Return the options as they are shown: shuffled, those marked `last` at the end."""
    moving = [option for option in question.options if not option.last]
    _rng(seed, question.id).shuffle(moving)
    return moving + [option for option in question.options if option.last]


def parameter_values(parameter: Parameter) -> list[float]:
    """Return all values that `parameter` can take, smallest step first."""
    if parameter.choices:
        return list(parameter.choices)
    low, high, step = parameter.low, parameter.high, parameter.step
    if low is None or high is None or step is None or high < low:
        return []
    count = int(round((high - low) / step, 6)) + 1
    return [round(low + at * step, 9) for at in range(min(count, 100_000))]


def drawn(question: Question, seed: int) -> dict[str, float]:
    """Return the numbers of `question` for `seed`, by parameter; none where it has none."""
    if not isinstance(question, Numeric) or not question.parameters:
        return {}
    rng = _rng(seed, question.id)
    values = {name: parameter_values(one) for name, one in sorted(question.parameters.items())}
    return {name: rng.choice(among) for name, among in values.items() if among}


def filled(sentence: Text, values: dict[str, Any]) -> Text:
    """Return `sentence` with its ``[[name]]`` replaced by `values`; French has a decimal comma."""
    fr, en = sentence.fr, sentence.en
    for name, value in values.items():
        shown = f"{value:.10g}" if isinstance(value, float) else str(value)
        fr = fr.replace(f"[[{name}]]", shown.replace(".", ","))
        en = en.replace(f"[[{name}]]", shown)
    return Text(fr, en)
