"""What is right, and what is wrong in a known way: live from the solution, or recorded.

A misconception is the solution's source with one function (or more) written wrongly after it, so
that the rest of the solution goes through the wrong one as a student's file would. The same text
serves as a submission when the course is checked.
"""

from __future__ import annotations

import ast
import linecache
import os
import types
import zlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from grader.course import own_file
from grader.problems import CourseProblem, GraderFault, UsageProblem
from grader.sandbox import wire
from grader.sandbox.tensors import Tensor, compute_as_workers_do
from grader.standins import LocalSubject, ReplaySubject, Stopwatch
from grader.subjects import Exchange, Outcome, Subject
from grader.texts import Text, text
from grader.yardstick import yardstick_s

if TYPE_CHECKING:
    from grader.checks.tolerance import Tolerance
    from grader.course import Exercise, Track

FORMAT = 3
_TEXTS = ("fr", "en", "see")
_LARGE = wire.Caps(1 << 30, 50_000_000)


class Misconception(NamedTuple):
    """A mistake that people really make; `source` is the whole file of somebody who makes it."""

    id: str
    text: Text
    see: str
    source: str


class Recorded(NamedTuple):
    """One check, recorded.

    The reference's exchanges, and those of the solution and of each misconception in the
    student's place.
    """

    reference: list[Exchange]
    solution: list[Exchange]
    misconceptions: dict[str, list[Exchange]]


class References(Protocol):
    """Where a check's reference comes from."""

    live: bool

    def reference(self, check_id: str) -> Subject:
        """The reference for one run of a check."""

    def solution(self, check_id: str) -> Subject:
        """The solution, to stand in the student's place."""

    def misconceptions(self, check_id: str) -> Sequence[tuple[Misconception, Subject]]:
        """Each misconception, to stand in the student's place."""


# --- live -------------------------------------------------------------------------------------------


class LiveReferences:
    """The solution's own code, run here: it is the course's, not the student's."""

    live = True

    def __init__(
        self,
        exercise: Exercise,
        track: Track,
        stopwatch: Stopwatch | None = None,
        device: str = "cpu",
    ) -> None:
        folder = exercise.solution_folder
        if folder is None:
            raise GraderFault(
                text("The solutions of {exercise} are not here.", exercise=exercise.id)
            )
        self._path = os.path.join(folder, track.file)
        self._source = _read(self._path)
        self._folder, self._track = folder, track
        self._device = device if track.tensors else None
        self._code = compile(self._source, self._path, "exec", dont_inherit=True)
        try:
            self._support = load_support(exercise)
            if track.tensors:
                compute_as_workers_do()
            self._solution = self._namespace()
        except ModuleNotFoundError as error:
            raise UsageProblem(
                text(
                    "This exercise needs the package {name}, which is not installed here: "
                    "pip install {name}",
                    name=error.name or "?",
                )
            ) from None
        self._wrong: list[dict[str, Any]] | None = None
        self._stopwatch = stopwatch

    @cached_property
    def known(self) -> list[Misconception]:
        """The misconceptions; read at the first use, since a right submission needs none."""
        return load_misconceptions(self._folder, self._track, self._source)

    def _namespace(self, name: str = "", after: str = "") -> dict[str, Any]:
        """The solution's names, with the definitions `after` of a misconception laid over them."""
        module = types.ModuleType("solution")
        exec(self._code, module.__dict__)
        if after:
            file = f"<{self._path}: {name}>"
            # Some decorators read the source of what they decorate.
            linecache.cache[file] = (len(after), None, after.splitlines(keepends=True), file)
            exec(compile(after, file, "exec", dont_inherit=True), module.__dict__)
        return module.__dict__

    def reference(self, check_id: str) -> Subject:
        """The solution."""
        return LocalSubject(self._solution, self._support, self._stopwatch, self._device)

    solution = reference

    def misconceptions(self, check_id: str) -> Sequence[tuple[Misconception, Subject]]:
        """Each misconception over the solution, loaded at the first use."""
        if self._wrong is None:
            # Only what differs is compiled: with dozens of misconceptions that is what one waits for.
            start = len(self._source)
            self._wrong = [self._namespace(wrong.id, wrong.source[start:]) for wrong in self.known]
        return [
            (wrong, LocalSubject(namespace, self._support, device=self._device))
            for wrong, namespace in zip(self.known, self._wrong, strict=True)
        ]


def load_support(exercise: Exercise) -> dict[str, Any]:
    """The names of the exercise's public `support.py`, empty when it has none."""
    source = support_source(exercise)
    namespace: dict[str, Any] = {"__name__": "support"}
    if source is not None:
        exec(compile(source, "support.py", "exec", dont_inherit=True), namespace)
    return namespace


