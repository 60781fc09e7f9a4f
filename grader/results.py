"""The result of a grading: what ``results.json`` holds, and what a student may see of it.

Texts are in one language here: a result is made for a reader. The JSON Schema published beside
this module is generated from these types by ``python -m grader.results``.
"""

from __future__ import annotations

import os
from typing import Any, Final, Literal, get_args

import msgspec
from msgspec import Struct

from grader.differences import Difference
from grader.figures import Figure

__all__ = [
    "CheckResult",
    "CheckStatus",
    "Diagnosis",
    "Environment",
    "Result",
    "ResultStatus",
    "Results",
    "SubmissionInfo",
    "Visibility",
    "for_student",
    "from_json",
    "json_schema",
    "timestamp",
    "to_json",
]

SCHEMA_VERSION: Final = 1
SCHEMA_FILE: Final = os.path.join(os.path.dirname(__file__), "results.schema.json")

CheckStatus = Literal[
    "passed",
    "failed",
    "error",
    "not_attempted",
    "timeout",
    "memory",
    "crashed",
    "blocked",
    "unavailable",
    "grader_error",
]
ResultStatus = Literal["graded", "provisional", "not_attempted", "grader_error"]
Visibility = Literal["public", "hidden"]
Mode = Literal["practice", "official"]
CHECK_STATUSES: Final[tuple[str, ...]] = get_args(CheckStatus)


class Diagnosis(Struct, frozen=True):
    """What the mistake is: found from the output's structure, or one that the exercise names."""

    kind: Literal["structural", "named"]
    id: str
    text: str
    see: str | None = None  # section of the course to read again


class CheckResult(Struct, frozen=True, kw_only=True):
    """One check: `points` earned of `max_points`, and for what did not pass, why."""

    id: str
    title: str
    task: str = ""
    status: CheckStatus
    points: float
    max_points: float
    message: str = ""
    called: str | None = None
    expected: str | None = None
    actual: str | None = None
    diagnosis: Diagnosis | None = None
    declared: bool = False  # rests on what the worker says of itself
    duration_s: float = 0.0
    visibility: Visibility = "public"
    prints: str = ""  # what the student's code printed during this check
    figures: list[Figure] = []  # data that a report draws
    difference: Difference | None = None  # where an array differs from the expected one

    def __post_init__(self) -> None:
        _make_floats(self, "points", "max_points", "duration_s")


class SubmissionInfo(Struct, frozen=True, kw_only=True):
    """The file that was graded. `modified`: it differs from `commit`; None where git is silent."""

    path: str
    commit: str | None = None
    digest: str
    modified: bool | None = None


class Environment(Struct, frozen=True, kw_only=True):
    """Versions and isolation under which the result came about."""

    grader: str
    python: str
    numpy: str | None = None
    torch: str | None = None
    platform: str
    isolation: Literal["namespaces", "landlock", "none"]


class Result(Struct, frozen=True, kw_only=True):
    """One exercise of one submission, graded on one track.

    `score` and `max_score` are in the points of the checks that were run, `mark` is out of 20 and
    null when the grader failed. `message` says what concerns the whole file, such as why it could
    not be read. `again` names exercise and track as a command line does. `key` is the digest of all that the result depends on. `started` is UTC.
    """

    schema_version: int = SCHEMA_VERSION
    exercise: str
    title: str = ""
    track: str
    again: str = ""
    device: str = "cpu"
    mode: Mode
    submission: SubmissionInfo
    seed: int | None
    started: str
    duration_s: float
    score: float
    max_score: float
    mark: float | None
    status: ResultStatus
    message: str = ""
    checks: list[CheckResult]
    environment: Environment
    key: str = ""

    def __post_init__(self) -> None:
        _make_floats(self, "duration_s", "score", "max_score", "mark")


class Results(Struct, frozen=True, kw_only=True):
    """Several exercises (a TP, the course) and their weighted mean out of 20."""

    schema_version: int = SCHEMA_VERSION
    mark: float | None
    results: list[Result]


def _make_floats(struct: Struct, *names: str) -> None:
    """Make floats of numbers given as integers, so that JSON says 1.0 before and after reading."""
    for name in names:
        if isinstance(value := getattr(struct, name), int):
            msgspec.structs.force_setattr(struct, name, float(value))


class _Peek(Struct):
    results: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


def to_json(results: Result | Results) -> bytes:
    """Return `results` as indented JSON in UTF-8: the same result, the same bytes."""
    return msgspec.json.format(msgspec.json.encode(results), indent=2) + b"\n"


def from_json(data: bytes) -> Result | Results:
    """Read what `to_json` wrote. Anything else raises `msgspec.DecodeError`."""
    several = msgspec.json.decode(data, type=_Peek).results is not msgspec.UNSET
    found: Result | Results
    if several:
        found = msgspec.json.decode(data, type=Results)
    else:
        found = msgspec.json.decode(data, type=Result)
    if (version := found.schema_version) != SCHEMA_VERSION:
        raise msgspec.ValidationError(f"schema_version {version}, expected {SCHEMA_VERSION}")
    return found


def for_student(result: Result) -> Result:
    """Return what a student may see: no secret of a hidden check, no seed of an official run.

    Of a hidden check remain title, task, status, points and the named diagnosis. The key goes too
    in official mode: it is a digest of the seed.
    """
    checks = [_without_secrets(c) if c.visibility == "hidden" else c for c in result.checks]
    if result.mode == "official":
        return msgspec.structs.replace(result, checks=checks, seed=None, key="")
    return msgspec.structs.replace(result, checks=checks)


def _without_secrets(check: CheckResult) -> CheckResult:
    """Build the check anew from what may be shown: a field added later is not shown by mistake."""
    named = check.diagnosis is not None and check.diagnosis.kind == "named"
    return CheckResult(
        id=check.id,
        title=check.title,
        task=check.task,
        status=check.status,
        points=check.points,
        max_points=check.max_points,
        diagnosis=check.diagnosis if named else None,
        declared=check.declared,
        visibility=check.visibility,
    )


def timestamp(seconds: float) -> str:
    """Return seconds since 1970 as ISO 8601 in UTC: ``2026-09-01T08:30:00Z``."""
    import time

    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def json_schema() -> bytes:
    """Return the JSON Schema of ``results.json``, as published in `SCHEMA_FILE`."""
    import json
    from inspect import cleandoc

    refs, components = msgspec.json.schema_components(
        [Result, Results], ref_template="#/$defs/{name}"
    )
    for component in components.values():
        # Docstrings keep their indentation before Python 3.13 and lose it from there on.
        component["description"] = cleandoc(component["description"])
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "results.json of deep-learning-grader",
        "anyOf": list(refs),
        "$defs": components,
    }
    return json.dumps(schema, indent=2, ensure_ascii=False).encode() + b"\n"


if __name__ == "__main__":
    with open(SCHEMA_FILE, "wb") as file:
        file.write(json_schema())
