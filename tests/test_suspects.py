"""Who is asked to explain a failed check: everybody where that is cheap, few where it trains."""

from types import SimpleNamespace

import numpy as np
import pytest

from grader.checks.ends import CheckFailed, TooSlow
from grader.references import Misconception
from grader.standins import LocalSubject
from grader.subjects import Proxy
from grader.suspects import MOST_TRAININGS, may_show, needed_by, recognised
from grader.texts import Text, verbatim

NOTHING = Text("", "")


def check(name, *, seeds=0, needs=(), gpu=False):
    return SimpleNamespace(id=name, seeds=seeds, needs=needs, gpu=gpu)


class Checks:
    """Checks that are functions; each run is noted with who stood in the student's place."""

    def __init__(self, *checks, **functions):
        self.checks, self.functions, self.trained = list(checks), functions, []

    def run(self, check, student, reference, seed):
        if check.seeds and isinstance(student, LocalSubject):
            self.trained.append(student.namespace["name"])
        try:
            self.functions[check.id](Proxy(student))
        except CheckFailed as failed:
            return failed
        except Exception as raised:  # noqa: BLE001  # as the real one does
            return raised
        return None


def fails(condition):
    if not condition:
        raise CheckFailed(verbatim("no"))


class Sources:
    """Misconceptions by what their functions `cheap` and `train` answer; all asked is noted."""

    live = True
    device = None

    def __init__(self, **answers):
        self.answers, self.asked = answers, []

    def reference(self, check_id):
        return LocalSubject({"name": "reference"})

    def misconceptions(self, check_id):
        return [
            (Misconception(name, NOTHING, "", ""), self._subject(name, *answers))
            for name, answers in self.answers.items()
        ]

    def _subject(self, name, cheap, trained):
        def train():
            self.asked.append(name)
            return trained

        names = {"name": name, "cheap": lambda: cheap, "train": train}
        return LocalSubject(names, device=self.device)


TRAIN = check("train", seeds=100, needs=("cheap",))


def failing(*more):
    """Checks: `cheap` wants 0, `train` wants 0 and does not get it."""
    return Checks(
        check("cheap"),
        *more,
        TRAIN,
        cheap=lambda student: fails(student.cheap() == 0),
        train=lambda student: fails(student.train() == 0),
    )


def log_of(value):
    student = LocalSubject({"train": lambda: value})
    Proxy(student).train()
    return student.log


def named(sources, checks, value, which=TRAIN, so_far=None):
    found = recognised(checks, which, log_of(value), log_of(0), sources, 1, so_far)
    return found and found.id


def test_who_loses_what_the_student_passed_is_not_trained():
    """The student passed `cheap`: those who lose it can't be the one, though they answer alike."""
    sources = Sources(a=(1, 5.0), b=(0, 5.0), c=(0, 6.0))
    assert named(sources, failing(), 5.0) == "b"
    assert set(sources.asked) == {"b", "c"}


def test_without_what_was_passed_the_needs_count():
    """By default those checks count as passed that this one needs; what is known counts instead."""
    sources = Sources(a=(1, 5.0), b=(0, 6.0))
    free = check("train", seeds=100)
    assert named(sources, failing(), 5.0, free) == "a"
    assert named(sources, failing(), 5.0, free, so_far={"cheap": "passed"}) is None
    assert named(sources, failing(), 5.0, so_far={}) == "a"


def test_a_cheap_check_asks_everybody():
    """Where nothing trains, who answers alike is found whatever else they lose."""
    sources = Sources(a=(1, 5.0), b=(0, 6.0))
    assert named(sources, failing(), 5.0, check("train", needs=("cheap",))) == "a"


def test_the_number_of_trainings_is_bounded():
    """Where all that was passed is known, no more than the first few are asked."""
    sources = Sources(**{f"m{n}": (0, float(n)) for n in range(30)})
    assert named(sources, failing(), 3.0, so_far={"cheap": "passed"}) == "m3"
    assert len(set(sources.asked)) == MOST_TRAININGS
    assert named(sources, failing(), 20.0, so_far={"cheap": "passed"}) is None


