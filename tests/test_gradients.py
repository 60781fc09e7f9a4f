"""Gradient feedback: the first wrong gradient, and what central differences say there."""

import numpy as np
import pytest

from grader.checks.api import CheckFailed, gradients
from grader.standins import LocalSubject, ReplaySubject
from grader.subjects import Proxy

X = np.array([[0.5, -1.0, 2.0], [1.5, 0.3, -0.7]])
Y = np.array([[1.0], [-1.0]])
POINT = {
    "w1": np.array([[0.3, -0.8], [0.5, 0.2], [-0.4, 0.9]]),
    "b1": np.array([0.1, -0.2]),
    "w2": np.array([[0.7], [-1.1]]),
    "b2": np.array([0.05]),
}
PARTS = ["w2", "b2", "w1", "b1"]


def cost(x, y, p):
    return float(np.mean((np.tanh(x @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"] - y) ** 2))


def backward(x, y, p):
    h = np.tanh(x @ p["w1"] + p["b1"])
    dz2 = 2 * (h @ p["w2"] + p["b2"] - y) / len(x)
    dz1 = dz2 @ p["w2"].T * (1 - h**2)
    return {"w1": x.T @ dz1, "b1": dz1.sum(0), "w2": h.T @ dz2, "b2": dz2.sum(0)}


def check(student_backward, student_cost=cost, point=POINT, right=backward):
    """Run the check; what it says, or None when it passes."""
    student = Proxy(LocalSubject({"backward": student_backward, "cost": student_cost}))
    reference = Proxy(LocalSubject({"backward": right}))
    try:
        gradients(
            student.backward,
            reference.backward,
            X,
            Y,
            point,
            parts=PARTS,
            at=point,
            loss=lambda name, moved: student.cost(X, Y, {**point, name: moved}),
        )
    except CheckFailed as failed:
        assert [exchange.name for exchange in student.subject_.log] == ["backward"]
        return failed.message.en
    return None


def changed(**changes):
    """A backward pass with some of its gradients changed."""

    def wrong(x, y, p):
        right = backward(x, y, p)
        return {name: changes.get(name, lambda g: g)(g) for name, g in right.items()}

    return wrong


def test_right_gradients_pass():
    """The right gradients pass, and so do the same ones in another order of the dict."""
    assert check(backward) is None
    assert check(lambda x, y, p: dict(reversed(backward(x, y, p).items()))) is None


def test_only_one_wrong():
    """One wrong gradient is named alone, with what is right, and what differences give there."""
    said = check(changed(b1=lambda g: 2 * g))
    assert said.startswith("Only the gradient of b1 is wrong; right: w2, b2, w1.")
    right = backward(X, Y, POINT)["b1"]
    worst = int(np.argmax(abs(right)))
    assert f"give {right[worst]:.6g} at b1[{worst}]: its values are right there" in said


def test_the_first_on_the_way_back_is_named():
    """Of several wrong gradients the one nearest to the output is named first."""
    said = check(changed(w1=lambda g: -g, b2=lambda g: g + 1, b1=lambda g: -g))
    assert said.startswith("Going back from the output, the gradient of b2 is the first wrong one")
    assert "follow from it: w1, b1." in said
    assert "Right: w2." in said


def test_independent_gradients_explain_nothing_of_each_other():
    """Where none follows from another, the wrong ones are listed, and nothing is said of a way."""
    right = Proxy(LocalSubject({"f": lambda: {"a": np.ones(2), "b": np.ones(3), "c": 1.0}}))
    wrong = Proxy(LocalSubject({"f": lambda: {"a": np.zeros(2), "b": np.ones(3), "c": 2.0}}))
    with pytest.raises(CheckFailed) as failed:
        gradients(wrong.f, right.f, parts=["a", "b", "c"], independent=True)
    said = failed.value.message.en
    assert said.startswith("The gradients of a, c are wrong. Right: b. That of a: ")


def test_a_backward_pass_that_fits_its_own_forward_pass():
    """Where both passes lack the same factor, the forward pass is what differs."""
    half = changed(**dict.fromkeys(PARTS, lambda g: g / 2))
    said = check(half, lambda x, y, p: cost(x, y, p) / 2)
    assert "the two fit together, and it is the function's values that differ" in said


def test_neither_fits():
    """A wrong forward pass and another mistake in the backward pass: the forward pass first."""
    said = check(changed(w2=lambda g: 3 * g), lambda x, y, p: cost(x, y, p) / 2)
    assert "which is neither what you return nor what is expected" in said


def test_a_kink_is_no_bug_of_the_chain_rule():
    """Where the two sides have different slopes, the feedback says so."""
    point = {**POINT, "b2": np.array([0.0])}

    def kinked(x, y, p):
        return abs(float(p["b2"][0]))

    def zero(x, y, p):
        return {name: np.zeros_like(value) for name, value in point.items()}

    def one(x, y, p):
        return {**zero(x, y, p), "b2": np.ones(1)}

    said = check(one, kinked, point, right=zero)
    assert "has a kink: its slope is -1 on one side and 1 on the other" in said


def test_a_step_size_matter_is_told():
    """Where the slope depends on the step, differences settle nothing."""

    def rough(x, y, p):
        b = float(p["b2"][0]) - 0.05
        return float(np.sin(b * 3e5) / 3e5)  # its slope changes within the step

    said = check(changed(b2=lambda g: g + 1), rough)
    assert "Central differences settle nothing at b2[0]" in said


@pytest.mark.parametrize(
    "broken",
    [lambda x, y, p: 1 / 0, lambda x, y, p: np.nan, lambda x, y, p: "0.5", lambda x, y, p: X],
)
def test_a_forward_pass_that_fails_says_nothing(broken):
    """The verdict stands, without a word on central differences."""
    said = check(changed(w2=lambda g: -g), broken)
    assert said.startswith("Only the gradient of w2 is wrong")
    assert "entral differences" not in said


@pytest.mark.parametrize(
    "value", [None, 3.0, [], {"w1": 1}, (1, 2), np.zeros(3), {"w1": 1, "b1": 1, "w2": 1, "b2": 1}]
)
def test_answers_of_another_form(value):
    """Whatever is returned in the place of the gradients, the check fails with a sentence."""
    assert check(lambda x, y, p: value)


def test_tuples_and_nested_parts():
    """Parts are found by index and by path, too."""
    right = Proxy(LocalSubject({"f": lambda: (np.ones(3), {"b": [np.zeros(2), np.ones(2)]})}))
    wrong = Proxy(LocalSubject({"f": lambda: (np.ones(3), {"b": [np.zeros(2), np.zeros(2)]})}))
    parts = [("W", 0), ("first", (1, "b", 0)), ("second", (1, "b", 1))]
    gradients(right.f, right.f, parts=parts)
    with pytest.raises(CheckFailed) as failed:
        gradients(wrong.f, right.f, parts=parts)
    assert "Only the gradient of second is wrong; right: W, first." in failed.value.message.en


def test_a_recorded_subject_that_was_not_asked_for_differences():
    """From a recording, where only the verb of the check was recorded, the verdict is the same."""
    student = LocalSubject({"backward": changed(b2=lambda g: -g)})
    Proxy(student).backward(X, Y, POINT)
    replay = Proxy(ReplaySubject(student.log))
    reference = Proxy(LocalSubject({"backward": backward}))
    with pytest.raises(CheckFailed, match="Only the gradient of b2"):
        gradients(
            replay.backward,
            reference.backward,
            X,
            Y,
            POINT,
            parts=PARTS,
            at=POINT,
            loss=lambda name, moved: replay.cost(X, Y, {**POINT, name: moved}),
        )
