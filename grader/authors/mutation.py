"""Run the mutants of a solution as submissions: which lose points, and which survive.

Each mutant is graded officially (public and hidden checks) in the real sandbox, on as many
processes as asked for, each with a sandbox of its own, up to its first lost point. What was found
is kept by content under ``.grade/cache`` of the course: a second run only does what changed.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from grader.authors.mutants import Mutant, mutants_of
from grader.authors.skeletons import solution_path
from grader.engine import Engine
from grader.grade import official_seed
from grader.sandbox.launch import BestSandbox
from grader.submission import digest_of

if TYPE_CHECKING:
    from grader.course import Exercise, Track

__all__ = ["known_mutants", "run_mutants", "sample"]

CALL_S: Final = 0.5  # an endless loop is a common mutant, and a right answer takes milliseconds
SUBMISSION_S: Final = 6.0
SURVIVED: Final = ""  # in the place of the check that a mutant lost points in
_SEED_KEY: Final = b"mutants"  # any key: the same mutant meets the same inputs each time
_DECIDING: Final = ("", "checks", "sandbox")  # folders of the grader that a verdict depends on
_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

Progress = Callable[[int, int], None]


def known_mutants(exercise: Exercise, track: Track) -> list[Mutant]:
    """Return all mutants of a track's solution."""
    path = solution_path(exercise, track)
    with open(path, encoding="utf-8") as file:
        return mutants_of(file.read(), path)


def sample(mutants: Sequence[Mutant], count: int) -> list[Mutant]:
    """Return `count` mutants (or all), always the same ones, spread over the functions."""
    ranked = sorted(mutants, key=lambda m: hashlib.sha256(m.name.encode()).digest())
    chosen = {mutant.source for mutant in ranked[:count]}
    return [mutant for mutant in mutants if mutant.source in chosen]


def run_mutants(
    exercise: Exercise,
    track: Track,
    mutants: Sequence[Mutant],
    *,
    jobs: int = 1,
    progress: Progress = lambda done, total: None,
) -> dict[Mutant, str]:
    """Return for each mutant the id of the check that it first lost points in, or `SURVIVED`.

    `progress` is told how many of how many are done.
    """
    cache = _Cache(exercise, track)
    found = {m: cache.known[cache.key(m)] for m in mutants if cache.key(m) in cache.known}
    missing = [m for m in mutants if m not in found]
    progress(len(found), len(mutants))
    try:
        for mutant, killer in _graded(exercise, track, missing, jobs):
            found[mutant] = cache.known[cache.key(mutant)] = killer
            progress(len(found), len(mutants))
    finally:
        cache.save(known_mutants(exercise, track))
    return {mutant: found[mutant] for mutant in mutants}


# --- grading ----------------------------------------------------------------------------------------


class _Runner:
    """An engine and a sandbox of its own, for one process."""

    def __init__(self, exercise: Exercise, track: Track) -> None:
        limits = msgspec.structs.replace(
            exercise.limits,
            call_s=min(CALL_S, exercise.limits.call_s),
            submission_s=min(SUBMISSION_S, exercise.limits.submission_s),
        )
        self._exercise, self._track = msgspec.structs.replace(exercise, limits=limits), track
        self._sandbox = BestSandbox(track.packages)
        self._engine = Engine(self._exercise, track, self._sandbox, hidden=True)

    def killer(self, source: str) -> str:
        """The check in which a mutant loses its first points, and how if it does not just fail."""
        content, name = source.encode(), self._track.file
        digest = digest_of(name, content)
        seed = official_seed(_SEED_KEY, self._exercise.id, self._track.name, digest)
        loss = self._engine.first_loss({name: content}, seed)
        if loss is None:
            return SURVIVED
        return loss.check.id if loss.status == "failed" else f"{loss.check.id} ({loss.status})"

    def close(self) -> None:
        self._engine.close()
        self._sandbox.close()


