"""Images and tables on matplotlib's axes: numbers as colours."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import Normalize
from matplotlib.ticker import MaxNLocator

from grader.report.canvas import INK, Canvas, array_of, empty, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage

    from grader.checks.values import Array
    from grader.figures import Images, Matrix

__all__ = ["draw_images", "draw_matrix"]

PALE: Final = "#8A8A8A"  # of zeros in a table, which are many and say little
MOST_WRITTEN: Final = 12  # rows and columns of a table whose cells show their numbers


# --- images ---------------------------------------------------------------------------------------


def draw_images(figure: Images) -> Canvas:
    """Images side by side, on one scale."""
    stack = array_of(figure.images)
    count, height, width = stack.shape
    across = min(count, max(4, math.ceil(math.sqrt(count * height / width))), 8)
    down = math.ceil(count / across)
    across = math.ceil(count / down)
    size = 6.4 / max(across, 4)
    tall = min(max(height / width, 0.3), 3.0) * size + (0.22 if figure.titles else 0.0)
    canvas = empty(figure.title, size * across + 0.9, tall * down + 0.6)
    colours = _colours(stack, "gray")
    grid = [canvas.add_subplot(down, across, index + 1) for index in range(count)]
    for index, (axes, image) in enumerate(zip(grid, stack, strict=True)):
        shown = axes.imshow(image, interpolation="nearest", **colours)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.spines[:].set_visible(True)
        if figure.titles:
            axes.set_title(words(figure.titles[index], 14), fontsize=8, loc="center", pad=3)
    bar = canvas.colorbar(shown, ax=grid, shrink=min(1.0, 2.0 / (tall * down)), aspect=16)
    bar.outline.set_visible(False)
    return canvas


def _colours(values: Array, usual: str) -> dict[str, Any]:
    """A scale for all values: with both signs, one that is white at 0; else the `usual` one."""
    known = values[np.isfinite(values)]
    least, most = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
    if least < 0 < most:
        largest = max(-least, most)
        colours, norm = "PuOr", Normalize(-largest, largest)
    else:
        colours, norm = usual, Normalize(least, most if most > least else least + 1.0)
    map_ = colormaps[colours].with_extremes(bad="#F4C7C3")  # no number: neither white nor black
    return {"cmap": map_, "norm": norm}


# --- tables ---------------------------------------------------------------------------------------


def draw_matrix(figure: Matrix) -> Canvas:
    """A table: small ones with their numbers, large ones with a scale."""
    table = array_of(figure.values)
    high, wide = table.shape
    cell = min(0.55, 4.4 / max(high, wide))
    written = max(high, wide) <= MOST_WRITTEN
    canvas = empty(figure.title, cell * wide + (1.1 if written else 1.9), cell * high + 1.1)
    axes = canvas.add_subplot()
    axes.set_xlabel(words(figure.columns, 40))
    axes.set_ylabel(words(figure.rows, 30))
    shown = axes.imshow(table, interpolation="nearest", aspect="equal", **_colours(table, "Blues"))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=12))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=12))
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    if written:
        _write(axes, figure, shown)
    else:
        bar = canvas.colorbar(shown, ax=axes)
        bar.outline.set_visible(False)
    return canvas


def _write(axes: Axes, figure: Matrix, shown: AxesImage) -> None:
    """The numbers in their cells, dark on light and light on dark."""
    for row, values in enumerate(figure.values):
        for column, value in enumerate(values):
            if value is None:
                axes.text(column, row, "×", ha="center", va="center", fontsize=8)
                continue
            ink = PALE if value == 0 else "white" if _is_dark(shown, value) else INK
            said = f"{value:.3g}" if abs(value) < 1000 else f"{value:.5g}"
            axes.text(column, row, said, ha="center", va="center", fontsize=8, color=ink)


def _is_dark(shown: AxesImage, value: float) -> bool:
    """Whether the colour of a value is so dark that white reads better on it than black."""
    colour: Any = shown.to_rgba(array_of([value]))
    return float(colour[0, :3] @ (0.299, 0.587, 0.114)) < 0.55
