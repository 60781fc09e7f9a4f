"""Results of the gate kept by content, in ``.grade/cache`` of the course.

A key is the digest of all that decides a result (`grader.authors.content`), so what is found here
was found for the same content, or is not found. One line for one result, with a checksum: a line
that is cut short, damaged or of another form is no line. Lines are only ever appended, each in one
write, so that several processes may work at once and a run that was interrupted keeps what it had.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

if TYPE_CHECKING:
    from grader.course import Exercise, Track

__all__ = ["Cache", "cache_path"]

MOST_BYTES: Final = 2_000_000  # of one track: some twenty whole runs
_SUM: Final = 16

T = TypeVar("T")


def cache_path(exercise: Exercise, track: Track) -> str:
    """Return where the results of a track are kept."""
    folder = os.path.join(exercise.root, ".grade", "cache")
    return os.path.join(folder, f"gate_{exercise.name}_{track.name}.txt")


class Cache:
    """The results in one file. What can't be read counts as empty; `None` as path keeps nothing."""

    def __init__(self, path: str | None) -> None:
        self._path = path
        data = b"" if path is None else _read(path)
        self._whole = not data or data.endswith(b"\n")
        if path is not None and len(data) > MOST_BYTES:
            data = _halved(path, data)
        self._known = dict(filter(None, map(_parsed, data.split(b"\n"))))

    def get(self, key: str, kind: type[T]) -> T | None:
        """Return what was found under `key`, None if nothing of that form was."""
        try:
            return msgspec.json.decode(self._known[key.encode()], type=kind)
        except (KeyError, msgspec.DecodeError):
            return None

    def put(self, key: str, value: object) -> None:
        """Keep a result; a course that can't be written to is examined all the same."""
        if self._path is None:
            return
        content = msgspec.json.encode(value)
        self._known[key.encode()] = content
        line = _line(key.encode(), content)
        if not self._whole:  # somebody was interrupted while writing
            line = b"\n" + line
        with contextlib.suppress(OSError):
            os.makedirs(os.path.dirname(self._path), exist_ok=True)
            with open(self._path, "ab", buffering=0) as file:
                file.write(line)
            self._whole = True


def _line(key: bytes, content: bytes) -> bytes:
    return b" ".join((key, _sum(key, content), content)) + b"\n"


def _sum(key: bytes, content: bytes) -> bytes:
    return hashlib.sha256(key + b" " + content).hexdigest()[:_SUM].encode()


def _parsed(line: bytes) -> tuple[bytes, bytes] | None:
    key, _, rest = line.partition(b" ")
    said, _, content = rest.partition(b" ")
    return (key, content) if said == _sum(key, content) else None


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def _halved(path: str, data: bytes) -> bytes:
    """The newer half of the lines, which takes the place of the whole; what is lost is run anew."""
    lines = data.split(b"\n")
    kept = b"\n".join(lines[len(lines) // 2 :])
    temporary = f"{path}.{os.getpid()}"
    with contextlib.suppress(OSError):
        with open(temporary, "wb") as file:
            file.write(kept)
        os.replace(temporary, path)
    return kept
