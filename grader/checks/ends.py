"""How a check can end before its last line: what it raises, with what the student will read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.checks.compare import Mismatch
    from grader.texts import Text

__all__ = ["Awarded", "CheckFailed", "TooSlow"]


class CheckFailed(Exception):
    """What came is not what was expected."""

    def __init__(self, message: Text, mismatch: Mismatch | None = None) -> None:
        super().__init__(message.en)
        self.message, self.mismatch = message, mismatch


class TooSlow(CheckFailed):
    """The clock says so: the machine may have been busy, so it counts only the second time."""


class Awarded(Exception):
    """The check ends with a part of its points."""

    def __init__(self, fraction: float, reason: Text) -> None:
        super().__init__(fraction, reason.en)
        self.fraction, self.reason = fraction, reason
