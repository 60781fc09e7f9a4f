"""Who may talk to the server: the one browser that was given the address, and no other page in it.

The address has a token that works once. It is exchanged for a cookie that scripts can't read and
that other sites can't have sent along. Cookies know no ports, so a page of another server on this
machine counts as the same site: what changes something must also come from our own origin and
carry a token that only our pages have. The Host header is checked so that no foreign name that
was made to point to 127.0.0.1 is served.
"""

from __future__ import annotations

import hmac
import secrets
from http.cookies import CookieError, SimpleCookie
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from grader.quizzes.web.messages import Request

__all__ = ["ADDRESS", "Guard"]

ADDRESS: Final = "127.0.0.1"


class Guard:
    """The secrets of one server on `port`."""

    def __init__(self, port: int) -> None:
        self.host = f"{ADDRESS}:{port}"
        self.origin = f"http://{self.host}"
        self.cookie = f"grade_quiz_{port}"  # two quizzes at once don't share theirs
        self.csrf = secrets.token_urlsafe(24)
        self._token: str | None = secrets.token_urlsafe(24)
        self._session = secrets.token_urlsafe(24)
        self._lock = Lock()

    @property
    def address(self) -> str:
        """What to open in the browser, once."""
        return f"{self.origin}/start?token={self._token or ''}"

    def admits_host(self, request: Request) -> bool:
        """Whether the browser believes to talk to this machine by its number."""
        return request.headers.get("host", "") == self.host

    def exchange(self, token: str) -> str | None:
        """Return the cookie's header for the right token, the first time only."""
        with self._lock:
            if self._token is None or not _same(token, self._token):
                return None
            self._token = None
        return f"{self.cookie}={self._session}; Path=/; HttpOnly; SameSite=Strict"

    def knows(self, request: Request) -> bool:
        """Whether the request has the cookie."""
        try:
            found = SimpleCookie(request.headers.get("cookie", "")).get(self.cookie)
        except CookieError:
            return False
        return found is not None and _same(found.value, self._session)

    def from_our_page(self, request: Request) -> bool:
        """Whether a request that changes something comes from a page of ours."""
        origin = request.headers.get("origin")
        site = request.headers.get("sec-fetch-site")
        if origin is None and site is None:
            return False
        if origin not in (None, self.origin) or site not in (None, "same-origin"):
            return False
        return _same(request.field("csrf"), self.csrf)


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())