def support_source(exercise: Exercise) -> bytes | None:
    """The bytes of the exercise's public `support.py`, if it has one."""
    path = os.path.join(exercise.folder, "support.py")
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return file.read()


def load_misconceptions(folder: str, track: Track, solution: str) -> list[Misconception]:
    """The misconceptions of a solution's folder, as sources laid over the solution's.

    Where a track has its own, those that say nothing have the texts of the same id in the file
    that the tracks share.
    """
    shared = os.path.join(folder, "misconceptions.py")
    path = own_file(folder, "misconceptions.py", track)
    explained = {} if path == shared else _explained(shared)
    found: dict[str, Misconception] = {}
    for fields, line, function, body in _functions(path):
        known = found.get(fields["id"])
        if known is None:
            texts = {**explained.get(fields["id"], {}), **fields}
            known = _first(texts, solution, path, line)
        patched = f"{known.source}\n\n{body}\n\n\n{fields['replaces']} = {function}\n"
        found[known.id] = known._replace(source=patched)
    return list(found.values())


class _Function(NamedTuple):
    """A declared function of a file of misconceptions, once for each of its declarations."""

    fields: dict[str, str]
    line: int
    name: str
    body: str


def _functions(path: str) -> Iterator[_Function]:
    if not os.path.exists(path):
        return
    source = _read(path)
    lines = source.split("\n")
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef):
            continue
        declared = [each for each in node.decorator_list if _declares(each)]
        kept = [f"@{ast.unparse(each)}" for each in node.decorator_list if each not in declared]
        body = "\n".join([*kept, *lines[node.lineno - 1 : node.end_lineno]])
        for decorator in declared or node.decorator_list:
            yield _Function(_declared(decorator, path), decorator.lineno, node.name, body)


def _declares(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "misconception"


def _explained(path: str) -> dict[str, dict[str, str]]:
    """The texts of the misconceptions of a file, by id."""
    texts: dict[str, dict[str, str]] = {}
    for function in _functions(path):
        said = {name: function.fields[name] for name in _TEXTS if name in function.fields}
        texts.setdefault(function.fields["id"], {}).update(said)
    return texts


def _first(fields: dict[str, str], solution: str, path: str, line: int) -> Misconception:
    """A misconception as its first function declares it: with its texts, over the solution."""
    if not {"fr", "en"} <= fields.keys():
        raise _malformed(path, line)
    explained = Text(fields["fr"], fields["en"])
    return Misconception(fields["id"], explained, fields.get("see", ""), solution)


def _declared(decorator: ast.expr, path: str) -> dict[str, str]:
    """The literal arguments of a `@misconception(...)`."""
    try:
        if not isinstance(decorator, ast.Call):
            raise ValueError
        fields = {str(word.arg): ast.literal_eval(word.value) for word in decorator.keywords}
        return {"id": ast.literal_eval(decorator.args[0]), "replaces": fields["replaces"], **fields}
    except (ValueError, IndexError, KeyError):
        raise _malformed(path, decorator.lineno) from None


def _malformed(path: str, line: int) -> CourseProblem:
    return CourseProblem(
        text(
            "{file}, line {line}: @misconception takes an id and replaces, and the first one of "
            "an id its fr and en, all literal.",
            file=path,
            line=line,
        )
    )


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError as error:
        raise CourseProblem(
            text("{file} can't be read: {why}.", file=path, why=error.strerror or "?")
        ) from None


# --- recorded -----------------------------------------------------------------------------------------


def recorded_path(exercise: Exercise, track: Track) -> str:
    """Where the recorded references of a track lie."""
    return os.path.join(exercise.folder, f"recorded_{track.name}.bin")


def pack(seed: int, known: Sequence[Misconception], checks: dict[str, Recorded]) -> bytes:
    """Recorded references as bytes: compressed wire data, the same for the same content."""
    texts = [(m.id, m.text.fr, m.text.en, m.see) for m in known]
    content = (FORMAT, seed, texts, {name: _packed(check) for name, check in checks.items()})
    return zlib.compress(wire.encode(content, caps=_LARGE), 9)


def _packed(check: Recorded) -> tuple[Any, ...]:
    return (
        [_flat(exchange) for exchange in check.reference],
        [_flat(exchange) for exchange in check.solution],
        {name: [_flat(e) for e in exchanges] for name, exchanges in check.misconceptions.items()},
    )


def _flat(exchange: Exchange) -> tuple[Any, ...]:
    outcome = exchange.outcome
    return (
        exchange.verb,
        exchange.name,
        exchange.args,
        exchange.kwargs,
        outcome.value,
        outcome.raised,
        outcome.message,
        outcome.changed,
        outcome.seconds and outcome.seconds / yardstick_s(),
    )


def _exchange(flat: tuple[Any, ...]) -> Exchange:
    verb, name, args, kwargs, value, raised, message, changed, yardsticks = flat
    seconds = yardsticks and yardsticks * yardstick_s()
    outcome = Outcome(value, raised, message, changed=changed, seconds=seconds)
    return Exchange(verb, name, args, kwargs, outcome)


class Unpacked(NamedTuple):
    """What `pack` packed."""

    seed: int
    known: list[Misconception]
    checks: dict[str, Recorded]


def unpack(data: bytes, path: str) -> Unpacked:
    """Read recorded references; `path` is for the sentence of a CourseProblem."""
    try:
        content = wire.decode(zlib.decompress(data), _LARGE)
        if content[0] != FORMAT:
            raise CourseProblem(
                text("{file} was recorded by another version: run grade record.", file=path)
            )
        _, seed, texts, checks = content
        known = [Misconception(m[0], Text(m[1], m[2]), m[3], "") for m in texts]
        return Unpacked(seed, known, {name: _unpacked(*parts) for name, parts in checks.items()})
    except (zlib.error, wire.WireError, ValueError, TypeError, LookupError, AttributeError) as e:
        raise _unusable(path, type(e).__name__) from None


def _unpacked(reference: list[Any], solution: list[Any], wrong: dict[str, list[Any]]) -> Recorded:
    return Recorded(
        [_exchange(flat) for flat in reference],
        [_exchange(flat) for flat in solution],
        {name: [_exchange(flat) for flat in flats] for name, flats in wrong.items()},
    )


def _unusable(path: str, why: str) -> CourseProblem:
    return CourseProblem(
        text(
            "There are neither solutions nor usable recorded references ({file}): {why}.",
            file=path,
            why=why,
        )
    )


def alike(one: Any, other: Any, single: Tolerance | None = None) -> bool:
    """Tell whether two logged values are the same within rounding, dtypes and objects included.

    `single` replaces the default tolerance of float32 values, and of Python's floats, which are
    float32 values that were read from tensors then; a row of numbers is as good as their list.
    """
    # Handles, call-backs and names of support.py are tuples with a name.
    if isinstance(one, wire.Handle) and isinstance(other, wire.Handle):
        return one.id == other.id  # made in the same order: a class of one's own has its own name
    if hasattr(one, "_fields") or hasattr(other, "_fields"):
        return type(one) is type(other) and bool(one == other)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[k], other[k], single) for k in one)
    if single is not None and isinstance(one, list) is not isinstance(other, list):
        one, other = _as_list(one), _as_list(other)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(alike, one, other, repeat(single)))
    from grader.checks.compare import same, same_dtype
    from grader.checks.values import as_array

    if isinstance(one, Tensor) is not isinstance(other, Tensor):
        return False
    mine, theirs = as_array(one), as_array(other)
    if mine is not None and theirs is not None and not same_dtype(mine.dtype, theirs.dtype):
        return False
    read = type(one) is float or (mine is not None and mine.dtype == np.float32)
    return same(one, other, single if read else None)


