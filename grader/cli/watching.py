"""`grade ex02 --watch`: everything stays warm, each save is graded."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Self

from grader.cli.failures import say
from grader.cli.run import Run, find_work, no_sandbox
from grader.course import load_course
from grader.problems import Problem, UsageProblem
from grader.texts import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.cli.grading import Options
    from grader.course import Course, Exercise, Track
    from grader.grade import Grader
    from grader.texts import Lang, Text

__all__ = ["watch"]


def watch(course: Course, options: Options, language: Lang, key: bytes | None = None) -> int:
    """Grade again on every save until Ctrl-C; return 0."""
    with _Session(course, options, language, key) as session:
        try:
            session.loop()
        except KeyboardInterrupt:
            sys.stdout.write("\n")
        return 0


class _Session:
    """One exercise being watched: a run with its sandboxes, and the grader in use."""

    def __init__(self, course: Course, options: Options, language: Lang, key: bytes | None) -> None:
        self.options, self.language, self.key = options, language, key
        self.run = Run(course, options, language, key)
        if self.run.several:
            raise UsageProblem(text("--watch grades one exercise: name it, for instance ex02."))
        self.grader: Grader | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._drop()
        self.run.sandboxes.close()

    @property
    def exercise(self) -> Exercise:
        return self.run.work[0][0]

    @property
    def track(self) -> Track:
        return self.run.work[0][1]

    def loop(self) -> None:
        """Grade now, then after each change."""
        # Asked for before NumPy and pytest are imported: it gets ready meanwhile.
        self.run.sandboxes.of(self.track.packages)
        from grader.watch import Watcher, events_work

        watcher = Watcher(self._paths, poll=not events_work(self._place(), os.environ))
        self._once()
        for changed in watcher.changes():
            if not changed <= set(self._work_files()):
                self._reload()
            self._once()

    def _once(self) -> None:
        """Grade and show; a problem is said, and the next save waited for."""
        self._clear()
        try:
            self._grade()
        except Problem as problem:
            self._drop()
            say(problem.text, self.language)
        self._say(text("Watching {file}. Ctrl-C to end.", file=self._work_files()[0]))

    def _grade(self) -> None:
        from grader.cli.output import deliver
        from grader.sandbox.launch import SandboxFault

        run, exercise, track = self.run, self.exercise, self.track
        submission = find_work(run.course, exercise, track, self.options.submission)
        if submission.missing:
            raise UsageProblem(submission.problem or text("The file is missing."))
        commit = run.look_up(submission)
        try:
            result = self._warm().grade(submission)
        except SandboxFault as fault:
            run.sandboxes.close()  # the next save gets fresh ones
            raise no_sandbox(fault) from None
        result = run.finished(exercise, track, submission, result, commit)
        deliver(result, self.options, self.language)

    def _warm(self) -> Grader:
        if self.grader is None:
            self.grader = self.run.grader(self.exercise, self.track)
        return self.grader

    def _drop(self) -> None:
        if self.grader is not None:
            self.grader.close()
            self.grader = None

    def _reload(self) -> None:
        """Read course and exercise again; the grader is made anew with their checks."""
        self._drop()
        try:
            course = load_course(self.run.course.root)
            work = course.weighted(self.options.target, self.options.track)
        except Problem as problem:
            say(problem.text, self.language)
            return
        self.run.course, self.run.work = course, work

    # --- what is watched --------------------------------------------------------------------------

    def _paths(self) -> Iterator[str]:
        """The work file wherever it may lie, and all that a change of makes other marks."""
        yield from self._work_files()
        yield os.path.join(self.run.course.root, "course.yaml")
        for folder in (self.exercise.folder, self.exercise.solution_folder):
            yield from _sources(folder)

    def _work_files(self) -> list[str]:
        place, exercise, name = self._place(), self.exercise.name, self.track.file
        files = [os.path.join(place, exercise, name), os.path.join(place, name)]
        if os.path.isfile(files[1]):
            files.reverse()
        return files

    def _place(self) -> str:
        """The folder where the work lies or will lie."""
        if self.options.submission is not None:
            return self.options.submission
        found = find_work(self.run.course, self.exercise, self.track, None)
        folder = os.path.dirname(found.path)
        return os.path.dirname(folder) if os.path.basename(folder) == self.exercise.name else folder

    # --- the screen -------------------------------------------------------------------------------

    def _clear(self) -> None:
        if sys.stdout.isatty():
            sys.stdout.write("\x1b[2J\x1b[H")

    def _say(self, sentence: Text) -> None:
        if "-" not in (self.options.json, self.options.junit):
            sys.stdout.write(f"\n{sentence.get(self.language)}\n")
        sys.stdout.flush()


def _sources(folder: str | None) -> Iterator[str]:
    if folder is None:
        return
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        if name.endswith((".py", ".yaml", ".bin")):
            yield os.path.join(folder, name)
