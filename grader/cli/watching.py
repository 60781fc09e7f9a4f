"""`grade ex02 --watch`: everything stays warm, each save is graded, in between keys are heard."""

from __future__ import annotations

import os
import select
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Self

from grader.cli.failures import say
from grader.cli.run import Run, find_work, no_sandbox
from grader.cli.watch_keys import LEAVE, Desk, clear, legend
from grader.course import load_course
from grader.problems import Problem, UsageProblem
from grader.results import for_student
from grader.texts import other_of, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.cli.grading import Options
    from grader.cli.keys import Keys
    from grader.cli.report import Page
    from grader.course import Course, Exercise, Track
    from grader.grade import Grader
    from grader.results import Result
    from grader.texts import Lang
    from grader.watch import Waiting, Watcher

__all__ = ["watch"]


def watch(course: Course, options: Options, language: Lang, key: bytes | None = None) -> int:
    """Grade again on every save until Ctrl-C or q; return 0."""
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
        self.result: Result | None = None

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
        self.run.sandbox(self.track)
        from grader.watch import Watcher, events_work

        watcher = Watcher(self._paths, poll=not events_work(self._place(), os.environ))
        with self._keys() as keys:
            self._once(keys)
            for changed in self._changes(watcher, keys):
                if not changed <= set(self._work_files()):
                    self._reload()
                self._once(keys)

    def _once(self, keys: Keys | None) -> None:
        """Grade and show; a problem is said, and the next save waited for."""
        clear()
        self.result = None
        try:
            self._grade()
        except Problem as problem:
            self._drop()
            say(problem.text, self.language)
        self._say_what_now(keys)

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
        page = self._page(result) if self.options.html is not None else None
        deliver(result, self.options, self.language, page)
        self.result = self._shown(result)

    def _shown(self, result: Result) -> Result:
        return for_student(result) if self.options.as_ == "student" else result

    def _page(self, result: Result) -> Page:
        """Return what the page about the last grading needs."""
        from msgspec.structs import replace

        from grader.cli.report import page_of

        other = other_of(self.language)
        same = replace(self._warm().in_language(other), submission=result.submission)
        editions = {self.language: self._shown(result), other: self._shown(same)}
        return page_of(self.run.course, [self.exercise], editions)

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

    # --- keys, and the screen ---------------------------------------------------------------------

    @property
    def _piped(self) -> bool:
        """Whether standard output is a report for a program."""
        options = self.options
        written = (options.json, options.junit, options.html, options.markdown, options.gradescope)
        return "-" in written

    def _keys(self) -> AbstractContextManager[Keys | None]:
        """Return the terminal's keys; none in a pipe."""
        if self._piped or not (sys.stdin.isatty() and sys.stdout.isatty()):
            return nullcontext()
        from grader.cli.keys import Keys

        return Keys()

    def _changes(self, watcher: Watcher, keys: Keys | None) -> Iterator[set[str]]:
        """Yield what has changed, until Ctrl-C or the key that ends it."""
        if keys is None:
            yield from watcher.changes()
            return
        from grader.watch import Waiting

        while True:
            with Waiting(watcher) as waiting:
                changed = self._listen(keys, waiting)
            if changed is None:
                return
            yield changed

    def _listen(self, keys: Keys, waiting: Waiting) -> set[str] | None:
        """Do what the keys ask for until something has changed; None where it is to end."""
        run, place = self.run, self.options.html
        desk = Desk(
            run.course, self.exercise, self.track, self.language, self.result, self._html, place
        )
        while True:
            ready, _, _ = select.select([sys.stdin, waiting], [], [])
            if waiting in ready:
                return waiting.changed()
            key = keys.read(0)
            if key in LEAVE:
                return None
            if key is not None and desk.press(key):
                self._say_what_now(keys)

    def _html(self) -> bytes:
        from grader.report.html import report

        assert self.result is not None  # noqa: S101  # the desk asks only then
        page = self._page(self.result)
        return report(page.editions, self.language, page.about)

    def _say_what_now(self, keys: Keys | None) -> None:
        file = self._work_files()[0]
        if keys is not None:
            watching = text("Watching {file}.", file=file).get(self.language)
            sys.stdout.write(f"\n{watching}\n{legend(self.language)}\n")
        elif not self._piped:
            watching = text("Watching {file}. Ctrl-C to end.", file=file).get(self.language)
            sys.stdout.write(f"\n{watching}\n")
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
