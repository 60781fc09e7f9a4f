"""Skeletons: made by the markers, refused with a line where these are wrong."""

import os

import pytest

from grader.authors.skeletons import blocks, drift, generate, skeleton, skeleton_path
from grader.problems import CourseProblem

SOLUTION = '''"""Module."""

import numpy as np


def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    y = 2 * x

    return y
    ### END SOLUTION


class Model:
    def step(self):
        ### BEGIN SOLUTION
        self.n = 1
        ### END SOLUTION

    def name(self):
        return "model"
'''

SKELETON = '''"""Module."""

import numpy as np


def double(x):
    """Twice x."""
    # À compléter / Your code here
    raise NotImplementedError()


class Model:
    def step(self):
        # À compléter / Your code here
        raise NotImplementedError()

    def name(self):
        return "model"
'''


def test_each_block_becomes_a_comment_and_an_exception():
    assert skeleton(SOLUTION, "f.py") == SKELETON


def test_a_block_knows_its_lines():
    first, second = blocks(SOLUTION, "f.py")
    assert (first.begin, first.end, first.indent) == (8, 12, "    ")
    assert [line for line in range(1, 20) if second.holds(line)] == [18]


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("def f():\n    ### BEGIN SOLUTION\n    return 1\n", 2, "never closed"),
        ("def f():\n    ### END SOLUTION\n", 2, "without"),
        (
            "def f():\n    ### BEGIN SOLUTION\n    ### BEGIN SOLUTION\n    ### END SOLUTION\n",
            3,
            "inside the block that line 2",
        ),
        ("def f():\n    # begin solution\n    return 1\n", 2, "exactly"),
        ("def f():\n    ### BEGIN SOLUTION here\n    return 1\n", 2, "exactly"),
        ("### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n", 1, "inside a function"),
        ("def f():\n    ### BEGIN SOLUTION\n  ### END SOLUTION\n", 3, "indentation"),
        ("def f():\n    return 1\n", 1, "published"),
        (
            "def f():\n    ### BEGIN SOLUTION\n    if 1:\n        ### END SOLUTION\n        pass\n",
            4,
            "indentation",
        ),
        ("def f(:\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n", 1, "not valid"),
    ],
)
def test_wrong_markers_are_refused_with_their_line(source, line, words):
    with pytest.raises(CourseProblem) as caught:
        skeleton(source, "f.py")
    assert f"f.py, line {line}:" in str(caught.value)
    assert words in str(caught.value)
    assert caught.value.text.fr != caught.value.text.en


def test_drift_is_seen(tiny_course):
    exercise = tiny_course.course.exercise("ex01")
    track = exercise.track()
    path = skeleton_path(exercise, track)
    assert drift(exercise, track) is None
    with open(path, "a", encoding="utf-8") as file:
        file.write("# more\n")
    assert "not what its solution gives" in drift(exercise, track).en
    os.unlink(path)
    assert "is missing" in drift(exercise, track).en
    with open(path, "wb") as file:
        file.write(generate(exercise, track))
    assert drift(exercise, track) is None
