"""Times: one cold grading, one more submission of a batch, a re-grade in watch mode."""

from __future__ import annotations

import io
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from benchmarks.bench import Row, command, paired, seconds, timed
from grader.batch import Plan, Task, run
from grader.course import Course, Exercise, Track, load_course
from grader.engine import settle
from grader.grade import Grader
from grader.report.plain import render
from grader.sandbox import isolate
from grader.sandbox.launch import ZygoteSandbox
from grader.standins import LocalSubject
from grader.submission import read_submission

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
EXERCISE = "ex02"
KEY = b"the key of the benchmarks"


class Setting(NamedTuple):
    """The exercise that is timed."""

    course: Course
    exercise: Exercise
    track: Track

    @property
    def solution(self) -> str:
        """The right submission: the solution's folder, laid out like a student's."""
        return os.path.join(ROOT, "solutions")

    def file(self, folder: str | None) -> str:
        """The work file in one of the exercise's folders."""
        return os.path.join(folder or "", self.track.file)


def setting(track: str | None = None) -> Setting:
    """The course of this repository, and a track of the exercise that is timed."""
    course = load_course(ROOT)
    exercise = course.exercise(EXERCISE)
    return Setting(course, exercise, exercise.track(track))


@contextmanager
def plain_pytest(on: Setting, hidden: bool) -> Iterator[list[str]]:
    """A folder with the same checks and the baseline's conftest; the command that runs them."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(os.path.join(ROOT, "benchmarks", "plain_conftest.py"), f"{folder}/conftest.py")
        shutil.copy(os.path.join(on.exercise.folder, "checks.py"), f"{folder}/test_public.py")
        if hidden:
            shutil.copy(
                os.path.join(on.exercise.solution_folder or "", "checks.py"),
                f"{folder}/test_hidden.py",
            )
        os.environ["PLAIN_STUDENT"] = on.file(on.exercise.solution_folder)
        os.environ["PLAIN_REFERENCE"] = on.file(on.exercise.solution_folder)
        options = ["-q", "-p", "no:cacheprovider", "-W", "ignore", "--rootdir", folder]
        yield [sys.executable, "-m", "pytest", *options, folder]


def plugins(wanted: bool) -> dict[str, str]:
    """The environment for plain pytest: as it is installed here, or without plugins at all.

    The tests' environment has a plugin that costs pytest a tenth of a second (Hypothesis's).
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return kept if wanted else {**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def cold(on: Setting, runs: int) -> Row:
    """`grade ex02` on a right submission, output piped, against pytest without plugins."""
    ours = [sys.executable, "-m", "grader", EXERCISE, "--submission", on.solution]
    with plain_pytest(on, hidden=False) as plain:
        bare = command(plain, env=plugins(False))
        times = paired(command(ours, cwd=ROOT), bare, runs)
    return timed("cold `grade ex02`, piped / pytest without plugins", times, 1.3)


def one_more(on: Setting, runs: int) -> list[Row]:
    """One more right submission of `grade batch` on all cores, against a pytest subprocess."""
    cores = os.cpu_count() or 1
    rows = []
    for mode, key in (("practice", None), ("official", KEY)):
        with plain_pytest(on, hidden=key is not None) as plain:
            each = [
                (marginal_s(on, key, cores), _median(plain, True), _median(plain, False))
                for _ in range(max(1, runs // 4))
            ]
        ours, plain_s, bare_s = (statistics.median(column) for column in zip(*each, strict=True))
        what = f"one more of a batch, {mode} / one subprocess of "
        rows.append(timed(f"{what}plain pytest", (ours, plain_s, ours / plain_s), 1 / 15))
        rows.append(timed(f"{what}pytest without plugins", (ours, bare_s, ours / bare_s), None))
    return rows


def isolation(on: Setting, runs: int) -> Row:
    """One more submission, officially, in one process, against the bare cost of isolation."""
    with _warm(on, key=KEY) as grader:
        submission = read_submission(on.solution, on.exercise, on.track)

        def again() -> None:
            if grader.grade(submission).mark != 20.0:
                raise SystemExit("the solution has not full marks")

        times = paired(again, _bare(on, grader), 5 * runs)
    return timed("one more, official, one process / bare fork + isolate + run", times, 3.0)


def _median(arguments: list[str], with_plugins: bool, runs: int = 5) -> float:
    """Median seconds of a whole process, after one that warms the disk up."""
    once = command(arguments, env=plugins(with_plugins))
    once()
    return statistics.median(seconds(once) for _ in range(runs))


def marginal_s(on: Setting, key: bytes | None, jobs: int, few: int = 20, many: int = 120) -> float:
    """Seconds that one more submission adds to `grade batch`: the slope between two sizes."""
    with open(on.file(on.exercise.solution_folder), encoding="utf-8") as file:
        right = file.read()
    with tempfile.TemporaryDirectory() as folder:
        tasks = []
        for number in range(few + many):
            student = f"student{number:03d}"
            work = os.path.join(folder, student, on.exercise.name)
            os.makedirs(work)
            with open(os.path.join(work, on.track.file), "w", encoding="utf-8") as file:
                file.write(f"{right}# {number}\n")
            tasks.append(
                Task(student, os.path.join(folder, student), on.exercise.id, on.track.name)
            )
        plan = Plan(on.course.root, os.path.join(folder, "out"), key, ("namespaces",), "en")
        small = seconds(lambda: run(plan, tasks[:few], jobs, lambda done: None))
        large = seconds(lambda: run(plan, tasks[few:], jobs, lambda done: None))
    return (large - small) / (many - few)


def watch(on: Setting, runs: int) -> Row:
    """A re-grade with everything warm, from reading to the rendered text, against a cold run."""
    ours = [sys.executable, "-m", "grader", EXERCISE, "--submission", on.solution]
    with _warm(on, key=None) as grader:

        def again() -> None:
            result = grader.grade(read_submission(on.solution, on.exercise, on.track))
            io.StringIO().write(render(result, "en"))

        times = paired(again, command(ours, cwd=ROOT), runs)
    return timed("re-grade in watch mode / cold run", times, 0.25)


@contextmanager
def _warm(on: Setting, key: bytes | None) -> Iterator[Grader]:
    sandbox = ZygoteSandbox("namespaces", on.track.packages)
    grader = Grader(on.course, on.exercise, on.track, sandbox, key=key)
    settle()
    try:
        yield grader
    finally:
        grader.close()
        sandbox.close()


def _bare(on: Setting, grader: Grader) -> Callable[[], None]:
    """Fork a loaded process, isolate it, and run the same checks inside it, beside the work.

    What a grader without trust would pay for each file of checks: no boundary, no protocol, no
    pytest, no verdicts. Isolation as a worker's, in the namespaces that root may leave (so this
    comparison needs root).
    """
    with open(on.file(on.exercise.solution_folder), encoding="utf-8") as file:
        source = file.read()
    references = grader.engine.references

    def run() -> None:
        for checks in grader.engine.files:
            pid = os.fork()
            if pid == 0:
                try:
                    _isolate()
                    names: dict[str, Any] = {}
                    exec(compile(source, on.track.file, "exec"), names)  # noqa: S102
                    for check in checks.checks:
                        student = LocalSubject(names)
                        reference = references.reference(check.id)
                        if checks.run(check, student, reference, 42) is not None:
                            os._exit(1)
                    os._exit(0)
                finally:
                    os._exit(2)
            if os.waitpid(pid, 0)[1]:
                raise SystemExit("the bare run failed (it needs root)")

    return run


def _isolate() -> None:
    isolate.private_scratch("/tmp", 16)
    isolate.no_new_privileges()
    isolate.landlock(["/"], ["/tmp"])
    isolate.drop_capabilities()
    isolate.limit_resources(4 << 30, 60, 16, 0)
    isolate.seccomp(isolate.seccomp_program(os.getpid()))
