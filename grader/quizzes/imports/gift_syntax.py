"""The syntax of GIFT: blocks between blank lines, signs, and backslashes that take their meaning."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Block", "bare", "blocks", "cut", "signs"]

_ESCAPED: Final = re.compile(r"\\([~=#{}:n\\])")


class Block(NamedTuple):
    """The lines of one question: where it begins, its comments, and the rest as one text."""

    line: int
    comments: tuple[str, ...]
    body: str


def blocks(source: str) -> Iterator[Block]:
    """Cut at blank lines; comments without a question belong to none."""
    comments: list[str] = []
    lines: list[str] = []
    begin = 0
    for at, raw in enumerate([*re.split(r"\r\n|\r|\n", source), ""], 1):
        line = raw.strip()
        if line.startswith("//"):
            comments.append(line)
        elif line:
            begin = begin if lines else at
            lines.append(line)
        else:
            if lines:
                yield Block(begin, tuple(comments), "\n".join(lines))
            comments, lines = [], []


def signs(words: str, pattern: str) -> Iterator[re.Match[str]]:
    """Find `pattern` where no backslash takes its meaning away."""
    for found in re.finditer(rf"\\.|(?P<sign>{pattern})", words, re.DOTALL):
        if found["sign"] is not None:
            yield found


def cut(words: str, pattern: str, most: int) -> list[str]:
    """Split at the first signs, into `most` parts at most."""
    parts: list[str] = []
    at = 0
    for found in signs(words, pattern):
        if len(parts) == most - 1:
            break
        parts.append(words[at : found.start()])
        at = found.end()
    return [*parts, words[at:]]


def bare(words: str) -> str:
    """Return `words` without the backslashes of its escapes."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], words)
