"""What can go wrong, as exceptions that carry a sentence for the reader.

::

    Problem                 something stops the command; has a text and an exit code
    ├── UsageProblem        (2) the command was asked for something that is not there
    │   └── CourseProblem   (2) a file of the course is malformed: for its author to mend
    └── GraderFault         (3) the grader itself failed; never the student's fault

What a student's code does wrong is no exception here: it becomes the status of a check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.texts import Text

__all__ = ["CourseProblem", "GraderFault", "Problem", "UsageProblem", "nearest"]

# A hostile or huge folder must not turn a suggestion into a wait.
MOST_CANDIDATES: Final = 500
LONGEST_NAME: Final = 80


class Problem(Exception):
    """Something that stops the command, said in one or two plain sentences."""

    exit_code: ClassVar[int] = 3

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class UsageProblem(Problem):
    """The command was asked for something that is not there or makes no sense."""

    exit_code: ClassVar[int] = 2


class CourseProblem(UsageProblem):
    """A file of the course is missing, malformed or contradicts another."""


class GraderFault(Problem):
    """The grader, its machine or its references failed."""

    exit_code: ClassVar[int] = 3


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate most like `name`, or None if none is close.

    Looks at the first 500 candidates and at 80 characters of each; capitals do not count.
    """
    if not name or len(name) > LONGEST_NAME:
        return None
    # Imported here: only a mistake needs it.
    from difflib import get_close_matches
    from itertools import islice

    shown: dict[str, str] = {}
    for candidate in islice(candidates, MOST_CANDIDATES):
        shown.setdefault(candidate[:LONGEST_NAME].lower(), candidate)
    close = get_close_matches(name.lower(), shown, n=1, cutoff=0.6)
    return shown[close[0]] if close else None
