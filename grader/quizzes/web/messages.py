"""What comes in and what goes out: requests and responses, without sockets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "MOST_BYTES",
    "SAFE_HEADERS",
    "Request",
    "Response",
    "as_json",
    "as_page",
    "redirect",
    "request_of",
]

MOST_BYTES: Final = 100_000  # of what a browser sends
MOST_FIELDS: Final = 100

# Sent with everything. The referrer policy is not "no-referrer": browsers would then hide the
# origin of our own forms from us.
SAFE_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Request(NamedTuple):
    """One request; the names of `headers` are in lower case, `fields` come from a form."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    fields: Mapping[str, list[str]]

    @property
    def by_script(self) -> bool:
        """Whether the page's script asks, and reads JSON."""
        return self.headers.get("accept", "").startswith("application/json")

    def field(self, name: str) -> str:
        """Return the last value of a form's field, or an empty text."""
        return self.fields.get(name, [""])[-1]


class Response(NamedTuple):
    """One response; `last` is the one after which nothing is served any more."""

    status: int
    body: bytes = b""
    type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = {}
    last: bool = False


def request_of(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Request:
    """Return what was asked; what is no form has no fields. Too many fields: `ValueError`."""
    parts = urlsplit(target)
    lowered = {name.lower(): value for name, value in headers.items()}
    is_form = lowered.get("content-type", "").startswith("application/x-www-form-urlencoded")
    form = body.decode("utf-8", "replace") if is_form else ""
    return Request(method, parts.path, _read(parts.query), lowered, _read(form))


def _read(form: str) -> dict[str, list[str]]:
    return parse_qs(form, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="replace")


def as_page(html: str, status: int = 200, *, last: bool = False) -> Response:
    """Return a page, that no cache keeps."""
    return Response(status, html.encode(), headers={"Cache-Control": "no-store"}, last=last)


def as_json(content: Mapping[str, object], status: int = 200) -> Response:
    """Return what the page's script reads."""
    body = json.dumps(content).encode()
    return Response(status, body, "application/json", {"Cache-Control": "no-store"})


def redirect(path: str) -> Response:
    """Send the browser to another page, which it asks for by GET."""
    return Response(303, headers={"Location": path, "Cache-Control": "no-store"})
