"""One run of the grading command: sandboxes, graders, results, reports, exit code.

Nothing slow is imported before the first sandbox has been started.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Self

from grader.cli.training import shown_training
from grader.devices import device_for
from grader.problems import GraderFault, UsageProblem
from grader.sandbox.launch import LEVELS, BestSandbox, SandboxFault
from grader.sandbox.layout import PackageMissing
from grader.submission import read_submission
from grader.texts import other_of, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.cli.grading import Options
    from grader.cli.report import Page
    from grader.commit import CommitLookup
    from grader.course import Course, Exercise, Track
    from grader.grade import Grader
    from grader.results import Result, Results
    from grader.submission import Submission
    from grader.texts import Lang

__all__ = ["Run", "Sandboxes", "find_work"]


class Sandboxes:
    """One sandbox for each set of packages, started when it is first asked for."""

    def __init__(self, levels: Sequence[str]) -> None:
        self._levels = levels
        self._by_need: dict[tuple[str, ...], BestSandbox] = {}

    def of(self, packages: Sequence[str], device: str = "cpu") -> BestSandbox:
        """Return the sandbox whose workers find `packages`; does not wait until it is ready."""
        wanted = tuple(sorted(packages))
        need = (device, *wanted)
        if need not in self._by_need:
            try:
                self._by_need[need] = BestSandbox(wanted, self._levels, device=device)
            except PackageMissing as missing:
                raise UsageProblem(
                    text(
                        "This exercise needs the package {name}, which is not installed here: "
                        "pip install {name}",
                        name=str(missing),
                    )
                ) from None
            except SandboxFault as fault:
                raise no_sandbox(fault) from None
        return self._by_need[need]

    def close(self) -> None:
        """End all of them."""
        for sandbox in self._by_need.values():
            sandbox.close()
        self._by_need.clear()


def no_sandbox(fault: Exception) -> GraderFault:
    """Return the sentence for a machine on which no permitted level of isolation works."""
    return GraderFault(
        text(
            "The student's code cannot be isolated on this machine ({why}). grade doctor says "
            "more; --isolation none grades without isolation.",
            why=str(fault),
        )
    )


class Run:
    """Grades what `options` name, in the order of the TP; a context manager that cleans up."""

    def __init__(self, course: Course, options: Options, language: Lang, key: bytes | None) -> None:
        self.course, self.options, self.language, self.key = course, options, language, key
        self.work = course.weighted(options.target, options.track)
        self.several = options.target in course.tps or options.target == "all"
        if key is not None:
            _solutions_are_here([exercise for exercise, _, _ in self.work])
        self.sandboxes = Sandboxes(levels_of(options))
        self.others: list[Result] = []
        self.page: Page | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.sandboxes.close()

    def grade(self) -> int:
        """Grade everything and report it; return the exit code."""
        results = [self.one(exercise, track) for exercise, track, _ in self.work]
        from grader.cli.output import deliver

        together = self._together(results)
        if self.options.html is not None:
            self.page = self._page(together)
        return deliver(together, self.options, self.language, self.page)

    def _page(self, together: Result | Results) -> Page:
        """Return what the report as a page needs: both languages, and the course around."""
        from grader.cli.report import page_of

        editions = {self.language: together}
        if len(self.others) == len(self.work):
            editions[other_of(self.language)] = self._together(self.others)
        return page_of(self.course, [exercise for exercise, _, _ in self.work], editions)

    def one(self, exercise: Exercise, track: Track) -> Result:
        """Grade one exercise."""
        self.sandbox(track)
        submission = find_work(self.course, exercise, track, self.options.submission)
        if submission.missing and not self.several:
            raise UsageProblem(_nothing_to_grade(submission, exercise))
        lookup = self.look_up(submission)
        grader = self.grader(exercise, track)
        try:
            with shown_training(self.language):
                result = grader.grade(submission)
        except SandboxFault as fault:
            raise no_sandbox(fault) from None
        finally:
            grader.close()
        found = self.finished(exercise, track, submission, result, lookup)
        if self.options.html is not None:
            self._keep(grader, found)
        return found

    def _keep(self, grader: Grader, found: Result) -> None:
        """Keep the result in the other language too, with what git said of the submission."""
        from msgspec.structs import replace

        other = grader.in_language(other_of(self.language))
        self.others.append(replace(other, submission=found.submission))

    def sandbox(self, track: Track) -> BestSandbox:
        """Return the sandbox for a track, on the device that it is graded on."""
        return self.sandboxes.of(track.packages, device_for(track, self.options.device))

    def look_up(self, submission: Submission) -> CommitLookup | None:
        """Start asking git about the file; None where there is no file to ask about."""
        if not submission.files or not _in_repository(submission.path):
            return None
        from grader.commit import CommitLookup

        return CommitLookup(submission.path)

    def grader(self, exercise: Exercise, track: Track) -> Grader:
        """Return a new grader; the slow imports happen here, while the sandbox gets ready."""
        from grader.engine import settle
        from grader.grade import Grader

        settle()
        return Grader(
            self.course,
            exercise,
            track,
            self.sandbox(track),
            key=self.key,
            language=self.language,
            device=device_for(track, self.options.device),
        )

    def finished(
        self,
        exercise: Exercise,
        track: Track,
        submission: Submission,
        result: Result,
        lookup: CommitLookup | None,
    ) -> Result:
        """Add git's answer, and keep the practice mark of one's own work for `grade list`."""
        content = next(iter(submission.files.values()), b"")
        commit = lookup.collect(content) if lookup else None
        if commit is not None:
            from msgspec.structs import replace

            about = replace(result.submission, commit=commit.commit, modified=commit.modified)
            result = replace(result, submission=about)
        own = not submission.missing and is_own_work(self.course, exercise, submission)
        if own and self.key is None:
            from grader.progress import remember

            remember(self.course.root, exercise.id, track.name, result)
        return result

    def _together(self, results: list[Result]) -> Result | Results:
        if not self.several:
            return results[0]
        from grader.marks import weighted_mean
        from grader.results import Results

        weights = [weight for _, _, weight in self.work]
        marks = zip((result.mark for result in results), weights, strict=True)
        return Results(mark=weighted_mean(marks), results=results)


def levels_of(options: Options) -> tuple[str, ...]:
    """Return the levels of isolation that may be used, the best first."""
    if options.isolation is not None:
        return (options.isolation,)
    return LEVELS[:-1] if options.official else LEVELS


def find_work(course: Course, exercise: Exercise, track: Track, folder: str | None) -> Submission:
    """Return the submission in `folder`, or else in the current folder or the course's.

    Somebody who reads a statement in ``exercises/`` means their own work, if there is any.
    """
    if folder is not None:
        return _read(folder, exercise, track)
    here, root = os.path.realpath("."), os.path.realpath(course.root)
    places = list(dict.fromkeys((here, root)))
    if here.startswith(os.path.join(root, "exercises")):
        places.reverse()
    found = [_read(place, exercise, track) for place in places]
    first = next((each for each in found if not each.missing), None)
    # Nothing anywhere: the sentence about the folder that bears the exercise's name.
    return first or found[0 if os.path.basename(here) == exercise.name else -1]


def _read(folder: str, exercise: Exercise, track: Track) -> Submission:
    """Read from a folder that the user named (links in its own path are theirs).

    The path is shown as seen from the current folder where the work lies in it.
    """
    from msgspec.structs import replace

    found = read_submission(os.path.realpath(folder), exercise, track)
    relative = os.path.relpath(found.path)
    return found if relative.startswith(os.pardir) else replace(found, path=relative)


def is_own_work(course: Course, exercise: Exercise, submission: Submission) -> bool:
    """Whether the submission lies where the course's own student works."""
    folder = os.path.realpath(os.path.dirname(submission.path) or ".")
    root = os.path.realpath(course.root)
    return folder in (root, os.path.join(root, exercise.name))


def _nothing_to_grade(submission: Submission, exercise: Exercise) -> Any:
    return text(
        "{problem} To begin: grade start {exercise}",
        problem=submission.problem or "",
        exercise=exercise.id,
    )


def _solutions_are_here(exercises: Sequence[Exercise]) -> None:
    for exercise in exercises:
        if exercise.solution_folder is None:
            raise UsageProblem(
                text(
                    "Official grading of {exercise} needs its solution, which is not in {folder}.",
                    exercise=exercise.id,
                    folder=os.path.join(exercise.root, "solutions"),
                )
            )


def _in_repository(path: str) -> bool:
    """Whether a folder above `path` is git's: elsewhere git need not be started."""
    folder = os.path.dirname(os.path.realpath(path))
    while not os.path.exists(os.path.join(folder, ".git")):
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return False
    return True
