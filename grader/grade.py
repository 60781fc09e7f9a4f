"""From a submission to a published result: the seed, the verdicts, the mark, the texts.

A `Grader` is made once for an exercise and track and grades any number of submissions.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from grader import __version__
from grader.checks.figures import in_language
from grader.engine import Alone, Engine, not_graded
from grader.judge import Verdict
from grader.marks import result_mark, result_status, total
from grader.results import (
    CheckResult,
    Diagnosis,
    Environment,
    Mode,
    Result,
    SubmissionInfo,
    timestamp,
)
from grader.texts import Lang, Text, printable

if TYPE_CHECKING:
    from grader.commit import CommitState
    from grader.course import Course, Exercise, Track
    from grader.sandbox.launch import Sandbox
    from grader.submission import Submission

MOST_PRINTS = 64 << 10  # characters of prints in a result


class _Graded(NamedTuple):
    """All that a result says, in no language yet."""

    submission: Submission
    commit: CommitState | None
    seed: int
    verdicts: Sequence[Verdict]
    started: float
    duration: float


class Grader:
    """Grades submissions of one exercise and track.

    `key` is the course's secret: with it the grading is official (hidden checks, a seed that
    depends on the submission), without it it is practice (public checks, the public seed).
    """

    def __init__(
        self,
        course: Course,
        exercise: Exercise,
        track: Track,
        sandbox: Sandbox,
        *,
        key: bytes | None = None,
        language: Lang = "fr",
        alone: Alone = nullcontext,
        device: str = "cpu",
    ) -> None:
        self.course, self.exercise, self.track = course, exercise, track
        self.sandbox, self.language, self._key = sandbox, language, key
        self.mode: Mode = "practice" if key is None else "official"
        hidden = key is not None
        self.engine = Engine(exercise, track, sandbox, hidden, alone=alone, device=device)
        self._origin: str | None = None
        self._last: _Graded | None = None

    def grade(self, submission: Submission, commit: CommitState | None = None) -> Result:
        """Grade one submission; whatever it does, there is a result."""
        started, clock = time.time(), time.monotonic()
        seed = self.seed(submission)
        if submission.problem is None:
            verdicts = self.engine.grade(submission.files, seed)
        else:
            verdicts = not_graded(self.engine, submission.problem, submission.missing)
        self._last = _Graded(submission, commit, seed, verdicts, started, time.monotonic() - clock)
        return self._result(self._last, self.language)

    def in_language(self, language: Lang) -> Result:
        """Return the result of the last `grade` in another language."""
        if self._last is None:
            raise RuntimeError("nothing was graded")
        return self._result(self._last, language)

    def seed(self, submission: Submission) -> int:
        """The seed of a submission: public, or drawn from the key, the exercise and the digest."""
        if self._key is None:
            return self.course.seed
        return official_seed(self._key, self.exercise.id, self.track.name, submission.digest)

    def provenance(self, submission: Submission) -> str:
        """The digest of all that a result depends on: submission, exercise, grader, seed, mode."""
        if self._origin is None:
            self._origin = _digest([*_course_parts(self.exercise), *_grader_parts()])
        parts = (
            *(submission.digest, self._origin, self.seed(submission)),
            *(self.mode, self.language, self.engine.device),
        )
        return _digest(str(part).encode() for part in parts)

    def _result(self, graded: _Graded, language: Lang) -> Result:
        submission, commit, seed, verdicts, started, duration = graded
        checks = [check_result(verdict, language) for verdict in verdicts]
        status = result_status(checks, self.mode)
        problem = submission.problem
        return Result(
            exercise=self.exercise.id,
            title=self.exercise.title.get(language),
            track=self.track.name,
            again=_named(self.exercise, self.track),
            device=self.engine.device,
            mode=self.mode,
            submission=SubmissionInfo(
                path=_valid(submission.path),
                commit=commit.commit if commit else None,
                digest=submission.digest,
                modified=commit.modified if commit else None,
            ),
            seed=seed,
            started=timestamp(started),
            duration_s=round(duration, 6),
            score=total(check.points for check in checks),
            max_score=total(check.max_points for check in checks),
            mark=result_mark(checks, status),
            status=status,
            message="" if problem is None else problem.get(language),
            checks=checks,
            environment=environment(self.sandbox.level, self.track.tensors),
            key=self.provenance(submission) if self._key is not None else "",
        )

    def close(self) -> None:
        """End the engine; the sandbox is its owner's."""
        self.engine.close()


