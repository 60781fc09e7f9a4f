"""The engine: checks collected once, a sandbox kept warm, submissions flowing through.

Public and hidden checks run in different workers: what a submission learns from a hidden input
can't be printed in a public check.
"""

from __future__ import annotations

import gc
import hashlib
import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from grader.checks.collect import Check, Checks
from grader.judge import Verdict, explain_raised, judge
from grader.policy import breaches, explain
from grader.problems import GraderFault
from grader.references import References, open_references, support_source
from grader.sandbox.process import Limits
from grader.session import StudentFault, WorkerSubject
from grader.subjects import Outcome, Raised
from grader.texts import Text, text

if TYPE_CHECKING:
    from grader.course import Exercise, Track
    from grader.course import Limits as DeclaredLimits
    from grader.sandbox.launch import Sandbox

Alone = Callable[[], AbstractContextManager[object]]
# The ids of the checks that appear when a file can't be loaded, or isn't for what it uses.
_LOAD, _POLICY = "load", "policy"


class Engine:
    """Grades submissions of one exercise and track in one mode."""

    def __init__(
        self,
        exercise: Exercise,
        track: Track,
        sandbox: Sandbox,
        hidden: bool,
        alone: Alone = nullcontext,
        references: References | None = None,
        device: str = "cpu",
    ) -> None:
        self.exercise, self.track = exercise, track
        self._sandbox, self._alone = sandbox, alone
        self.device = device
        self._limits = limits_of(exercise.limits)
        self._support = support_source(exercise)
        self._names = _names_in(os.path.join(exercise.folder, track.file))
        self.references: References = references or open_references(
            exercise, track, self._time_solution, device
        )
        self.files = [Checks(exercise.folder, track, "public")]
        if hidden:
            if exercise.solution_folder is None:
                raise GraderFault(
                    text("The hidden checks of {exercise} are not here.", exercise=exercise.id)
                )
            self.files.append(Checks(exercise.solution_folder, track, "hidden"))

    def grade(self, files: dict[str, bytes], seed: int) -> list[Verdict]:
        """The verdicts on a submission's files, public checks first."""
        students = [self._student(files) for _ in self.files]
        broken = self._breach(files, students[0])
        if broken is not None:  # nothing of it runs
            return [each for checks in self.files for each in _not_loaded(checks, broken)]
        verdicts: list[Verdict] = []
        for checks, student in zip(self.files, students, strict=True):
            verdicts += self._run(checks, student, seed, before=verdicts)
        return verdicts

    def first_loss(self, files: dict[str, bytes], seed: int) -> Verdict | None:
        """The first verdict that costs points, None for full marks: no more is run or explained.

        For mutants, of which there are many: a loss needs no second try and no diagnosis there.
        """
        for checks in self.files:
            student = self._student(files)
            try:
                failure = _load_once(student)
                losses = (self._lost(checks, check, student, seed) for check in checks.checks)
                loss = failure or next(filter(None, losses), None)
            finally:
                student.end()
            if loss is not None:
                return loss
        return None

    def _lost(
        self, checks: Checks, check: Check, student: WorkerSubject, seed: int
    ) -> Verdict | None:
        verdict = self._check(checks, check, student, seed, explain=False)
        if verdict.slow:  # the clock is not to be believed the first time
            verdict = self._check(checks, check, student, seed, explain=False)
        ours = verdict.status in ("unavailable", "grader_error")
        return None if ours or verdict.fraction == 1.0 else verdict

    def _student(self, files: dict[str, bytes]) -> WorkerSubject:
        most = self.exercise.limits.callbacks
        return WorkerSubject(
            self._sandbox,
            files,
            self.track.file,
            self._limits,
            self._support,
            most,
            self._names,
            self.device if self.track.tensors else None,
        )

    def _breach(self, files: dict[str, bytes], student: WorkerSubject) -> Verdict | None:
        """What in the files breaks the track's policy, read before anything of them runs.

        Where nothing does, the worker of `student` that read them is there to load them.
        """
        policy = self.track.policy
        found = breaches(files, policy, student.uses)
        if not found:
            return None
        student.end()
        return Verdict(_POLICY_CHECK, "failed", 0.0, explain(found, policy))

    def _time_solution(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Outcome:
        """A timed call of the solution, in a worker of its own as the student's is."""
        path = os.path.join(self.exercise.solution_folder or "", self.track.file)
        with open(path, "rb") as file:
            worker = self._student({self.track.file: file.read()})
        try:
            worker.load()
            return worker.clocked(None, name, args, kwargs)
        except (StudentFault, Raised) as fault:  # of our own solution: no student is to blame
            raise GraderFault(text("The solution can't be timed: {why}.", why=str(fault))) from None
        finally:
            worker.end()

    def _run(
        self, checks: Checks, student: WorkerSubject, seed: int, before: Sequence[Verdict]
    ) -> list[Verdict]:
        """The verdicts of one file of checks; `before` has those of the files before it."""
        try:
            failure = _failure_in(before) or self._load(student)
            if failure is not None:
                return _not_loaded(checks, failure)
            return self._run_all(checks, student, seed, endless=any(map(_timed_out, before)))
        finally:
            student.end()

    def _load(self, student: WorkerSubject) -> Verdict | None:
        """Import the file; what kept it from loading, after a second try where time ran out."""
        verdict = _load_once(student)
        if verdict is not None and verdict.status == "timeout":
            with self._alone():
                verdict = _load_once(student)
        return verdict

    def _run_all(
        self, checks: Checks, student: WorkerSubject, seed: int, endless: bool
    ) -> list[Verdict]:
        """`endless`: time ran out in a check before, alone too; then all others run alone at once."""
        verdicts: dict[str, Verdict] = {}
        for check in checks.checks:
            first = next((n for n in check.needs if verdicts[n].status != "passed"), None)
            if first is not None:
                verdicts[check.id] = _blocked(check, verdicts[first].check)
                continue
            so_far = {name: verdict.status for name, verdict in verdicts.items()}
            with self._alone() if endless else nullcontext():
                verdict = self._check(checks, check, student, seed, so_far=so_far)
            in_doubt = verdict.slow or verdict.status == "grader_error"
            if in_doubt or (_timed_out(verdict) and not endless):
                with self._alone():  # once more, alone, before it counts
                    verdict = self._check(checks, check, student, seed, so_far=so_far)
            endless = endless or _timed_out(verdict)
            verdicts[check.id] = verdict
        return list(verdicts.values())

    def _check(
        self,
        checks: Checks,
        check: Check,
        student: WorkerSubject,
        seed: int,
        *,
        explain: bool = True,
        so_far: Mapping[str, str] | None = None,
    ) -> Verdict:
        if check.gpu and self.device == "cpu":
            return Verdict(check, "unavailable", 0.0, text("This check needs a GPU."))
        try:
            student.begin(_worker_seed(seed, check.id))
            verdict = judge(
                checks, check, student, self.references, seed, explain=explain, so_far=so_far
            )
        except StudentFault as fault:
            verdict = Verdict(check, fault.status, 0.0, fault.message)
        except Raised as raised:
            status, message = explain_raised(raised)
            verdict = Verdict(check, status, 0.0, message)
        verdict = verdict._replace(prints=student.take_prints())
        if verdict.status in ("memory", "timeout", "crashed"):
            student.end()
        return verdict

    def close(self) -> None:
        """End pytest's sessions; the sandbox is its owner's."""
        for checks in self.files:
            checks.close()


def _names_in(path: str) -> frozenset[str]:
    """The functions, classes and methods of a skeleton; none where there is no such file."""
    try:
        with open(path, encoding="utf-8") as file:
            return frozenset(re.findall(r"^\s*(?:def|class)\s+(\w+)", file.read(), re.MULTILINE))
    except OSError:
        return frozenset()


def _worker_seed(seed: int, check_id: str) -> int:
    """What seeds the worker's own generators: it does not tell the seed, which may be secret."""
    digest = hashlib.sha256(f"{seed}\0{check_id}".encode()).digest()
    return int.from_bytes(digest[:4])


def settle() -> None:
    """Before many submissions: what exists now lives on, and garbage is looked for rarely.

    Grading makes few cycles; tracing everything that was imported again and again costs a tenth
    of the time.
    """
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


def limits_of(declared: DeclaredLimits) -> Limits:
    """An exercise's limits in the sandbox's units."""
    return Limits(
        call_s=declared.call_s,
        submission_s=declared.submission_s,
        memory_bytes=declared.memory_mb << 20,
        kept_prints=declared.output_kb << 10,
        most_prints=declared.printed_mb << 20,
        message_bytes=declared.message_mb << 20,
        items=declared.items,
    )


# --- a file that does not load ------------------------------------------------------------------------


def _timed_out(verdict: Verdict) -> bool:
    return verdict.status == "timeout"


def _failure_in(verdicts: Sequence[Verdict]) -> Verdict | None:
    """Why the work could not be loaded for the checks before: it is not tried again."""
    return next((verdict for verdict in verdicts if verdict.check.id == _LOAD), None)


def _load_once(student: WorkerSubject) -> Verdict | None:
    try:
        student.load()
        return None
    except StudentFault as fault:
        status, message = fault.status, fault.message
    except Raised as raised:
        status, message = _load_trouble(raised)
    return Verdict(_LOAD_CHECK, status, 0.0, message, prints=student.take_prints())


def _load_trouble(raised: Raised) -> tuple[str, Text]:
    from grader.texts import printable

    outcome = raised.exchange.outcome
    if outcome.raised in ("SyntaxError", "IndentationError", "TabError") and outcome.lines:
        file, line, source = outcome.lines[0]
        return "error", text(
            "{file}, line {line}: this is not valid Python ({why}): {source}",
            file=printable(file, 100),
            line=line,
            why=printable(outcome.message, 200),
            source=printable(source.strip(), 200),
        )
    if outcome.raised == "ModuleNotFoundError":
        return "error", text(
            "Your file imports something that this exercise does not offer ({what}): only the "
            "standard library and the packages of the statement are there.",
            what=printable(outcome.message, 200),
        )
    status, message = explain_raised(raised)
    return ("error" if status == "not_attempted" else status), message


def not_graded(engine: Engine, problem: Text, missing: bool) -> list[Verdict]:
    """The verdicts on a submission that has no file to run: nothing there, or a bad one."""
    verdicts: list[Verdict] = []
    for checks in engine.files:
        if missing:
            verdicts += [Verdict(check, "not_attempted", 0.0, problem) for check in checks.checks]
        else:
            verdicts += _not_loaded(checks, Verdict(_LOAD_CHECK, "error", 0.0, problem))
    return verdicts


def _not_loaded(checks: Checks, failure: Verdict) -> list[Verdict]:
    """The trouble once, with the public checks; all that depends on the file is blocked."""
    blocked = [_blocked(check, failure.check) for check in checks.checks]
    public = not checks.checks or checks.checks[0].visibility == "public"
    return [failure, *blocked] if public else blocked


def _blocked(check: Check, first: Check) -> Verdict:
    message = text("Not run, because this has to pass first: {title}", title=first.title)
    return Verdict(check, "blocked", 0.0, message)


def _before_all(name: str, title: Text) -> Check:
    return Check(name, title, "", 0.0, (), False, False, 0, "public", None)


_LOAD_CHECK = _before_all(_LOAD, text("Your file loads: Python can import it."))
_POLICY_CHECK = _before_all(_POLICY, text("Your file keeps to the rules of the exercise."))
