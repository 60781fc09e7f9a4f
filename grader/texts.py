"""Sentences in French and English, and what may be shown of a student's text.

A sentence of the grader is written once, in English, as ``text("No file {file}.", file=name)``;
its French comes from the gettext catalogue in ``grader/locale``. Both languages are resolved at
once, so that a `Text` can cross every stage and be turned into a string where it is shown.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "LANGUAGES",
    "Lang",
    "Text",
    "choose_language",
    "decimal",
    "joined",
    "other_of",
    "plural",
    "printable",
    "text",
    "verbatim",
]

Lang = Literal["fr", "en"]
LANGUAGES: Final[tuple[Lang, ...]] = ("fr", "en")
CATALOGUE: Final = os.path.join(
    os.path.dirname(__file__), "locale", "fr", "LC_MESSAGES", "grader.mo"
)


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sentence in both languages of the course."""

    fr: str
    en: str

    def get(self, lang: str) -> str:
        """Return the French sentence for ``"fr"``, the English one for any other language."""
        return self.fr if lang == "fr" else self.en


def text(msgid: str, /, **params: Text | str | float) -> Text:
    """Return the sentence `msgid` in both languages, its ``{name}`` fields filled from `params`.

    A `Text` among the parameters is resolved in the language of the sentence around it. Where the
    catalogue has no French, the English stands in. Only `msgid` is read as a format, never a
    parameter, so a student's text may be one. A missing parameter raises `KeyError`.
    """
    french = _french().get(msgid, msgid)
    if not params:
        # "{{" means the same with and without parameters.
        return Text(french.format(), msgid.format())
    return Text(french.format(**_in("fr", params)), msgid.format(**_in("en", params)))


def verbatim(value: str) -> Text:
    """Return `value` as a Text that reads the same in both languages (code, a name, a number)."""
    return Text(value, value)


def plural(count: float, one: Text, many: Text) -> Text:
    """Choose between two sentences by `count`: French counts 0 and 1 as one, English only 1."""
    return Text(one.fr if abs(count) < 2 else many.fr, one.en if count == 1 else many.en)


def _in(lang: Lang, params: Mapping[str, Text | str | float]) -> dict[str, str | float]:
    return {
        name: value.get(lang) if isinstance(value, Text) else value
        for name, value in params.items()
    }


_catalogue: dict[str, str] | None = None


def _french() -> dict[str, str]:
    """Return the French catalogue, read at its first use."""
    global _catalogue
    if _catalogue is None:
        _catalogue = _read_mo(CATALOGUE)
    return _catalogue


def _read_mo(path: str) -> dict[str, str]:
    """Read a compiled catalogue: English to French. A missing file is an empty catalogue.

    Only the two tables of offsets are read. The stdlib's reader also compiles the plural rule and
    searches the file system: several milliseconds of a run that has only a few dozen to spare.
    """
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return {}
    order: Literal["little", "big"] = "little" if data[:4] == b"\xde\x12\x04\x95" else "big"
    count, keys, values = (int.from_bytes(data[at : at + 4], order) for at in (8, 12, 16))

    def string(table: int, index: int) -> str:
        at = table + 8 * index
        size = int.from_bytes(data[at : at + 4], order)
        start = int.from_bytes(data[at + 4 : at + 8], order)
        return data[start : start + size].decode()

    # The first entry of a catalogue, under the empty key, is its header.
    return {string(keys, i): string(values, i) for i in range(count) if string(keys, i)}


# ``<object at 0x7f...>`` in any length; elsewhere only what is as long as an address.
_ADDRESS: Final = re.compile(r"(?<= at )0x[0-9a-fA-F]+|\b0x[0-9a-fA-F]{9,16}\b")
# Invisible, but printable for Python: fillers, joiners, variation selectors.
_INVISIBLE: Final = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
    + "".join(map(chr, range(0x180B, 0x1810)))
    + "".join(map(chr, range(0xFE00, 0xFE10)))
)
# Line breaks, and the spaces of French typography, are harmless though not "printable".
_HARMLESS: Final = frozenset("\n\t\u00a0\u202f\u2009")


def joined(*sentences: Text | None) -> Text:
    """Return the sentences one after the other; None stands for no sentence."""
    said = [sentence for sentence in sentences if sentence is not None]
    return Text(" ".join(one.fr for one in said), " ".join(one.en for one in said))


def printable(value: str, limit: int = 500) -> str:
    r"""Return `value` safe to show: nothing in it can steer a terminal or hide.

    Control, bidirectional, zero-width and unassigned characters and lone surrogates become
    visible escapes (``\x1b``, ``\u202e``), memory addresses become ``0x...`` so that the same run
    gives the same text, and what exceeds `limit` characters is replaced by how much it was.
    """
    value = _ADDRESS.sub("0x...", value)
    if len(value) > limit:
        return f"{_escaped(value[:limit])} […+{len(value) - limit}]"
    return _escaped(value)


def _escaped(value: str) -> str:
    if value.isascii() and value.isprintable():
        return value
    return "".join(
        c
        if c in _HARMLESS or (c.isprintable() and c not in _INVISIBLE and c < "\U000e0000")
        else c.encode("unicode_escape").decode("ascii")
        for c in value.replace("\r\n", "\n")
    )


def decimal(shown: str) -> Text:
    """Return a number that was written with a point as each language writes it."""
    return Text(shown.replace(".", ","), shown)


def other_of(lang: Lang) -> Lang:
    """Return the other one of the two languages."""
    return "en" if lang == "fr" else "fr"


def choose_language(
    option: str | None, environ: Mapping[str, str], course_language: str = "fr"
) -> Lang:
    """Return the language to speak: ``--lang``, ``GRADE_LANG``, the locale, then the course's.

    The locale counts only if it is French or English; what is unknown is passed over.
    """
    locale = next(
        (environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), ""
    )
    for choice in (option, environ.get("GRADE_LANG"), locale, course_language):
        language = re.split("[_.@-]", choice or "", maxsplit=1)[0].lower()
        if language == "fr":
            return "fr"
        if language == "en":
            return "en"
    return "fr"
