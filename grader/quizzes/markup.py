"""The texts of quizzes: sentences with `$formulas$` and `code`, for terminals and for pages.

Formulas are LaTeX, restricted to what an introductory course needs. A terminal gets them in
Unicode (unicodeit knows the symbols, indices and exponents; fractions, roots and what has no
Unicode form are written out on one line), a page gets MathML (latex2mathml).
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Segment", "in_html", "in_terminal", "mathml", "segments", "unicode_math"]


class Segment(NamedTuple):
    """A piece of a text: plain words, LaTeX without its dollar signs, or code."""

    kind: Literal["text", "math", "code"]
    content: str


_PIECES: Final = re.compile(r"(?<!\\)\$(?P<math>(?:[^$\\]|\\.)+)\$|`(?P<code>[^`]+)`")

_BESIDE_SIGNS: Final = re.compile(r"(?<=«) | (?=[:;?!»%](?:\s|$|[).,]))")


def segments(sentence: str) -> list[Segment]:
    """Return the pieces of `sentence`; a dollar sign without its twin is a dollar sign."""
    found: list[Segment] = []
    at = 0
    for piece in _PIECES.finditer(sentence):
        if piece.start() > at:
            found.append(Segment("text", _plain(sentence[at : piece.start()])))
        kind: Literal["math", "code"] = "math" if piece["math"] is not None else "code"
        found.append(Segment(kind, piece[kind]))
        at = piece.end()
    if at < len(sentence):
        found.append(Segment("text", _plain(sentence[at:])))
    return found


def _plain(words: str) -> str:
    """Return plain words; French signs never stand alone at the start or end of a line."""
    return _BESIDE_SIGNS.sub("\u00a0", words.replace(r"\$", "$"))


def in_html(sentence: str) -> str:
    """Return `sentence` as HTML, all of it escaped; formulas as MathML."""
    return "".join(_html(piece) for piece in segments(sentence))


def _html(piece: Segment) -> str:
    if piece.kind == "math":
        return mathml(piece.content)
    words = html.escape(piece.content)
    return f"<code>{words}</code>" if piece.kind == "code" else words


@lru_cache(4096)
def mathml(latex: str) -> str:
    """Return `latex` as a MathML element; what cannot be read, as it was written."""
    from latex2mathml.converter import convert

    try:
        found: str = convert(latex)
    except Exception:  # noqa: BLE001  # the library has no exception of its own for all it refuses
        return f"<code>{html.escape(latex)}</code>"
    return found


def in_terminal(sentence: str) -> str:
    """Return `sentence` for a terminal: formulas in Unicode, code as it is."""
    return "".join(
        unicode_math(piece.content) if piece.kind == "math" else piece.content
        for piece in segments(sentence)
    )


# --- LaTeX on one line ----------------------------------------------------------------------------

_TOKEN: Final = re.compile(r"\\[A-Za-z]+|\\.|[{}^_]|\s+|[^\\{}^_\s]")
_NAMES: Final = frozenset(
    {"log", "ln", "exp", "max", "min", "sin", "cos", "tanh", "arg", "Pr", "det", "dim"}
)
_UPRIGHT: Final = frozenset({"mathrm", "text", "operatorname", "textrm", "mbox"})
_DROPPED: Final = frozenset({"left", "right", "big", "Big", "bigl", "bigr", "displaystyle"})
_SIGNS: Final = {
    "lVert": "‖",
    "rVert": "‖",
    "lvert": "|",
    "rvert": "|",
    "Vert": "‖",
    "quad": "  ",
    "qquad": "   ",
    "colon": ":",
    "top": "ᵀ",
    "ldots": "…",
    "cdots": "⋯",
    "cdot": "·",
}
_SPACES: Final = {",": " ", ";": " ", ":": " ", " ": " ", "!": "", "|": "‖"}


@lru_cache(4096)
def unicode_math(latex: str) -> str:
    r"""Return `latex` on one line of Unicode: ``\frac{a}{b}`` is ``a/b``."""
    written = re.sub(r"(?<=[∂∇]) | (?=[),\]])| {2,}(?! )", _closer, _Line(latex).all())
    return unicodedata.normalize("NFC", re.sub(r"(?<=[a-z]) \(", "(", written).strip())


class _Line:
    """Reads the tokens of a formula once, from left to right."""

    def __init__(self, latex: str) -> None:
        self.tokens: Iterator[str] = iter(_TOKEN.findall(latex))

    def all(self) -> str:
        """What is left, up to the end or to a closing brace."""
        parts: list[str] = []
        for piece in self.tokens:
            if piece == "}":
                break
            parts.append(self._one(piece, parts))
        return "".join(parts)

    def _one(self, piece: str, before: list[str]) -> str:
        if piece == "{":
            return self.all()
        if piece in "^_":
            return _script(piece, self._argument())
        if piece.isspace():
            return " "
        if piece.startswith("\\"):
            return self._command(piece[1:], before)
        return {"-": "−", "*": "∗"}.get(piece, piece)

    def _command(self, name: str, before: list[str]) -> str:
        if name in ("frac", "dfrac", "tfrac"):
            return f"{_bracketed(self._argument())}/{_bracketed(self._argument())} "
        if name == "sqrt":
            content = self._argument()
            return f"√{content}" if len(content) == 1 else f"√({content})"
        if name in _UPRIGHT:
            return self._argument()
        if name in _DROPPED:
            return ""
        if name in _NAMES:
            return f" {name} " if before and before[-1][-1:].isalnum() else f"{name} "
        if name in _SIGNS:
            return _SIGNS[name]
        if name in _SPACES:
            return _SPACES[name]
        return self._symbol(name)

    def _symbol(self, name: str) -> str:
        """What unicodeit makes of a symbol, or of an accent and the letter under it."""
        from unicodeit import replace  # type: ignore[import-untyped]

        accents = ("hat", "tilde", "bar", "vec", "dot", "mathbf", "mathbb", "mathcal", "boldsymbol")
        if name in accents:
            return str(replace(f"\\{name}{{{self._argument()}}}"))
        found = str(replace(f"\\{name}"))
        relations = "≤≥≠≈→∈←⇒≪≫∝∼"
        return f" {found} " if found in relations else found

    def _argument(self) -> str:
        """The next piece, or what the next braces hold."""
        for piece in self.tokens:
            if not piece.isspace():
                return self._one(piece, [])
        return ""


def _closer(spaces: re.Match[str]) -> str:
    return " " if len(spaces[0]) > 1 else ""


def _script(sign: str, content: str) -> str:
    """Return an index or exponent: raised or lowered letters if Unicode has them all."""
    from unicodeit import replace

    plain = content.replace("−", "-").replace(" ", "")
    if content == "ᵀ":
        return content
    found = str(replace(f"{sign}{{{plain}}}"))
    if not any(mark in found for mark in "{}^_"):
        return found
    return f"{sign}{content}" if len(content) == 1 else f"{sign}({content})"


def _bracketed(content: str) -> str:
    """Return `content` in brackets unless it is one thing."""
    content = content.strip()
    return f"({content})" if re.search(r"[ +−·/,∑√(]", content) else content
