"""Templates become pages. All that they are given is escaped, but for our own MathML."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader.quizzes.markup import in_html, in_terminal

if TYPE_CHECKING:
    from grader.quizzes.web.messages import Response

__all__ = ["ASSETS", "asset", "render"]

HERE: Final = os.path.dirname(os.path.abspath(__file__))
# Nothing else in the folder is served, whatever the path says.
ASSETS: Final = {
    "quiz.css": "text/css; charset=utf-8",
    "quiz.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


@lru_cache(1)
def _environment() -> Environment:
    found = Environment(
        autoescape=True,
        loader=FileSystemLoader(os.path.join(HERE, "templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["says"] = says
    found.filters["flat"] = in_terminal  # names for screen readers are plain text, no MathML
    found.filters["mathml"] = _mathml
    return found


def says(sentence: str) -> Markup:
    """Return a sentence with formulas and code as HTML."""
    return Markup(in_html(sentence))  # noqa: S704  # in_html escapes all that it is given


def _mathml(html: str) -> Markup:
    return Markup(html)  # noqa: S704  # made by formula_view from a parsed formula


def render(template: str, **values: object) -> str:
    """Return the page or fragment that `template` makes of `values`."""
    return _environment().get_template(f"{template}.html.j2").render(values)


@lru_cache(8)
def asset(name: str) -> Response | None:
    """Return a file that pages refer to, or None; it has no secret and may be kept."""
    from grader.quizzes.web.messages import Response

    if name not in ASSETS:
        return None
    with open(os.path.join(HERE, "static", name), "rb") as file:
        content = file.read()
    return Response(200, content, ASSETS[name], {"Cache-Control": "max-age=3600"})
