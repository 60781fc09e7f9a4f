"""A folder of submissions, graded on all cores into one result file per student and exercise.

Each job is a process of its own with its own sandbox, fed one submission at a time; a job that
dies costs nobody else anything: its submission is tried again by a fresh one, and if that dies
too, it gets a result that says so. A result file appears whole or not at all, and carries the
digest of all that it depends on, so that an interrupted batch goes on where it was and a corrected
check is graded anew.
"""

from __future__ import annotations

import fcntl
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from grader.devices import device_for
from grader.results import Result, SubmissionInfo, timestamp, to_json
from grader.results_folder import earlier_result, write_whole
from grader.sandbox.launch import LEVELS, BestSandbox
from grader.texts import Lang, text

if TYPE_CHECKING:
    from grader.grade import Grader
    from grader.submission import Submission

ALONE = ".alone"
_TRIES = 2


class Plan(NamedTuple):
    """What a job process needs to know."""

    course: str
    out: str
    key: bytes | None
    levels: tuple[str, ...]
    language: Lang
    device: str | None = None  # None: as each track wants it


class Task(NamedTuple):
    """One submission to grade: a student's folder and an exercise's track."""

    student: str
    folder: str
    exercise: str
    track: str

    def file(self, out: str) -> str:
        """Where its result goes."""
        return os.path.join(out, self.student, f"{self.exercise}_{self.track}.json")


class Done(NamedTuple):
    """What became of a task. `kept`: an earlier result still holds."""

    task: Task
    mark: float | None
    status: str
    kept: bool


def students_in(folder: str) -> list[str]:
    """The names of the sub-folders, one per student, in order; links count, and are refused later."""
    with os.scandir(folder) as entries:
        found = [entry.name for entry in entries if entry.is_symlink() or entry.is_dir()]
    return sorted(name for name in found if not name.startswith("."))


def run(plan: Plan, tasks: Sequence[Task], jobs: int, done: Callable[[Done], None]) -> None:
    """Grade all tasks with `jobs` processes; `done` is called as each one ends."""
    pool = _Pool(plan, min(jobs, len(tasks)))
    try:
        pool.run(list(tasks), done)
    finally:
        pool.close()


# --- the parent ---------------------------------------------------------------------------------