def _graded(
    exercise: Exercise, track: Track, mutants: Sequence[Mutant], jobs: int
) -> Iterator[tuple[Mutant, str]]:
    """Each mutant with its killer, in any order."""
    if jobs <= 1 or len(mutants) < 2 * jobs:
        if mutants:
            with contextlib.closing(_Runner(exercise, track)) as runner:
                yield from ((mutant, runner.killer(mutant.source)) for mutant in mutants)
        return
    yield from _in_parallel(exercise, track, mutants, jobs)
    # The pool's semaphores hang in cycles; the program ends without taking itself apart, and
    # multiprocessing would complain of them.
    gc.collect()


def _in_parallel(
    exercise: Exercise, track: Track, mutants: Sequence[Mutant], jobs: int
) -> Iterator[tuple[Mutant, str]]:
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from multiprocessing import get_context

    with ProcessPoolExecutor(jobs, get_context("spawn"), _open_runner, (exercise, track)) as pool:
        waiting = {pool.submit(_killer, mutant.source): mutant for mutant in mutants}
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


_runner: _Runner | None = None


def _open_runner(exercise: Exercise, track: Track) -> None:
    """Begin a process of the pool. Its sandbox ends with it: the zygote sees its socket close."""
    global _runner
    _runner = _Runner(exercise, track)


def _killer(source: str) -> str:
    assert _runner is not None  # noqa: S101 - the pool's initializer has run
    return _runner.killer(source)


# --- what was found before --------------------------------------------------------------------------


class _Cache:
    """Killers by the digest of all that decides them; a file that cannot be read is empty."""

    def __init__(self, exercise: Exercise, track: Track) -> None:
        folder = os.path.join(exercise.root, ".grade", "cache")
        self._path = os.path.join(folder, f"mutants_{exercise.name}_{track.name}.json")
        self._origin = _digest(_deciding(exercise, track))
        self.known: dict[str, str] = {}
        with contextlib.suppress(OSError, msgspec.DecodeError):
            with open(self._path, "rb") as file:
                self.known = msgspec.json.decode(file.read(), type=dict[str, str])

    def key(self, mutant: Mutant) -> str:
        """The digest of a mutant and of what grades it."""
        return hashlib.sha256(self._origin + mutant.source.encode()).hexdigest()

    def save(self, mutants: Sequence[Mutant]) -> None:
        """Write what is known of `mutants`; what is of an earlier solution goes."""
        keys = [self.key(mutant) for mutant in mutants]
        kept = {key: self.known[key] for key in sorted(keys) if key in self.known}
        # A course that can't be written to is graded all the same.
        with contextlib.suppress(OSError):
            os.makedirs(os.path.dirname(self._path), exist_ok=True)
            with open(f"{self._path}.{os.getpid()}", "w", encoding="utf-8") as file:
                json.dump(kept, file, indent=0)
            os.replace(file.name, self._path)


def _digest(parts: Iterator[bytes]) -> bytes:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8) + part)
    return digest.digest()


def _deciding(exercise: Exercise, track: Track) -> Iterator[bytes]:
    """All that decides whether a mutant loses points: versions, the grader, the checks."""
    yield f"{platform.python_version()} {np.__version__} {CALL_S} {SUBMISSION_S}".encode()
    for name in _DECIDING:
        yield from _contents(os.path.join(_PACKAGE, name), lambda file: file.endswith(".py"))
    yield from _contents(exercise.folder, _decides)
    yield from _contents(
        exercise.solution_folder or "", lambda file: _decides(file) or file == track.file
    )


def _decides(file: str) -> bool:
    return file.startswith("checks") or file in ("exercise.yaml", "support.py")


def _contents(folder: str, wanted: Callable[[str], bool]) -> Iterator[bytes]:
    for name in sorted(filter(wanted, os.listdir(folder))):
        yield name.encode()
        with open(os.path.join(folder, name), "rb") as file:
            yield file.read()
