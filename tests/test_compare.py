"""What came against what was expected: every rule, every message, and nothing that fools it."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.checks.compare import compare, same
from grader.checks.tolerance import Tolerance
from grader.sandbox.wire import Handle
from grader.texts import Text

A = np.array
V = A([0.5, 2.0, -3.0])
REMOTE = Handle(3, "generator", "i")
CALLABLE = Handle(4, "function", "c")

EQUAL = [
    (V, V),
    (V + 1e-13, V),
    (V.astype("f4"), V.astype("f4")),
    (A([1, 2], "i4"), A([1, 2], "i8")),
    (A([1, 2], "u1"), A([1, 2], "i8")),
    (A([True, False]), A([True, False])),
    (A([np.nan, np.inf, -np.inf]), A([np.nan, np.inf, -np.inf])),
    (A(["a", "bc"]), A(["a", "bc"])),
    (A([1 + 1j]), A([1 + 1j])),
    (np.zeros((0, 3)), np.zeros((0, 3))),
    (V.astype(">f8"), V),
    (2.5, 2.5),
    (np.float64(2.5), 2.5),
    (A(2.5), 2.5),
    (2.5, A(2.5)),
    (2.5, np.float64(2.5)),
    (2, 2.0),
    (np.float32(2.5), np.float32(2.5)),
    (3, 3),
    (np.int8(3), 3),
    (A(3), 3),
    (3, np.int64(3)),
    (2**70, 2**70),
    (True, True),
    (np.bool_(True), True),
    (True, np.bool_(True)),
    (1j, 1j),
    (float("nan"), float("nan")),
    ("x", "x"),
    (b"x", b"x"),
    (None, None),
    ([1.0, 2.0], [1.0, 2.0]),
    ((1.0, 2.0), [1.0, 2.0]),
    (A([1.0, 2.0]), [1.0, 2.0]),
    (A([[1.0, 2.0]]), [[1.0, 2.0]]),
    ([], []),
    ((V, 3), (V, 3)),
    ([V, 3], (V, 3)),
    ({"a": V, 1: "x"}, {1: "x", "a": V}),
]


@pytest.mark.parametrize(("actual", "expected"), EQUAL)
def test_equal(actual, expected):
    """What the rules allow passes, and counts as the same."""
    assert compare(actual, expected) is None
    assert same(actual, expected)


# (actual, expected, kind, words of the English message)
DIFFERENT = [
    # types
    ([0.5, 2.0, -3.0], V, "type", "a list of length 3. Expected: a NumPy array of shape (3,)"),
    ([0.5, 2.0, -3.0], V, "type", "np.array(...)"),
    ((V,), V, "type", "not several values"),
    (None, V, "type", "return statement missing"),
    (2.5, V, "type", "Returned: a number."),
    ("x", V, "type", "a text (str)"),
    ({"a": 1}, V, "type", "a dict of length 1"),
    (REMOTE, V, "type", "yield"),
    (CALLABLE, 2.5, "type", "parentheses"),
    (Handle(3, "Net", ""), 2.5, "type", "an object of type Net."),
    (None, 2.5, "type", "Returned: None. Expected: a number."),
    ([2.5], 2.5, "type", "a list of length 1"),
    ("2.5", 2.5, "type", "not a text that shows it"),
    (2.5, None, "type", "Expected: None"),
    (2.5, "x", "type", "Expected: a text (str)"),
    (b"x", "x", "type", "a text (bytes)"),
    (V, (V, 1.0), "type", "the 2 values separated by commas"),
    (3, [1.0], "type", "a list of length 1"),
    (A(3.0), [1.0], "type", "a number"),
    (REMOTE, (1, 2, 3), "type", "generator"),
    ([1], {"a": 1}, "type", "a dict of length 1"),
    (np.zeros(2), (1.0, 2.0), "type", "a NumPy array of shape (2,)"),
    # shapes
    (A([]), V, "shape", "(0,) instead of (3,). The array is empty."),
    (V[:1], V, "shape", "(1,) instead of (3,)"),
    (V[:, None], V, "shape", "(3, 1) instead of (3,)"),
    (A(0.5), V, "shape", "A single number came back; an array of shape (3,)"),
    (np.float64(0.5), V, "shape", "A single number came back"),
    (A([2.5]), 2.5, "shape", "An array of shape (1,) came back; a single number"),
    (A([]), 2.5, "shape", "shape (0,)"),
    (V, np.zeros((0,)), "shape", "(3,) instead of (0,)"),
    (np.zeros((0, 3)), np.zeros((0, 2)), "shape", "(0, 3)"),
    # dtypes
    (V.astype("f4"), V, "dtype", "float32 instead of float64. Precision is lost"),
    (V, V.astype("f4"), "dtype", "float64 instead of float32. The result must keep"),
    (A([1, 2, 3]), V, "dtype", "int64 instead of float64. Integers cannot hold"),
    (V, A([1, 2, 3]), "dtype", "Whole numbers"),
    (V > 0, V, "dtype", "These are booleans"),
    (A([1, 0]), A([True, False]), "dtype", "the booleans of the comparison themselves"),
    (V.astype(complex), V, "dtype", "complex128 instead of float64."),
    (A(["a", "b", "c"]), V, "dtype", "str instead of float64"),
    (A([None, None, None]), V, "dtype", "object instead of float64"),
    (A(["2020", "2021", "2022"], "M8[Y]"), V, "dtype", "instead of float64"),
    (True, 1, "dtype", "bool instead of int64"),
    (1, True, "dtype", "int64 instead of bool"),
    (1.0, 1, "dtype", "float64 instead of int64"),
    (np.float32(2.5), 2.5, "dtype", "float32 instead of float64"),
    (2.5, np.float32(2.5), "dtype", "float64 instead of float32"),
    (np.int64(2), 2.0, "dtype", "int64 instead of float64"),
    (1j, 1.0, "dtype", "complex128"),
    # NaN and infinities
    (A([0.5, np.nan, np.nan]), V, "nan", "NaN: 2 of 3; the first is at [1]: nan instead of 2.0."),
    (V, A([0.5, 2.0, np.nan]), "nan", "Wrong values: 1 of 3; the first is at [2]: -3.0 instead of"),
    (A([np.inf, 2.0, -3.0]), V, "infinite", "Infinite values: 1 of 3; the first is at [0]: inf"),
    (A([-np.inf]), A([np.inf]), "infinite", "-inf instead of inf"),
    (A([1.0]), A([np.inf]), "infinite", "Wrong values: 1 of 1; the first is at [0]: 1.0"),
    (float("nan"), 2.5, "nan", "nan instead of 2.5."),
    (float("inf"), 2.5, "infinite", "inf instead of 2.5."),
    (A([complex(np.nan, 1)]), A([1j]), "nan", "Wrong values: 1 of 1"),
    # values
    (A([0.5, 2.5, -3.1]), V, "value", "Wrong values: 2 of 3; the worst is at [1]: 2.5 instead of"),
    (A([0.5, 2.5, -3.0]), V, "value", "2.5 instead of 2.0 (difference 0.5)."),
    (2.5, 2.4, "value", "2.5 instead of 2.4 (difference 0.1)."),
    (3, 2.5, "value", "3.0 instead of 2.5 (difference 0.5)."),
    (0, 2.5, "value", "0.0 instead of 2.5"),
    (10**400, 2.5, "value", "1.79769e+308 instead of 2.5"),
    (-(2**80), -2.5, "value", "instead of -2.5"),
    (4, 3, "value", "4 instead of 3"),
    (2**80, 3, "value", "instead of 3"),
    (2**63, 2**63 - 1, "value", "9223372036854775808 instead of 9223372036854775807"),
    (A([1, 5, 9]), A([1, 2, 3]), "value", "the worst is at [2]: 9 instead of 3 (difference 6)"),
    (A([True, True]), A([True, False]), "value", "the first is at [1]: True instead of False."),
    (False, True, "value", "False instead of True."),
    (A(["a", "b"]), A(["a", "c"]), "value", "the first is at [1]: 'b' instead of 'c'."),
    ("a", "b", "value", "'a' instead of 'b'."),
    (b"a", b"b", "value", "b'a' instead of b'b'."),
    (1j, 2j, "value", "(0.0+1.0j) instead of (0.0+2.0j) (difference 1.0)."),
    (A([[1e308]]), A([[-1e308]]), "value", "the worst is at [0, 0]"),
    # nested
    ([1.0], [1.0, 2.0], "length", "The length is 1 instead of 2."),
    ((V,), (V, 1.0), "length", "The length is 1 instead of 2."),
    ((V, 1.5), (V, 1.0), "value", "In value[1]: 1.5 instead of 1.0"),
    ([[1.0], [2.0, 3.0]], [[1.0], [2.0, 4.0]], "value", "In value[1][1]: 3.0 instead of 4.0"),
    ({"a": [1.0]}, {"a": [V]}, "type", "In value['a'][0]: Returned: a number."),
    ({"a": 1}, {"a": 1, "b": 2}, "keys", "Missing keys: 'b'."),
    ({"a": 1, "c": 3}, {"a": 1}, "keys", "Unexpected keys: 'c'."),
    (dict.fromkeys(range(50)), {}, "keys", "0, 1, 2, 3, 4, ... +45"),
    ((1, V), (V, 1), "type", "In value[0]: Returned: a number."),
]


@pytest.mark.parametrize(("actual", "expected", "kind", "words"), DIFFERENT)
def test_different(actual, expected, kind, words):
    """Each difference has its kind and a sentence that says precisely what is wrong."""
    mismatch = compare(actual, expected)
    assert mismatch is not None
    assert mismatch.kind == kind
    assert words in mismatch.message.en
    assert mismatch.expected != mismatch.actual


def test_innermost_pair_is_kept():
    """Of nested values the mismatch holds the pair that differs, for a diagnosis to look at."""
    mismatch = compare((V, {"a": A([9.0])}), (V, {"a": A([1.0])}))
    assert mismatch is not None
    assert mismatch.actual_value[0] == 9.0
    assert mismatch.expected_value[0] == 1.0
    assert mismatch.expected == "array([1.0], shape=(1,), dtype=float64)"


def test_near_miss_is_explained():
    """A miss by little more than the tolerance is told from a wrong formula, with the reason."""
    mismatch = compare(V + 3e-9, V)
    assert mismatch is not None
    assert "rounding or from an approximation" in mismatch.message.en
    through_float32 = compare((V / 3).astype(np.float32).astype(np.float64), V / 3)
    assert through_float32 is not None
    assert "float32 on the way" in through_float32.message.en
    assert "15 significant digits" in mismatch.message.en
    assert mismatch.expected != mismatch.actual


@pytest.mark.parametrize(
    ("actual", "expected"),
    [(2.6, 2.5), (2e-9, 1e-9), (A([1e-10, 3e-10]), A([2e-10, 1e-10])), (1e-9, 0.0), (4, 3)],
)
def test_wrong_formula_is_no_near_miss(actual, expected):
    """A difference that is large beside the values is never called rounding, however small."""
    mismatch = compare(actual, expected)
    assert mismatch is not None
    assert "rounding" not in mismatch.message.en


def test_tolerance_and_operations():
    """A given tolerance replaces the usual one; more operations widen it."""
    loose = Tolerance(0.0, 0.2, Text("m", "measured"))
    assert compare(V + 0.1, V, loose) is None
    assert compare(V + 0.3, V, loose) is not None
    x, y = A([1.0], "f4"), A([1.00002], "f4")
    assert compare(y, x) is not None
    assert compare(y, x, operations=1000) is None


def test_unusable_expectation_is_the_authors_fault():
    """An expected value without a rule is an error in the check, said as such."""
    for expected in (object(), REMOTE, A([object()]), {1, 2}):
        with pytest.raises(TypeError, match="no rule"):
            compare(1.0, expected)


SAME = [
    (A([1, 2]), A([1.0, 2.0])),
    (V.astype("f4"), V),
    (V * (1 + 1e-6), V.astype("f4")),
    (3, 3.0),
    (A([True, False]), A([1, 0])),
    ([1, 2], (1.0, 2.0)),
    (A([np.nan]), A([np.nan], "f4")),
    ({"a": [1]}, {"a": (1.0,)}),
]
NOT_SAME = [
    (V * (1 + 1e-6), V),
    (A([1.0]), 1.0),
    (A([]), A([1.0])),
    ([1.0], A([1.0])),
    (None, 0.0),
    ("a", "b"),
    ("a", b"a"),
    (A(["1"]), A([1])),
    (REMOTE, (3, "generator", "i")),
    (REMOTE, 3),
    ({"a": 1}, {"b": 1}),
    ({"a": 1}, [1]),
    ((1, 2), (1, 2, 3)),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same(one, other):
    """Sameness looks at values, not at dtypes, both ways round."""
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(("one", "other"), NOT_SAME)
def test_not_same(one, other):
    """Other values, shapes or kinds of things are not the same."""
    assert not same(one, other)


numbers = st.booleans() | st.integers() | st.floats() | st.complex_numbers()
shapes = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)
arrays = hnp.arrays(
    hnp.boolean_dtypes()
    | hnp.integer_dtypes()
    | hnp.unsigned_integer_dtypes()
    | hnp.floating_dtypes()
    | hnp.complex_number_dtypes()
    | hnp.unicode_string_dtypes(max_len=3)
    | hnp.byte_string_dtypes(max_len=3),
    shapes,
)
leaves = st.none() | numbers | st.text(max_size=5) | st.binary(max_size=5) | arrays
leaves |= arrays.map(lambda a: a.ravel()[0] if a.size else a)  # NumPy scalars
plain = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=2) | st.integers(), inner, max_size=3)
    ),
    max_leaves=6,
)
decoded = plain | st.just(REMOTE) | st.just(CALLABLE) | st.just([REMOTE, {"a": CALLABLE}])


@settings(deadline=None)  # the machine is shared
@given(actual=decoded, expected=plain)
def test_never_raises(actual, expected):
    """Any decoded value can be compared with any expected one: no exception, no warning."""
    mismatch = compare(actual, expected)
    assert isinstance(same(actual, expected), bool)
    if mismatch is not None:
        assert mismatch.message.en
        assert mismatch.message.fr
        assert len(mismatch.message.en) < 1500
        assert "\x1b" not in mismatch.message.en


@settings(deadline=None)  # the machine is shared
@given(value=plain)
def test_equals_itself(value):
    """Every value is as expected when it is what was expected, NaN and infinities included."""
    assert compare(value, value) is None
    assert same(value, value)


@settings(deadline=None)  # the machine is shared
@given(
    pair=shapes.flatmap(
        lambda shape: st.tuples(
            *[hnp.arrays("f8", shape, elements=st.sampled_from([0.0, 1.0, np.nan, np.inf, 2.5]))]
            * 2
        )
    )
)
def test_agrees_with_numpy(pair):
    """On float arrays of one shape the verdict is that of equality, in both directions."""
    equal = np.array_equal(*pair, equal_nan=True)
    assert (compare(*pair) is None) == equal
    assert (compare(*reversed(pair)) is None) == equal
    assert same(*pair) == same(*reversed(pair)) == equal


@settings(deadline=None)  # the machine is shared
@given(one=arrays, other=arrays)
def test_nothing_broadcasts(one, other):
    """Arrays of different shapes never agree."""
    if one.shape != other.shape:
        assert compare(one, other) is not None
        assert not same(one, other)


def test_huge_answers_are_quick():
    """A huge answer to a small question costs nothing: only its shape is looked at."""
    huge = [np.zeros((3000, 3000)), list(range(10**6)), "x" * 10**7, b"x" * 10**7]
    huge += [{i: i for i in range(10**5)}, 1 << 10**6, np.zeros(10**6, "U1")]
    start = time.perf_counter()
    for value in huge:
        for expected in (V, 2.5, [1.0], (1.0,), {"a": 1}, "x", None):
            assert compare(value, expected) is not None
            assert not same(value, expected)
    assert time.perf_counter() - start < 3
