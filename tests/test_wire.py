"""The decoder of what workers write: plain data comes through, nothing else does, nothing is costly."""

from __future__ import annotations

import struct
import time
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.checks.compare import compare, same
from grader.checks.show import show
from grader.checks.structural import structural
from grader.sandbox import wire

CAPS = wire.Caps(1 << 20, 2000)

numbers = st.one_of(
    st.booleans(),
    st.integers(-(2**400), 2**400),
    st.floats(),
    st.complex_numbers(),
)
dtypes = st.one_of(
    arrays.boolean_dtypes(),
    arrays.integer_dtypes(endianness="<"),
    arrays.unsigned_integer_dtypes(endianness="<"),
    arrays.floating_dtypes(endianness="<"),
    arrays.complex_number_dtypes(endianness="<"),
)
tables = dtypes.flatmap(
    lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0, max_dims=3, min_side=0))
)
scalars = dtypes.flatmap(lambda dtype: arrays.arrays(dtype, ())).map(lambda array: array[()])
leaves = st.one_of(st.none(), numbers, st.text(), st.binary(), tables, scalars)
keys = st.one_of(st.none(), st.text(), st.integers(-(2**63) + 1, 2**63 - 1))
plain = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.lists(inner, max_size=5).map(tuple),
        st.dictionaries(keys, inner, max_size=5),
    ),
    max_leaves=20,
)


def identical(one: Any, other: Any) -> bool:
    """The same type and the same bits, NaN included."""
    if type(one) is not type(other):
        return False
    if isinstance(one, (np.ndarray, np.generic)):
        return (
            one.dtype == other.dtype
            and one.shape == other.shape
            and np.array_equal(np.asarray(one), np.asarray(other), equal_nan=one.dtype.kind in "fc")
        )
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(identical, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(identical(one[key], other[key]) for key in one)
    if isinstance(one, float):
        return struct.pack("<d", one) == struct.pack("<d", other)
    if isinstance(one, complex):
        return identical(one.real, other.real) and identical(one.imag, other.imag)
    return bool(one == other)


@settings(deadline=None)
@given(plain)
def test_plain_data_comes_back_as_it_was(value: Any) -> None:
    """Types, shapes, dtypes, order of keys and every bit survive the way there and back."""
    assert identical(wire.decode(wire.encode(value)), value)


@settings(deadline=None, max_examples=400)
@given(st.binary(max_size=200))
@example(b"a\x02<c\x01" + struct.pack("<Q", 1) + b"x")  # NumPy reads "<c" as a character
@example(b"a\x03|O8\x00" + bytes(8))
@example(b"a\x03<M8\x00" + bytes(8))
@example(b"a\x03<f8\x04" + struct.pack("<4Q", 1 << 31, 1 << 31, 1 << 31, 0))
@example(b"a\x03<f8\x10" + struct.pack("<16Q", *[1 << 31] * 16))
@example(b"i\x00")
@example(b"d\x01\x00\x00\x00l\x00\x00\x00\x00N")
@example(b"")
def test_arbitrary_bytes_are_refused_or_plain(payload: bytes) -> None:
    """Whatever a worker writes is decoded or refused with WireError, and by nothing else."""
    decoded_or_refused(payload)


@settings(deadline=None, max_examples=400)
@given(plain, st.data())
def test_changed_messages_are_refused_or_plain(value: Any, data: st.DataObject) -> None:
    """Neither does a message in which some bytes were changed, cut off or put in."""
    payload = bytearray(wire.encode(value))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(payload)))
        payload[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    decoded_or_refused(bytes(payload))


def decoded_or_refused(payload: bytes) -> None:
    """Decode; what comes out is plain, and can be compared, shown and diagnosed without trouble."""
    try:
        value = wire.decode(payload, CAPS)
    except wire.WireError:
        return
    assert_plain(value)
    for expected in (1.0, np.ones(3), [1.0, 2.0], (1, None), {"a": 1}, "text", np.float32(2)):
        compare(value, expected)
        same(value, expected)
        structural(value, expected, [np.ones(3)])
    assert len(show(value)) <= 500


def assert_plain(value: Any) -> None:
    """Nothing but the declared types, at any depth."""
    if isinstance(value, (np.ndarray, np.generic)):
        assert value.dtype.kind in wire.ARRAY_KINDS
    elif isinstance(value, dict):
        for key, item in value.items():
            assert key is None or isinstance(key, (str, int, float))
            assert_plain(item)
    elif type(value) in (list, tuple):
        for item in value:
            assert_plain(item)
    else:
        named = (wire.Handle, wire.Callback, wire.SupportName)
        known = (type(None), bool, int, float, complex, str, bytes, *named)
        assert type(value) in known, type(value)


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param(b"l\x01\x00\x00\x00", id="lists of one list"),
        pytest.param(b"l\x04\x00\x00\x00NNN", id="lists of nothing, nested"),
        pytest.param(b"t\x00\x00\x00\x00", id="empty tuples"),
        pytest.param(b"d\x01\x00\x00\x00N", id="dictionaries"),
        pytest.param(b"N", id="nothing"),
    ],
)
def test_large_messages_of_little_are_refused_at_once(piece: bytes) -> None:
    """64 MiB of nested nils cost neither a second nor more memory than the message."""
    inner = piece * ((64 << 20) // len(piece))
    payload = b"l" + struct.pack("<I", 190_000) + inner
    caps = wire.Caps(128 << 20, 200_000)
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(wire.WireError):
        wire.decode(payload, caps)
    taken, peak = time.process_time() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taken < 5.0  # with every allocation traced; a tenth of it without
    assert peak < 64 << 20


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"l\xff\xff\xff\xff", id="4 billion items"),
        pytest.param(b"s\xff\xff\xff\xff", id="a text of 4 GB"),
        pytest.param(b"b\xff\xff\xff\xffx", id="4 GB of bytes"),
        pytest.param(b"a\x03<f8\x01" + struct.pack("<Q", 1 << 31), id="an array of 16 GB"),
        pytest.param(b"a\x03<f8\x02" + struct.pack("<2Q", 1 << 63, 2), id="a shape that overflows"),
        pytest.param(b"i\xff" + bytes(255), id="an integer of 255 bytes"),
        pytest.param(b"d" + struct.pack("<I", 1 << 31), id="2 billion keys"),
    ],
)
def test_lengths_are_checked_before_anything_is_made(payload: bytes) -> None:
    """A count or length that the message cannot hold is refused before memory is taken for it."""
    tracemalloc.start()
    with pytest.raises(wire.WireError):
        wire.decode(payload)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 20


