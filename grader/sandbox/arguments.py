"""What a call did to its arguments: arrays and tensors, and lists, tuples and dicts of them."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from grader.sandbox import tensors

_PLAIN = (bool, int, float, complex, str, bytes)


def snapshot(value: Any) -> Any:
    """A copy of what a call could change in place: arrays, tensors, and what holds them."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if tensors.is_tensor(value):
        return copy.copy(tensors.from_torch(value))
    if type(value) in (list, tuple):
        return [snapshot(item) for item in value]
    if type(value) is dict:
        return {key: snapshot(item) for key, item in value.items()}
    return value if type(value) in _PLAIN else None


def changed(before: Any, after: Any) -> bool:
    """Tell whether `after` is no longer what `before`, its snapshot or original, was, bit by bit.

    What a snapshot does not keep, such as an object that stays in the worker, never counts.
    """
    if isinstance(before, np.ndarray):
        return _array_changed(before, after)
    if type(before) in (list, tuple):
        if type(after) not in (list, tuple) or len(after) != len(before):
            return True
        return any(map(changed, before, after))
    if type(before) is dict:
        if type(after) is not dict or after.keys() != before.keys():
            return True
        return any(changed(item, after[key]) for key, item in before.items())
    return type(before) in _PLAIN and repr(before) != repr(after)  # NaN is what it was


def _array_changed(before: np.ndarray[Any, Any], after: Any) -> bool:
    if tensors.is_tensor(after):
        marked = isinstance(before, tensors.Tensor) and before.requires_grad != after.requires_grad
        if marked or (after.is_leaf and after.grad is not None):
            return True  # what it is for autograd has changed
        after = tensors.from_torch(after)
    if not isinstance(after, np.ndarray):
        return True  # another value in the array's place, in a list or dict
    same: bool = (
        before.shape == after.shape
        and before.dtype == after.dtype
        and before.tobytes() == np.asarray(after).tobytes()
    )
    return not same