def _named(exercise: Exercise, track: Track) -> str:
    """What to write behind `grade`: the track too, where it is not the exercise's first."""
    usual = track.name == exercise.default_track.name
    return exercise.id if usual else f"{exercise.id} --track {track.name}"


def _valid(path: str) -> str:
    """A path as text that JSON can hold: names of files are bytes, and may be no UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def official_seed(key: bytes, exercise: str, track: str, digest: str) -> int:
    """The seed of an official run, 52 bits (exact in JSON): HMAC-SHA256 under the course's key."""
    message = f"{exercise}\0{track}\0{digest}".encode()
    return int.from_bytes(hmac.digest(key, message, "sha256")[:8]) >> 12


def check_result(verdict: Verdict, language: Lang) -> CheckResult:
    """A verdict in one language."""
    check = verdict.check
    return CheckResult(
        id=check.id,
        title=check.title.get(language),
        task=check.task,
        status=verdict.status,  # type: ignore[arg-type]  # one of CheckStatus by construction
        points=total([verdict.fraction * check.points]),
        max_points=check.points,
        message=_in(verdict.message, language),
        called=verdict.called,
        expected=verdict.expected,
        actual=verdict.actual,
        diagnosis=_diagnosis(verdict, language),
        declared=check.declared,
        duration_s=round(verdict.duration_s, 6),
        visibility="hidden" if check.visibility == "hidden" else "public",
        prints=printable(verdict.prints, MOST_PRINTS),
        figures=[in_language(kept, language) for kept in verdict.figures],
        difference=verdict.difference,
    )


def _in(message: Text | None, language: Lang) -> str:
    return "" if message is None else message.get(language)


def _diagnosis(verdict: Verdict, language: Lang) -> Diagnosis | None:
    found = verdict.diagnosis
    if found is None:
        return None
    return Diagnosis(found.kind, found.id, found.text.get(language), found.see or None)


def environment(level: str, tensors: bool = False) -> Environment:
    """The versions under which a result comes about, PyTorch's where there are tensors."""
    import numpy as np

    return Environment(
        grader=__version__,
        python=".".join(map(str, sys.version_info[:3])),
        numpy=np.__version__,
        torch=_version_of_torch() if tensors else None,
        platform=f"{sys.platform}-{os.uname().machine}" if hasattr(os, "uname") else sys.platform,
        isolation=level,  # type: ignore[arg-type]  # one of the sandbox's levels
    )


@cache
def _version_of_torch() -> str:
    """Read without importing PyTorch, which takes a second."""
    from importlib.metadata import version

    return version("torch")


# --- what a result depends on -------------------------------------------------------------------


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


def _course_parts(exercise: Exercise) -> Iterable[bytes]:
    """The names and contents of all that decides about an exercise's marks."""
    for folder in (exercise.folder, exercise.solution_folder):
        if folder is not None:
            yield from _files(folder, (".py", ".yaml", ".bin"))


def _grader_parts() -> Iterable[bytes]:
    """The grader's own code and catalogues: a corrected grader grades anew."""
    for folder, _, _ in sorted(os.walk(os.path.dirname(__file__))):
        yield from _files(folder, (".py", ".mo", ".ini"))


def _files(folder: str, endings: tuple[str, ...]) -> Iterable[bytes]:
    for name in sorted(os.listdir(folder)):
        if name.endswith(endings):
            yield name.encode()
            with open(os.path.join(folder, name), "rb") as file:
                yield file.read()
