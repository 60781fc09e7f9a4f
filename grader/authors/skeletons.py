"""Skeletons from solutions: what students start from is what is left between the markers' outsides.

The solution is the single source. A block between ``### BEGIN SOLUTION`` and ``### END SOLUTION``
becomes a comment and ``raise NotImplementedError()``; every other line stays as it is. What is
generated is committed, and `drift` tells when it is no longer what the solution gives.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from grader.problems import CourseProblem
from grader.texts import Text, text

if TYPE_CHECKING:
    from grader.course import Exercise, Track

__all__ = ["BEGIN", "END", "Block", "blocks", "drift", "generate", "skeleton", "skeleton_path"]

BEGIN: Final = "### BEGIN SOLUTION"
END: Final = "### END SOLUTION"
# What was meant as a marker: taken for a comment, it would publish the solution.
_MEANT: Final = re.compile(r"#\s*(begin|end)\s+solution\b", re.IGNORECASE)
_TODO: Final = "# À compléter / Your code here"


class Block(NamedTuple):
    """The lines of two markers, counted from 1, and the blanks before them."""

    begin: int
    end: int
    indent: str

    def holds(self, line: int) -> bool:
        """Tell whether a line lies between the markers."""
        return self.begin < line < self.end


def blocks(source: str, path: str) -> list[Block]:
    """Return the blocks between the markers of `source`, in order.

    Markers that are missing, unbalanced, nested, misspelt, unindented or not at the same
    indentation raise `CourseProblem` with the line; `path` is for that sentence.
    """
    found: list[Block] = []
    opened: tuple[int, str] | None = None
    for number, line in enumerate(source.splitlines(), start=1):
        mark, indent = line.strip(), line[: len(line) - len(line.lstrip())]
        if mark not in (BEGIN, END):
            if _MEANT.search(line):
                raise _problem(path, number, _not_alone())
            continue
        if (mark == BEGIN) == (opened is not None):
            raise _problem(path, number, _unbalanced(mark, opened))
        if opened is None:
            opened = number, indent
            if not indent:
                raise _problem(path, number, text("a solution stands inside a function."))
            continue
        if indent != opened[1]:
            raise _problem(path, number, text("both markers of a block need the same indentation."))
        found.append(Block(opened[0], number, indent))
        opened = None
    if opened is not None:
        raise _problem(path, opened[0], text("this block is never closed."))
    if not found:
        raise _problem(path, 1, text("there is no block: the whole solution would be published."))
    return found


def skeleton(source: str, path: str) -> str:
    """Return what students start from. A skeleton that is not Python raises `CourseProblem`."""
    lines = source.splitlines(keepends=True)
    for block in reversed(blocks(source, path)):
        todo = [f"{block.indent}{_TODO}\n", f"{block.indent}raise NotImplementedError()\n"]
        lines[block.begin - 1 : block.end] = todo
    made = "".join(lines)
    try:
        compile(made, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        why = text("the skeleton made from it is not valid Python ({why}).", why=error.msg)
        raise _problem(path, error.lineno or 1, why) from None
    return made


def solution_path(exercise: Exercise, track: Track) -> str:
    """Return where the solution of a track lies; `CourseProblem` where it does not."""
    folder = exercise.solution_folder
    path = os.path.join(folder or exercise.name, track.file)
    if folder is None or not os.path.isfile(path):
        raise CourseProblem(text("The solution {file} is not here.", file=path))
    return path


def skeleton_path(exercise: Exercise, track: Track) -> str:
    """Return where the skeleton of a track lies."""
    return os.path.join(exercise.folder, track.file)


def generate(exercise: Exercise, track: Track) -> bytes:
    """Return the skeleton of a track, made from its solution."""
    path = solution_path(exercise, track)
    with open(path, encoding="utf-8") as file:
        return skeleton(file.read(), path).encode()


def drift(exercise: Exercise, track: Track) -> Text | None:
    """Return what is wrong with the committed skeleton, None when it is what it should be."""
    path = skeleton_path(exercise, track)
    try:
        with open(path, "rb") as file:
            committed = file.read()
    except FileNotFoundError:
        return text("{file} is missing: run grade record.", file=path)
    if committed == generate(exercise, track):
        return None
    return text("{file} is not what its solution gives: run grade record.", file=path)


def _problem(path: str, line: int, why: Text) -> CourseProblem:
    return CourseProblem(text("{file}, line {line}: {why}", file=path, line=line, why=why))


def _not_alone() -> Text:
    return text(
        "a marker is exactly “{begin}” or “{end}”, alone on its line.", begin=BEGIN, end=END
    )


def _unbalanced(mark: str, opened: tuple[int, str] | None) -> Text:
    if opened is None:
        return text("“{end}” without a “{begin}” before it.", end=END, begin=BEGIN)
    return text("“{begin}” inside the block that line {line} began.", begin=mark, line=opened[0])
