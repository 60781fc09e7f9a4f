"""Short texts of values, for messages: the same value always gives the same text.

What is shown looks like Python, so that a student can paste it. Nothing here depends on NumPy's
print options, prints an address, or takes longer than the text that it returns.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.sandbox import wire
from grader.sandbox.tensors import META, Tensor
from grader.texts import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

__all__ = ["dtype_name", "is_remote", "show", "show_call", "show_index", "show_pair", "type_name"]

DIGITS: Final = 6
MORE_DIGITS: Final = (DIGITS, 9, 12, 17)
MAX_VALUES: Final = 20  # an array of up to that many values is shown whole
# Of a longer one, so many values at each end of each axis, by number of axes; then one, at the
# start only.
EDGES: Final = {1: 5, 2: 2, 3: 1, 4: 1}
MAX_ITEMS: Final = (12, 8, 4, 2)  # of a list, by depth
MAX_STRING: Final = 80
MAX_TEXT: Final = 500
MAX_CALL: Final = 300
MAX_INT_BITS: Final = 128
DOTS: Final = "..."
PLAIN: Final = frozenset(
    {"float64", "int64", "bool", "str"}
)  # what np.array([...]) makes by itself
PLAIN_TENSORS: Final = frozenset({"float32", "int64", "bool"})  # what torch.tensor([...]) makes


def is_remote(value: Any) -> bool:
    """Tell whether `value` stands for an object that stayed in the worker."""
    return not isinstance(value, (np.ndarray, np.generic)) and isinstance(
        getattr(value, "type_name", None), str
    )


def type_name(value: Any) -> str:
    """Return the name of the type of `value`, in the worker if it stayed there."""
    if is_remote(value):
        return printable(value.type_name, 60).replace("\n", "\\n")
    if isinstance(value, np.generic):
        return f"np.{type(value).__name__}"
    return type(value).__name__


def dtype_name(dtype: np.dtype[Any]) -> str:
    """Return the name of a dtype; arrays of texts are "str" or "bytes", whatever their width."""
    return {"U": "str", "S": "bytes"}.get(dtype.kind) or printable(str(dtype), 40)


def show(value: Any, digits: int = DIGITS, limit: int = MAX_TEXT) -> str:
    """Return `value` as text of at most `limit` characters, numbers with `digits` digits."""
    return _cut(_show(value, digits, 0), limit)


def show_pair(actual: Any, expected: Any, limit: int = MAX_TEXT) -> tuple[str, str]:
    """Return both as texts, with as many digits as it takes to tell them apart."""
    for digits in MORE_DIGITS:
        one, other = show(actual, digits, limit), show(expected, digits, limit)
        if one != other:
            return one, other
    return show(actual, limit=limit), show(expected, limit=limit)


def show_index(index: Sequence[int]) -> str:
    """Return the place in an array as one writes it: ``[2, 0]``."""
    return "[" + ", ".join(str(int(i)) for i in index) + "]"


def show_call(
    name: str,
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    limit: int = MAX_CALL,
) -> str:
    """Return the call as one would type it, in at most `limit` characters.

    Short arrays are written out (``np.array([...])``); where the whole gets too long, the longest
    arguments are abbreviated first, down to an array's shape and dtype.
    """
    values: list[tuple[str, Any]] = [("", value) for value in args]
    values += [(f"{key}=", value) for key, value in (kwargs or {}).items()]
    texts = [prefix + _argument(value) for prefix, value in values]
    short = [prefix + _abbreviated(value) for prefix, value in values]
    room = limit - len(name) - 2
    for i in sorted(range(len(texts)), key=lambda i: (-len(texts[i]), i)):
        if len(", ".join(texts)) <= room:
            break
        if len(short[i]) < len(texts[i]):
            texts[i] = short[i]
    return f"{printable(name, 80)}({_cut(', '.join(texts), max(room, 3))})"


def _cut(line: str, limit: int) -> str:
    return line if len(line) <= limit else line[: max(limit - len(DOTS), 0)] + DOTS


def _show(value: Any, digits: int, depth: int) -> str:
    if is_remote(value):
        return f"<{type_name(value)}>"
    if isinstance(value, (wire.Callback, wire.SupportName)):  # functions that were given, by name
        return printable(value.name, MAX_STRING)
    if isinstance(value, np.ndarray):
        return _array(value, digits, paste=False)
    if isinstance(value, np.generic) and not isinstance(value, (np.float64, np.str_, np.bytes_)):
        return _numpy_scalar(value, digits)
    if isinstance(value, (list, tuple, dict)):
        return _container(value, digits, depth)
    return _scalar(value, digits)


def _scalar(value: Any, digits: int) -> str:
    """Return a number, text or constant; of anything else the type only, its repr may say more."""
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, (float, np.floating)):  # item() of a long double is not a float
        return _float(float(value), digits)
    if isinstance(value, (complex, np.complexfloating)):
        imaginary = _float(float(value.imag), digits)
        sign = "" if imaginary.startswith("-") else "+"
        return f"({_float(float(value.real), digits)}{sign}{imaginary}j)"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, bytes):
        return repr(bytes(value[:MAX_STRING])) + (DOTS if len(value) > MAX_STRING else "")
    name = getattr(value, "__name__", None)
    if isinstance(name, str):  # a function: never its repr, which has an address
        return printable(name, 60)
    return f"<{type(value).__name__}>"


def _integer(value: int) -> str:
    # Python refuses to print integers of thousands of digits, and takes long for fewer.
    if value.bit_length() <= MAX_INT_BITS:
        return str(int(value))
    sign = "-" if value < 0 else ""
    return f"{sign}2**{value.bit_length() - 1}{DOTS}"


def _float(value: float, digits: int) -> str:
    if not math.isfinite(value):
        return str(value)
    line = format(value, f".{digits}g") if digits < 17 else repr(value)
    return line if any(c in line for c in ".e") else line + ".0"


def _string(value: str) -> str:
    # Cut first: a text may be megabytes long.
    line = printable(value[:MAX_STRING].replace("\\", "\\\\"))
    line = line.replace("\n", "\\n").replace("\t", "\\t")
    if len(value) > MAX_STRING:
        line += f" [{DOTS} +{len(value) - MAX_STRING}]"
    if "'" in line and '"' not in line:
        return f'"{line}"'
    return "'" + line.replace("'", "\\'") + "'"


def _numpy_scalar(value: np.generic, digits: int) -> str:
    if value.dtype.kind not in "biufc":
        return f"<np.{type(value).__name__}>"
    return f"np.{type(value).__name__}({_scalar(value.item(), digits)})"


def _container(value: Any, digits: int, depth: int) -> str:
    mapping, pair = isinstance(value, dict), isinstance(value, tuple)
    opening, closing = "{}" if mapping else "()" if pair else "[]"
    if not len(value):
        return opening + closing
    if depth >= len(MAX_ITEMS):
        return opening + DOTS + closing
    cap = MAX_ITEMS[depth]
    parts: list[str] = []
    for i, item in enumerate(value.items() if mapping else value):
        if i == cap:
            parts.append(f"{DOTS} +{len(value) - cap}")
            break
        if mapping:
            parts.append(
                f"{_show(item[0], digits, depth + 1)}: {_show(item[1], digits, depth + 1)}"
            )
        else:
            parts.append(_show(item, digits, depth + 1))
    trailing = "," if pair and len(value) == 1 else ""
    return opening + ", ".join(parts) + trailing + closing


def _array(value: np.ndarray[Any, Any], digits: int, *, paste: bool) -> str:
    """Return the values of an array, and what they do not tell: its shape and dtype.

    With `paste` the text is Python that makes the array, as far as its values are all there.
    """
    if isinstance(value, Tensor):
        return _tensor(value, digits, paste=paste)
    dtype = dtype_name(value.dtype)
    if value.dtype.kind not in "biufcSU":
        return f"array({DOTS}, shape={value.shape}, dtype={dtype})"
    whole = value.size <= MAX_VALUES
    values = _nested(value, value.ndim if whole else EDGES.get(value.ndim, 0), digits, whole)
    if not paste or not whole:
        shape = f", shape={value.shape}" if value.ndim else ""
        return f"array({values}{shape}, dtype={dtype})"
    if not value.size:
        return f"np.zeros({value.shape}{_dtype_argument(dtype, {'float64'})})"
    return f"np.array({values}{_dtype_argument(dtype, PLAIN)})"


def _tensor(value: Tensor, digits: int, *, paste: bool) -> str:
    """The same for a tensor, and on which device it is unless that is the processor."""
    dtype = value.dtype_name or dtype_name(value.dtype)
    place = "" if value.device == "cpu" else f", device='{value.device}'"
    if value.device == META:  # it has no values
        return f"torch.empty({value.shape}, dtype=torch.{dtype}{place})"
    whole = value.size <= MAX_VALUES
    array = np.asarray(value)
    values = _nested(array, array.ndim if whole else EDGES.get(array.ndim, 0), digits, whole)
    if not paste or not whole:
        shape = f", shape={value.shape}" if value.ndim else ""
        return f"tensor({values}{shape}, dtype={dtype}{place})"
    kept = "" if dtype in PLAIN_TENSORS else f", dtype=torch.{dtype}"
    if not value.size:
        return f"torch.zeros({value.shape}{kept}{place})"
    return f"torch.tensor({values}{kept}{place})"


def _dtype_argument(dtype: str, implied: AbstractSet[str]) -> str:
    return "" if dtype in implied else f", dtype='{dtype}'"


def _nested(part: np.ndarray[Any, Any], edge: int, digits: int, whole: bool) -> str:
    if not part.ndim:
        return _scalar(part.item(), digits)
    if not part.size:
        return "[]"
    length = len(part)
    if whole or length <= 2 * edge or length == 1:
        head, tail = range(length), range(0)
    else:
        head, tail = range(max(edge, 1)), range(length - edge, length)
    parts = _rows(part, head, edge, digits, whole)
    if len(head) + len(tail) < length:
        parts.append(DOTS)
    return "[" + ", ".join(parts + _rows(part, tail, edge, digits, whole)) + "]"


def _rows(
    part: np.ndarray[Any, Any], rows: Iterable[int], edge: int, digits: int, whole: bool
) -> list[str]:
    return [_nested(part[i, ...], edge, digits, whole) for i in rows]


def _argument(value: Any) -> str:
    if isinstance(value, np.ndarray) and not is_remote(value):
        return _array(value, DIGITS, paste=True)
    return _show(value, DIGITS, 0)


def _abbreviated(value: Any) -> str:
    """Return `value` in a few dozen characters."""
    if isinstance(value, np.ndarray):
        kind = "tensor" if isinstance(value, Tensor) else "array"
        return f"{kind}(shape={value.shape}, dtype={dtype_name(value.dtype)})"
    if type(value) in (list, tuple, dict):
        return f"<{type_name(value)} of {len(value)}>"
    return _cut(_show(value, DIGITS, 0), 40)