def _as_list(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) and value.ndim == 1 else value


class RecordedReferences:
    """References from a file, for where the solutions are not."""

    live = False

    def __init__(self, path: str, device: str | None = None) -> None:
        self._device = device
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError as error:
            raise _unusable(path, type(error).__name__) from None
        self.seed, self._known, self._checks = unpack(data, path)

    def _of(self, check_id: str) -> Recorded:
        if check_id not in self._checks:
            raise GraderFault(
                text("The check {check} was never recorded: run grade record.", check=check_id)
            )
        return self._checks[check_id]

    def reference(self, check_id: str) -> Subject:
        """The recorded results, for the recorded arguments."""
        return ReplaySubject(self._of(check_id).reference, alike, self._device)

    def solution(self, check_id: str) -> Subject:
        """What the solution answered in the student's place."""
        return ReplaySubject(self._of(check_id).solution, device=self._device)

    def misconceptions(self, check_id: str) -> Sequence[tuple[Misconception, Subject]]:
        """What each misconception answered in the student's place."""
        recorded = self._of(check_id).misconceptions
        return [
            (wrong, ReplaySubject(recorded[wrong.id], device=self._device))
            for wrong in self._known
            if wrong.id in recorded
        ]


def open_references(
    exercise: Exercise, track: Track, stopwatch: Stopwatch | None = None, device: str = "cpu"
) -> References:
    """Live references where the solution is, recorded ones elsewhere.

    `device`: where tensors are, in a track that has them.
    """
    folder = exercise.solution_folder
    if folder is not None and os.path.exists(os.path.join(folder, track.file)):
        return LiveReferences(exercise, track, stopwatch, device)
    return RecordedReferences(recorded_path(exercise, track), device if track.tensors else None)
