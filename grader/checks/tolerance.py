"""How far a right answer may be from the reference, and why.

Floating-point arithmetic rounds after every operation, and a sum gives other last digits in
another order. A tolerance leaves room for that and for nothing else.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from grader.texts import Text, text

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

__all__ = ["Tolerance", "tolerance_for"]

# Relative and absolute part by the name of the dtype, whatever the number of operations. They are
# far above the rounding of one operation, so that another formula with the same value passes too.
FLOORS: Final = {
    "float16": (5e-3, 5e-3),
    "float32": (1e-5, 1e-6),
    "float64": (1e-9, 1e-12),
}
# n roundings cost at most n/2 eps of the values summed, which may be larger than their sum.
ROUNDINGS: Final = 4.0
COMPLEX: Final = {"complex64": "float32", "complex128": "float64", "clongdouble": "float64"}


class Tolerance(msgspec.Struct, frozen=True):
    """`actual` counts as `expected` where ``|actual - expected| <= atol + rtol * |expected|``.

    `reason` explains a miss by little; without one nothing is said of it.
    """

    rtol: float
    atol: float
    reason: Text | None


@cache
def tolerance_for(dtype: DTypeLike, operations: int = 1) -> Tolerance:
    """Return the tolerance for values of `dtype` that accumulate `operations` operations each.

    Float and complex dtypes get a relative and an absolute part, at least the floors of their
    precision; any other dtype is compared exactly. `operations` under 1 counts as 1.
    """
    kind = np.dtype(dtype)
    if kind.kind not in "fc":
        return Tolerance(0.0, 0.0, text("Integers, booleans and texts are compared exactly."))
    name = COMPLEX.get(kind.name, kind.name)
    name = name if name in FLOORS else "float64"
    rtol, atol = FLOORS[name]
    rounding = ROUNDINGS * float(np.finfo(name).eps) * max(operations, 1)
    return Tolerance(max(rtol, rounding), max(atol, rounding), _reason(kind.name, operations))


def _reason(name: str, operations: int) -> Text:
    digits = np.finfo(name).precision
    if operations <= 1:
        return text(
            "{dtype} keeps about {digits} significant digits, and the tolerance leaves room for "
            "the rounding of any correct way of computing.",
            dtype=name,
            digits=digits,
        )
    return text(
        "{dtype} keeps about {digits} significant digits, and the tolerance leaves room for the "
        "rounding of {operations} operations in any order.",
        dtype=name,
        digits=digits,
        operations=operations,
    )
