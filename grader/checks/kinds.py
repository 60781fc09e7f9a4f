"""What messages call the arrays of a check: tensors where they are tensors for the student's code.

Checks compute with NumPy on every track, and an expected value of theirs is an array; a student
of a track with tensors has to return a tensor, and is told so.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.sandbox.tensors import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["as_told", "of_tensors", "speaking_of_tensors"]

_tensors: Final[ContextVar[bool]] = ContextVar("tensors", default=False)


@contextmanager
def speaking_of_tensors(tensors: bool) -> Iterator[None]:
    """Within this, messages speak of tensors, or of arrays."""
    token = _tensors.set(tensors)
    try:
        yield
    finally:
        _tensors.reset(token)


def of_tensors() -> bool:
    """Tell whether messages speak of tensors."""
    return _tensors.get()


def as_told(expected: Any) -> Any:
    """Return `expected`, its arrays in lists, tuples and dicts too, as the student knows them."""
    if not of_tensors():
        return expected
    if isinstance(expected, np.ndarray) and not isinstance(expected, Tensor) and expected.ndim:
        return Tensor(expected) if expected.dtype.kind in "biuf" else expected
    if isinstance(expected, (list, tuple)) and type(expected) in (list, tuple):
        return type(expected)(as_told(item) for item in expected)
    if isinstance(expected, dict):
        return {key: as_told(item) for key, item in expected.items()}
    return expected
