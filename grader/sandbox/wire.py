"""Plain data as bytes, between the grader and a worker.

A message is a 4-byte little-endian length and one encoded value. A value is a tag byte and its
content. The decoder is the only reader of what a student's process writes, so every count and
length is checked before anything is allocated, and nothing but plain data can come out: None,
bool, int, float, complex, str, bytes, list, tuple, dict, `numpy.ndarray`, NumPy scalars, tensors
(as arrays that say where they were), and references to objects that stay where they are (`Handle`, `Callback`, `SupportName`).
"""

from __future__ import annotations

import functools
import math
import re
import struct
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from grader.sandbox.tensors import Tensor

MAX_DEPTH = 24
MAX_INT_BYTES = 64
MAX_DIMENSIONS = 16
# The name under which a NotImplementedError comes that the student's own file raises.
NOT_WRITTEN = "NotWritten"
# Kinds of numbers that may cross: bool, signed, unsigned, float, complex.
ARRAY_KINDS = frozenset("biufc")
_DEVICE = re.compile(r"(?a)(cpu|meta|cuda(:\d{1,3})?)")
_LENGTH = struct.Struct("<I")
_FLOAT = struct.Struct("<d")
_COMPLEX = struct.Struct("<dd")
_ID = struct.Struct("<Q")


class WireError(Exception):
    """The bytes are not a message of this protocol, or break one of its limits."""


class Unsendable(Exception):
    """A value can't be sent as plain data; the text says which and why."""


class Handle(NamedTuple):
    """An object that stays in the worker. `traits` is a subset of "ci": callable, iterable."""

    id: int
    type_name: str
    traits: str


class Callback(NamedTuple):
    """A function of the trusted side that the worker may call by number."""

    id: int
    name: str


class SupportName(NamedTuple):
    """A function or value of the exercise's public `support.py`, by name."""

    name: str


class Caps(NamedTuple):
    """What one message may hold: bytes in all, values in all."""

    bytes: int = 16 << 20
    items: int = 200_000


def frame(payload: bytes) -> bytes:
    """Put the length in front of an encoded value."""
    return _LENGTH.pack(len(payload)) + payload


def frame_length(header: bytes | bytearray, caps: Caps) -> int:
    """The payload's length in bytes, from its 4-byte header; WireError when over the cap."""
    length: int = _LENGTH.unpack(header)[0]
    if length > caps.bytes:
        raise WireError(f"a message of {length} bytes, over the limit of {caps.bytes}")
    return length


# --- encoding ---------------------------------------------------------------------------------


def encode(
    value: Any, unknown: Callable[[Any], Any] | None = None, caps: Caps | None = None
) -> bytes:
    """Encode plain data within the caps; Unsendable when it is too large or too deep.

    What isn't plain data becomes `unknown(value)`, a handle or a tensor; without `unknown` it raises
    Unsendable.
    """
    writer = _Writer(unknown, caps or Caps())
    writer.value(value, 0)
    return bytes(writer.out)


class _Writer:
    """The bytes so far, and how many more values they may hold."""

    def __init__(self, unknown: Callable[[Any], Any] | None, caps: Caps) -> None:
        self.out = bytearray()
        self.unknown = unknown
        self.bytes = caps.bytes
        self.items = caps.items

    def value(self, value: Any, depth: int) -> None:
        self.items -= 1
        if self.items < 0:
            raise Unsendable("more values than one message may hold")
        if depth > MAX_DEPTH:
            raise Unsendable(f"data nested more than {MAX_DEPTH} levels deep")
        exact = _BY_TYPE.get(type(value))
        if exact is not None and exact(self, value, depth):
            return
        for kind, put in _ENCODERS:
            # Not isinstance: it believes what an object says of its class.
            if issubclass(type(value), kind) and put(self, value, depth):
                return
        if self.unknown is None:
            raise Unsendable(f"an object of type {type(value).__name__}")
        known = self.unknown(value)
        put = _put_handle if isinstance(known, Handle) else _put_tensor
        if not put(self, known, depth):
            raise Unsendable(f"a tensor of type {known.dtype}")

    def reserve(self, size: int, what: str) -> None:
        """Refuse what would not fit before it is built."""
        if len(self.out) + size > self.bytes:
            raise Unsendable(f"{what}, {size} bytes: more than the {self.bytes} that are allowed")

    def text(self, value: str) -> None:
        data = str.encode(value, "utf-8", "replace")
        self.reserve(len(data), f"a text of {len(data)} characters")
        self.out += b"s" + _LENGTH.pack(len(data)) + data


