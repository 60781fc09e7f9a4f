"""The class list: a CSV file with the columns id, first_name, last_name, email."""

from __future__ import annotations

import csv
import io
from typing import Final, NamedTuple

from grader.problems import UsageProblem
from grader.texts import Text, printable, text, verbatim

__all__ = ["Person", "read_roster"]

LARGEST: Final = 10_000_000


class Person(NamedTuple):
    """One line of the list."""

    first_name: str
    last_name: str

    @property
    def name(self) -> str:
        """The name as it is shown, and by which the class is ordered: the last name first."""
        return " ".join(part for part in (self.last_name, self.first_name) if part)


def read_roster(path: str) -> dict[str, Person]:
    """Return who is in the class, by id. What is wrong with the file is a `UsageProblem`."""
    content = _content(path)
    head = content.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    try:
        table = csv.DictReader(io.StringIO(content, newline=""), delimiter=separator)
        rows = list(table)
    except csv.Error as error:
        raise _refused(path, verbatim(str(error))) from None
    if "id" not in (table.fieldnames or ()):
        raise _refused(path, text("its first line must name the columns, one of them id"))
    people: dict[str, Person] = {}
    for number, row in enumerate(rows, 2):
        name = (row["id"] or "").strip()
        if name in people:
            raise _refused(path, text("the id {id} is there twice", id=repr(printable(name, 60))))
        if name:
            people[name] = Person(_field(row, "first_name"), _field(row, "last_name"))
        elif any(isinstance(value, str) and value.strip() for value in row.values()):
            raise _refused(path, text("line {number} has no id", number=number))
    return people


def _field(row: dict[str, str], name: str) -> str:
    return (row.get(name) or "").strip()


def _content(path: str) -> str:
    """The file as text: UTF-8, or else what spreadsheets write in France."""
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise _refused(path, verbatim(error.strerror or "?")) from None
    if len(data) > LARGEST:
        raise _refused(path, text("it is too large"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _refused(path: str, why: Text) -> UsageProblem:
    return UsageProblem(
        text("The class list {file} cannot be used: {why}.", file=printable(path), why=why)
    )
