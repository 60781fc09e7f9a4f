"""Where a returned array differs from the expected one, as data that a report shows."""

from __future__ import annotations

from msgspec import Struct

__all__ = ["Difference", "Place"]


class Place(Struct, frozen=True):
    """One place of the array, and what was expected and came there."""

    index: list[int]
    expected: str
    actual: str


class Difference(Struct, frozen=True):
    """Two arrays of one shape that differ in `count` of their `size` values.

    A small one is whole: `expected`, `actual` and `wrong` by rows, `rows` naming each row by its
    indices in all axes but the last. Of a large one there is a `map`, the largest difference in
    each block of rows and columns as a part of the largest of all (0 to 1; 0 within the tolerance;
    1 where one of the two is no finite number), and in both cases the `worst` places.
    """

    shape: list[int]
    count: int
    size: int
    worst: list[Place]
    rows: list[str] = []
    expected: list[list[str]] = []
    actual: list[list[str]] = []
    wrong: list[list[bool]] = []
    map: list[list[float]] = []
