"""Bring the catalogue up to date with the source: ``python -m grader.locale.update``.

Collects every ``text("...")`` of the package, adds what is new to ``fr.po``, drops what is gone,
and compiles the ``.mo``. Without dates and line numbers: the same source, the same bytes. Says what
has no French yet and exits 1; ``--check`` only says, and also what would change.
"""

from __future__ import annotations

import io
import os
import sys
from datetime import UTC, datetime
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LOCALE: Final = os.path.dirname(os.path.abspath(__file__))
PACKAGE: Final = os.path.dirname(LOCALE)
PO: Final = os.path.join(LOCALE, "fr", "LC_MESSAGES", "grader.po")
MO: Final = os.path.join(LOCALE, "fr", "LC_MESSAGES", "grader.mo")
HEADER: Final = "# French sentences of the grader. After editing: make texts.\n"


def extracted(package: str = PACKAGE) -> dict[str, list[str]]:
    """Return every sentence of the source, with the files that say it."""
    with open(os.path.join(LOCALE, "babel.cfg"), encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found: dict[str, list[str]] = {}
    messages = extract_from_dir(package, methods, options, keywords={"text": None})
    for name, _line, message, _comments, _context in messages:
        if not isinstance(message, str):
            raise TypeError(f"{name}: text() takes one string, not {message!r}")
        places = found.setdefault(message, [])
        place = f"grader/{name.replace(os.sep, '/')}"
        if place not in places:
            places.append(place)
    return found


def updated(french: dict[str, str], sentences: dict[str, list[str]]) -> Catalog:
    """Return a catalogue of `sentences` with what is known of their French."""
    catalog = Catalog(locale="fr", header_comment=HEADER, fuzzy=False)
    for message in sorted(sentences):
        places = [(place, 0) for place in sorted(sentences[message])]
        catalog.add(message, french.get(message, ""), locations=places)
    return catalog


def known_french(path: str = PO) -> dict[str, str]:
    """Return the French of an existing catalogue, by its English."""
    try:
        with open(path, "rb") as file:
            catalog = read_po(file, locale="fr")
    except FileNotFoundError:
        return {}
    return {str(m.id): str(m.string) for m in catalog if m.id and m.string and not m.fuzzy}


def po_bytes(catalog: Catalog) -> bytes:
    """Return the ``.po`` of `catalog`: no line numbers, and none of Babel's dated header."""
    file = io.BytesIO()
    write_po(file, catalog, width=100, omit_header=True, include_lineno=False)
    head = (
        HEADER + 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    return head.encode() + file.getvalue().rstrip(b"\n") + b"\n"


def mo_bytes(po: bytes) -> bytes:
    """Return the compiled form of a ``.po``, its header's dates fixed."""
    catalog = read_po(io.BytesIO(po), locale="fr")
    bare = Catalog(locale="fr", fuzzy=False)
    for message in catalog:
        if message.id:
            bare.add(message.id, message.string)
    bare.creation_date = bare.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    file = io.BytesIO()
    write_mo(file, bare)
    return file.getvalue()


def main(arguments: list[str]) -> int:
    """Update (or with ``--check`` only compare) and return 1 if something is left to do."""
    sentences = extracted()
    french = known_french()
    po = po_bytes(updated(french, sentences))
    missing = sorted(message for message in sentences if not french.get(message))
    drift = False
    for path, content in ((PO, po), (MO, mo_bytes(po))):
        if _read(path) == content:
            continue
        drift = True
        if "--check" in arguments:
            print(f"out of date: {path}")
            continue
        with open(path, "wb") as file:
            file.write(content)
    for message in missing:
        print(f"no French yet: {message!r} ({', '.join(sentences[message])})")
    return int(bool(missing) or (drift and "--check" in arguments))


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