def _put_none(writer: _Writer, value: None, depth: int) -> bool:
    writer.out += b"N"
    return True


def _put_bool(writer: _Writer, value: bool, depth: int) -> bool:
    writer.out += b"T" if value else b"F"
    return True


def _put_int(writer: _Writer, value: int, depth: int) -> bool:
    size = int.bit_length(value) // 8 + 1
    if size > MAX_INT_BYTES:
        raise Unsendable(f"an integer of {int.bit_length(value)} bits")
    writer.out += b"i" + bytes([size]) + int.to_bytes(value, size, "little", signed=True)
    return True


def _put_float(writer: _Writer, value: float, depth: int) -> bool:
    writer.out += b"f" + _FLOAT.pack(value)
    return True


def _put_complex(writer: _Writer, value: complex, depth: int) -> bool:
    writer.out += b"c" + _COMPLEX.pack(value.real, value.imag)
    return True


def _put_bytes(writer: _Writer, value: bytes, depth: int) -> bool:
    writer.reserve(len(value), "a bytes object")
    writer.out += b"b" + _LENGTH.pack(len(value)) + value
    return True


def _put_text(writer: _Writer, value: str, depth: int) -> bool:
    writer.text(value)
    return True


def _put_list(writer: _Writer, value: list[Any], depth: int) -> bool:
    writer.out += b"l" + _LENGTH.pack(len(value))
    for item in value:
        writer.value(item, depth + 1)
    return True


def _put_tuple(writer: _Writer, value: tuple[Any, ...], depth: int) -> bool:
    writer.out += b"t" + _LENGTH.pack(len(value))
    for item in value:
        writer.value(item, depth + 1)
    return True


def _may_be_key(key: Any) -> bool:
    """Text, or a number of 64 bits: long integers that share a hash would cost the reader hours."""
    if isinstance(key, int):
        return int.bit_length(key) < 64
    return key is None or isinstance(key, (str, float))


def _put_dict(writer: _Writer, value: dict[Any, Any], depth: int) -> bool:
    if not all(map(_may_be_key, value)):
        return False
    writer.out += b"d" + _LENGTH.pack(len(value))
    for key, item in value.items():
        writer.value(key, depth + 1)
        writer.value(item, depth + 1)
    return True


def _put_array(writer: _Writer, value: Any, depth: int) -> bool:
    tag = b"g" if isinstance(value, np.generic) else b"a"
    array = np.asarray(value)
    dtype = array.dtype
    if dtype.kind not in ARRAY_KINDS or array.ndim > MAX_DIMENSIONS:
        return False
    if len(writer.out) + array.nbytes > writer.bytes:
        writer.reserve(array.nbytes, f"an array of shape {array.shape} and type {dtype}")
    if dtype.byteorder == ">":
        array = array.astype(dtype.newbyteorder("<"))
    name = _name_of(array.dtype)
    writer.out += b"%b%b%c" % (tag, name, array.ndim)
    writer.out += struct.pack(f"<{array.ndim}Q", *array.shape)
    writer.out += array.tobytes()
    return True


def _put_tensor(writer: _Writer, value: Tensor, depth: int) -> bool:
    before = len(writer.out)
    writer.out += b"x" + (b"T" if value.requires_grad else b"F")
    writer.text(value.device)
    writer.text(value.dtype_name)
    if _put_array(writer, np.asarray(value), depth):
        return True
    del writer.out[before:]
    return False


