"""Diagnoses from the structure of a wrong answer: found where they hold, silent where in doubt."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.checks.structural import Diagnosis, structural
from grader.sandbox.wire import Handle

A = np.array
RNG = np.random.default_rng(20)
X = RNG.normal(size=(5, 4))
W = RNG.normal(size=(4, 3))
BIAS = RNG.normal(size=3)
Z = X @ W + BIAS
ARGS = (X, W, BIAS)
P = 1 / (1 + np.exp(-Z))
LOSS = 0.7234918273
TABLE = RNG.normal(size=(3, 3))


def softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


# Each line: the diagnosis, a wrong answer, the right one, the arguments of the call.
FOUND = [
    ("twice", 2 * Z, Z, ARGS),
    ("half", Z / 2, Z, ARGS),
    ("opposite", -Z, Z, ARGS),
    ("times-size", 5 * Z, Z, ARGS),
    ("divided-by-size", Z / 4, Z, ARGS),
    ("divided-by-size", Z / 20, Z, ARGS),
    ("log-base", Z / np.log(2), Z, ARGS),
    ("log-base", Z * np.log(2), Z, ARGS),
    ("log-base", Z / np.log(10), Z, ARGS),
    ("log-base", Z * np.log(10), Z, ARGS),
    ("factor", 3.7 * Z, Z, ARGS),
    ("factor", -5 * Z, Z, ARGS),
    ("twice", (2 * Z).astype("f4"), Z.astype("f4"), ARGS),
    ("times-size", 5 * LOSS, LOSS, (X[:, 0],)),
    ("times-size", 5 * LOSS, LOSS, ([0.1, 0.2, 0.3, 0.4, 0.5],)),
    ("divided-by-size", LOSS / 20, LOSS, (X,)),
    ("twice", 2 * LOSS, LOSS, (A([1.0, 2.0]),)),
    ("opposite", -LOSS, LOSS, ()),
    ("log-base", LOSS / np.log(2), LOSS, (X,)),
    ("offset", Z + 0.25, Z, ()),
    ("offset", Z - 3, Z, ARGS),
    ("offset", Z - 0.5, Z, (X, W, 0.5)),  # a typed constant: which of them was it?
    ("missing-term", X @ W, Z, ARGS),
    ("missing-term", Z + BIAS, Z, ARGS),
    ("missing-term", X @ W[:, 0], X @ W[:, 0] + 0.123457, (X, W[:, 0], 0.123457)),
    ("missing-term", P, P - X[:, :3], (P, X[:, :3])),
    ("missing-term", X[:1] @ W, X[:1] @ W + BIAS, (X[:1], W, BIAS)),
    ("complement", 1 - P, P, ARGS),
    ("complement", 1 - 0.977023, 0.977023, (3.75,)),
    ("absolute-value", Z, abs(Z), ARGS),
    ("absolute-value", abs(Z), Z, ARGS),
    ("rounded", np.floor(10 * Z), 10 * Z, ARGS),
    ("rounded", np.trunc(10 * Z), 10 * Z, ARGS),
    ("rounded", (10 * Z).astype(int), 10 * Z, ARGS),
    ("rounded", np.round(Z, 2), Z, ARGS),
    ("rounded", round(123.456789, 3), 123.456789, ARGS),
    ("transposed", Z.T, Z, ARGS),
    ("transposed", TABLE.T, TABLE, ()),
    ("transposed", np.swapaxes(RNG.normal(size=(2, 3, 4)), 1, 2), None, ()),
    ("extra-axis", Z[:, :1], Z[:, 0], ()),
    ("extra-axis", Z[:, 0], Z[:, :1], ()),
    ("extra-axis", Z[None, :, 0], Z[:, :1], ()),
    ("extra-axis", A([LOSS]), LOSS, ()),
    ("reshaped", Z.ravel(), Z, ()),
    ("broadcast", X[:, :1] - X[:, 1], X[:, 0] - X[:, 1], (X,)),
    ("broadcast", Z[:, 0] + np.zeros((5, 1)), Z[:, 0], ()),
    ("reversed", Z[::-1], Z, ARGS),
    ("reversed", Z[:, ::-1], Z, ARGS),
    ("permuted", np.roll(Z, 1, axis=0), Z, ARGS),
    ("permuted", np.sort(Z[:, 0]), Z[:, 0], ()),
    ("other-axis", X.sum(axis=0), X.sum(axis=1), (X,)),
    ("other-axis", X.mean(axis=0, keepdims=True), X.mean(axis=1, keepdims=True), (X,)),
    ("other-axis", softmax(Z, 0), softmax(Z), (Z,)),
    ("whole-batch", np.exp(Z) / np.exp(Z).sum(), softmax(Z), (Z,)),
    ("whole-batch", Z.mean(axis=0), Z, ARGS),
    ("whole-batch", abs(Z).sum(axis=1).mean(), abs(Z).sum(axis=1), (Z,)),
    ("first-example", Z[0], Z, ARGS),
    ("unreduced", abs(Z[:, 0]), abs(Z[:, 0]).mean(), (Z[:, 0],)),
    ("unreduced", Z, Z.sum(axis=0), ()),
    ("dtype", Z.astype("f4"), Z, ARGS),
    ("dtype", Z, Z.astype("f4"), ARGS),
    ("dtype", A([1, 0, 2]), A([1.0, 0.0, 2.0]), ()),
    ("dtype", A([True, False]), A([1, 0]), ()),
    ("dtype", np.float32(LOSS), LOSS, ()),
    ("exchanged", (BIAS, Z), (Z, BIAS), ARGS),
    ("exchanged", [LOSS, X], (X, LOSS), ()),
    ("twice", (2 * Z, BIAS), (Z, BIAS), ARGS),
    ("twice", [2.0, 4.6, 6.2], [1.0, 2.3, 3.1], ()),
    ("factor", (3.0, 6.9, 9.3), [1.0, 2.3, 3.1], ()),
    ("offset", A([2.0, 3.3, 4.1]), [1.0, 2.3, 3.1], ()),
    ("twice", {"w": 2 * Z, "b": 2 * BIAS}, {"w": Z, "b": BIAS}, ()),
]


@pytest.mark.parametrize(("name", "wrong", "right", "args"), FOUND)
def test_found(name, wrong, right, args):
    """Each relation is recognised by its name and said in both languages."""
    diagnosis = structural(wrong, np.swapaxes(wrong, 1, 2) if right is None else right, args)
    assert diagnosis is not None
    assert (diagnosis.kind, diagnosis.id, diagnosis.see) == ("structural", name, "")
    assert diagnosis.text.en
    assert diagnosis.text.fr


LARGE = A([[1e4, 1.0, 2.0], [1.0, 2.0, 3.0]])


@pytest.mark.parametrize(
    ("bad", "good", "args", "found"),
    [
        # Only the first row's inputs are large: that is where an unshifted softmax breaks.
        (A([[np.nan, 0.0, 0.0], [0.1, 0.2, 0.7]]), softmax(LARGE), (LARGE,), True),
        (A([np.inf, 1.0]), A([1e4, 1.0]), (LARGE,), True),
        (float("inf"), 1e4, (LARGE,), True),
        (A([0.0, np.nan]), A([0.0, 1.0]), (A([1.0, 800.0]),), True),
        (A([0.0, np.nan], "f4"), A([0.0, 1.0], "f4"), (A([1.0, 100.0], "f4"),), True),
        # NaN elsewhere, small inputs, or values that are no functions of the inputs one by one.
        (A([[0.1, 0.2, 0.7], [np.nan, 0.0, 0.0]]), softmax(LARGE), (LARGE,), False),
        (A([0.0, np.nan]), A([0.0, 1.0]), (A([1.0, 2.0]),), False),
        (A([np.nan, np.nan]), A([0.0, 1.0]), (A([1e4, 2.0, 3.0]), 1000), False),
        (float("nan"), 0.5, (1000,), False),
        (A([0.0, np.nan]), A([0.0, 1.0]), (A([np.nan, 1e4]),), False),
    ],
)
def test_overflow(bad, good, args, found):
    """NaN is blamed on exp only where the inputs that lead to it are large enough."""
    diagnosis = structural(bad, good, args)
    assert (diagnosis is not None and diagnosis.id == "overflow") == found
    assert found or diagnosis is None


S = A([-2.0, -1.0, 0.0, 1.0, 2.0])
SILENT = [
    # too little, or too plain
    (1.0, 0.5, (X,)),
    (4.8, 2.4, (X,)),
    (0.0, LOSS, (X,)),
    (A([1.0, 1.0, 1.0]), A([0.5, 0.5, 0.5]), ()),
    (A([0, 1, 1, 0]), A([1, 0, 0, 1]), ()),
    (A([1.0, 2.0]), A([2.0, 1.0]), ()),
    (A([2, 1, 0, 3]), A([0, 1, 2, 3]), ()),
    (np.zeros((5, 3)), Z, ARGS),
    (np.ones((5, 3)), P, ARGS),
    (np.zeros(4), X.sum(axis=1), (X,)),
    (np.full((5, 3), 1 / 5), softmax(Z), (Z,)),
    (np.zeros((5, 3)), -X[:, :3], (X[:, :3],)),
    # two explanations
    (np.tanh(-S), np.tanh(S), (S,)),  # the opposite sign, or the opposite order
    (1 / (1 + np.exp(S)), 1 / (1 + np.exp(-S)), (S,)),
    (1 / 3, 2 / 3, ()),  # a half, or one minus
    ((2 * Z, BIAS + 0.25), (Z, BIAS), ()),
    # nothing wrong, or nothing to say
    (Z, Z, ARGS),
    (3, 3.0, ()),
    (Z * (1 + 1e-7), Z, ARGS),
    (Z**2, Z, ARGS),
    (np.maximum(Z, 0), Z, ARGS),
    (X.T @ X[:, 0], X @ W[:, 0], (X, W[:, 0])),
    # another kind of thing
    (None, Z, ARGS),
    ("x", Z, ARGS),
    (Z.tolist(), Z, ARGS),
    (Handle(1, "generator", "i"), Z, ARGS),
    (Handle(1, "generator", "i"), (1.0, 2.0, 3.0), ARGS),
    (Z * 2j, Z, ARGS),
    (Z, Z > 0, ARGS),
    ((Z,), (Z, BIAS), ARGS),
    ((1, 0), (0, 1), ARGS),
    ({"a": 2 * Z}, {"b": Z}, ARGS),
    ("a", "b", ()),
    (np.zeros((0, 3)), Z, ARGS),
    (Z, np.zeros((0, 3)), ARGS),
    (2 * A([1.0, np.nan, 3.0, 4.0]), A([1.0, np.nan, 3.0, 4.0]), ()),
]


@pytest.mark.parametrize(("actual", "expected", "args"), SILENT)
def test_silent(actual, expected, args):
    """In doubt nothing is said: constants, few values, two explanations, other kinds of things."""
    assert structural(actual, expected, args) is None


SHAPES = [(), (2,), (5,), (5, 3)]


@pytest.mark.parametrize("shape", SHAPES)
def test_random_answers_have_no_diagnosis(shape):
    """500 wrong answers drawn at random are never explained, floats of either precision."""
    for seed in range(500):
        rng = np.random.default_rng(seed)
        args = (rng.normal(size=(5, 4)), rng.normal(size=shape), 0.1, 3)
        expected, actual = rng.normal(size=shape), rng.normal(size=shape)
        assert structural(actual, expected, args) is None
        if shape:
            assert structural(actual.astype("f4"), expected.astype("f4"), args) is None
        p, q = rng.uniform(size=shape), rng.uniform(size=shape)
        assert structural(p, q, args) is None


@pytest.mark.parametrize("values", [(0, 1), (-1, 1), (0, 1, 2), (0.0, 0.01, 1.0), (0.0, 0.5, 1.0)])
@pytest.mark.parametrize("shape", SHAPES)
def test_random_labels_have_no_diagnosis(values, shape):
    """500 wrong answers made of a few plain values (labels, slopes) are never explained."""
    for seed in range(500):
        rng = np.random.default_rng(seed)
        expected, actual = rng.choice(values, size=shape), rng.choice(values, size=shape)
        if not np.array_equal(expected, actual):
            assert structural(actual, expected, (rng.normal(size=(5, 4)), expected)) is None


def test_wrong_formulas_have_no_diagnosis():
    """Other functions of the same inputs, as students write them, are not explained by accident."""
    for seed in range(500):
        z = np.random.default_rng(seed).normal(size=(4, 3))
        wrong = [np.tanh(z), np.maximum(z, 0), z**2, np.exp(z), np.log1p(abs(z)), np.sin(z)]
        right = 1 / (1 + np.exp(-z))
        assert all(structural(w, right, (z,)) is None for w in wrong)
        assert structural((z**2).mean(), abs(z).mean(), (z,)) is None
        assert structural(z.std(), z.std(ddof=1), (z,)) is None


def test_every_relation_holds_on_every_seed():
    """What is found once is found for other inputs, whatever they are."""
    for seed in range(200):
        rng = np.random.default_rng(seed)
        z, k = rng.normal(size=(6, 3)), rng.uniform(0.1, 0.9)
        found = {
            "twice": 2 * z,
            "opposite": -z,
            "times-size": 6 * z,
            "factor": k * z,
            "offset": z + k,
            "transposed": z.T,
            "reversed": z[::-1],
            "absolute-value": abs(z),
        }
        for name, wrong in found.items():
            diagnosis = structural(wrong, z, (np.zeros((6, 3)),))
            assert diagnosis is not None
            assert diagnosis.id == name


numbers = st.booleans() | st.integers() | st.floats() | st.complex_numbers()
shapes = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
plain_elements = st.sampled_from([0.0, 1.0, -1.0, 0.5, 1e308, 1e-308, np.nan, np.inf, 0.3, 7.25])
arrays = (
    hnp.arrays("f8", shapes, elements=plain_elements)
    | hnp.arrays(hnp.scalar_dtypes(), shapes)
    | hnp.arrays(hnp.unicode_string_dtypes(max_len=2), shapes)
)
decoded = st.recursive(
    st.none() | numbers | st.text(max_size=3) | arrays | st.just(Handle(1, "f", "c")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.integers(), inner, max_size=2)
    ),
    max_leaves=5,
)


@settings(deadline=None, max_examples=300)
@given(actual=decoded, expected=decoded, args=st.lists(decoded, max_size=3))
def test_never_raises(actual, expected, args):
    """Any decoded values give a diagnosis or None: no exception, no NumPy warning."""
    diagnosis = structural(actual, expected, args)
    assert diagnosis is None or isinstance(diagnosis, Diagnosis)
    assert structural(expected, expected, args) is None


@settings(deadline=None, max_examples=300)
@given(data=st.data(), shape=shapes)
def test_never_raises_on_one_shape(data, shape):
    """The same for two arrays of one shape, with NaN, infinities and the largest numbers."""
    draw = [data.draw(hnp.arrays("f8", shape, elements=plain_elements)) for _ in range(3)]
    diagnosis = structural(draw[0], draw[1], draw[2:])
    assert diagnosis is None or isinstance(diagnosis, Diagnosis)


def test_capped_in_time():
    """Large answers are searched quickly, or not at all."""
    start = time.perf_counter()
    for size in (100_000, 3_000_000):
        big = np.random.default_rng(0).normal(size=size)
        assert structural(big[::-1], big + 1, (big,)) is None
        assert structural(list(big[:50_000]), tuple(big[:50_000]), (list(big),)) is None
    assert time.perf_counter() - start < 5


def test_another_factor_in_each_item_is_no_factor():
    """Items that are each some multiple of what was expected have no diagnosis in common."""
    right = [np.array([1.5, 2.25, -3.125]), np.array([0.7, 1.9, 2.3])]
    same_factor = structural([2 * right[0], 2 * right[1]], right)
    assert same_factor is not None
    assert same_factor.id == "twice"
    assert structural([1.2 * right[0], 1.7 * right[1]], right) is None
