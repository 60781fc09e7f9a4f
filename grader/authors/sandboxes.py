"""Sandboxes that start when they are needed, and are kept for the next track with the same packages.

Starting one loads the track's packages: with PyTorch as long as grading dozens of mutants.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from grader.sandbox.launch import BestSandbox

if TYPE_CHECKING:
    from grader.sandbox.process import Limits, Process

__all__ = ["LateSandbox", "Sandboxes"]

MOST: Final = 2  # kept at a time: one with PyTorch takes a quarter of a gigabyte


class LateSandbox:
    """The best sandbox, started when its first worker is asked for: much is found out without one."""

    def __init__(self, packages: Sequence[str]) -> None:
        self._packages = packages
        self._best: BestSandbox | None = None

    @property
    def started(self) -> bool:
        """Whether it was needed."""
        return self._best is not None

    def _now(self) -> BestSandbox:
        if self._best is None:
            self._best = BestSandbox(self._packages)
        return self._best

    @property
    def level(self) -> str:
        """The level in use."""
        return self._now().level

    def spawn(self, limits: Limits) -> Process:
        """A fresh worker."""
        return self._now().spawn(limits)

    def close(self) -> None:
        """End what was started; it starts anew when it is needed again."""
        if self._best is not None:
            self._best.close()
            self._best = None


class Sandboxes:
    """The sandboxes that were used last, by the packages of their tracks."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], LateSandbox] = {}

    def of(self, packages: Sequence[str]) -> LateSandbox:
        """The sandbox for these packages; the one that was not asked for longest may end."""
        key = tuple(packages)
        sandbox = self._kept.pop(key, None) or LateSandbox(packages)
        self._kept[key] = sandbox
        while len(self._kept) > MOST:
            self._kept.pop(next(iter(self._kept))).close()
        return sandbox

    def close(self) -> None:
        """End all of them."""
        while self._kept:
            self._kept.popitem()[1].close()
