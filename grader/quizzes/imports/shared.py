r"""What both imports need: texts of other systems in the course's markup, and the two files.

A text of Moodle is HTML with LaTeX in ``\( \)``, ``\[ \]`` or ``$$ $$``; the course's texts are
plain words with ``$formulas$`` and code between backquotes. What has no place in them (pictures,
tables) is left out and named. Imported files are written by strangers: everything is limited.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any, Final

from grader.problems import UsageProblem
from grader.texts import Text, printable, text

__all__ = [
    "MOST_BYTES",
    "MOST_QUESTIONS",
    "Draft",
    "Imported",
    "Notes",
    "both",
    "checked_size",
    "markup",
    "plain_text",
    "whole",
]

MOST_BYTES: Final = 10_000_000
MOST_QUESTIONS: Final = 1_000
LONGEST_TEXT: Final = 50_000
MOST_OPTIONS: Final = 12  # as in `content.Choice`
MOST_NOTES: Final = 200
NOTE_CLASS: Final = "grader-note"

Imported = tuple[dict[str, Any], dict[str, Any], list[Text]]
_IDENTIFIER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


class Notes:
    """What could not be carried over; beyond 200 sentences they are only counted."""

    def __init__(self) -> None:
        self._said: list[Text] = []
        self._more = 0

    def add(self, sentence: Text) -> None:
        """Add `sentence`, unless it was said before."""
        if len(self._said) >= MOST_NOTES:
            self._more += 1
        elif sentence not in self._said:
            self._said.append(sentence)

    def all(self) -> list[Text]:
        """Return the sentences."""
        if not self._more:
            return self._said
        return [*self._said, text("And {count} more remarks.", count=self._more)]


def checked_size(data: bytes) -> str:
    """Return a file's text; too large or not UTF-8 is a `UsageProblem`."""
    if len(data) > MOST_BYTES:
        raise UsageProblem(text("The file is larger than {most} MB.", most=MOST_BYTES // 1_000_000))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageProblem(
            text("The file is not UTF-8: byte {at} cannot be read.", at=error.start + 1)
        ) from None


def both(words: str) -> dict[str, str]:
    """Return the French and the English of a text that has only one language."""
    return {"fr": words, "en": words}


def whole(value: float) -> float:
    """Return a whole number as an int: it is written without a point then."""
    return int(value) if value == int(value) and abs(value) < 1e15 else value


# --- texts ----------------------------------------------------------------------------------------

_BREAKS: Final = frozenset({"br", "p", "div", "li", "tr", "ul", "ol", "blockquote", "pre"})
_CODE: Final = frozenset({"code", "tt", "kbd", "samp"})
_SILENT: Final = frozenset({"script", "style", "head", "title", "template"})
_HARMLESS: Final = _BREAKS | _CODE | {"span", "html", "body", "font"}
_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})((?:[\s/][^<>]*)?)>")
# Limited, or else a row of opening brackets takes very long.
_FORMULA: Final = re.compile(
    r"\\\((.{1,1000}?)\\\)|\\\[(.{1,1000}?)\\\]|\$\$(.{1,1000}?)\$\$", re.DOTALL
)
_SPACES: Final = re.compile(r"[ \t\r\f\n]+")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Where a tag lies between two signs that are no LaTeX then; no text can hold it.
_SEAM: Final = "\x01"
_MATH: Final = re.compile(r"(?:[^$\\]|\\.)+", re.DOTALL)


class _Reader:
    """Turns HTML into pieces of words and of code; `lost` are the tags that say more than that.

    The stdlib's parser takes a minute for 50 KB of "<a "; this one reads each sign once.
    """

    def __init__(self) -> None:
        self.pieces: list[tuple[str, str]] = []
        self.lost: set[str] = set()
        self._open_code = 0
        self._skipped = ""  # the tag whose content is left out
        self._depth = 0  # of that tag in itself

    def read(self, html: str) -> None:
        """Read all of `html`; what is no tag is words."""
        at = 0
        for found in _TAG.finditer(html):
            self._words(html[at : found.start()])
            at = found.end()
            closing, tag, rest = found[1], found[2].lower(), found[3]
            if self._skipped:
                self._skip(tag, -1 if closing else 1)
            elif closing:
                self._end(tag)
            else:
                self._start(tag, rest)
        self._words(html[at:])

    def _skip(self, tag: str, step: int) -> None:
        if tag == self._skipped:
            self._depth += step
            if not self._depth:
                self._skipped = ""

    def _start(self, tag: str, rest: str) -> None:
        """A line break, code, or something that is lost."""
        if tag in _SILENT or NOTE_CLASS in rest:
            self._skipped, self._depth = tag, 1
        elif tag in _CODE:
            self._open_code += 1
        self._break(tag)
        if tag not in _HARMLESS and NOTE_CLASS not in rest:
            self.lost.add(tag)

    def _end(self, tag: str) -> None:
        """The end of what was begun; a stray one is nothing."""
        if tag in _CODE:
            self._open_code = max(self._open_code - 1, 0)
        self._break(tag)

    def _break(self, tag: str) -> None:
        if tag in _BREAKS:  # stands for a line break until spaces are joined
            self.pieces.append(("text", "\v"))
        elif tag == "span":
            self.pieces.append(("text", _SEAM))

    def _words(self, words: str) -> None:
        if words and not self._skipped:
            kind = "code" if self._open_code else "text"
            shown = _CONTROL.sub("", unescape(words)).replace("\v", " ")
            self.pieces.append((kind, shown))


