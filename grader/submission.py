"""Reading a student's work: one file, by its bytes, and nothing else of the folder.

The folder is hostile: links, pipes, folders in a file's place and 100 MB are expected. No symbolic
link is ever followed, nothing is opened that could block, and size is looked at before content.
"""

from __future__ import annotations

import os
import stat
from contextlib import ExitStack
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from grader.problems import nearest
from grader.texts import Text, printable, text

if TYPE_CHECKING:
    from io import FileIO

    from grader.course import Exercise, Track

__all__ = ["MOST_BYTES", "Submission", "digest_of", "read_submission"]

MOST_BYTES: Final = 256 * 1024
MOST_ENTRIES: Final = 1000  # names looked at for a suggestion

# Never through a link, never waiting for a pipe's other end, never inherited by a worker.
_SAFE: Final = sum(
    getattr(os, flag, 0)
    for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY")
)
# Where folders cannot be opened (Windows), paths are looked at before they are used.
_BY_FD: Final = os.open in os.supports_dir_fd and hasattr(os, "O_DIRECTORY")


class Submission(Struct, frozen=True, kw_only=True):
    """A student's work file, or why there is none that can be graded.

    `path` is for showing. `files` maps the file's name to its bytes and is empty when there is a
    `problem`. `missing`: nothing was handed in, which is not a mistake in what was. `digest` is of
    name and bytes; where the bytes could not be had, of name and problem.
    """

    path: str
    files: dict[str, bytes]
    digest: str
    problem: Text | None = None
    missing: bool = False


def digest_of(name: str, content: bytes) -> str:
    """Return ``sha256:<hex>`` over a file's name and bytes, the name's length first."""
    head = name.encode("utf-8", "surrogateescape")
    return "sha256:" + sha256(b"%d\0%b%b" % (len(head), head, content)).hexdigest()


def read_submission(folder: str, exercise: Exercise, track: Track) -> Submission:
    """Read the work file of `exercise` on `track` in the student's `folder`; never raises OSError.

    Looks for ``folder/exNN_name/FILE`` and ``folder/FILE`` (the folder may be ``exNN_name``
    itself). `folder` must not be a link either: resolve first what the user typed, and never what
    a student handed in.
    """
    name = track.file
    path = os.path.join(folder, exercise.name, name)
    try:
        found, near = _candidates(folder, exercise.name, name)
    except _UnreadableError as trouble:
        return _refused(trouble.path, name, trouble.kind, trouble.text)
    if not found:
        return _refused(path, name, b"missing", _missing(path, folder, near), missing=True)
    path, content = found[0]
    if any(other != content for _, other in found):
        both = text(
            "There are two different files, {first} and {second}: keep only the one to be graded.",
            first=printable(path),
            second=printable(found[1][0]),
        )
        return _refused(path, name, b"several" + b"\0".join(each for _, each in found), both)
    problem = _trouble_in(printable(path), content)
    files = {} if problem else {name: content}
    return Submission(path=path, files=files, digest=digest_of(name, content), problem=problem)


def _refused(
    path: str, name: str, kind: bytes, problem: Text, *, missing: bool = False
) -> Submission:
    """Return a submission without files; `kind` keeps the digest free of paths."""
    digest = digest_of(name, b"\0" + kind)
    return Submission(path=path, files={}, digest=digest, problem=problem, missing=missing)


class _UnreadableError(Exception):
    """Something lies where the file or its folder should, and must not be read."""

    def __init__(self, path: str, kind: bytes, text: Text) -> None:
        super().__init__(text.en)
        self.path = path
        self.kind = kind
        self.text = text


class _Folder(Struct, frozen=True):
    """A folder held open, so that nothing can be put in its place between two looks."""

    path: str
    fd: int | None

    def of(self, name: str) -> tuple[str, int | None]:
        """Return what the functions of `os` need for `name` in this folder."""
        return (os.path.join(self.path, name), None) if self.fd is None else (name, self.fd)

    def close(self) -> None:
        if self.fd is not None:
            os.close(self.fd)


def _candidates(folder: str, inner: str, name: str) -> tuple[list[tuple[str, bytes]], str | None]:
    """Return paths and contents of what could be meant; if there is none, the nearest name."""
    found: list[tuple[str, bytes]] = []
    names: list[str] = []
    with ExitStack() as opened:
        top = _open_folder(folder, None)
        if top is None:
            return [], None
        opened.callback(top.close)
        within = _open_folder(inner, top)
        if within is not None:
            opened.callback(within.close)
        for place in (within, top):
            if place is None:
                continue
            content = _read_file(name, place)
            if content is None:
                names += _names_in(place)
            else:
                found.append((os.path.join(place.path, name), content))
    if found:
        return found, None
    return [], nearest(name, (entry for entry in names if entry.lower().endswith(".py")))