@functools.cache
def _name_of(dtype: np.dtype[Any]) -> bytes:
    """The dtype's name behind its length, as it is written."""
    name = dtype.str.encode()
    return bytes([len(name)]) + name


def _put_handle(writer: _Writer, value: Handle, depth: int) -> bool:
    writer.out += b"o" + _ID.pack(value.id)
    writer.text(value.type_name)
    writer.text(value.traits)
    return True


def _put_callback(writer: _Writer, value: Callback, depth: int) -> bool:
    writer.out += b"k" + _ID.pack(value.id)
    writer.text(value.name)
    return True


def _put_support(writer: _Writer, value: SupportName, depth: int) -> bool:
    writer.out += b"p"
    writer.text(value.name)
    return True


# Order matters: bool before int, NumPy scalars before float (float64 is one), named tuples
# before tuple. A kind whose function answers False is not plain data after all.
_ENCODERS: tuple[tuple[Any, Callable[[_Writer, Any, int], bool]], ...] = (
    (Tensor, _put_tensor),
    ((np.ndarray, np.generic), _put_array),
    (type(None), _put_none),
    (bool, _put_bool),
    (int, _put_int),
    (float, _put_float),
    (complex, _put_complex),
    (str, _put_text),
    (bytes, _put_bytes),
    (Handle, _put_handle),
    (Callback, _put_callback),
    (SupportName, _put_support),
    (list, _put_list),
    (tuple, _put_tuple),
    (dict, _put_dict),
)

_BY_TYPE: dict[type, Callable[[_Writer, Any, int], bool]] = {
    np.ndarray: _put_array,
    **{kind: put for kind, put in _ENCODERS if isinstance(kind, type)},
}


# --- decoding ---------------------------------------------------------------------------------


def decode(payload: bytes, caps: Caps | None = None) -> Any:
    """Decode one value; anything but exactly one well-formed value raises WireError."""
    reader = _Reader(payload, caps or Caps())
    try:
        value = reader.value(0)
    except (struct.error, IndexError, UnicodeDecodeError, ValueError, TypeError) as exc:
        raise WireError(f"malformed message: {type(exc).__name__}") from None
    if reader.at != len(payload):
        raise WireError("bytes left over after the message")
    return value


class _Reader:
    """A position in the payload, and how many more values it may hold."""

    def __init__(self, payload: bytes, caps: Caps) -> None:
        self.payload = payload
        self.at = 0
        self.items = caps.items

    def take(self, size: int) -> bytes:
        end = self.at + size
        if end > len(self.payload):
            raise WireError("a message that ends too early")
        data = self.payload[self.at : end]
        self.at = end
        return data

    def count(self) -> int:
        number: int = _LENGTH.unpack_from(self.payload, self.at)[0]
        self.at += 4
        return number

    def value(self, depth: int) -> Any:
        self.items -= 1
        if self.items < 0:
            raise WireError("too many values in one message")
        if depth > MAX_DEPTH:
            raise WireError("data nested too deep")
        read = _BY_TAG[self.payload[self.at]]
        self.at += 1
        if read is None:
            raise WireError("an unknown kind of value")
        return read(self, depth)

    def several(self, depth: int) -> list[Any]:
        count = self.count()
        if count > self.items:
            raise WireError("too many values in one message")
        return [self.value(depth + 1) for _ in range(count)]

    def text(self) -> str:
        return self.take(self.count()).decode("utf-8")

    def tagged_text(self) -> str:
        if self.take(1) != b"s":
            raise WireError("text expected")
        return self.text()


def _get_int(reader: _Reader, depth: int) -> int:
    size = reader.take(1)[0]
    if not 0 < size <= MAX_INT_BYTES:
        raise WireError("an integer that is too long")
    return int.from_bytes(reader.take(size), "little", signed=True)


