"""Quizzes from elsewhere: each reader returns the public file, the secret one, and what was lost."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Final

from grader.problems import UsageProblem
from grader.quizzes.imports import gift, moodle_xml
from grader.texts import printable, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.quizzes.imports.shared import Imported

__all__ = ["FORMATS", "format_of", "to_yaml", "write_files"]

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


def write_files(root: str, name: str, imported: Imported) -> list[str]:
    """Write the public and the secret file of the quiz `name`, and return their paths.

    A file that exists is never written over: then nothing is written at all.
    """
    if not _NAME.fullmatch(name):
        shown = repr(printable(name, 60))
        raise UsageProblem(
            text("{name} is no name for a quiz: letters, digits, - and _ only.", name=shown)
        )
    quiz, keys, _ = imported
    files = {
        os.path.join(root, "quizzes", f"{name}.yaml"): to_yaml(quiz),
        os.path.join(root, "solutions", "quizzes", f"{name}.yaml"): to_yaml(keys),
    }
    written: list[str] = []
    try:
        for path, content in files.items():
            _write_new(path, content)
            written.append(path)
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
