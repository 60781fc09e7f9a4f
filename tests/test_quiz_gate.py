"""`grade check-course` on quizzes: the tiny quiz passes, and each planted fault is found."""

import pytest

from grader.authors.quizzes import quizzes_are_sound

PUBLIC, SECRET = "quizzes/tiny.yaml", "solutions/quizzes/tiny.yaml"
FAULTS = [
    (SECRET, 'a: {fr: "C\'est la médiane.", en: "This is the median."}', "", "say why"),
    (SECRET, "answer: [a, c]", "answer: [a, b, c, d]", "is right, and says why"),
    (SECRET, "tolerance: 0.006", "tolerance: 5", "not told from the key"),
    (SECRET, "answer: 100*n/40", "answer: 100*n/(n - n)", "cannot be computed"),
    (SECRET, "answer: 100*n/40", "answer: 100*m/40", "uses 'm'"),
    (SECRET, "answer: y - p", "answer: -(y - p)", "not told from the key"),
    (SECRET, "answer: p - y", "answer: p -", "cannot be read"),
    (SECRET, '- {points: 1, fr: "nomme', '- {points: 3, fr: "nomme', "rubric"),
    (SECRET, "[[answer]].\n      en", "[[ansver]].\n      en", "no parameter"),
    (PUBLIC, "Of 40 examples, [[n]] are", "Of 40 examples, some are", "never says"),
    (PUBLIC, "n: {low: 10, high: 38, step: 2}", "n: {low: 10, high: 38}", "fewer than two"),
    (PUBLIC, r"on $\mathbb{R}$?", r"on $\mathbb{R}?", "dollar"),
    (
        PUBLIC,
        r"derivative of $\frac{1}{2}(y - p)^2$",
        r"derivative of $\frac{1}{2$",
        "cannot be shown",
    ),
    (
        PUBLIC,
        '{id: c, fr: "$9$, la somme", en',
        '{id: c, fr: "Aucune de ces valeurs", en',
        "say the same",
    ),
    (PUBLIC, "title:", "titles:", "titles"),
    ("solutions/answers/tiny.yaml", "q03: false", "q03: true", "q03"),
    ("solutions/answers/tiny.yaml", "version: 1", "version: 2", "version 2"),
    ("course.yaml", "language: fr", "language: fr\nquizzes: {tinny: {}}", "tinny"),
    ("course.yaml", "language: fr", "language: fr\nquizzes: {tiny: {scheme: odd}}", "scheme"),
]


def found(course):
    return [finding.en for finding in quizzes_are_sound(course)]


def test_the_tiny_quiz_is_sound(tiny_course):
    """Nothing is found in a good quiz."""
    assert found(tiny_course.course) == []


@pytest.mark.parametrize(("path", "old", "new", "says"), FAULTS, ids=range(len(FAULTS)))
def test_planted_faults_are_found(tiny_course, path, old, new, says):
    """Each fault is said, with its question."""
    tiny_course.replace(path, old, new)
    assert any(says in finding for finding in found(tiny_course.course)), found(tiny_course.course)


def test_missing_keys_and_strays_are_found(tiny_course):
    """A quiz without keys, and files that have no business there."""
    tiny_course.remove(SECRET)
    tiny_course.write("solutions/quizzes/other.yaml", "questions: {}")
    tiny_course.write("quizzes/notes.txt", "")
    said = " ".join(found(tiny_course.course))
    for name in ("no keys", "other.yaml", "notes.txt"):
        assert name in said
