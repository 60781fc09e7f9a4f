"""Training checks: fresh seeds before a miss counts, losses read for the student, capped takes."""

import numpy as np
import pytest

from grader.checks.api import CheckFailed, learns, require, take, trains
from grader.checks.training import TRIES, first_try_only
from grader.standins import LocalSubject
from grader.subjects import Proxy


def proxy(**names):
    return Proxy(LocalSubject(names))


def missing(times):
    """A trial that misses so many times before it passes; it notes what each try draws."""
    drawn = []

    def trial(rng):
        drawn.append(int(rng.integers(10**9)))
        require(len(drawn) > times, fr="manqué", en=f"missed number {len(drawn)}")

    trial.drawn = drawn
    return trial


def test_a_miss_counts_only_three_times_in_a_row():
    """Two misses and a hit pass; the third miss fails, with what the last one said."""
    for misses in range(TRIES):
        trains(missing(misses), np.random.default_rng(0))
    with pytest.raises(CheckFailed) as failed:
        trains(missing(TRIES), np.random.default_rng(0))
    assert "3 fresh seeds in a row" in failed.value.message.en
    assert "missed number 3" in failed.value.message.en


def test_every_try_is_fresh_and_repeatable():
    """The tries draw different numbers, and the same ones for the same generator."""
    one, other = missing(2), missing(2)
    trains(one, np.random.default_rng(5))
    trains(other, np.random.default_rng(5))
    assert len(set(one.drawn)) == 3
    assert one.drawn == other.drawn


def test_the_gate_looks_at_the_first_try_only():
    """Within `first_try_only` the first miss ends the check; outside all is as before."""
    with first_try_only():
        trains(missing(0), np.random.default_rng(0))
        with pytest.raises(CheckFailed):
            trains(missing(1), np.random.default_rng(0))
    trains(missing(1), np.random.default_rng(0))


def test_first_try_draws_what_the_usual_first_try_draws():
    """What the gate proves is the try that students get first."""
    usual, proven = missing(0), missing(0)
    trains(usual, np.random.default_rng(9))
    with first_try_only():
        trains(proven, np.random.default_rng(9))
    assert usual.drawn == proven.drawn


def test_an_exception_of_the_code_is_no_miss():
    """What is raised beside CheckFailed ends the check at the first try."""
    tries = []

    def trial(rng):
        tries.append(rng)
        raise KeyError

    with pytest.raises(KeyError):
        trains(trial, np.random.default_rng(0))
    assert len(tries) == 1


@pytest.mark.parametrize(
    ("losses", "words"),
    [
        (None, "A list of losses was expected"),
        ([], "A list of losses was expected"),
        ([[1.0, 0.5]], "A list of losses was expected"),
        ("loss", "A list of losses was expected"),
        ([np.nan, 1.0], "very first loss is nan"),
        ([1.0, 0.5, np.nan, np.nan], "becomes nan during training (value number 3, 0.5 just"),
        ([1.0, 20.0, 5e7, np.inf, np.nan], "diverges: the loss grows from 1 to inf"),
        ([1.0, 4.0, 17.0], "diverges: the loss grows from 1 to 17"),
        ([1.0, 1.0, 1.0], "does not fall: 1 at the beginning, 1 at the end"),
        ([0.9, 0.5], "falls from 0.9 to 0.5 only; below 0.2"),
    ],
)
def test_losses_that_go_wrong_are_told_apart(losses, words):
    """NaN, divergence, standing still and not far enough each have their sentence."""
    with pytest.raises(CheckFailed) as failed:
        learns(losses, below=0.2)
    assert words in failed.value.message.en


def test_the_first_loss_is_near_the_logarithm_of_the_classes():
    """A first loss far from log(10) is told; one that is near it passes."""
    learns([2.31, 1.0], first=np.log(10))
    with pytest.raises(CheckFailed) as failed:
        learns([23.1, 1.0], first=np.log(10))
    assert "should be near 2.303" in failed.value.message.en


@pytest.mark.parametrize("kind", [list, tuple, np.array])
def test_good_losses_come_back_as_an_array(kind):
    """A list, a tuple and an array of falling losses pass."""
    values = learns(kind([1.0, 0.4, 0.1]), below=0.2)
    assert values.dtype == np.float64
    assert values.tolist() == [1.0, 0.4, 0.1]


def endless():
    while True:
        yield 1


def test_take_ends_endless_generators():
    """More items than there may be end the check, and so does what can't be iterated."""
    student = proxy(
        three=lambda: (n for n in range(3)), endless=endless, listed=lambda: [1, 2], none=lambda: 4
    )
    assert take(student.three(), 3) == [0, 1, 2]
    assert take(student.listed(), 3) == [1, 2]
    for name, words in [("endless", "More than 3 items came"), ("none", "A generator (or a list)")]:
        with pytest.raises(CheckFailed) as failed:
            take(getattr(student, name)(), 3)
        assert words in failed.value.message.en
