"""Values as short texts: capped, the same every time, without an address or a control character."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.checks.show import is_remote, show, show_call, show_index, show_pair, type_name
from grader.sandbox import wire
from grader.sandbox.wire import Handle

REMOTE = Handle(7, "generator", "i")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "None"),
        (True, "True"),
        (3, "3"),
        (-(2**63), "-9223372036854775808"),
        (2**900 + 1, "2**900..."),
        (-(2**900), "-2**900..."),
        (2.0, "2.0"),
        (-0.0, "-0.0"),
        (1 / 3, "0.333333"),
        (1e10, "1e+10"),
        (1234567.0, "1.23457e+06"),
        (float("nan"), "nan"),
        (-float("inf"), "-inf"),
        (1 - 2j, "(1.0-2.0j)"),
        ("it's", '"it\'s"'),
        ("a\nb\t\\", "'a\\nb\\t\\\\'"),
        ("\x1b[2J\u202e", "'\\x1b[2J\\u202e'"),
        (b"\x00a", "b'\\x00a'"),
        ([], "[]"),
        ((), "()"),
        ({}, "{}"),
        ((1,), "(1,)"),
        ([1, (2.5, "x")], "[1, (2.5, 'x')]"),
        ({"a": [1]}, "{'a': [1]}"),
        ([[[[[1]]]]], "[[[[[...]]]]]"),
        (list(range(20)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ... +8]"),
        (np.float64(0.5), "0.5"),
        (np.float32(0.5), "np.float32(0.5)"),
        (np.int64(3), "np.int64(3)"),
        (np.longdouble(0.5), "np.longdouble(0.5)"),
        (np.array(1.5), "array(1.5, dtype=float64)"),
        (np.array([1, 2]), "array([1, 2], shape=(2,), dtype=int64)"),
        (np.array([True]), "array([True], shape=(1,), dtype=bool)"),
        (np.array(["a"]), "array(['a'], shape=(1,), dtype=str)"),
        (np.zeros((0, 3)), "array([], shape=(0, 3), dtype=float64)"),
        (np.zeros((2, 0), "f4"), "array([], shape=(2, 0), dtype=float32)"),
        (np.array([object()]), "array(..., shape=(1,), dtype=object)"),
        (
            np.arange(30),
            "array([0, 1, 2, 3, 4, ..., 25, 26, 27, 28, 29], shape=(30,), dtype=int64)",
        ),
        (REMOTE, "<generator>"),
        (object(), "<object>"),
        (np.mean, "mean"),
    ],
)
def test_values(value, expected):
    """Each kind of value has one short text."""
    assert show(value) == expected


def test_large_arrays_show_their_corners():
    """Of a large array the ends of each axis are shown, and its shape is never cut."""
    for shape in [(1000,), (50, 50), (9, 9, 9), (5, 5, 5, 5), (3,) * 8]:
        line = show(np.arange(np.prod(shape), dtype=float).reshape(shape))
        assert line.startswith("array([")
        assert line.endswith(f"], shape={shape}, dtype=float64)")
        assert line.count(",") < 60


def test_pair_with_more_digits():
    """Two values that differ late are shown with enough digits to see it, in arrays too."""
    assert show_pair(1.0, 1.0 + 1e-8) == ("1.0", "1.00000001")
    assert show_pair(0.1 + 0.2, 0.3) == ("0.30000000000000004", "0.3")
    assert show_pair(2.0, 2.0) == ("2.0", "2.0")
    one, other = show_pair(np.array([1.0]), np.array([1.0 + 1e-7]))
    assert one != other


def test_call():
    """A call reads like Python: short arrays can be pasted, long ones keep shape and dtype."""
    x = np.array([[1.0, 2.5]])
    assert show_call("softmax", (x,), {"axis": 0}) == "softmax(np.array([[1.0, 2.5]]), axis=0)"
    assert show_call("f", (x.astype("f4"),)) == "f(np.array([[1.0, 2.5]], dtype='float32'))"
    assert show_call("f", (np.zeros((0, 2), int),)) == "f(np.zeros((0, 2), dtype='int64'))"
    assert show_call("f") == "f()"
    long = np.arange(20) / 7
    line = show_call("f", (long, 0.5, long), {"x": long})
    assert "array(shape=(20,), dtype=float64)" in line
    assert ", 0.5, " in line
    assert len(line) <= 300
    assert len(show_call("f", [long] * 100)) <= 300
    assert "<list of 5000>" in show_call("f", ([0.12345] * 5000, list(range(5000))), limit=60)


def test_pasted_arrays_come_back():
    """A short array as an argument is Python that makes the same array."""
    for array in [np.eye(3), np.arange(4), np.array([True]), np.zeros((2, 0)), np.ones(2, "f4")]:
        line = show_call("id", (array,))[3:-1]
        back = eval(line, {"np": np})  # noqa: S307
        assert back.dtype == array.dtype
        assert np.array_equal(back, array)


def test_remote_objects():
    """Only what stayed in the worker is remote; its type's name is escaped."""
    assert is_remote(REMOTE)
    assert not any(map(is_remote, [None, (1, "x", ""), np.array([1]), np.float64(1), "x"]))
    assert type_name(Handle(1, "a\x1b\n", "")) == "a\\x1b\\n"
    assert type_name(np.float32(1)) == "np.float32"


def test_index():
    """A place in an array is written as one types it."""
    assert show_index((2, np.int64(0))) == "[2, 0]"


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text()
    | st.binary()
    | hnp.arrays(hnp.scalar_dtypes(), hnp.array_shapes(min_dims=0, min_side=0))
    | st.just(REMOTE),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@settings(deadline=None)  # the machine is shared
@given(value=plain)
def test_always_short_printable_and_the_same(value):
    """Any decoded value has a short text without control characters, the same each time."""
    line = show(value)
    assert line == show(value)
    assert len(line) <= 500
    assert "\n" not in line
    assert "\x1b" not in line
    assert not re.search(r"0x[0-9a-f]{9,}", line)
    assert len(show_call("f", (value, value), {"k": value})) <= 300


def test_functions_that_were_given_are_shown_by_name():
    """A call-back and a function of support.py stand in a call as their names."""
    assert show_call("train", [wire.SupportName("ravine"), wire.Callback(3, "f")]) == (
        "train(ravine, f)"
    )
