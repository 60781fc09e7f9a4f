"""Where a student stands: the last practice mark of each exercise, and the hints they have read.

Kept in ``COURSE/.grade``, written whole or not at all. It is a convenience: what cannot be read
counts as empty, what cannot be written fails nothing.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from grader.results import Result

__all__ = ["Attempt", "Standing", "hints_read", "note_hint", "remember", "standings"]

FOLDER: Final = ".grade"
MOST_BYTES: Final = 1_000_000
MOST_ATTEMPTS: Final = 100  # of one exercise that are kept


class Attempt(Struct, frozen=True):
    """One grading: when, and the mark out of 20."""

    started: str
    mark: float | None


class Standing(Struct, frozen=True):
    """The last grading of an exercise on a track, and the `attempts` up to it.

    `tasks` are those of the checks that did not pass, in order, each once; `mark` is out of 20.
    """

    mark: float | None
    status: str
    digest: str
    started: str
    tasks: list[str] = []
    attempts: list[Attempt] = []


class _Progress(Struct):
    version: int = 1
    standings: dict[str, Standing] = {}  # by "ex02/numpy"


class _Hints(Struct):
    version: int = 1
    read: dict[str, dict[str, int]] = {}  # by exercise, then by task: how many


def standings(root: str) -> dict[str, Standing]:
    """Return the last grading of each exercise of the course in `root`, by ``ex02/numpy``."""
    return _read(os.path.join(root, FOLDER, "progress.json"), _Progress).standings


def remember(root: str, exercise: str, track: str, result: Result) -> bool:
    """Note a practice result as the last one; False where it could not be written."""
    known = standings(root)
    name = f"{exercise}/{track}"
    before = known[name].attempts if name in known else []
    if name in known and not before:  # noted before attempts were kept
        before = [Attempt(known[name].started, known[name].mark)]
    known[name] = Standing(
        mark=result.mark,
        status=result.status,
        digest=result.submission.digest,
        started=result.started,
        tasks=list(dict.fromkeys(c.task for c in result.checks if c.status != "passed")),
        attempts=[*before, Attempt(result.started, result.mark)][-MOST_ATTEMPTS:],
    )
    return _write(root, "progress.json", _Progress(standings=known))


def hints_read(root: str, exercise: str) -> dict[str, int]:
    """Return how many hints of each task were shown."""
    return _hints(root).read.get(exercise, {})


def note_hint(root: str, exercise: str, task: str, count: int) -> bool:
    """Note that `count` hints of a task were shown; False where it could not be written."""
    hints = _hints(root)
    hints.read.setdefault(exercise, {})[task] = count
    return _write(root, "hints.json", hints)


def _hints(root: str) -> _Hints:
    return _read(os.path.join(root, FOLDER, "hints.json"), _Hints)


T = TypeVar("T", bound=Struct)


def _read(path: str, type_: type[T]) -> T:
    try:
        with open(path, "rb") as file:
            return msgspec.json.decode(file.read(MOST_BYTES), type=type_)
    except (OSError, msgspec.MsgspecError, UnicodeError):
        return type_()


def _write(root: str, name: str, content: Struct) -> bool:
    folder = os.path.join(root, FOLDER)
    draft = os.path.join(folder, f".{name}.{os.getpid()}")
    try:
        os.makedirs(folder, exist_ok=True)
        if os.path.islink(folder):  # would lead out of the course
            return False
        fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        with open(fd, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
        os.replace(draft, os.path.join(folder, name))
    except OSError:
        return False
    return True
