"""Tracks of one exercise: what they share, what each has of its own, and where that is found."""

import pytest

from grader.checks.collect import Checks
from grader.course import own_file
from grader.problems import CourseProblem
from grader.references import load_misconceptions

OWN = '''
import pytest

from grader.checks.api import close

SHARED = {"spread_values": 2, "mean_values": 0.5}


@pytest.mark.check(points=3, task="mean", needs=["mean_values"])
def test_mean_of_one(student):
    """La moyenne d'une valeur.
    --
    The mean of one value."""
    close(student.mean([1.0]), 1.0)
'''


@pytest.fixture
def tiny(tiny_course):
    """The tiny course, whose first exercise has another track."""
    yaml = "exercises/ex01_mean/exercise.yaml"
    tiny_course.replace(
        yaml, "tracks:\n", "tracks:\n  other: {file: other.py, packages: [numpy]}\n"
    )
    return tiny_course


def track_of(tiny):
    exercise = tiny.course.exercise("ex01")
    return exercise, exercise.track("other")


def test_a_track_counts_checks_of_another(tiny):
    """SHARED takes checks over in its order with its points, before the track's own."""
    tiny.write("exercises/ex01_mean/checks_other.py", OWN)
    exercise, track = track_of(tiny)
    checks = Checks(exercise.folder, track, "public")
    checks.close()
    found = [(check.id, check.points) for check in checks.checks]
    assert found == [("spread_values", 2), ("mean_values", 0.5), ("mean_of_one", 3)]


@pytest.mark.parametrize(
    ("shared", "said"),
    [
        ('{"no_such_check": 1}', "no check no_such_check"),
        ('{"mean_values": points}', "all of it literal"),
        ('["mean_values"]', "all of it literal"),
    ],
)
def test_a_shared_check_that_is_not_there(tiny, shared, said):
    """A check that checks.py has not, and points that are no numbers, are the author's mistake."""
    tiny.write(
        "exercises/ex01_mean/checks_other.py",
        OWN.replace('{"spread_values": 2, "mean_values": 0.5}', shared),
    )
    exercise, track = track_of(tiny)
    with pytest.raises(CourseProblem) as problem:
        Checks(exercise.folder, track, "public")
    assert said in problem.value.text.en


def test_a_track_without_a_file_of_its_own_has_the_shared_one(tiny):
    """checks.py, misconceptions.py and equivalent.yaml count for every track without its own."""
    exercise, track = track_of(tiny)
    assert own_file(exercise.folder, "checks.py", track).endswith("/checks.py")
    tiny.write("exercises/ex01_mean/checks_other.py", OWN)
    assert own_file(exercise.folder, "checks.py", track).endswith("/checks_other.py")


def test_other_decorators_of_a_misconception_stay(tiny):
    """A decorator that is the function's own, such as a kernel's, is laid over the solution too."""
    exercise, track = track_of(tiny)
    tiny.write(
        "solutions/ex01_mean/misconceptions_other.py",
        '@misconception("a", replaces="mean", fr="Un.", en="One.")\n@cache\ndef wrong(x):\n    pass\n',
    )
    (found,) = load_misconceptions(exercise.solution_folder, track, "solution = 2\n")
    assert found.source.endswith("@cache\ndef wrong(x):\n    pass\n\n\nmean = wrong\n")


def test_misconceptions_share_their_words(tiny):
    """The same id in a track's own file has the words of the shared file; another needs its own."""
    exercise, track = track_of(tiny)
    shared = load_misconceptions(exercise.solution_folder, track, "solution = 1\n")
    first = shared[0]
    own = "solutions/ex01_mean/misconceptions_other.py"
    tiny.write(own, f'@misconception("{first.id}", replaces="mean")\ndef wrong(x):\n    return 0\n')
    (found,) = load_misconceptions(exercise.solution_folder, track, "solution = 2\n")
    assert (found.id, found.text, found.see) == (first.id, first.text, first.see)
    assert "return 0" in found.source
    assert "solution = 2" in found.source
    tiny.write(own, '@misconception("new", replaces="mean")\ndef wrong(x):\n    return 0\n')
    with pytest.raises(CourseProblem):
        load_misconceptions(exercise.solution_folder, track, "solution = 2\n")
