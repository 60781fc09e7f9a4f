"""One self-contained page: its styles and scripts are inside, and nothing else may run or load.

The Content-Security-Policy allows the very styles and scripts that are written here, by their
hashes, and images that the page itself holds. All values are escaped by Jinja2.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.texts import Lang

__all__ = ["BASE", "embedded", "render"]

HOME: Final = "grader.pages"
BASE: Final = "base.css"  # the colours and fonts that pages for the screen share


@lru_cache(8)
def _environment(package: str) -> Environment:
    """Return what reads the templates of `package` and those shared by all pages."""
    loaders = [PackageLoader(name, "templates") for name in dict.fromkeys((package, HOME))]
    return Environment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(
    package: str,
    template: str,
    *,
    lang: Lang,
    title: str,
    styles: Sequence[str] = (BASE,),
    scripts: Sequence[str] = (),
    **values: object,
) -> bytes:
    """Return the page that `template` makes; it extends ``shell.html.j2``.

    `styles` and `scripts` are names of files in the templates' folders.
    """
    environment = _environment(package)
    css = [_source(environment, name) for name in styles]
    js = [_source(environment, name) for name in scripts]
    page = environment.get_template(template).render(
        lang=lang,
        title=title,
        styles=css,
        scripts=js,
        policy=_policy(css, js),
        **values,
    )
    return page.encode()


def _source(environment: Environment, name: str) -> Markup:
    """Return a file of ours as it is: it goes into the page unescaped."""
    loader = environment.loader
    assert loader is not None  # noqa: S101  # for the type checker
    return Markup(loader.get_source(environment, name)[0])  # noqa: S704  # our own file


def _policy(css: Sequence[str], js: Sequence[str]) -> str:
    parts = ["default-src 'none'", "img-src data:", "base-uri 'none'", "form-action 'none'"]
    parts.append(f"style-src {' '.join(map(_hash, css))}")
    if js:
        parts.append(f"script-src {' '.join(map(_hash, js))}")
    return "; ".join(parts)


def _hash(content: str) -> str:
    digest = base64.b64encode(hashlib.sha256(str(content).encode()).digest()).decode()
    return f"'sha256-{digest}'"


def embedded(data: bytes, kind: str = "image/svg+xml") -> Markup:
    """Return the address of an image that holds it whole: ``<img src="{{ address }}">``."""
    encoded = base64.b64encode(data).decode()
    return Markup(f"data:{kind};base64,{encoded}")  # noqa: S704  # base64 has nothing to escape
