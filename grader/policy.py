"""What a track forbids: imports and calls that would hand over the answer, found by reading.

Where an exercise is done from scratch, a library that has the answer ready is forbidden by the
track's `policy`. A submission's source is read before anything of it runs; nothing here is a
defence (the sandbox is), so whatever can't be decided is let through: a student is never accused
of what is not there.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from grader.texts import Text, joined, printable, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from grader.course import Policy
    from grader.sandbox.names import Use

    Reader = Callable[[str], Sequence[Use]]  # the uses of names in a source

__all__ = ["MOST_BREACHES", "Breach", "breaches", "explain"]

MOST_BREACHES: Final = 5
_MOST_NAME: Final = 80  # characters of a name that are shown


class Breach(NamedTuple):
    """A place where a source breaks the policy: `name` is what it imports or uses there."""

    file: str
    line: int
    name: str
    imported: bool


def breaches(files: dict[str, bytes], policy: Policy, read: Reader) -> list[Breach]:
    """The first places of a submission that break the policy, at most one of each line.

    `read` finds the uses of names in a source: a parser can be led to take gigabytes, so it runs in
    a worker. What is not valid Python breaks nothing: that is told when it is loaded.
    """
    forbidden = (*policy.imports, *policy.calls, *(f".{name}" for name in policy.methods))
    if not forbidden:
        return []
    found: list[Breach] = []
    for file, content in files.items():
        lines: dict[int, Breach] = {}
        for use in _suspects(content, forbidden, read):
            if _breaks(use, forbidden, policy.allowed):
                lines.setdefault(use.line, Breach(file, use.line, use.name, use.imported))
        found += lines.values()
    return found[:MOST_BREACHES]


def _suspects(content: bytes, forbidden: Sequence[str], read: Reader) -> Iterator[Use]:
    """The uses in a source, by line; nothing is parsed where no forbidden word is in it."""
    source = content.decode("utf-8-sig", "replace")
    # Python reads identifiers normalised: the fullwidth letters of a name are the plain ones.
    plain = unicodedata.normalize("NFKC", source)
    words = {name.rpartition(".")[2] for name in forbidden}
    if re.search(rf"\b(?:{'|'.join(map(re.escape, words))})\b", plain):
        yield from read(source)


def _breaks(use: Use, forbidden: Sequence[str], allowed: Sequence[str]) -> bool:
    """Whether a use is forbidden; one that comes through a forbidden name is told at that name."""
    if use.star:  # it brings all that is below: the way to something allowed is no excuse
        module = use.base or use.name
        if _within(module, forbidden) and not _within(module, allowed):
            return not use.base
    if use.base and _is_forbidden(use.base, forbidden, allowed):
        return False
    return _is_forbidden(use.name, forbidden, allowed)


def _is_forbidden(name: str, forbidden: Sequence[str], allowed: Sequence[str]) -> bool:
    if not _within(name, forbidden) or _within(name, allowed):
        return False
    return not any(each.startswith(f"{name}.") for each in allowed)  # on the way to it


def _within(name: str, prefixes: Sequence[str]) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


# --- the words ------------------------------------------------------------------------------------


def explain(found: Sequence[Breach], policy: Policy) -> Text:
    """What the student reads: where, what, why, and what is allowed all the same."""
    first, *more = found
    name = printable(first.name, _MOST_NAME)
    what = text("imports {name}", name=name) if first.imported else text("uses {name}", name=name)
    parts = [
        text(
            "{file}, line {line}: your file {what}. This exercise does not allow it: you write "
            "all of it yourself here, from scratch. Nothing was run; take it out and write that "
            "part yourself.",
            file=printable(first.file, 100),
            line=first.line,
            what=what,
        )
    ]
    if more:
        places = [f"{each.line} ({printable(each.name, _MOST_NAME)})" for each in more]
        parts.append(text("Also on line {places}.", places=", ".join(places)))
    if near := [each for each in policy.allowed if _root(each) == _root(first.name)]:
        parts.append(text("Allowed all the same: {names}.", names=", ".join(near)))
    return joined(*parts)


def _root(name: str) -> str:
    return name.partition(".")[0]
