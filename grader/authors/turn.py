"""Processes of the gate work side by side; what the clock judges is tried again while others pause.

Two locks on files: whoever wants to be alone says so with the first, and nobody begins anything
before that one is done; the second tells when all others have stopped.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Turn"]


class Turn:
    """The turns of one process; `folder` is the same for all of them, None for one process."""

    def __init__(self, folder: str | None) -> None:
        self._locks: list[int] = []
        if folder is not None:
            flags = os.O_CREAT | os.O_RDWR
            self._locks = [os.open(os.path.join(folder, name), flags) for name in ("ask", "work")]

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Work beside others, a short while at a time."""
        self._set(0, fcntl.LOCK_SH)  # waits for whoever wants to be alone
        self._set(1, fcntl.LOCK_SH)
        self._set(0, fcntl.LOCK_UN)
        try:
            yield
        finally:
            self._set(1, fcntl.LOCK_UN)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Within `shared`: go on when no other works, and while none does."""
        self._set(1, fcntl.LOCK_UN)
        self._set(0, fcntl.LOCK_EX)
        self._set(1, fcntl.LOCK_EX)
        try:
            yield
        finally:
            self._set(1, fcntl.LOCK_SH)
            self._set(0, fcntl.LOCK_UN)

    def _set(self, which: int, kind: int) -> None:
        if self._locks:
            fcntl.flock(self._locks[which], kind)

    def close(self) -> None:
        """Let go of both."""
        while self._locks:
            os.close(self._locks.pop())
