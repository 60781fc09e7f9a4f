"""A class's marks as a table: `marks.csv`, one line per student."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from grader.marks import weighted_mean

# A spreadsheet runs a cell that begins with one of these; a folder's name may.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Column(NamedTuple):
    """An exercise's track and its weight in the mean."""

    exercise: str
    track: str
    weight: float


class Cell(NamedTuple):
    """One student's mark out of 20 in one exercise (None: our fault) and the result's status."""

    mark: float | None
    status: str


def marks_csv(
    columns: Sequence[Column], rows: Iterable[tuple[str, Mapping[Column, Cell]]]
) -> bytes:
    """The table in UTF-8: student, mark and status per exercise, weighted mean where all are there."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [_name(column, columns) for column in columns]
    heads = [head for name in names for head in (name, f"{name}_status")]
    writer.writerow(["student", *heads, "mark"])
    for student, cells in rows:
        line = [_safe(student)]
        for column in columns:
            cell = cells.get(column)
            line += ["", "not_graded"] if cell is None else [_number(cell.mark), cell.status]
        marks = [(cells[c].mark if c in cells else None, c.weight) for c in columns]
        writer.writerow([*line, _number(weighted_mean(marks))])
    return out.getvalue().encode()


def _name(column: Column, columns: Sequence[Column]) -> str:
    twice = sum(other.exercise == column.exercise for other in columns) > 1
    return f"{column.exercise}_{column.track}" if twice else column.exercise


def _number(mark: float | None) -> str:
    return "" if mark is None else f"{mark:.2f}"


def _safe(name: str) -> str:
    return f"'{name}" if name.startswith(_FORMULA) else name
