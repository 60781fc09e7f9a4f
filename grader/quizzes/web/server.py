"""The server behind the page: on this machine only, for one browser, until the quiz is over."""

from __future__ import annotations

import os
import socket
import webbrowser
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, Final, Self

from grader.quizzes.web.app import App
from grader.quizzes.web.guard import ADDRESS, Guard
from grader.quizzes.web.messages import MOST_BYTES, SAFE_HEADERS, Response, request_of
from grader.texts import Text, printable, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.quizzes.sitting import Sitting
    from grader.texts import Lang

__all__ = ["QuizServer", "serve"]

IDLE_S: Final = 30.0  # a connection that says nothing for so long is closed


def serve(
    sitting: Sitting, language: Lang, *, open_browser: bool, say: Callable[[str], None]
) -> int:
    """Serve `sitting` until it is submitted and left, or until Ctrl-C; return the exit code."""
    with QuizServer(sitting, language) as server:
        try:
            _announce(server, language, open_browser=open_browser, say=say)
            server.over.wait()
        except KeyboardInterrupt:
            say(_interrupted(sitting).get(server.app.language))
        else:
            say(_saved(sitting).get(server.app.language))
    if server.faults:
        raise server.faults[0]  # said as every fault of the grader is
    return 0


def _announce(
    server: QuizServer, language: Lang, *, open_browser: bool, say: Callable[[str], None]
) -> None:
    say(text("The quiz is at this address, which works once:").get(language))
    say(server.app.guard.address)
    say(text("Ctrl-C stops; what you answered is saved at once.").get(language))
    if open_browser and not _opened(server.app.guard.address):
        say(text("No browser could be opened: open the address in one yourself.").get(language))


def _opened(address: str) -> bool:
    try:
        return webbrowser.open(address)
    except webbrowser.Error:
        return False


def _saved(sitting: Sitting) -> Text:
    return text("Your answers are saved in {file}.", file=printable(sitting.path))


def _interrupted(sitting: Sitting) -> Text:
    if not os.path.exists(sitting.path):
        return text("Stopped. Nothing was answered yet.")
    return text(
        "Stopped. Your answers are saved in {file}; go on with: grade quiz {quiz} --web",
        file=printable(sitting.path),
        quiz=sitting.quiz.name,
    )


class QuizServer(ThreadingHTTPServer):
    """Serves one sitting in threads of its own, from entering the context to leaving it."""

    daemon_threads = False  # their end is waited for: a response is not cut off
    request_queue_size = 32

    def __init__(self, sitting: Sitting, language: Lang) -> None:
        super().__init__((ADDRESS, 0), _Handler)
        self.over = Event()
        self.app = App(sitting, language, Guard(self.server_address[1]))
        self.faults: list[Exception] = []  # of ours
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1})

    def server_bind(self) -> None:
        """Bind without asking the network for the name of this machine, as the base does."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = ADDRESS, self.server_address[1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.shutdown()
        self._thread.join()
        with self._lock:
            idle = list(self._open)
        for connection in idle:
            _stop_reading(connection)
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection while it is open."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection and close it."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a browser that closes a connection early is no fault of anybody's."""


def _stop_reading(connection: socket.socket) -> None:
    """Let a thread end that waits for a request; one that still writes goes on."""
    with suppress(OSError):  # the browser was faster
        connection.shutdown(socket.SHUT_RD)


class _Handler(BaseHTTPRequestHandler):
    """Reads a request within limits, has the app answer it, and writes the response."""

    server: QuizServer
    timeout = IDLE_S
    protocol_version = "HTTP/1.0"  # a connection for each request: nothing to keep apart

    def do_GET(self) -> None:  # the library's name for it
        self._answer(b"")

    def do_POST(self) -> None:
        written = self.headers.get("Content-Length", "")
        if not written.isascii() or not written.isdigit():
            self.send_error(411)
        elif len(written) > 9 or int(written) > MOST_BYTES:
            self.send_error(413)
        else:
            self._answer(self.rfile.read(int(written)))

    def _answer(self, body: bytes) -> None:
        try:
            request = request_of(self.command, self.path, dict(self.headers.items()), body)
        except ValueError:
            self.send_error(400)
            return
        try:
            response = self.server.app.handle(request)
        except Exception as fault:  # noqa: BLE001  # it ends one request, not the quiz
            self.server.faults.append(fault)
            self.send_error(500)
            return
        self._write(response)
        if response.last:
            self.server.over.set()

    def _write(self, response: Response) -> None:
        self.send_response(response.status)
        self.send_header("Content-Type", response.type)
        self.send_header("Content-Length", str(len(response.body)))
        for name, value in {**SAFE_HEADERS, **response.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(response.body)
        self.wfile.flush()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Say in a few plain words what cannot be answered; nothing is echoed."""
        del message, explain
        said = _FAULTS.get(code, text("This request cannot be read."))
        body = said.get(self.server.app.language).encode()
        self.close_connection = True
        self._write(
            Response(code, body, "text/plain; charset=utf-8", {"Cache-Control": "no-store"})
        )

    def version_string(self) -> str:
        """Return who answers; not which Python that is."""
        return "grade"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """Keep the terminal quiet."""


_FAULTS: Final = {
    413: text("This is too much for one answer: it is not saved."),
    500: text("The grader failed at this. Your answers so far are saved."),
}
