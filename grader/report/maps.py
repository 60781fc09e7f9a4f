"""Where a large array differs, as a picture: one square for each block of values.

Drawn here and not by matplotlib, whose import alone takes longer than grading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["difference_map"]

SQUARE: Final = 10
LIGHT, DARK = (238, 240, 244), (166, 50, 43)  # the same as nothing, and as far off as the worst


def difference_map(rows: Sequence[Sequence[float]]) -> bytes:
    """Return `rows` of differences, from 0 to 1, as an SVG image."""
    width, height = SQUARE * max(map(len, rows)), SQUARE * len(rows)
    squares = "".join(
        f'<rect x="{SQUARE * x}" y="{SQUARE * y}" width="{SQUARE}" height="{SQUARE}" '
        f'fill="{_colour(value)}"/>'
        for y, row in enumerate(rows)
        for x, value in enumerate(row)
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
    return f'{head} width="{width}" height="{height}" shape-rendering="crispEdges">{squares}</svg>'.encode()


def _colour(value: float) -> str:
    part = min(max(value, 0.0), 1.0) ** 0.5  # small differences are to be seen, too
    mixed = (round(a + (b - a) * part) for a, b in zip(LIGHT, DARK, strict=True))
    return "#" + "".join(f"{one:02x}" for one in mixed)
