"""Timed checks: a ratio to the solution, by the trusted clock, live and recorded."""

import shutil
import time

import numpy as np
import pytest

from grader.checks.api import CheckFailed, faster
from grader.checks.ends import TooSlow
from grader.engine import Engine
from grader.record import drift, record
from grader.references import LiveReferences, RecordedReferences, recorded_path, unpack
from grader.sandbox.launch import BestSandbox
from grader.standins import LocalSubject
from grader.subjects import SAMPLE, Proxy, sampled
from grader.yardstick import yardstick_s

CHECK = '''

@pytest.mark.check(points=2, task="mean")
def test_mean_time(student, reference, rng):
    """Temps : pas de boucle sur les lignes.
    --
    Time: no loop over the rows."""
    small, large = rng.normal(size=(4, 5)), rng.normal(size=(4000, 5))
    faster(
        student.mean, reference.mean, small=(small,), large=(large,), factor=20,
        fr="Votre temps croît avec les lignes.", en="Your time grows with the rows.",
    )
'''
LOOP = """
import numpy as np


def mean(x):
    if x.ndim == 1:
        return np.sum(x) / x.shape[0]
    return np.array([np.mean(np.sort(row)[::-1]) + np.median(row) * 0 for row in x])
"""
FACTOR = {"factor": 1000, "fr": "lent", "en": "Your time grows with the rows."}


@pytest.fixture
def timed_course(tiny_course):
    """The tiny course with a timed check."""
    path = "exercises/ex01_mean/checks.py"
    source = tiny_course.read(path).replace("import agree", "import agree, faster", 1)
    assert "faster" in source
    tiny_course.write(path, source + CHECK)
    exercise = tiny_course.course.exercise("ex01")
    with open(recorded_path(exercise, exercise.track()), "wb") as file:
        file.write(record(exercise, exercise.track(), 42))
    return tiny_course


def verdict(tiny, source):
    """What the timed check says of a source."""
    exercise = tiny.course.exercise("ex01")
    track = exercise.track()
    sandbox = BestSandbox(track.packages)
    engine = Engine(exercise, track, sandbox, hidden=False)
    try:
        found = engine.grade({track.file: source.encode()}, 42)
        return next(each for each in found if each.check.id == "mean_time")
    finally:
        engine.close()
        sandbox.close()


@pytest.mark.parametrize("recorded", [False, True], ids=["live", "recorded"])
def test_a_loop_over_rows_is_told(timed_course, recorded):
    """The solution keeps its points, a Python loop loses them and is told what grows."""
    solution = timed_course.read("solutions/ex01_mean/mean.py")
    if recorded:
        shutil.rmtree(timed_course.root / "solutions")
    assert verdict(timed_course, solution).status == "passed"
    slow = verdict(timed_course, LOOP)
    assert (slow.status, slow.slow) == ("failed", True)
    assert slow.message.en.startswith("Your time grows with the rows. On a small input your code")


def test_times_are_no_drift(timed_course):
    """A new recording has other times, and differs in nothing that counts."""
    exercise = timed_course.course.exercise("ex01")
    assert drift(exercise, exercise.track(), 42) is None


def test_the_recording_keeps_samples_and_yardsticks(timed_course):
    """Of a timed call's arrays a few values are recorded, of its time the ratio to the yardstick."""
    exercise = timed_course.course.exercise("ex01")
    path = recorded_path(exercise, exercise.track())
    with open(path, "rb") as file:
        content = unpack(file.read(), path)
    clocked = [e for e in content.checks["mean_time"].reference if e.verb == "clock"]
    assert len(clocked) == 2
    shape, values = clocked[1].args[0]
    assert (shape, values.shape) == ((4000, 5), (SAMPLE,))
    assert 0 < clocked[1].outcome.seconds < 100 * yardstick_s()
    assert RecordedReferences(path).live is False
    assert LiveReferences(exercise, exercise.track()).live


def test_a_fast_wrong_answer_has_no_time():
    """Returning something quickly is not enough: the values count, at places nobody is told."""
    right = Proxy(LocalSubject({"f": lambda x: x + 1}))
    wrong = Proxy(LocalSubject({"f": lambda x: x}))
    x = np.zeros(1000)
    faster(right.f, right.f, small=(x[:3],), large=(x,), **FACTOR)
    with pytest.raises(CheckFailed, match="mend the values first"):
        faster(wrong.f, right.f, small=(x[:3],), large=(x,), **FACTOR)


def test_only_the_large_size_decides():
    """A constant cost on small inputs is no loop."""
    fast = Proxy(LocalSubject({"f": lambda x: len(x)}))
    slow_on_small = Proxy(LocalSubject({"f": lambda x: len(x) if len(x) > 5 else _nap(x)}))
    slow_on_large = Proxy(LocalSubject({"f": lambda x: len(x) if len(x) < 5 else _nap(x)}))
    sizes = {"small": ([1],), "large": ([1] * 9,)}
    faster(slow_on_small.f, fast.f, **sizes, **FACTOR)
    with pytest.raises(TooSlow):
        faster(slow_on_large.f, fast.f, **sizes, **FACTOR)


def _nap(x):
    time.sleep(0.05)
    return len(x)


def test_samples_are_the_same_for_the_same_array():
    """Equal arrays have equal samples, small ones are kept whole, nested ones are reached."""
    large = np.random.default_rng(0).normal(size=(50, 60))
    (one,), other = sampled((large,)), sampled(large.copy())
    assert one[0] == other[0] == (50, 60)
    assert (one[1] == other[1]).all()
    assert sampled({"a": [large[0]]})["a"][0] is not None
    assert sampled(large[0]).shape == (60,)
