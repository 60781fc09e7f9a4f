"""What a report shows of two arrays that differ: tables where they are small, a map where not."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.checks.show import show, show_pair
from grader.checks.values import as_array, wide, wrong_places
from grader.differences import Difference, Place

if TYPE_CHECKING:
    from grader.checks.compare import Mismatch
    from grader.checks.values import Array

__all__ = ["difference_of"]

MOST_CELLS: Final = 64
MOST_COLUMNS: Final = 10  # of a table that fits on a page
MOST_BLOCKS: Final = 32  # rows and columns of a map
MOST_SIZE: Final = 1_000_000
WORST: Final = 5
CELL: Final = 24  # characters


def difference_of(mismatch: Mismatch) -> Difference | None:
    """Return where the two arrays of `mismatch` differ; None where they have no common shape."""
    actual, expected = as_array(mismatch.actual_value), as_array(mismatch.expected_value)
    if actual is None or expected is None or mismatch.tolerance is None:
        return None
    if actual.shape != expected.shape or not 1 < expected.size <= MOST_SIZE:
        return None
    wrong = wrong_places(actual, expected, mismatch.tolerance)
    if not wrong.any():
        return None
    size = _distance(actual, expected, wrong)
    found = Difference(
        shape=list(expected.shape),
        count=int(np.count_nonzero(wrong)),
        size=int(expected.size),
        worst=_worst(actual, expected, size),
    )
    if expected.size <= MOST_CELLS and expected.shape[-1] <= MOST_COLUMNS:
        return _with_tables(found, actual, expected, wrong)
    return _with_map(found, size)


def _distance(actual: Array, expected: Array, wrong: Array) -> Array:
    """Return how far each wrong value is off, from 0 to 1; 1 too where one is not finite."""
    with np.errstate(all="ignore"):
        off = np.abs(wide(actual) - wide(expected)).astype(np.float64)
    finite = np.isfinite(off)
    off = np.where(wrong & finite, off, 0.0)
    largest = float(off.max())
    part = off / largest if largest else off
    # What is wrong is never invisible beside something that is off by much more.
    return np.where(wrong, np.where(finite, np.maximum(part, 0.05), 1.0), 0.0)


def _worst(actual: Array, expected: Array, size: Array) -> list[Place]:
    order = np.argsort(-size.ravel(), kind="stable")[:WORST]
    places = [at for at in order.tolist() if size.flat[at] > 0]
    return [_place(actual, expected, int(at)) for at in places]


def _place(actual: Array, expected: Array, flat: int) -> Place:
    index = [int(i) for i in np.unravel_index(flat, expected.shape)]
    came, wanted = show_pair(_cell(actual, flat), _cell(expected, flat), limit=CELL)
    return Place(index, wanted, came)


def _cell(array: Array, flat: int) -> Any:
    return array.flat[flat].item()


def _with_tables(found: Difference, actual: Array, expected: Array, wrong: Array) -> Difference:
    from msgspec.structs import replace

    columns = expected.shape[-1]
    pairs = [
        show_pair(_cell(actual, at), _cell(expected, at), limit=CELL)
        if wrong.flat[at]
        else (show(_cell(actual, at), limit=CELL),) * 2
        for at in range(expected.size)
    ]
    outer = product(*(range(n) for n in expected.shape[:-1]))
    return replace(
        found,
        rows=[", ".join(map(str, index)) for index in outer],
        actual=_in_rows([came for came, _ in pairs], columns),
        expected=_in_rows([wanted for _, wanted in pairs], columns),
        wrong=_in_rows([bool(one) for one in wrong.ravel()], columns),
    )


def _in_rows(flat: list[Any], columns: int) -> list[list[Any]]:
    return [flat[at : at + columns] for at in range(0, len(flat), columns)]


def _with_map(found: Difference, size: Array) -> Difference:
    from msgspec.structs import replace

    plane = size.reshape(-1, size.shape[-1])
    if plane.shape[0] == 1:  # a long row is folded, to be seen
        width = int(np.ceil(np.sqrt(plane.size)))
        padded = np.zeros(width * -(-plane.size // width))
        padded[: plane.size] = plane.ravel()
        plane = padded.reshape(-1, width)
    for axis in (0, 1):
        edges = np.linspace(0, plane.shape[axis], MOST_BLOCKS + 1).astype(int)[:-1]
        if plane.shape[axis] > MOST_BLOCKS:
            plane = np.maximum.reduceat(plane, edges, axis=axis)
    return replace(found, map=[[round(float(v), 3) for v in row] for row in plane])
