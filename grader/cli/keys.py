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
ESCAPE_S = 0.05  # what belongs to one key comes at once


class Keys:
    """A terminal that gives each key at once and echoes none; Ctrl-C still interrupts."""

    def __init__(self) -> None:
        self._fd = sys.stdin.fileno()
        self._before: list[Any] | None = None

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
        if not select.select([self._fd], [], [], seconds)[0]:
            return None
        key = os.read(self._fd, 1)  # what follows stays there, for a line that is typed next
        if key == b"\x1b":
            key += self._sequence()
        elif key >= b"\xc0":  # a character of several bytes
            key += os.read(self._fd, 1 if key < b"\xe0" else 2 if key < b"\xf0" else 3)
        return key.decode(errors="replace")

    def _sequence(self) -> bytes:
        """What an arrow sends behind its Escape; nothing behind Escape itself."""
        found = b""
        while len(found) < LONGEST and select.select([self._fd], [], [], ESCAPE_S)[0]:
            found += os.read(self._fd, 1)
            if found not in (b"[", b"O") and 0x40 <= found[-1] <= 0x7E:
                break
        return found

    @contextmanager
    def lines(self) -> Iterator[None]:
        """Give the terminal back, for a line that is typed and edited as usual."""
        self.__exit__()
        try:
            yield
        finally:
            self.__enter__()
