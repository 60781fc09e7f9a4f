"""Results of a class, found anywhere below a folder: ``.../STUDENT/EXERCISE_TRACK.json``.

That is what `grade batch` writes; several batches, of other exercises or of the same ones later,
may lie below one folder. What cannot be read is said in a sentence and left out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from grader.problems import UsageProblem
from grader.results import SCHEMA_VERSION, CheckResult, Result, for_student
from grader.texts import Text, printable, text, verbatim

__all__ = ["Found", "Record", "Unreadable", "results_in"]

LARGEST: Final = 64_000_000  # bytes of one file


class Check(CheckResult, frozen=True, kw_only=True):
    """A check whose figures are passed over: they are most of a file, and no page shows them."""

    figures: msgspec.Raw = msgspec.Raw(b"[]")  # type: ignore[assignment]  # never read


class Record(Result, frozen=True, kw_only=True):
    """A result as the dashboard reads it."""

    checks: list[Check]  # type: ignore[assignment]  # lists are invariant; this one is only read


class Found(NamedTuple):
    """A student's folder name, and one of the results in it."""

    student: str
    result: Record


class Unreadable(NamedTuple):
    """A file that is no result, and why."""

    says: Text


_decoder: Final = msgspec.json.Decoder(Record)


def results_in(folder: str, *, staff: bool) -> Iterator[Found | Unreadable]:
    """Read all results below `folder`; for students, without what is secret in them."""
    if not os.path.isdir(folder):
        raise UsageProblem(text("{folder} is not a folder.", folder=printable(folder)))
    top = os.path.abspath(folder)
    for parent, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.endswith(".json") or name.startswith("."):
                continue
            path = os.path.join(parent, name)
            if parent == top:
                why = text("it lies in no student's folder")
                yield _unreadable(os.path.relpath(path, top), why)
                continue
            yield _read(path, os.path.relpath(path, top), os.path.basename(parent), staff)


def _read(path: str, shown: str, student: str, staff: bool) -> Found | Unreadable:
    try:
        if not os.path.isfile(path):
            return _unreadable(shown, text("it is not a file"))
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            return _unreadable(shown, text("it is too large"))
        record = _decoder.decode(data)
    except OSError as error:
        return _unreadable(shown, verbatim(error.strerror or type(error).__name__))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return _unreadable(shown, verbatim(printable(str(error).replace("`", ""), 200)))
    if (wrong := _implausible(record)) is not None:
        return _unreadable(shown, wrong)
    return Found(student, record if staff else _for_student(record))


def _for_student(record: Record) -> Record:
    seen = for_student(record)
    assert isinstance(seen, Record)  # noqa: S101  # for the type checker: it is a changed copy
    return seen


def _implausible(record: Record) -> Text | None:
    """What is wrong with the numbers of a well-formed result."""
    if record.schema_version != SCHEMA_VERSION:
        return text(
            "it has schema_version {version}, not {expected}",
            version=record.schema_version,
            expected=SCHEMA_VERSION,
        )
    if record.mark is not None and not 0 <= record.mark <= 20:
        return text("its mark is {mark:g}", mark=record.mark)
    return None


def _unreadable(shown: str, why: Text) -> Unreadable:
    return Unreadable(
        text("{file} is left out, it is no result: {why}.", file=printable(shown, 200), why=why)
    )
