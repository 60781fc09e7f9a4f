"""Quizzes for elsewhere: each writer returns a file with one quiz and its keys in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from grader.quizzes.exports import csv_table, gift, moodle_xml, paper, qti

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.quizzes.content import Key, Quiz
    from grader.quizzes.scoring import Scheme
    from grader.texts import Lang

__all__ = ["FORMATS", "SUFFIXES", "Writer"]


class Writer(Protocol):
    """Turns a quiz into a file."""

    def __call__(self, quiz: Quiz, keys: Mapping[str, Key], lang: Lang, scheme: Scheme, /) -> bytes:
        """Return the file's bytes: the same for the same quiz."""
        ...


# Each format by its name on the command line. `paper.write` also takes a seed, how many variants,
# and which parts.
FORMATS: Final[dict[str, Writer]] = {
    "moodle": moodle_xml.write,
    "gift": gift.write,
    "qti": qti.write,
    "csv": csv_table.write,
    "paper": paper.write,
}
SUFFIXES: Final = {
    "moodle": ".xml",
    "gift": ".gift.txt",
    "qti": ".zip",
    "csv": ".csv",
    "paper": ".html",
}
