"""The attempts at an exercise over time, as a small picture and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from grader.pages.shell import embedded
from grader.texts import decimal, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.progress import Attempt
    from grader.texts import Lang

__all__ = ["history_chart"]

WIDTH, HEIGHT, EDGE = 320, 90, 8
SHOWN: Final = 40  # the last attempts
LINE, FAINT = "#3a6fd8", "#9aa0ad"  # to be seen on light and on dark


def history_chart(attempts: Sequence[Attempt], lang: Lang) -> dict[str, Any] | None:
    """Return the picture, its description and the last attempts; None with fewer than two."""
    marks = [attempt.mark for attempt in attempts if attempt.mark is not None][-SHOWN:]
    if len(marks) < 2:
        return None
    first, best, last = (_shown(mark, lang) for mark in (marks[0], max(marks), marks[-1]))
    says = text(
        "{count} attempts: from {first} to {last} out of 20, the best {best}.",
        count=len(marks),
        first=first,
        last=last,
        best=best,
    )
    return {"image": embedded(_drawn(marks)), "says": says.get(lang)}


def _shown(mark: float, lang: Lang) -> str:
    shown = f"{mark:.2f}".rstrip("0").rstrip(".")
    return decimal(shown).get(lang)


def _drawn(marks: Sequence[float]) -> bytes:
    """Return a line through the marks, on a scale from 0 to 20."""
    step = (WIDTH - 2 * EDGE) / (len(marks) - 1)
    room = HEIGHT - 2 * EDGE
    points = [(EDGE + step * at, EDGE + room * (1 - mark / 20)) for at, mark in enumerate(marks)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    scale = "".join(
        f'<line x1="0" x2="{WIDTH}" y1="{y}" y2="{y}" stroke="{FAINT}" stroke-opacity=".4"/>'
        for y in (EDGE, EDGE + room / 2, EDGE + room)
    )
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{LINE}"/>' for x, y in points)
    line = f'<polyline points="{path}" fill="none" stroke="{LINE}" stroke-width="2"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'{head} width="{WIDTH}" height="{HEIGHT}">{scale}{line}{dots}</svg>'.encode()
