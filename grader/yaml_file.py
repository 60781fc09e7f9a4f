"""YAML files of the course: read, checked against a type, refused in one sentence with the place."""

from __future__ import annotations

import re
from typing import Any, Final, TypeVar

import msgspec

from grader.problems import CourseProblem
from grader.texts import Text, text, verbatim

__all__ = ["convert", "read_yaml", "read_yaml_list"]

MOST_BYTES: Final = 1_000_000
# libyaml's binding recurses without a limit of its own: too deep a file would crash the program.
MOST_BRACKETS: Final = 5_000
MOST_INDICATORS: Final = 100  # of nested lists, or complex keys, opened in one line

T = TypeVar("T")


def read_yaml(path: str) -> dict[str, Any]:
    """Return the mapping in the file `path`; otherwise a `CourseProblem` with its place."""
    content = _load(path)
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise CourseProblem(text("{file} must be a mapping of names to values.", file=path))
    return content


def read_yaml_list(path: str) -> list[Any]:
    """Return the list in the file `path`; otherwise a `CourseProblem` with its place."""
    content = _load(path)
    if not isinstance(content, list):
        raise CourseProblem(text("{file} must be a list ([] when it is empty).", file=path))
    return content


def _load(path: str) -> Any:
    import yaml

    try:
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = verbatim(error.strerror or type(error).__name__)
        raise CourseProblem(
            text("{file} cannot be read: {reason}.", file=path, reason=reason)
        ) from None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        if len(data) > MOST_BYTES:
            raise CourseProblem(text("{file} is larger than 1 MB.", file=path))
        if _is_deep(data):
            raise CourseProblem(text("{file} is nested too deeply.", file=path))
        # bandit's S506 does not see through the name: both loaders are safe ones.
        return yaml.load(data, Loader=loader)  # noqa: S506
    except (yaml.YAMLError, UnicodeError, RecursionError, ValueError) as error:
        raise CourseProblem(_yaml_trouble(path, error)) from None


def _is_deep(data: bytes) -> bool:
    """Return whether `data` could be nested deeper than any file of a course is.

    Indentation needs no limit: d levels of it take d * d / 2 bytes.
    """
    if data.count(b"[") + data.count(b"{") > MOST_BRACKETS:
        return True
    return any(
        line.count(b"- ") + line.count(b"? ") > MOST_INDICATORS for line in data.splitlines()
    )


def _yaml_trouble(path: str, error: Exception) -> Text:
    mark = getattr(error, "problem_mark", None)
    detail = verbatim(str(getattr(error, "problem", None) or type(error).__name__))
    if mark is None:
        return text("{file} is not valid YAML: {detail}.", file=path, detail=detail)
    return text(
        "{file}, line {line}, column {column}: this is not valid YAML ({detail}).",
        file=path,
        line=mark.line + 1,
        column=mark.column + 1,
        detail=detail,
    )


def convert(data: dict[str, Any], type_: type[T], path: str) -> T:
    """Return `data` as a `type_`; what does not fit becomes a `CourseProblem` with its field."""
    try:
        return msgspec.convert(data, type_)
    except msgspec.ValidationError as error:
        raise CourseProblem(_invalid(path, str(error))) from None


def _invalid(path: str, message: str) -> Text:
    """Return msgspec's message as a sentence of ours, with the field's path."""
    detail, _, place = message.partition(" - at ")
    field = place.strip("`").removeprefix("$").lstrip(".")
    if found := re.fullmatch(r"Object (contains unknown|missing required) field `(.*)`", detail):
        field = f"{field}.{found[2]}".lstrip(".")
        if found[1] == "contains unknown":
            return text("{file}: the field {field} is unknown.", file=path, field=field)
        return text("{file}: the field {field} is missing.", file=path, field=field)
    return text(
        "{file}: the field {field} is not valid: {detail}.",
        file=path,
        field=field,
        detail=verbatim(detail.replace("`", "")),
    )
