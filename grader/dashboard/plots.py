"""The distribution of marks as a drawing that a page holds, once for each theme."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from grader.pages.shell import embedded
from grader.texts import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from grader.report.canvas import Canvas
    from grader.texts import Lang

__all__ = ["BINS", "Picture", "bins_of", "distribution"]

BINS: Final = 10  # of two marks each
WIDTH, HEIGHT = 6.0, 2.9  # inches

# Ink, lines, and bars under 10 and from there on: the pages' own colours.
_THEMES: Final = {
    "light": ("#585d6e", "#dedcd4", "#c98a7d", "#3a4db3"),
    "dark": ("#a5aaba", "#323644", "#c98a7d", "#8d9ff0"),
}


class Picture(NamedTuple):
    """The addresses of a drawing's two looks, and its size on the page."""

    light: Markup
    dark: Markup
    width: int
    height: int


def bins_of(marks: Sequence[float]) -> list[int]:
    """Count marks by two: 0 to under 2, ..., 18 to 20."""
    counts = [0] * BINS
    for mark in marks:
        counts[min(int(mark / 2), BINS - 1)] += 1
    return counts


def distribution(marks: Sequence[float], lang: Lang) -> Picture | None:
    """Return the histogram of `marks`; None where there is none."""
    if not marks:
        return None
    looks = [_drawn(tuple(bins_of(marks)), name, lang) for name in ("light", "dark")]
    return Picture(looks[0], looks[1], int(WIDTH * 96), int(HEIGHT * 96))


@lru_cache(8)
def _drawn(counts: tuple[int, ...], theme: str, lang: Lang) -> Markup:
    from matplotlib import rc_context

    from grader.report.canvas import RULES

    ink, line, *_ = _THEMES[theme]
    rules: dict[Any, Any] = {
        **RULES,
        "axes.edgecolor": line,
        "axes.facecolor": "none",
        "axes.labelcolor": ink,
        "axes.spines.left": False,
        "figure.facecolor": "none",
        "grid.color": line,
        "svg.fonttype": "path",
        "svg.hashsalt": "dashboard",
        "text.color": ink,
        "xtick.color": ink,
        "ytick.color": ink,
    }
    data = io.BytesIO()
    with rc_context(rules):
        _canvas(counts, theme, lang).savefig(data, format="svg", metadata={"Date": None})
    return embedded(data.getvalue())


def _canvas(counts: Sequence[int], theme: str, lang: Lang) -> Canvas:
    from matplotlib.ticker import MaxNLocator

    from grader.report.canvas import empty

    *_, below, enough = _THEMES[theme]
    colours = [below if 2 * at < 10 else enough for at in range(BINS)]
    canvas = empty("", WIDTH, HEIGHT)
    axes = canvas.add_subplot()
    bars = axes.bar([2 * at + 1 for at in range(BINS)], counts, width=1.84, color=colours)
    axes.bar_label(bars, [str(count or "") for count in counts], padding=2, fontsize=8)
    axes.set_xlabel(text("mark out of 20").get(lang))
    axes.set_ylabel(text("students").get(lang))
    axes.set_xlim(-0.1, 20.1)
    axes.set_xticks(range(0, 21, 2))
    axes.tick_params(length=0)
    axes.set_axisbelow(True)
    axes.grid(visible=True, axis="y")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5, min_n_ticks=1))
    return canvas
