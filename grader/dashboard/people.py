"""Who is who on the pages: names or pseudonyms, and the names of their pages."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from grader.texts import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from grader.dashboard.roster import Person

__all__ = ["Shown", "pseudonym", "shown"]

LONGEST: Final = 60
_PURPOSE: Final = b"deep-learning-grader: a pseudonym of the dashboard\0"
_PLAIN: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


class Shown(NamedTuple):
    """How a student appears: `id` and `name` as shown, and the name of the page."""

    id: str
    name: str
    page: str


def pseudonym(student: str, key: bytes) -> str:
    """Return the pseudonym of `student`: the same as long as the key is, and no way back.

    Sixty bits of a keyed digest: in a class of a thousand two are alike once in a million million.
    """
    digest = hmac.digest(key, _PURPOSE + student.encode("utf-8", "surrogateescape"), "sha256")
    letters = base64.b32encode(digest).decode().lower()
    return "-".join((letters[:4], letters[4:8], letters[8:12]))


def shown(
    students: Iterable[str], roster: Mapping[str, Person], key: bytes | None
) -> dict[str, Shown]:
    """Return how each student appears, in the order of the pages; a `key` makes them anonymous."""
    if key is not None:
        hidden = {student: pseudonym(student, key) for student in students}
        ordered = sorted(hidden, key=lambda student: hidden[student])
        return {one: Shown(hidden[one], hidden[one], hidden[one]) for one in ordered}
    names = {one: roster[one].name if one in roster else "" for one in students}
    ordered = sorted(names, key=lambda one: ((names[one] or one).casefold(), one))
    used: set[str] = set()
    return {
        one: Shown(printable(one, LONGEST), printable(names[one] or one, LONGEST), _page(one, used))
        for one in ordered
    }


def _page(student: str, used: set[str]) -> str:
    """A name for a file that every system and address takes, and nobody else has."""
    if _PLAIN.fullmatch(student):
        page = student
    else:
        stem = re.sub(r"[^a-z0-9_-]+", "-", student.lower())[:40].strip("-")
        digest = hashlib.sha256(student.encode("utf-8", "surrogateescape")).hexdigest()
        page = f"{stem}-{digest[:8]}".lstrip("-")
    while page in used:
        page = f"{page}-x"
    used.add(page)
    return page
