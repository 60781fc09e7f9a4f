"""What a call changed in its arguments, containers of arrays included."""

import numpy as np
import pytest

from grader.sandbox.arguments import changed, snapshot
from grader.standins import LocalSubject
from grader.subjects import Proxy


def in_place(value):
    value["W"][0][0] += 1


def rebound(value):
    value["W"] = [value["W"][0] + 1]


def another(value):
    value["n"] = 4


def added(value):
    value["more"] = 1


def popped(value):
    value["W"].pop()


def nothing(value):
    return value["W"][0] + 1


def sample():
    return {"W": [np.arange(3.0)], "n": 3, "nan": float("nan"), "t": (1, "a", None)}


@pytest.mark.parametrize("mutate", [in_place, rebound, another, added, popped])
def test_changes_are_seen_wherever_they_are(mutate):
    """An array in a list in a dict, another value for a key, an item more or less."""
    value = sample()
    before = snapshot(value)
    assert not changed(before, value)
    mutate(value)
    assert changed(before, value)


@pytest.mark.parametrize("mutate", [in_place, rebound, another, added, popped, nothing])
def test_a_stand_in_works_on_copies(mutate):
    """Trusted code in the student's place never changes the check's own data, and it is noted."""
    value = sample()
    before = snapshot(value)
    subject = LocalSubject({"f": mutate})
    Proxy(subject).f(value)
    assert not changed(before, value)
    assert subject.log[-1].outcome.changed == (() if mutate is nothing else (0,))


def test_what_is_no_data_never_counts():
    """Objects, and NaN, which equals nothing, are no changes."""
    thing = object()
    assert not changed(snapshot([thing, np.array([np.nan])]), [object(), np.array([np.nan])])
