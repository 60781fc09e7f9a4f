"""Single keys from a terminal, none of them lost: it stays in its mode between two of them."""

from __future__ import annotations

import os
import select
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Keys"]

LONGEST = 16  # bytes of one key: arrows send three or more


class Keys:
    """A terminal that gives each key at once and echoes none; Ctrl-C still interrupts."""

    def __init__(self) -> None:
        self._fd = sys.stdin.fileno()
        self._before: list[Any] | None = None
        self._waiting = b""

    def __enter__(self) -> Self:
        import termios
        import tty

        self._before = termios.tcgetattr(self._fd)
        # TCSADRAIN: what was typed before is kept.
        tty.setcbreak(self._fd, termios.TCSADRAIN)
        return self

    def __exit__(self, *_: object) -> None:
        import termios

        if self._before is not None:
            termios.tcsetattr(self._fd, termios.TCSADRAIN, self._before)

    def read(self, seconds: float | None = None) -> str | None:
        """Return the next key: a character, or what an arrow sends. "" at the end of input.

        With `seconds`, None if no key comes within them.
        """
        if not self._waiting:
            if not select.select([self._fd], [], [], seconds)[0]:
                return None
            self._waiting = os.read(self._fd, 1024)
        return self._next()

    def _next(self) -> str:
        """Take one key off what was read."""
        data = self._waiting
        size = 1
        if data[:1] == b"\x1b" and data[1:2] in (b"[", b"O"):
            size = 2
            while size < min(len(data), LONGEST) and not 0x40 <= data[size] <= 0x7E:
                size += 1
            size += 1
        elif data[:1] >= b"\xc0":  # a character of several bytes
            size = 2 if data[0] < 0xE0 else 3 if data[0] < 0xF0 else 4
        self._waiting = data[size:]
        return data[:size].decode(errors="replace")

    @contextmanager
    def lines(self) -> Iterator[None]:
        """Give the terminal back, for a line that is typed and edited as usual."""
        self.__exit__()
        try:
            yield
        finally:
            self.__enter__()
