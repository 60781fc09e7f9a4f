"""Figures that a check keeps with its result: data only, drawn when a report is made.

    curve(fr="Perte par époque", en="Loss per epoch", series={"loss": losses}, x="epoch", y="loss")

A figure shows what happened; it never decides. Data that can't be drawn (another shape, no numbers)
drops the figure and leaves the check as it is; `grade check-course` says so of the solution's.
What is kept of a check: the first `MOST_FIGURES` titles, of each the last figure (of a training
that was tried again, the last try), of each figure at most `MOST_NUMBERS` numbers: a longer curve,
a finer grid, larger images or a larger matrix are sampled at even distances; of more than
`MOST_SERIES` lines or `MOST_IMAGES` images the first are kept. Nothing is kept where a check runs
on anything but a student's work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, NamedTuple

import numpy as np
from msgspec.structs import replace

from grader.checks.values import Array
from grader.figures import Boundary, Curve, Figure, Images, Matrix, Scatter, Series
from grader.texts import Lang, Text, printable, verbatim

__all__ = [
    "Kept",
    "Sheet",
    "boundary",
    "collecting",
    "curve",
    "images",
    "in_language",
    "matrix",
    "scatter",
]

MOST_FIGURES: Final = 4  # of a check
MOST_NUMBERS: Final = 4096  # of a figure
MOST_SERIES: Final = 8
MOST_IMAGES: Final = 64
MOST_POINTS: Final = 400
MOST_LABEL: Final = 80  # characters of a name

Label = str | Text


class Kept(NamedTuple):
    """A figure without its words, and the words in both languages, by the figure's fields."""

    figure: Figure
    words: dict[str, Text]


class Sheet:
    """The figures of one run of a check, and why others were dropped."""

    def __init__(self) -> None:
        self._by_title: dict[str, Kept] = {}
        self.dropped: list[str] = []

    @property
    def figures(self) -> tuple[Kept, ...]:
        """The figures, in the order in which their titles first came."""
        return tuple(self._by_title.values())

    def add(self, kept: Kept) -> None:
        """Keep a figure in place of the one with its title, or as another one."""
        title = kept.words["title"].en
        if title not in self._by_title and len(self._by_title) == MOST_FIGURES:
            self.drop(title, f"more than {MOST_FIGURES} figures")
        else:
            self._by_title[title] = kept

    def drop(self, title: str, why: str) -> None:
        """Remember that a figure is not kept; a few are enough."""
        if len(self.dropped) < MOST_FIGURES:
            self.dropped.append(f"{title}: {why}")


_sheet: ContextVar[Sheet | None] = ContextVar("sheet", default=None)


@contextmanager
def collecting(wanted: bool = True) -> Iterator[Sheet]:
    """Keep the figures of the check that runs inside, unless they are not `wanted`."""
    sheet = Sheet()
    token = _sheet.set(sheet if wanted else None)
    try:
        yield sheet
    finally:
        _sheet.reset(token)


def in_language(kept: Kept, language: Lang) -> Figure:
    """The figure with its words in one language."""
    words = {name: printable(word.get(language), 200) for name, word in kept.words.items()}
    return replace(kept.figure, **words)


# --- what a check calls ---------------------------------------------------------------------------


def curve(
    *,
    fr: str,
    en: str,
    series: Mapping[str, Any],
    x: Label = "",
    y: Label = "",
    first: int = 1,
) -> None:
    """Lines over steps: `series` maps names to one-dimensional values; steps count from `first`."""

    def figure() -> Curve:
        lines, sampled = _lines(series)
        return Curve(series=lines, first=int(first), sampled=sampled)

    _keep(figure, {"title": Text(fr, en), "x": _label(x), "y": _label(y)})


def boundary(
    *, fr: str, en: str, x: Any, y: Any, classes: Any, points: Any = None, labels: Any = None
) -> None:
    """The classes (gy, gx) on the grid of `x` (gx,) and `y` (gy,); points (n, 2), labels (n,)."""
    _keep(lambda: _boundary(x, y, classes, points, labels), {"title": Text(fr, en)})


def images(*, fr: str, en: str, images: Any, titles: Sequence[str] | None = None) -> None:
    """Images (k, h, w) on one common scale, each with a title where there are `titles`."""
    _keep(lambda: _images(images, titles), {"title": Text(fr, en)})


def matrix(*, fr: str, en: str, values: Any, rows: Label = "", columns: Label = "") -> None:
    """A table (r, c) of numbers; `rows` and `columns` say what its axes are."""
    words = {"title": Text(fr, en), "rows": _label(rows), "columns": _label(columns)}
    _keep(lambda: _matrix(values), words)


def scatter(
    *,
    fr: str,
    en: str,
    points: Any,
    labels: Any = None,
    targets: Any = None,
    x: Label = "",
    y: Label = "",
) -> None:
    """Points (n, 2) with class numbers (n,); an arrow from each to its target (n, 2) if given."""
    words = {"title": Text(fr, en), "x": _label(x), "y": _label(y)}
    _keep(lambda: _scatter(points, labels, targets), words)


def _label(label: Label) -> Text:
    return label if isinstance(label, Text) else verbatim(str(label))


def _keep(figure: Callable[[], Figure], words: dict[str, Text]) -> None:
    """Make and keep a figure where figures are kept; whatever prevents it, the check goes on."""
    if (sheet := _sheet.get()) is None:
        return
    try:
        sheet.add(Kept(figure(), words))
    except Exception as trouble:  # noqa: BLE001  # a student never loses points by a figure
        sheet.drop(words["title"].en, f"{type(trouble).__name__}: {trouble}")


# --- from values to data --------------------------------------------------------------------------