def test_depth_is_limited() -> None:
    """Data nested too deep is refused on both sides."""
    deep: Any = None
    for _ in range(wire.MAX_DEPTH + 1):
        deep = [deep]
    with pytest.raises(wire.Unsendable, match="nested"):
        wire.encode(deep)
    with pytest.raises(wire.WireError, match="deep"):
        wire.decode((b"l\x01\x00\x00\x00") * (wire.MAX_DEPTH + 2) + b"N")


def test_keys_with_one_hash_are_refused() -> None:
    """Long integers that share a hash would make the reader's dictionary quadratic."""
    colliding = [(n + 1) * ((1 << 61) - 1) for n in range(1000)]
    assert len({hash(key) for key in colliding}) == 1
    with pytest.raises(wire.Unsendable):
        wire.encode(dict.fromkeys(colliding))
    items = b"".join(b"i\x10" + key.to_bytes(16, "little") + b"N" for key in colliding)
    with pytest.raises(wire.WireError, match="key"):
        wire.decode(b"d" + struct.pack("<I", len(colliding)) + items)


def test_frame_lengths_are_limited() -> None:
    """A frame longer than allowed is refused by its header."""
    with pytest.raises(wire.WireError, match="over the limit"):
        wire.frame_length(b"\xff\xff\xff\xff", CAPS)


def test_objects_that_lie_about_their_class_stay_where_they_are() -> None:
    """What is plain data is decided by an object's type, not by its __class__."""

    class Lie:
        __class__ = float  # type: ignore[assignment]

    kept: list[Any] = []
    handle = wire.Handle(1, "Lie", "")
    payload = wire.encode([Lie()], lambda value: kept.append(value) or handle)  # type: ignore[func-returns-value]
    assert wire.decode(payload) == [handle]
    assert len(kept) == 1


def test_subclasses_cross_as_the_data_that_they_hold() -> None:
    """An ndarray, float or str subclass arrives as its plain value, its operators left behind."""

    class Yes(np.ndarray):
        def __eq__(self, other: object) -> bool:  # type: ignore[override]
            return True

        __hash__ = None  # type: ignore[assignment]

    class Number(float):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = float.__hash__

    array, number = wire.decode(wire.encode([np.arange(3.0).view(Yes), Number(7.0)]))
    assert type(array) is np.ndarray
    assert array.tolist() == [0.0, 1.0, 2.0]
    assert type(number) is float
    assert number != 8.0