def test_who_fails_as_the_student_comes_first():
    """Of many that may be it, those that lose what the student failed are asked."""
    sources = Sources(**{f"m{n}": (n // 20, float(n)) for n in range(30)})
    assert named(sources, failing(), 25.0, so_far={"cheap": "failed"}) == "m25"
    assert named(sources, failing(), 25.0, so_far={"cheap": "error"}) == "m25"
    assert named(sources, failing(), 25.0, so_far={"cheap": "blocked"}) is None
    assert named(sources, failing(), 5.0, so_far={"cheap": "failed"}) is None


def test_the_clock_excludes_nobody():
    """A timed check, a training and a check for a GPU say nothing about who it may be."""

    def slow(student):
        raise TooSlow(verbatim("slow"))

    checks = failing(check("timed"), check("other", seeds=100), check("gpu", gpu=True))
    checks.functions.update(timed=slow, other=lambda student: fails(False), gpu=None)
    sources = Sources(a=(0, 5.0))
    assert (
        named(
            sources, checks, 5.0, so_far=dict.fromkeys(("cheap", "timed", "other", "gpu"), "passed")
        )
        == "a"
    )


def test_what_is_recorded_has_no_bound():
    """A recorded answer costs nothing: everybody is asked."""
    sources = Sources(**{f"m{n}": (0, float(n)) for n in range(30)})
    sources.live = False
    assert named(sources, failing(), 20.0, so_far={"cheap": "passed"}) == "m20"


SOLUTION = """
def loss(x):
    return x

def step(x):
    return loss(x) + 1

def train(x):
    return Model().fit(x)

class Model:
    def fit(self, x):
        return step(x)

def other(x):
    return x
"""


@pytest.mark.parametrize(
    ("replaced", "asked", "shows"),
    [
        ("loss", "train", True),
        ("Model.fit", "train", True),
        ("other", "train", False),
        ("train", "loss", False),
        ("other", "other", True),
        ("other", "", True),  # the object itself: who knows which
        ("other", "unknown", True),
    ],
)
def test_only_what_is_used_can_show(replaced, asked, shows):
    """A misconception of a function that nothing of what is asked for uses can't be the one."""
    source = f"{SOLUTION}\n\ndef wrong(x):\n    return 0\n\n\n{replaced} = wrong\n"
    assert may_show(source, frozenset({asked})) is shows


def test_without_a_source_everything_may_show():
    """Recorded misconceptions have none."""
    assert may_show("", frozenset({"train"}))


def test_two_that_fit_are_none():
    """Where two answer alike, nothing is said."""
    assert named(Sources(a=(0, 5.0), b=(0, 5.0)), failing(), 5.0) is None


@pytest.mark.parametrize(("device", "name"), [("cpu", "a"), (None, None)])
def test_tensors_are_followed_in_single_precision(device, name):
    """The same mistake, written another way, is the same mistake where float32 rounds it."""
    sources = Sources(a=(0, 5.0), b=(0, 5.01))
    sources.device = device
    assert named(sources, failing(), 5.0000003) == name


def test_needs_are_followed_to_their_end():
    """What a needed check needs is needed too; unknown names and circles do no harm."""
    a, b = check("a", needs=("c",)), check("b", needs=("a", "gone"))
    c = check("c", needs=("b",))
    assert needed_by([a, b], b) == {"a"}
    assert needed_by([a, b, c], c) == {"a", "b", "c"}
    assert needed_by([a, b, c], check("d")) == set()


@pytest.mark.parametrize("value", [np.array([1.0, 2.0]), None, "x"])
def test_nothing_asked_is_nothing_recognised(value):
    """Without an answer of the student's there is nobody to look for."""
    del value
    assert recognised(failing(), TRAIN, [], [], Sources(a=(0, 5.0)), 1) is None
