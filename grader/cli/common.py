"""What several commands need: the course, the language, the key, whole files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from grader.course import find_course
from grader.problems import UsageProblem
from grader.texts import choose_language, printable, text

if TYPE_CHECKING:
    from grader.course import Course
    from grader.texts import Lang

__all__ = [
    "choose",
    "course_of",
    "current_folder",
    "existing_key",
    "find_key",
    "save",
    "write_output",
]

KEY_FILE: Final = os.path.join("solutions", ".grade-key")
MOST_KEY_BYTES: Final = 4096
FEWEST_KEY_BYTES: Final = 16


def current_folder() -> str:
    """Return the current folder; one that was deleted is a `UsageProblem`."""
    try:
        return os.getcwd()
    except OSError:
        raise UsageProblem(
            text("The current folder does not exist any more: go into your course's folder.")
        ) from None


def course_of(folder: str | None) -> Course:
    """Return the course of `folder` (``--course``), or else that of the current folder."""
    if folder is not None and not os.path.isdir(folder):
        raise UsageProblem(text("{folder} is not a folder.", folder=printable(folder)))
    return find_course(current_folder() if folder is None else folder)


def choose(option: str | None, course: Course) -> Lang:
    """Return the language: ``--lang``, ``GRADE_LANG``, the locale, then the course's."""
    return choose_language(option, os.environ, course.language)


# --- the key of official runs ---------------------------------------------------------------------


def find_key(course: Course, key_file: str | None, language: Lang) -> bytes:
    """Return the course's key: ``--key-file``, ``GRADE_KEY``, or the course's own file.

    The last is made at its first use, and that is said. Too short or unreadable: `UsageProblem`.
    """
    if key_file is not None:
        return _long_enough(_read_key(key_file), key_file)
    if given := os.environ.get("GRADE_KEY"):
        return _long_enough(given.strip().encode(), "GRADE_KEY")
    path = os.path.join(course.root, KEY_FILE)
    try:
        _make_key(path, language)
    except FileExistsError:
        pass
    except OSError as error:
        raise UsageProblem(
            text(
                "No key for official grading can be written to {file} ({why}): name one with "
                "--key-file or in GRADE_KEY.",
                file=path,
                why=error.strerror or "?",
            )
        ) from None
    return _long_enough(_read_key(path), path)


def existing_key(course: Course, key_file: str | None) -> bytes | None:
    """Return the key as `find_key` does, or None where the course has none yet: none is made."""
    if key_file is None and not os.environ.get("GRADE_KEY"):
        path = os.path.join(course.root, KEY_FILE)
        return _long_enough(_read_key(path), path) if os.path.isfile(path) else None
    return find_key(course, key_file, "en")


def _read_key(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(MOST_KEY_BYTES).strip()
    except OSError as error:
        raise UsageProblem(
            text(
                "The key file {file} cannot be read: {why}.",
                file=printable(path),
                why=error.strerror or "?",
            )
        ) from None


def _long_enough(key: bytes, where: str) -> bytes:
    if len(key) < FEWEST_KEY_BYTES:
        raise UsageProblem(
            text(
                "The key in {where} is too short to keep a secret: {least} characters at least.",
                where=printable(where),
                least=FEWEST_KEY_BYTES,
            )
        )
    return key


def _make_key(path: str, language: Lang) -> None:
    """Write a new random key that only its owner reads; complete before it has its name."""
    from grader.cli.failures import say

    if os.path.lexists(path):
        raise FileExistsError(path)
    draft = f"{path}.{os.getpid()}"
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(fd, "w", encoding="ascii") as file:
            file.write(os.urandom(32).hex() + "\n")
        os.link(draft, path)  # fails where another run was first; its key then counts
    finally:
        os.unlink(draft)
    say(
        text(
            "A secret key for official grading was made: {file}. Keep it (the same key gives the "
            "same marks again), share it with nobody, never commit it.",
            file=path,
        ),
        language,
    )


# --- whole files ----------------------------------------------------------------------------------


def save(path: str, data: bytes, *, folders: bool = False) -> None:
    """Write `data` as `write_output` does, the `folders` above it too; else: `UsageProblem`."""
    try:
        if folders:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        write_output(path, data)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UsageProblem(
            text("{file} cannot be written: {why}.", file=printable(path), why=why)
        ) from None


def write_output(path: str, data: bytes) -> None:
    """Write `data` to `path`, whole or not at all; pipes and devices are written directly.

    Raises OSError.
    """
    path = os.path.realpath(path)
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as file:
            file.write(data)
        return
    folder, name = os.path.split(path)
    draft = os.path.join(folder, f".{name}.{os.getpid()}")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with open(fd, "wb") as file:
            file.write(data)
        os.replace(draft, path)
    except BaseException:
        os.unlink(draft)
        raise
