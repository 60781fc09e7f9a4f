"""Interleaved timings: A B A B ..., so that a drift of the machine's speed touches both."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """One line of the table: what was compared, both medians, and the ratio's limit, if any."""

    what: str
    ours: str
    other: str
    ratio: float
    limit: float | None

    @property
    def met(self) -> bool:
        """Whether the ratio is within the limit."""
        return self.limit is None or self.ratio <= self.limit


def paired(
    ours: Callable[[], object], other: Callable[[], object], runs: int
) -> tuple[float, float, float]:
    """Median seconds of both and the median of the ratios pair by pair, after one warm-up."""
    ours(), other()
    pairs = [(seconds(ours), seconds(other)) for _ in range(runs)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )


def seconds(action: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def command(arguments: Sequence[str], **options: object) -> Callable[[], object]:
    """A whole process, its output read through a pipe; it must succeed."""

    def run() -> None:
        subprocess.run(arguments, check=True, capture_output=True, **options)  # type: ignore[call-overload]

    return run


def milliseconds(value: float) -> str:
    """Seconds as milliseconds, to be read."""
    return f"{1000 * value:.1f} ms"


def timed(what: str, times: tuple[float, float, float], limit: float | None) -> Row:
    """The row of two times in seconds and their ratio, as `paired` gives them."""
    ours, other, ratio = times
    return Row(what, milliseconds(ours), milliseconds(other), ratio, limit)


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| measured | here | compared with | ratio | at most |", "|---|---|---|---|---|"]
    lines += [
        f"| {row.what} | {row.ours} | {row.other} | {row.ratio:.3g} | {_limit(row)} |"
        for row in rows
    ]
    return "\n".join(lines)


def _limit(row: Row) -> str:
    return "–" if row.limit is None else f"{row.limit:.3g} {'✓' if row.met else '✗'}"
