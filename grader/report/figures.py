"""A figure's data drawn as SVG, with a title and a description in words for who does not see it.

matplotlib, which takes a while to import, is imported only where something is drawn. The same data
gives the same bytes. Texts stay texts: no name is read as a formula or as markup. Colours can be
told apart by the colour-blind; lines differ in their dashes and points in their shapes, too.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree

from grader.report.describe import describe
from grader.texts import printable, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.figures import Figure
    from grader.texts import Lang

__all__ = ["draw"]

_NO_METADATA: Final = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_REFERENCES: Final = ("clip-path", f"{{{_XLINK}}}href")
_FONTS: Final = "'DejaVu Sans', Verdana, sans-serif"
_DPI: Final = 144  # of the pixels that regions and images are made of


def draw(figure: Figure, language: Lang, form: str = "svg") -> bytes:
    """The figure as a document of its own: SVG in UTF-8, or another `form` that matplotlib writes.

    `figure` is one that `grader.checks.figures` made: rows have one length. Its words are in one
    language already; `language` is for those that are added.
    """
    with _settings(figure):
        from grader.report.plots import plotted

        canvas = plotted(figure, text("not a finite number").get(language))
        file = io.BytesIO()
        metadata = _NO_METADATA if form == "svg" else None
        canvas.savefig(file, format=form, dpi=_DPI, metadata=metadata)
    data = file.getvalue()
    return _described(data, figure, language) if form == "svg" else data


@contextmanager
def _settings(figure: Figure) -> Iterator[None]:
    """Matplotlib as it is by default, whatever the user's own settings are, and ours."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it says when it looks for fonts
    import matplotlib

    from grader.report.canvas import RULES

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a character that the font lacks is drawn as a box
        usual: dict[Any, Any] = {
            key: value
            for key, value in matplotlib.rcParamsDefault.items()
            if not key.startswith("backend")
        }
        with matplotlib.rc_context(usual | RULES | {"svg.hashsalt": _mark(figure)}):
            yield


def _mark(figure: Figure) -> str:
    """What tells the names inside one drawing from those of another on the same page."""
    return "f" + hashlib.sha256(ascii(figure).encode()).hexdigest()[:8]


# --- what matplotlib leaves out -------------------------------------------------------------------


def _described(data: bytes, figure: Figure, language: Lang) -> bytes:
    """Add title and description; keep only names that something refers to, marked as ours.

    Several drawings may stand on one page: neither their names nor their styles may meet.
    """
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    root = ElementTree.fromstring(data)  # noqa: S314  # matplotlib wrote it just now
    mark = _mark(figure)
    _rename(root, mark)
    for definitions in root.findall(f"{{{_SVG}}}defs"):  # one style, for all of the page
        root.remove(definitions)
    root.set("style", "stroke-linejoin: round; stroke-linecap: butt")
    root.set("role", "img")
    root.set("aria-labelledby", f"{mark}-title {mark}-desc")
    root.set("lang", language)
    said = describe(figure).get(language)
    for place, (tag, content) in enumerate((("title", figure.title), ("desc", said))):
        child = ElementTree.Element(f"{{{_SVG}}}{tag}", {"id": f"{mark}-{tag}"})
        child.text, child.tail = printable(content, 4000), "\n "
        root.insert(place, child)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'.encode()


def _rename(root: ElementTree.Element, mark: str) -> None:
    """Mark the names that are referred to, in an attribute of their own or as url(#name)."""
    used = set()
    for element in root.iter():
        for key, value in element.items():
            if key in _REFERENCES and (found := re.search(r"#([\w-]+)", value)):
                used.add(found[1])
                element.set(key, value.replace("#", f"#{mark}-"))
            elif "font-family" in value:
                element.set(key, value.replace("'DejaVu Sans'", _FONTS))
    for element in root.iter():
        name = element.attrib.pop("id", None)
        if name in used:
            element.set("id", f"{mark}-{name}")