def _without_comments(html: str) -> str:
    """Return `html` without its comments; one that never ends goes to the end."""
    first, *rest = html.split("<!--")
    return first + "".join(part.partition("-->")[2] for part in rest)


def markup(html: str, where: str, notes: Notes) -> str:
    """Return HTML as a text of the course; what is lost is noted for the question `where`."""
    if len(html) > LONGEST_TEXT:
        notes.add(
            text(
                "{question}: a text of {count} characters was cut.",
                question=where,
                count=len(html),
            )
        )
        html = html[:LONGEST_TEXT]
    reader = _Reader()
    reader.read(_without_comments(_CONTROL.sub("", html)))
    if lost := sorted(reader.lost):
        tags = printable(", ".join(lost), 100)
        notes.add(text("{question}: left out of a text: {tags}.", question=where, tags=tags))
    return _joined(reader.pieces)


def _joined(pieces: list[tuple[str, str]]) -> str:
    """Return the pieces as one text; neighbours of a kind are one piece."""
    merged: list[tuple[str, str]] = []
    for kind, words in pieces:
        if merged and merged[-1][0] == kind:
            merged[-1] = (kind, merged[-1][1] + words)
        else:
            merged.append((kind, words))
    found = "".join(_code(words) if kind == "code" else plain_text(words) for kind, words in merged)
    lines = [
        _SPACES.sub(" ", line).strip(" ") for line in re.split("\v+", found.replace(_SEAM, ""))
    ]
    return "\n".join(line for line in lines if line)


def _code(words: str) -> str:
    flat = _SPACES.sub(" ", words.replace("\v", " ").replace(_SEAM, ""))
    if not flat.strip():
        return flat
    return f"`{flat}`" if "`" not in flat else flat  # there is no way to write a backquote in code


def plain_text(words: str) -> str:
    r"""Return plain words as a text of the course: LaTeX between dollar signs, others escaped."""
    found, at = [], 0
    for piece in _FORMULA.finditer(words):
        raw = re.sub(r"\s+", " ", (piece[1] or piece[2] or piece[3]).replace(_SEAM, ""))
        latex = raw.strip() if _MATH.fullmatch(raw.strip()) else raw
        if not latex.strip() or not _MATH.fullmatch(latex):
            continue  # no formula that the course's texts can hold: stays as it is written
        before = words[at : piece.start()].replace("$", r"\$")
        found.append(before + " " * before.endswith("\\") + f"${latex}$")
        at = piece.end()
    return "".join(found) + words[at:].replace("$", r"\$")


# --- questions ------------------------------------------------------------------------------------


class Draft:
    """The quiz as it grows: the public and the secret side of each question."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.title = ""
        self.questions: list[dict[str, Any]] = []
        self.keys: dict[str, dict[str, Any]] = {}
        self._names: set[str] = set()

    def next_id(self, wanted: str) -> str:
        """Return the id for a question that was called `wanted`: its own end, if it may be one."""
        short = wanted.rsplit("-", 1)[-1].strip()
        if _IDENTIFIER.fullmatch(short) and short not in self.keys:
            return short
        number = len(self.questions) + 1
        while (found := f"q{number:02}") in self.keys:
            number += 1
        return found

    def named(self, name: str, where: str) -> None:
        """Note that two questions have the same name."""
        if name and name in self._names:
            shown = repr(printable(name, 60))
            self.notes.add(
                text(
                    "{question}: another question is called {name} too.", question=where, name=shown
                )
            )
        self._names.add(name)

    def add(self, question: dict[str, Any], key: dict[str, Any]) -> None:
        """Add a question and its key."""
        if len(self.questions) >= MOST_QUESTIONS:
            raise UsageProblem(
                text("The file has more than {most} questions: divide it.", most=MOST_QUESTIONS)
            )
        if not key["explanation"]["fr"]:
            self.notes.add(text("{question} has no explanation.", question=question["id"]))
        self.questions.append(question)
        self.keys[question["id"]] = key

    def finished(self) -> Imported:
        """Return the two files' content and the notes; a file without questions is refused."""
        if not self.questions:
            said = " ".join(one.en for one in self.notes.all()[:3])
            raise UsageProblem(
                text("No question could be read. {notes}", notes=printable(said, 400))
            )
        self.notes.add(
            text("The file has one language: French and English are the same until translated.")
        )
        quiz = {"title": both(self.title or "Quiz"), "questions": self.questions}
        return quiz, {"questions": self.keys}, self.notes.all()