def _open_folder(name: str, parent: _Folder | None) -> _Folder | None:
    """Open a folder; None if nothing has that name, `_UnreadableError` if it is no folder."""
    path = os.path.join(parent.path, name) if parent else name
    where, at = parent.of(name) if parent else (name, None)
    try:
        found = os.stat(where, dir_fd=at, follow_symlinks=False)
        if not stat.S_ISDIR(found.st_mode):
            raise _no_folder(path, found.st_mode)
        if not _BY_FD:
            return _Folder(path, None)
        return _Folder(path, os.open(where, os.O_RDONLY | os.O_DIRECTORY | _SAFE, dir_fd=at))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _denied(path, error) from None


def _read_file(name: str, folder: _Folder) -> bytes | None:
    """Return the bytes of a regular file of a fair size; None if nothing has that name."""
    path = os.path.join(folder.path, name)
    where, at = folder.of(name)
    try:
        # Looked at before it is opened (opening a device can act), and again once it is.
        _must_be_regular(path, os.stat(where, dir_fd=at, follow_symlinks=False))
        fd = os.open(where, os.O_RDONLY | _SAFE, dir_fd=at)
        with open(fd, "rb", buffering=0) as file:
            _must_be_regular(path, os.fstat(fd))
            content = _read_up_to(file, MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _denied(path, error) from None
    if len(content) > MOST_BYTES:
        raise _too_large(path, len(content))
    return content


def _read_up_to(file: FileIO, most: int) -> bytes:
    parts = bytearray()
    while len(parts) < most and (part := file.read(most - len(parts))):
        parts += part
    return bytes(parts)


def _must_be_regular(path: str, found: os.stat_result) -> None:
    mode = found.st_mode
    if stat.S_ISREG(mode):
        if found.st_size > MOST_BYTES:
            raise _too_large(path, found.st_size)
        return
    shown = printable(path)
    if stat.S_ISLNK(mode):
        raise _a_link(path)
    if stat.S_ISDIR(mode):
        problem = text("{file} is a folder: hand in the Python file itself.", file=shown)
        raise _UnreadableError(path, b"folder", problem)
    problem = text("{file} is not an ordinary file: hand in the Python file itself.", file=shown)
    raise _UnreadableError(path, b"special", problem)


def _no_folder(path: str, mode: int) -> _UnreadableError:
    if stat.S_ISLNK(mode):
        return _a_link(path)
    problem = text("{file} is not a folder.", file=printable(path))
    return _UnreadableError(path, b"no folder", problem)


def _a_link(path: str) -> _UnreadableError:
    problem = text(
        "{file} is a symbolic link, which is not followed: hand in the file itself.",
        file=printable(path),
    )
    return _UnreadableError(path, b"link", problem)


def _too_large(path: str, size: int) -> _UnreadableError:
    problem = text(
        "{file} is too large ({size} KB; at most {most} KB): hand in the code only, not its data.",
        file=printable(path),
        size=-(-size // 1024),
        most=MOST_BYTES // 1024,
    )
    return _UnreadableError(path, b"size %d" % size, problem)


def _denied(path: str, error: Exception) -> _UnreadableError:
    reason = getattr(error, "strerror", None) or type(error).__name__
    problem = text("{file} cannot be read: {reason}.", file=printable(path), reason=reason)
    return _UnreadableError(path, b"denied", problem)


def _names_in(folder: _Folder) -> list[str]:
    """Return the first names in a folder, in order."""
    try:
        with os.scandir(folder.path if folder.fd is None else folder.fd) as entries:
            return sorted(entry.name for entry in islice(entries, MOST_ENTRIES))
    except OSError:
        return []


def _missing(path: str, folder: str, near: str | None) -> Text:
    name = os.path.basename(path)
    if near is not None:
        return text(
            "{file} is missing. There is a file {near}: is it yours? Then rename it to {name}.",
            file=printable(path),
            near=printable(near),
            name=name,
        )
    return text(
        "{file} is missing: neither it nor {name} lies in the folder {folder}.",
        file=printable(path),
        name=name,
        folder=printable(folder),
    )


def _trouble_in(shown: str, content: bytes) -> Text | None:
    """Return why `content` cannot be Python source that we grade, or None."""
    if not content.strip():
        return text("{file} is empty: nothing to grade yet. Is it saved?", file=shown)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return text(
            "{file} is saved as UTF-16: in your editor, save it again with the encoding UTF-8.",
            file=shown,
        )
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        return text(
            "{file} is not UTF-8: the byte {byte} at line {line}, column {column} is not valid. "
            "In your editor, save the file again with the encoding UTF-8.",
            file=shown,
            byte=f"0x{content[error.start]:02x}",
            line=before.count(b"\n") + 1,
            column=len(before[before.rfind(b"\n") + 1 :].decode()) + 1,
        )
    at = content.find(b"\0")
    if at >= 0:
        return text(
            "{file} has a NUL character at line {line}, which Python cannot read: is it really a "
            "Python file? Delete that character or save the file again.",
            file=shown,
            line=content.count(b"\n", 0, at) + 1,
        )
    return None
