"""What all drawings have in common: matplotlib's settings, an empty canvas, texts and numbers."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.figure import Figure as Canvas
from matplotlib.layout_engine import ConstrainedLayoutEngine

from grader.texts import printable

if TYPE_CHECKING:
    from grader.checks.values import Array

__all__ = ["INK", "RULES", "Canvas", "array_of", "empty", "words"]

INK: Final = "#222222"
LARGEST: Final = 1e60  # beyond, axes can't be computed: what is larger is drawn there

RULES: Final[dict[str, Any]] = {
    "axes.edgecolor": "#888888",
    "axes.formatter.use_mathtext": False,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.unicode_minus": True,
    "figure.facecolor": "white",
    "font.family": ["DejaVu Sans"],  # comes with matplotlib
    "font.size": 9.0,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.7,
    "legend.edgecolor": "#CCCCCC",
    "legend.framealpha": 0.9,
    "svg.fonttype": "none",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": INK,
    "ytick.color": INK,
}


def empty(title: str, width: float, height: float) -> Canvas:
    """An empty drawing of so many inches, its title at the left above all axes."""
    width = max(width, 3.6)
    lines = words(title, int(width * 10.5))
    canvas = Canvas(figsize=(width, height + 0.2 * lines.count("\n")), layout="constrained")
    engine = canvas.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(w_pad=0.08, h_pad=0.08)
    if lines:
        canvas.suptitle(lines, x=0.02, ha="left", fontsize=11)
    return canvas


def words(value: str, width: int = 60) -> str:
    """A text as it is drawn: one line, or a few where it is long."""
    return "\n".join(textwrap.wrap(printable(" ".join(value.split()), 200), width)[:3])


def array_of(values: Any) -> Array:
    """Lists with nulls as an array with NaN, of a size that axes can bear."""
    array = np.array(values, dtype=np.float64)
    return np.clip(array, -LARGEST, LARGEST)