def _numbers(value: Any, dimensions: int) -> Array:
    """The value as a new float64 array of so many dimensions, none of them empty."""
    if not isinstance(value, (np.ndarray, list, tuple)):
        raise TypeError("neither an array nor a list")
    array = np.array(value)
    if array.dtype.kind not in "biuf":
        raise TypeError("no numbers")
    if array.ndim != dimensions or not array.size:
        raise ValueError(f"the shape {array.shape} in place of {dimensions} dimensions")
    with np.errstate(all="ignore"):
        return array.astype(np.float64)


def _rounded(array: Array) -> Any:
    """The array as nested lists of floats with six significant digits, null where not finite."""
    if array.ndim > 1:
        return [_rounded(row) for row in array]
    finite = np.isfinite(array)
    return [float(f"{v:.6g}") if ok else None for v, ok in zip(array, finite, strict=True)]


def _places(length: int, most: int) -> Array:
    """At most `most` places of `length`, at even distances, the first and the last included."""
    if length <= most:
        return np.arange(length)
    return np.linspace(0, length - 1, max(most, 1)).round().astype(np.int64)


def _sampled(array: Array, most: int) -> Array:
    """Rows and columns (the last two axes) at even distances, so that `most` numbers are left."""
    height, width = array.shape[-2:]
    each = most // (array.size // (height * width))
    high, wide = _shape_within(height, width, each)
    return array[..., _places(height, high)[:, None], _places(width, wide)]


def _shape_within(height: int, width: int, most: int) -> tuple[int, int]:
    """The sides to which a rectangle shrinks, its proportions kept, to have at most `most` cells."""
    if height * width <= most:
        return height, width
    shrink = (most / (height * width)) ** 0.5
    high, wide = max(int(height * shrink), 1), max(int(width * shrink), 1)
    return min(high, most // wide or 1), min(wide, most)


def _lines(series: Mapping[str, Any]) -> tuple[list[Series], bool]:
    chosen = list(series.items())[:MOST_SERIES]
    if not chosen:
        raise ValueError("no series")
    most = MOST_NUMBERS // len(chosen)
    lines, sampled = [], len(series) > len(chosen)
    for name, values in chosen:
        line = _numbers(values, 1)
        sampled |= len(line) > most
        kept = _rounded(line[_places(len(line), most)])
        lines.append(Series(name=printable(str(name), MOST_LABEL), values=kept, length=len(line)))
    return lines, sampled


def _boundary(x: Any, y: Any, classes: Any, points: Any, labels: Any) -> Boundary:
    columns, rows, grid = _numbers(x, 1), _numbers(y, 1), _numbers(classes, 2)
    if grid.shape != (len(rows), len(columns)):
        raise ValueError(f"the classes have the shape {grid.shape}")
    dots, named = _points(points, labels)
    some = _places(len(dots), MOST_POINTS)
    # Each point is three numbers, each row and column of the grid one more.
    left = MOST_NUMBERS - 3 * len(some)
    high, wide = _shape_within(len(rows), len(columns), left)
    while high * wide + high + wide > left:
        high, wide = _shape_within(high, wide, high * wide - 1)
    down, across = _places(len(rows), high), _places(len(columns), wide)
    return Boundary(
        x=_rounded(columns[across]),
        y=_rounded(rows[down]),
        classes=_whole(grid[np.ix_(down, across)]),
        points=_rounded(dots[some]) if len(some) else [],
        labels=named[some].tolist() if len(named) else [],
        sampled=len(some) < len(dots) or high * wide < grid.size,
    )


def _points(points: Any, labels: Any) -> tuple[Array, Array]:
    if points is None:
        return np.zeros((0, 2)), np.zeros(0, dtype=np.int64)
    dots = _numbers(points, 2)
    if dots.shape[1] != 2:
        raise ValueError(f"the points have the shape {dots.shape}")
    if labels is None:
        return dots, np.zeros(0, dtype=np.int64)
    named = _numbers(labels, 1)
    if len(named) != len(dots) or not np.array_equal(named, np.clip(named.round(), -1e9, 1e9)):
        raise ValueError("the labels are not one class number for each point")
    return dots, named.astype(np.int64)


def _scatter(points: Any, labels: Any, targets: Any) -> Scatter:
    dots, named = _points(points, labels)
    if not len(dots):
        raise ValueError("no points")
    aims = None if targets is None else _numbers(targets, 2)
    if aims is not None and aims.shape != dots.shape:
        raise ValueError(f"the targets have the shape {aims.shape}")
    some = _places(len(dots), MOST_POINTS)
    return Scatter(
        points=_rounded(dots[some]),
        labels=named[some].tolist() if len(named) else [],
        targets=[] if aims is None else _rounded(aims[some]),
        sampled=len(some) < len(dots),
    )


def _whole(grid: Array) -> list[list[int | None]]:
    """Class numbers as integers, null where they are none."""
    usable = (np.abs(grid) < 1e9) & (grid == np.round(grid))
    return [
        [int(v) if ok else None for v, ok in zip(row, fit, strict=True)]
        for row, fit in zip(grid, usable, strict=True)
    ]


def _images(images: Any, titles: Sequence[str] | None) -> Images:
    whole = _numbers(images, 3)
    kept = _sampled(whole[:MOST_IMAGES], MOST_NUMBERS)
    names = [] if titles is None else [printable(str(t), MOST_LABEL) for t in titles[: len(kept)]]
    if titles is not None and len(names) != len(kept):
        raise ValueError("not a title for each image")
    return Images(images=_rounded(kept), titles=names, sampled=kept.size < whole.size)


def _matrix(values: Any) -> Matrix:
    table = _numbers(values, 2)
    sample = _sampled(table, MOST_NUMBERS)
    return Matrix(values=_rounded(sample), sampled=sample.size < table.size)
