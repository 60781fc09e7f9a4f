"""Quizzes from elsewhere: each reader returns the public file, the secret one, and what was lost."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Final

from grader.problems import UsageProblem
from grader.quizzes.content import load_keys, load_quiz
from grader.quizzes.imports import gift, moodle_xml
from grader.quizzes.imports.shared import MOST_BYTES
from grader.texts import printable, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.course import Course
    from grader.quizzes.imports.shared import Imported

__all__ = ["FORMATS", "format_of", "read_file", "to_yaml", "write_quiz"]

FORMATS: Final[dict[str, Callable[[bytes], Imported]]] = {
    "moodle": moodle_xml.read,
    "gift": gift.read,
}
_NAME: Final = re.compile(r"(?a)[A-Za-z0-9][A-Za-z0-9_-]*")


def format_of(data: bytes) -> str:
    """Return the format that `data` looks like: XML begins with a bracket, GIFT does not."""
    begin = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    return "moodle" if begin.startswith((b"<", b"\xff\xfe", b"\xfe\xff")) else "gift"


def to_yaml(content: dict[str, Any]) -> bytes:
    """Return `content` as the course's files are written: block style, in the order given."""
    import yaml

    dumped: bytes = yaml.safe_dump(
        content, allow_unicode=True, sort_keys=False, width=100, encoding="utf-8"
    )
    return dumped


def read_file(path: str) -> Imported:
    """Return the quiz in the file `path`, of whichever format it is."""
    try:
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        shown = printable(path)
        raise UsageProblem(
            text("{file} cannot be read: {reason}.", file=shown, reason=reason)
        ) from None
    return FORMATS[format_of(data)](data)


def write_quiz(
    course: Course, name: str, public: dict[str, Any], secret: dict[str, Any]
) -> list[str]:
    """Write the public and the secret file of the quiz `name`, and return their paths.

    A file that exists is never written over, and what the course could not read is not kept: then
    nothing is written at all.
    """
    if not _NAME.fullmatch(name):
        shown = repr(printable(name, 60))
        raise UsageProblem(
            text("{name} is no name for a quiz: letters, digits, - and _ only.", name=shown)
        )
    files = {
        os.path.join(course.root, "quizzes", f"{name}.yaml"): to_yaml(public),
        os.path.join(course.root, "solutions", "quizzes", f"{name}.yaml"): to_yaml(secret),
    }
    written: list[str] = []
    try:
        for path, content in files.items():
            _write_new(path, content)
            written.append(path)
        load_keys(course, load_quiz(course, name))
    except UsageProblem:
        for path in written:  # ours, written a moment ago
            os.unlink(path)
        raise
    return written


def _write_new(path: str, content: bytes) -> None:
    """Write a file that must not exist; "x" leaves no moment for another one to appear."""
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "xb") as file:
            file.write(content)
    except FileExistsError:
        raise UsageProblem(
            text("{file} exists: nothing was written.", file=printable(path))
        ) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageProblem(
            text("{file} cannot be written: {reason}.", file=printable(path), reason=reason)
        ) from None
