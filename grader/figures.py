"""Figures as data: what a check keeps of a loss curve or a confusion matrix, to be drawn later.

Kept in `results.json` with the check, drawn by `grader.report.figures`. Numbers are rounded to six
significant digits; what is no finite number is null. `sampled` says that a figure had more numbers
than are kept, and holds some of them at even distances.
"""

from __future__ import annotations

from msgspec import Struct

__all__ = ["Boundary", "Curve", "Figure", "Images", "Matrix", "Scatter", "Series"]

Number = float | None


class Series(Struct, frozen=True, kw_only=True):
    """One line of a curve: `values`, at even distances over `length` steps."""

    name: str
    values: list[Number]
    length: int


class Curve(Struct, frozen=True, kw_only=True, tag="curve"):
    """Lines over steps, such as the loss over epochs; steps are counted from `first`."""

    title: str = ""
    series: list[Series]
    x: str = ""
    y: str = ""
    first: int = 1
    sampled: bool = False


class Boundary(Struct, frozen=True, kw_only=True, tag="boundary"):
    """The class of each point of a grid in the plane, and labelled points on it.

    `classes` has a row for each of `y`, a column for each of `x`; `points` are pairs (x, y).
    """

    title: str = ""
    x: list[Number]
    y: list[Number]
    classes: list[list[int | None]]
    points: list[list[Number]] = []
    labels: list[int] = []
    sampled: bool = False


class Images(Struct, frozen=True, kw_only=True, tag="images"):
    """Images of one size, such as kernels or samples: rows of numbers, on one common scale."""

    title: str = ""
    images: list[list[list[Number]]]
    titles: list[str] = []
    sampled: bool = False


class Matrix(Struct, frozen=True, kw_only=True, tag="matrix"):
    """A table of numbers, such as a confusion matrix; `rows` and `columns` name its axes."""

    title: str = ""
    values: list[list[Number]]
    rows: str = ""
    columns: str = ""
    sampled: bool = False


class Scatter(Struct, frozen=True, kw_only=True, tag="scatter"):
    """Points in the plane, such as a latent space, by class where there are `labels`.

    Where there are `targets`, an arrow goes from each point to where it should be.
    """

    title: str = ""
    points: list[list[Number]]
    labels: list[int] = []
    targets: list[list[Number]] = []
    x: str = ""
    y: str = ""
    sampled: bool = False


Figure = Curve | Boundary | Images | Matrix | Scatter
