"""One person taking one quiz: every answer is on the disk before the next question is shown.

The terminal and the page in the browser are two views of a `Sitting`.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from grader.course import QuizPlan
from grader.problems import CourseProblem, UsageProblem
from grader.quizzes.answers import Answers, answers_path, fits, is_given, read_answers, to_json
from grader.quizzes.content import Choice
from grader.quizzes.draws import DRAWS, drawn, options_in_order, salt_of, seed_of
from grader.results_folder import write_whole
from grader.texts import Text, printable, text, verbatim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.course import Course
    from grader.quizzes.answers import Answer
    from grader.quizzes.content import Key, Option, Question, Quiz
    from grader.quizzes.marking import QuestionResult
    from grader.quizzes.scoring import Scheme
    from grader.texts import Lang

__all__ = ["Sitting", "graded_seed", "open_sitting", "scheme_in", "verify_draws"]

SEED_BYTES: Final = 4


class Sitting:
    """The answers so far; what changes is written at once.

    `keys` are there in a practice quiz whose keys were released, else None.
    """

    def __init__(
        self,
        quiz: Quiz,
        answers: Answers,
        path: str,
        keys: Mapping[str, Key] | None,
        scheme: Scheme,
    ) -> None:
        self.quiz, self.path, self.keys, self.scheme = quiz, path, keys, scheme
        self._answers = answers

    @property
    def answers(self) -> Answers:
        """What the file holds."""
        return self._answers

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        given = self._answers.answers
        return sum(is_given(given.get(one.id)) for one in self.quiz.questions)

    def answer_to(self, question: Question) -> Answer:
        """Return the answer to `question` so far, or None."""
        return self._answers.answers.get(question.id)

    def options(self, question: Choice) -> list[Option]:
        """Return the options in the order of this sitting."""
        return options_in_order(question, self._answers.seed)

    def numbers(self, question: Question) -> dict[str, float]:
        """Return the numbers of `question` in this sitting, by parameter."""
        return drawn(question, self._answers.seed)

    def answer(self, question: Question, answer: Answer) -> None:
        """Note `answer` (None takes it back) and write the file. Raises `UsageProblem`."""
        given = dict(self._answers.answers)
        if answer is None:
            given.pop(question.id, None)
        else:
            given[question.id] = answer
        ordered = {one.id: given[one.id] for one in self.quiz.questions if one.id in given}
        self._replace(answers=ordered)

    def submit(self) -> None:
        """Note that the answers are final, and write the file."""
        self._replace(submitted=True)

    def feedback(self, question: Question, lang: Lang) -> QuestionResult | None:
        """Return what is right and why, where keys may be shown and the question has an answer."""
        if self.keys is None or not is_given(self.answer_to(question)):
            return None
        from grader.quizzes.marking import Marker, feedback  # asked for late: a start is quick

        item = Marker(self.quiz, self.keys, self.scheme).item(question, self._answers)
        return feedback(item, self.keys[question.id], self._answers.seed, lang, keys=True)

    def _replace(self, **changes: object) -> None:
        import msgspec

        answers = msgspec.structs.replace(self._answers, **changes, saved=_now())
        self._save(answers)
        self._answers = answers  # only what is on the disk counts as answered

    def _save(self, answers: Answers) -> None:
        """Write the file, whole or not at all."""
        try:
            write_whole(os.path.realpath(self.path), to_json(answers))
        except OSError as error:
            raise UsageProblem(
                text(
                    "Your answers cannot be written to {file}: {why}.",
                    file=printable(self.path),
                    why=error.strerror or "?",
                )
            ) from None


def open_sitting(
    course: Course,
    quiz: Quiz,
    plan: QuizPlan,
    keys: Mapping[str, Key] | None,
    *,
    student: str | None,
    seed: int | None,
    key: bytes | None,
    language: Lang,
) -> Sitting:
    """Return the sitting to go on with, from the student's answer file, or a new one.

    A graded quiz needs a `student`, and never shows keys. An answer file that is submitted, for
    another quiz, or of somebody else: `UsageProblem`.
    """
    path = answers_path(course.root, quiz.name)
    scheme = scheme_in(plan, quiz)
    if plan.mode == "graded":
        keys, seed = None, graded_seed(course, quiz, student, key)
    if os.path.exists(path):
        found = read_answers(path)
        fits(found, quiz, path)
        _same_person(found, student, path)
        if plan.mode == "graded" and found.submitted:
            raise UsageProblem(
                text("{file} was submitted and stays as it is.", file=printable(path))
            )
        if seed is not None and found.seed != seed:
            raise UsageProblem(_other_seed(path))
        return Sitting(quiz, found, path, keys, scheme)
    seed = int.from_bytes(os.urandom(SEED_BYTES)) if seed is None else seed
    return Sitting(quiz, _begin(quiz, seed, student, language), path, keys, scheme)


def _begin(quiz: Quiz, seed: int, student: str | None, language: Lang) -> Answers:
    choices = [one for one in quiz.questions if isinstance(one, Choice)]
    return Answers(
        quiz=quiz.name,
        version=quiz.version,
        answers={},
        seed=seed,
        student=student,
        language=language,
        orders={one.id: [option.id for option in options_in_order(one, seed)] for one in choices},
        parameters={one.id: values for one in quiz.questions if (values := drawn(one, seed))},
        started=_now(),
    )


def graded_seed(course: Course, quiz: Quiz, student: str | None, key: bytes | None) -> int:
    """Return the seed of `student` in a graded quiz; without a student or salt: `UsageProblem`."""
    if student is None:
        raise UsageProblem(
            text("{quiz} is graded: say who you are with --student ID.", quiz=quiz.name)
        )
    salt = salt_of(course, quiz.name, key)
    if salt is None:
        raise UsageProblem(
            text(
                "{quiz} is graded, and this course has not been given its draws ({file}): tell "
                "your teacher.",
                quiz=quiz.name,
                file=DRAWS,
            )
        )
    return seed_of(salt, student)


def verify_draws(
    course: Course, quiz: Quiz, answers: Answers, path: str, key: bytes | None
) -> None:
    """Refuse answers to a graded quiz that have other numbers than those drawn for their student."""
    if course.quiz_plan(quiz.name).mode != "graded":
        return
    if answers.seed != graded_seed(course, quiz, answers.student, key):
        raise UsageProblem(
            text(
                "{file} has other numbers than those drawn for {student}: it is not scored.",
                file=printable(path),
                student=repr(printable(str(answers.student), 60)),
            )
        )


def scheme_in(plan: QuizPlan, quiz: Quiz) -> Scheme:
    """Return the scheme of `plan`. Malformed: `CourseProblem`."""
    import msgspec

    from grader.quizzes.scoring import scheme_of

    try:
        return scheme_of(plan.scheme)
    except msgspec.ValidationError as error:
        detail = verbatim(str(error).replace("`", ""))
        raise CourseProblem(
            text(
                "course.yaml: the scheme of {quiz} is not valid: {why}.", quiz=quiz.name, why=detail
            )
        ) from None


def _same_person(found: Answers, student: str | None, path: str) -> None:
    if student is not None and found.student not in (None, student):
        raise UsageProblem(
            text(
                "{file} has the answers of {other}: they stay as they are.",
                file=printable(path),
                other=repr(printable(str(found.student), 60)),
            )
        )


def _other_seed(path: str) -> Text:
    return text(
        "{file} was begun with another seed. Go on without --seed, or rename it to begin anew.",
        file=printable(path),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
