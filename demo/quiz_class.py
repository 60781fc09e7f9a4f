"""A simulated class answers a quiz: ``python -m demo.quiz_class ch3 DIR [PEOPLE [BAD]]``.

Each person knows a part of the course; who knows more answers more questions rightly. The
question BAD, if one is named, has a key that is wrong: those who know choose another option.
"""

import os
import random
import sys

from grader.course import find_course
from grader.quizzes.answers import Answers, to_json
from grader.quizzes.content import Choice, load_keys, load_quiz
from grader.quizzes.judging import right_number


def main(name: str, folder: str, people: int = 300, bad: str | None = None) -> None:
    """Write `people` answer files to the quiz `name` into `folder`."""
    course = find_course(os.getcwd())
    quiz = load_quiz(course, name)
    keys = load_keys(course, quiz)
    rng = random.Random(7)  # noqa: S311
    os.makedirs(folder, exist_ok=True)
    for number in range(people):
        seed = rng.getrandbits(32)
        knows = rng.betavariate(4, 2.5)
        answers = {
            question.id: answer(question, keys[question.id], seed, knows, rng, question.id == bad)
            for question in quiz.questions
            if rng.random() > 0.02
        }
        student = f"s{number:03}"
        file = Answers(quiz.name, quiz.version, answers, seed, student, submitted=True)
        with open(os.path.join(folder, f"{student}.yaml"), "wb") as out:
            out.write(to_json(file))


def answer(question, key, seed, knows, rng, is_bad):
    """What somebody who knows the part `knows` of the course answers."""
    right = rng.random() < knows
    if isinstance(question, Choice):
        wrong = [option.id for option in question.options if option.id not in key.right]
        if is_bad:  # the key is wrong: who knows takes the first other option
            chosen = wrong[0] if right else rng.choice([option.id for option in question.options])
            return chosen if isinstance(key.answer, str) else [chosen]
        if isinstance(key.answer, str):
            return key.answer if right else rng.choice(wrong or [key.answer])
        return (
            sorted(key.right) if right else sorted(rng.sample([o.id for o in question.options], 2))
        )
    if question.kind == "true_false":
        return key.answer if right else not key.answer
    if question.kind == "numeric":
        value = right_number(question, key, seed)
        return f"{value if right else value + 1 + rng.random():.6g}"
    if question.kind == "formula":
        return key.answer if right else f"2*({key.answer})"
    return "…"


if __name__ == "__main__":
    name, folder, *more = sys.argv[1:]
    main(name, folder, int(more[0]) if more else 300, more[1] if len(more) > 1 else None)
