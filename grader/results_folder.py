"""A batch's folder of results: locked by one batch at a time, its files whole or not there."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from grader.results import Result, from_json

_LOCK = ".lock"
_TEMPORARY = ".part"


@contextmanager
def locked(out: str) -> Iterator[bool]:
    """Hold the results' folder for one batch at a time; false when another one has it."""
    os.makedirs(out, exist_ok=True)
    with open(os.path.join(out, _LOCK), "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def earlier_result(path: str, key: str) -> Result | None:
    """The result of an earlier run, if it depends on the same things and was not our fault."""
    result = read_result(path)
    if result is None or result.key != key or result.status == "grader_error":
        return None
    return result


def read_result(path: str) -> Result | None:
    """The result in a file; None when there is none that can be read."""
    try:
        with open(path, "rb") as file:
            found: Any = from_json(file.read())
    except (OSError, msgspec.DecodeError):
        return None
    return found if isinstance(found, Result) else None


def write_whole(path: str, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, whoever kills this process.

    After a power cut it may be empty; it then can't be read, and its submission is graded anew.
    """
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = f"{path}{_TEMPORARY}{os.getpid()}"
    with open(temporary, "wb") as file:
        file.write(content)
    os.replace(temporary, path)


def sweep(out: str) -> None:
    """Remove half-written files that a killed batch left."""
    for folder, _, names in os.walk(out):
        for name in names:
            if _TEMPORARY in name:
                os.unlink(os.path.join(folder, name))