class _Job:
    """A job process and the task that it works on."""

    def __init__(self, plan: Plan, core: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.core = core
        self.task: Task | None = None
        self.process = context.Process(target=_work, args=(theirs, plan, core), daemon=True)
        self.process.start()
        theirs.close()

    def give(self, task: Task) -> None:
        self.task = task
        with suppress(OSError):  # it has died: that is seen when its answer is read
            self.pipe.send(task)

    def end(self) -> None:
        self.pipe.close()
        self.process.join(10)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class _Pool:
    """Hands tasks to jobs, and replaces jobs that die."""

    def __init__(self, plan: Plan, size: int) -> None:
        self._plan = plan
        cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [-1]
        self._jobs = [_Job(plan, cores[n % len(cores)]) for n in range(size)]
        self._deaths: dict[Task, int] = {}

    def run(self, tasks: list[Task], done: Callable[[Done], None]) -> None:
        tasks.reverse()  # so that pop() takes them in order
        self._feed(tasks)
        while busy := {job.pipe: job for job in self._jobs if job.task is not None}:
            for pipe in wait(list(busy)):
                finished = self._answer(busy[pipe])  # type: ignore[index]  # one of those given
                if finished is not None:
                    done(finished)
            self._feed(tasks)

    def _feed(self, tasks: list[Task]) -> None:
        for job in self._jobs:
            if job.task is None and tasks:
                job.give(tasks.pop())

    def _answer(self, job: _Job) -> Done | None:
        """What a job says of its task; a dead job is replaced and its task tried once more."""
        task, job.task = job.task, None
        if task is None:
            raise RuntimeError("an answer without a task")
        try:
            answer = job.pipe.recv()
        except (EOFError, OSError):
            job.end()
            self._jobs[self._jobs.index(job)] = fresh = _Job(self._plan, job.core)
            self._deaths[task] = self._deaths.get(task, 0) + 1
            if self._deaths[task] < _TRIES:
                fresh.give(task)
                return None
            write_whole(task.file(self._plan.out), to_json(_job_died(task, self._plan)))
            return Done(task, None, "grader_error", kept=False)
        if isinstance(answer, Done):
            return answer
        raise answer

    def close(self) -> None:
        for job in self._jobs:
            job.end()


# --- a job --------------------------------------------------------------------------------------


def _work(pipe: Connection, plan: Plan, core: int) -> None:
    """Grade what the parent sends until it closes the pipe."""
    for name in ("OMP", "OPENBLAS", "MKL"):
        os.environ[f"{name}_NUM_THREADS"] = "1"
    if core >= 0:
        os.sched_setaffinity(0, {core})
    graders = _Graders(plan, core)
    try:
        while True:
            task = pipe.recv()
            try:
                pipe.send(graders.grade(task))
            except Exception as error:  # noqa: BLE001  # told by the parent, as one sentence
                pipe.send(error)
    except (EOFError, OSError, KeyboardInterrupt):
        pass
    finally:
        graders.close()


class _Graders:
    """The graders of one job, made as exercises come up; one sandbox for each set of packages."""

    def __init__(self, plan: Plan, core: int) -> None:
        from grader.course import load_course

        self._plan, self._core = plan, core
        self._course = load_course(plan.course)
        self._graders: dict[tuple[str, str], Grader] = {}
        self._sandboxes: dict[tuple[str, ...], BestSandbox] = {}
        self._turn = _Turn(os.path.join(plan.out, ALONE))

    def grade(self, task: Task) -> Done:
        from grader.submission import read_submission

        grader = self._grader(task)
        submission = read_submission(task.folder, grader.exercise, grader.track)
        path = task.file(self._plan.out)
        earlier = earlier_result(path, grader.provenance(submission))
        if earlier is not None:
            return Done(task, earlier.mark, earlier.status, kept=True)
        with self._turn.shared():
            result = self._graded(grader, submission)
        write_whole(path, to_json(result))
        return Done(task, result.mark, result.status, kept=False)

    def _graded(self, grader: Grader, submission: Submission) -> Result:
        result = grader.grade(submission)
        return msgspec.structs.replace(result, key=grader.provenance(submission))

    def _grader(self, task: Task) -> Grader:
        name = (task.exercise, task.track)
        if name not in self._graders:
            exercise = self._course.exercise(task.exercise)
            track = exercise.track(task.track)
            device = device_for(track, self._plan.device)
            need = (device, *track.packages)
            if need not in self._sandboxes:
                self._sandboxes[need] = BestSandbox(
                    track.packages, self._plan.levels, self._core, device
                )
            from grader.engine import settle
            from grader.grade import Grader

            self._graders[name] = Grader(
                self._course,
                exercise,
                track,
                self._sandboxes[need],
                key=self._plan.key,
                language=self._plan.language,
                alone=self._turn.alone,
                device=device,
            )
            settle()
        return self._graders[name]

    def close(self) -> None:
        for grader in self._graders.values():
            grader.close()
        for sandbox in self._sandboxes.values():
            sandbox.close()


class _Turn:
    """Jobs grade side by side; one that has to be alone waits until the others pause."""

    def __init__(self, path: str) -> None:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        self._file = open(path, "w")  # noqa: SIM115  # held as long as the job lives

    @contextmanager
    def shared(self) -> Iterator[None]:
        fcntl.flock(self._file, fcntl.LOCK_SH)
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    @contextmanager
    def alone(self) -> Iterator[None]:
        fcntl.flock(self._file, fcntl.LOCK_EX)  # lets the shared lock go first: no deadlock
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_SH)


def _job_died(task: Task, plan: Plan) -> Result:
    """The result of a submission on which two grading processes have died."""
    import time

    from grader.grade import environment

    message = text(
        "The grading process died twice on this submission. This is our fault; the run will be "
        "repeated."
    )
    return Result(
        exercise=task.exercise,
        track=task.track,
        mode="practice" if plan.key is None else "official",
        submission=SubmissionInfo(path=task.folder, digest=""),
        seed=None,
        started=timestamp(time.time()),
        duration_s=0.0,
        score=0.0,
        max_score=0.0,
        mark=None,
        status="grader_error",
        message=message.get(plan.language),
        checks=[],
        environment=environment(plan.levels[0]),
    )


def every_level(isolation: str | None) -> tuple[str, ...]:
    """The levels that a batch may use: never `none` unless it was asked for by name."""
    return (isolation,) if isolation else LEVELS[:-1]
