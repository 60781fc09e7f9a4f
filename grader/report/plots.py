"""Curves and decision boundaries on matplotlib's axes, and which kind of figure is drawn how.

Imported only by `grader.report.figures`, when something is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from grader.figures import Boundary, Curve, Figure, Images, Scatter
from grader.report.canvas import INK, Canvas, array_of, empty, words
from grader.report.describe import finite
from grader.report.heatmaps import draw_images, draw_matrix

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from grader.checks.values import Array

__all__ = ["plotted"]

# Okabe and Ito's colours, black and yellow replaced by a grey and an olive that show on both sides.
COLOURS: Final = (
    *("#0072B2", "#D55E00", "#009E73", "#CC79A7"),
    *("#E69F00", "#56B4E9", "#555555", "#B8A800"),
)
DASHES: Final = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)), (0, (8, 2)))
SHAPES: Final = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p")
MOST_INSIDE: Final = 4  # lines that a legend on top of them names
MOST_KEYS: Final = 16  # classes that the key beside a plane names
LOG_FROM: Final = 1000.0  # the ratio from which a positive curve gets a logarithmic axis


def plotted(figure: Figure, absent: str) -> Canvas:
    """Lay the figure out; `absent` is what the legend calls values that are no numbers."""
    if isinstance(figure, Curve):
        canvas = _curve(figure, absent)
    elif isinstance(figure, Boundary):
        canvas = _boundary(figure)
    elif isinstance(figure, Scatter):
        canvas = _cloud(figure)
    elif isinstance(figure, Images):
        canvas = draw_images(figure)
    else:
        canvas = draw_matrix(figure)
    return canvas


# --- lines ----------------------------------------------------------------------------------------


def _curve(figure: Curve, absent: str) -> Canvas:
    canvas = empty(figure.title, 6.4, 3.8)
    axes = canvas.add_subplot()
    axes.set_xlabel(words(figure.x))
    alone = figure.series[0].name if len(figure.series) == 1 else ""
    axes.set_ylabel(words(figure.y or alone, 40))
    axes.grid(True)
    axes.margins(x=0.02)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8, min_n_ticks=1))
    if max(series.length for series in figure.series) == 1:
        axes.set_xlim(figure.first - 0.5, figure.first + 0.5)
    lost = False
    for index, series in enumerate(figure.series):
        steps = figure.first + np.linspace(0, series.length - 1, len(series.values))
        values = array_of(series.values)
        colour = COLOURS[index % len(COLOURS)]
        marker = "o" if len(values) <= 12 else ""
        dash: Any = DASHES[index % len(DASHES)]
        axes.plot(steps, values, color=colour, ls=dash, lw=1.8, marker=marker, ms=4)
        gaps = steps[np.isnan(values)]
        lost = lost or bool(len(gaps))
        # On the edge of the axes, whatever the scale: where a value is missing, not how large.
        axes.plot(
            gaps,
            np.full(len(gaps), 0.02),
            color=colour,
            ls="",
            marker="x",
            ms=6,
            transform=axes.get_xaxis_transform(),
        )
    _scale(axes, figure)
    _legend(canvas, axes, [series.name for series in figure.series], absent if lost else "")
    return canvas


def _scale(axes: Axes, figure: Curve) -> None:
    known = finite(value for series in figure.series for value in series.values)
    if known and min(known) > 0 and max(known) / min(known) > LOG_FROM:
        axes.set_yscale("log")
        # Powers of ten are written as formulas otherwise, which are off.
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.yaxis.set_minor_formatter(NullFormatter())


def _legend(canvas: Canvas, axes: Axes, names: list[str], absent: str) -> None:
    """Name the lines; matplotlib would leave out a name that begins with an underscore."""
    handles = axes.get_lines()[::2]
    if absent:
        handles = [*handles, axes.get_lines()[1]]
        names = [*names, absent]
    if len(handles) > 1:
        numbers = [str(index) for index in range(len(handles))]
        if len(handles) <= MOST_INSIDE:
            legend = axes.legend(handles, numbers)
        else:
            legend = canvas.legend(handles, numbers, loc="outside right upper")
        for shown, name in zip(legend.get_texts(), names, strict=True):
            shown.set_text(words(name, 30))


# --- regions --------------------------------------------------------------------------------------


def _boundary(figure: Boundary) -> Canvas:
    canvas = empty(figure.title, 5.8, 4.4)
    axes = canvas.add_subplot()
    axes.set_xlabel("x")
    axes.set_ylabel("y", rotation=0, va="center")
    known = sorted({each for row in figure.classes for each in row if each is not None})
    known = sorted({*known, *figure.labels})
    place = {each: index for index, each in enumerate(known)}
    cells = [
        [place.get(each, -1) if each is not None else -1 for each in row] for row in figure.classes
    ]
    axes.pcolormesh(
        _coordinates(figure.x),
        _coordinates(figure.y),
        np.ma.masked_less(np.array(cells), 0),
        cmap=ListedColormap([_colour(index) for index in range(max(len(known), 1))]),
        norm=Normalize(-0.5, max(len(known), 1) - 0.5),
        shading="nearest",
        alpha=0.32,
        rasterized=True,
    )
    if figure.points:
        _dots(axes, figure, place)
    _key(canvas, known, bool(figure.labels))
    return canvas


def _colour(index: int) -> str:
    return COLOURS[index % len(COLOURS)]


def _coordinates(values: list[float | None]) -> Array:
    """The coordinates, or places where some are missing."""
    array = array_of(values)
    return array if np.isfinite(array).all() else np.arange(len(array), dtype=np.float64)


def _cloud(figure: Scatter) -> Canvas:
    canvas = empty(figure.title, 5.8, 4.4)
    axes = canvas.add_subplot()
    axes.set_xlabel(words(figure.x or "x"))
    axes.set_ylabel(words(figure.y or "y"))
    axes.grid(True)
    if figure.targets:
        start, end = array_of(figure.points), array_of(figure.targets)
        known = np.isfinite(start).all(axis=1) & np.isfinite(end).all(axis=1)
        for one, other in zip(start[known], end[known], strict=True):
            arrow = {"arrowstyle": "->", "color": COLOURS[1], "lw": 0.9, "shrinkA": 0, "shrinkB": 0}
            axes.annotate("", xy=other, xytext=one, arrowprops=arrow)
        axes.update_datalim(end[known])  # arrows alone would not widen the axes
    classes = sorted(set(figure.labels))
    _dots(axes, figure, {each: index for index, each in enumerate(classes)})
    _key(canvas, classes, with_points=True)
    return canvas


def _dots(axes: Axes, figure: Boundary | Scatter, place: dict[int, int]) -> None:
    """The points, in the colour and shape of their class; on top of all else."""
    points = array_of(figure.points)
    classes = np.array([place[label] for label in figure.labels] or [-1] * len(points))
    for index in np.unique(classes):
        chosen = points[classes == index]
        axes.scatter(
            chosen[:, 0],
            chosen[:, 1],
            s=22,
            c=_colour(index) if index >= 0 else INK,
            marker=SHAPES[index % len(SHAPES)] if index >= 0 else "o",
            edgecolors="white",
            linewidths=0.7,
            zorder=3,
        )


def _key(canvas: Canvas, known: list[int], with_points: bool) -> None:
    """What colour and shape mean, beside the plane."""
    shapes = SHAPES if with_points else ("s",)
    handles = [
        Line2D(
            [],
            [],
            ls="",
            marker=shapes[index % len(shapes)],
            color=_colour(index),
            markeredgecolor="white",
            ms=8,
        )
        for index in range(min(len(known), MOST_KEYS))
    ]
    if handles:
        names = [str(each) for each in known[:MOST_KEYS]]
        canvas.legend(handles, names, loc="outside right upper", frameon=False)
