"""`grade check-course` and `grade record`: the authors' gate, and the files that are generated."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from grader.authors.mutants import listed_operators
from grader.cli.common import choose, course_of, write_output
from grader.cli.help import Command
from grader.problems import UsageProblem
from grader.texts import Text, plural, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from grader.authors.examine import Mutants, Report
    from grader.course import Course, Exercise, Track
    from grader.texts import Lang

__all__ = ["check_course", "record"]

PATIENCE_S: Final = 2.0  # a bar that is gone at once only flickers


def _check_words() -> dict[str, Text]:
    return {
        "": text(
            "Holds the exercises against the authors' gate: skeletons, solutions, submissions, "
            "misconceptions, mutants, texts, points and files. Says what is wrong; exit code 0 "
            "only when nothing is."
        ),
        "track": text("only this track, such as numpy or torch (default: all of them)"),
        "quick": text("only a sample of the mutants, always the same one"),
        "no_mutants": text("no mutants"),
        "jobs": text("how many processes run mutants (default: one for each core)"),
        "list_operators": text("shows what is changed in mutants, and ends"),
        "folder": text("the course's folder (default: the nearest one with a course.yaml)"),
        "lang": text("fr or en"),
    }


def _record_words() -> dict[str, Text]:
    return {
        "": text(
            "Writes what is generated from the solutions: the skeletons, and the recorded "
            "references with which one can practise where the solutions are not."
        ),
        "track": text("only this track, such as numpy or torch (default: all of them)"),
        "check": text("only says what is out of date, and writes nothing"),
        "folder": text("the course's folder (default: the nearest one with a course.yaml)"),
        "lang": text("fr or en"),
    }


# --- the gate ---------------------------------------------------------------------------------------


@click.command("check-course", cls=Command, words=_check_words)
@click.argument("exercise", metavar="[EXERCISE]", default="all")
@click.option("--track", metavar="TRACK")
@click.option("--quick", is_flag=True)
@click.option("--no-mutants", is_flag=True)
@click.option("--jobs", type=click.IntRange(1), metavar="N")
@click.option("--list-operators", is_flag=True)
@click.option("--course", "folder", metavar="DIR")
@click.option("--lang", metavar="LANG")
@click.option("--debug", is_flag=True)
def check_course(
    exercise: str,
    track: str | None,
    quick: bool,
    no_mutants: bool,
    jobs: int | None,
    list_operators: bool,
    folder: str | None,
    lang: str | None,
    debug: bool,
) -> int:
    """Hold exercises against the gate; return 0 when nothing is found, else 1."""
    del debug  # read where a failure is shown
    if list_operators:
        click.echo(listed_operators(), nl=False)
        return 0
    if quick and no_mutants:
        raise UsageProblem(
            text("Choose one of {first} and {second}.", first="--quick", second="--no-mutants")
        )
    course = course_of(folder)
    language = choose(lang, course)
    mutants: Mutants = "none" if no_mutants else "sample" if quick else "all"
    work = _selected(course, exercise, track)
    return _examined(course, exercise, work, mutants, jobs or _cores(), language)


def _selected(course: Course, name: str, track: str | None) -> list[tuple[Exercise, Track]]:
    """Return what is examined: of a single exercise every track, unless one is named."""
    if track is not None or name == "all" or name in course.tps:
        return course.selection(name, track)
    exercise = course.exercise(name)
    return [(exercise, each) for each in exercise.tracks.values()]


def _examined(
    course: Course,
    name: str,
    work: Sequence[tuple[Exercise, Track]],
    mutants: Mutants,
    jobs: int,
    language: Lang,
) -> int:
    from grader.authors.examine import examine, examine_course

    findings = examine_course(course) if name == "all" else []
    show = _printer(language)
    show.course(findings)
    count = len(findings)
    for exercise, track in work:
        with _progress(exercise, language) as progress:
            report = examine(course, exercise, track, mutants=mutants, jobs=jobs, progress=progress)
        show.exercise(report)
        count += len(report.findings)
    show.end(count)
    return int(count > 0)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _progress(exercise: Exercise, language: Lang) -> Iterator[Callable[[int, int], None]]:
    """A bar for the mutants on a terminal, once they take long; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(text("Mutants of {exercise}", exercise=exercise.id).get(language))
    started: float | None = None

    def advance(done: int, total: int) -> None:
        nonlocal started
        started = time.monotonic() if started is None else started
        if time.monotonic() - started > PATIENCE_S and not bar.live.is_started:
            bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield advance
    finally:
        bar.stop()


