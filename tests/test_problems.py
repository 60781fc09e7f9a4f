"""Problems carry a sentence and an exit code; suggestions are near and cheap."""

import time

import pytest

from grader.problems import CourseProblem, GraderFault, Problem, UsageProblem, nearest
from grader.texts import Text


@pytest.mark.parametrize(
    ("kind", "code"), [(UsageProblem, 2), (CourseProblem, 2), (GraderFault, 3), (Problem, 3)]
)
def test_exit_codes(kind, code):
    """A usage error is 2, a fault of the grader 3, whatever it says."""
    problem = kind(Text("fr", "en"))
    assert (problem.exit_code, problem.text.fr, str(problem)) == (code, "fr", "en")


@pytest.mark.parametrize(
    ("name", "found"),
    [("sigmoide", "sigmoid"), ("SoftMax", "softmax"), ("zzz", None), ("", None), ("x" * 500, None)],
)
def test_nearest(name, found):
    """What is nearly a name is recognised, what is not is not guessed."""
    assert nearest(name, ["relu", "sigmoid", "softmax"]) == found


def test_nearest_is_capped():
    """A million long names cost no more than the first few hundred of them."""
    begun = time.process_time()
    nearest("a" * 60, ("b" * 10_000 for _ in range(10**9)))
    assert time.process_time() - begun < 2