def _get_dict(reader: _Reader, depth: int) -> dict[Any, Any]:
    result: dict[Any, Any] = {}
    count = reader.count()
    if 2 * count > reader.items:
        raise WireError("too many values in one message")
    for _ in range(count):
        key = reader.value(depth + 1)
        if not _may_be_key(key):
            raise WireError("a key that is neither text nor a number")
        result[key] = reader.value(depth + 1)
    return result


def _get_array(reader: _Reader, depth: int) -> np.ndarray[Any, Any]:
    dtype = _dtype_of(reader.take(reader.take(1)[0]))
    ndim = reader.take(1)[0]
    if ndim > MAX_DIMENSIONS:
        raise WireError("an array of too many dimensions")
    shape = struct.unpack(f"<{ndim}Q", reader.take(8 * ndim))
    if ndim and max(shape) > 1 << 31:
        raise WireError("an array whose shape is too large")
    raw = bytearray(reader.take(math.prod(shape) * dtype.itemsize))  # Python's integers: exact
    if dtype.kind == "b":  # any byte but 0 and 1 would be a bool that is neither
        return np.not_equal(np.frombuffer(raw, dtype=np.uint8), 0).reshape(shape)
    array: np.ndarray[Any, Any] = np.frombuffer(raw, dtype=dtype).reshape(shape)
    return array


@functools.lru_cache(256)
def _dtype_of(name: bytes) -> np.dtype[Any]:
    text = name.decode("ascii")
    if len(text) > 4 or text[:1] not in "<|" or text[1:2] not in ARRAY_KINDS:
        raise WireError("an array of a kind that may not cross")
    dtype = np.dtype(text)
    if dtype.str != text or dtype.kind not in ARRAY_KINDS:  # "<c" would be a character
        raise WireError("an array of a kind that may not cross")
    return dtype


def _get_scalar(reader: _Reader, depth: int) -> Any:
    array = _get_array(reader, depth)
    if array.ndim:
        raise WireError("a scalar with dimensions")
    return array[()]


def _get_tensor(reader: _Reader, depth: int) -> Tensor:
    flag, device, name = reader.take(1), reader.tagged_text(), reader.tagged_text()
    if flag not in (b"T", b"F") or reader.take(1) != b"a":
        raise WireError("a tensor of another form")
    if not _DEVICE.fullmatch(device) or name not in ("", "bfloat16"):
        raise WireError("a tensor of a kind that may not cross")
    return Tensor(_get_array(reader, depth), device, flag == b"T", name)


def _get_handle(reader: _Reader, depth: int) -> Handle:
    return Handle(_ID.unpack(reader.take(8))[0], reader.tagged_text(), reader.tagged_text())


def _get_callback(reader: _Reader, depth: int) -> Callback:
    return Callback(_ID.unpack(reader.take(8))[0], reader.tagged_text())


_DECODERS: dict[bytes, Callable[[_Reader, int], Any]] = {
    b"N": lambda reader, depth: None,
    b"T": lambda reader, depth: True,
    b"F": lambda reader, depth: False,
    b"i": _get_int,
    b"f": lambda reader, depth: _FLOAT.unpack(reader.take(8))[0],
    b"c": lambda reader, depth: complex(*_COMPLEX.unpack(reader.take(16))),
    b"s": lambda reader, depth: reader.text(),
    b"b": lambda reader, depth: reader.take(reader.count()),
    b"l": lambda reader, depth: reader.several(depth),
    b"t": lambda reader, depth: tuple(reader.several(depth)),
    b"d": _get_dict,
    b"a": _get_array,
    b"g": _get_scalar,
    b"x": _get_tensor,
    b"o": _get_handle,
    b"k": _get_callback,
    b"p": lambda reader, depth: SupportName(reader.tagged_text()),
}

_BY_TAG = [_DECODERS.get(bytes([tag])) for tag in range(256)]