# --- showing ----------------------------------------------------------------------------------------


class _Plain:
    """Lines for a pipe."""

    def __init__(self, language: Lang) -> None:
        self._language = language

    def _say(self, line: str, style: str = "") -> None:
        del style
        click.echo(line)

    def course(self, findings: Sequence[Text]) -> None:
        """What is wrong with the course beside its exercises."""
        for finding in findings:
            self._say(f"- {finding.get(self._language)}", "red")

    def exercise(self, report: Report) -> None:
        """One line of figures, and the findings."""
        self._say(_figures(report).get(self._language), "bold" if report.findings else "green")
        for finding in report.findings:
            self._say(f"  - {finding.get(self._language)}", "red")

    def end(self, count: int) -> None:
        """Whether the gate is passed."""
        passed = text("The gate is passed: nothing was found.")
        found = plural(count, text("{n} finding.", n=count), text("{n} findings.", n=count))
        last = found if count else passed
        self._say(last.get(self._language), "bold red" if count else "bold green")


class _Coloured(_Plain):
    """The same lines in colours, for a terminal."""

    def _say(self, line: str, style: str = "") -> None:
        from rich.console import Console

        Console().print(line, style=style, markup=False, highlight=False, soft_wrap=True)


def _printer(language: Lang) -> _Plain:
    return _Coloured(language) if sys.stdout.isatty() else _Plain(language)


def _figures(report: Report) -> Text:
    return text(
        "{exercise} ({track}): {points:g} points, {public} public and {hidden} hidden checks, "
        "{misconceptions} misconceptions, mutants killed {killed} / {mutants}",
        exercise=report.exercise,
        track=report.track,
        points=report.points,
        public=report.public,
        hidden=report.hidden,
        misconceptions=report.misconceptions,
        killed=report.killed,
        mutants=report.mutants,
    )


# --- generated files --------------------------------------------------------------------------------


@click.command("record", cls=Command, words=_record_words)
@click.argument("exercise", metavar="[EXERCISE]", default="all")
@click.option("--track", metavar="TRACK")
@click.option("--check", is_flag=True)
@click.option("--course", "folder", metavar="DIR")
@click.option("--lang", metavar="LANG")
@click.option("--debug", is_flag=True)
def record(
    exercise: str,
    track: str | None,
    check: bool,
    folder: str | None,
    lang: str | None,
    debug: bool,
) -> int:
    """Write (or only check) skeletons and recordings; return 1 if a check finds drift."""
    del debug  # read where a failure is shown
    course = course_of(folder)
    language = choose(lang, course)
    said = [
        sentence
        for chosen, each in _selected(course, exercise, track)
        for sentence in (_drifts if check else _write)(course, chosen, each)
    ]
    for sentence in said or [text("Everything is up to date.")]:
        click.echo(sentence.get(language))
    return int(check and bool(said))


def _drifts(course: Course, exercise: Exercise, track: Track) -> list[Text]:
    from grader import record as recording
    from grader.authors import skeletons

    found = [
        skeletons.drift(exercise, track),
        recording.drift(exercise, track, course.seed),
    ]
    return [finding for finding in found if finding is not None]


def _write(course: Course, exercise: Exercise, track: Track) -> list[Text]:
    """Write what drifted, and nothing else: rounding alone changes no file."""
    from grader import record as recording
    from grader.authors import skeletons
    from grader.references import recorded_path

    written = []
    path = skeletons.skeleton_path(exercise, track)
    if skeletons.drift(exercise, track) is not None:
        written.append(_replace(path, skeletons.generate(exercise, track)))
    path = recorded_path(exercise, track)
    if recording.is_stale(exercise, track, course.seed):
        written.append(_replace(path, recording.record(exercise, track, course.seed)))
    return written


def _replace(path: str, data: bytes) -> Text:
    try:
        write_output(path, data)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UsageProblem(text("{file} cannot be written: {why}.", file=path, why=why)) from None
    return text("Written: {file} ({size} bytes)", file=path, size=len(data))
