"""`grade check-course` and `grade record`: the authors' gate, and the files that are generated."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from grader.authors.mutants import listed_operators
from grader.cli.common import choose, course_of, save
from grader.cli.help import Command
from grader.problems import UsageProblem
from grader.texts import Text, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.authors.examine import Report, Wanted
    from grader.course import Course, Exercise, Track
    from grader.texts import Lang

__all__ = ["check_course", "record"]


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
        "no_cache": text("runs all of it, also what is known from a run on the same content"),
        "jobs": text("how many processes work (default: one for each core)"),
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
@click.option("--no-cache", is_flag=True)
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
    no_cache: bool,
    jobs: int | None,
    list_operators: bool,
    folder: str | None,
    lang: str | None,
    debug: bool,
) -> int:
    """Hold exercises against the gate; return 0 when nothing is found, else 1."""
    from grader.authors.examine import Wanted

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
    works = _selected(course, exercise, track)
    wanted = Wanted("none" if no_mutants else "sample" if quick else "all", cached=not no_cache)
    return _examined(course, exercise, works, wanted, jobs or _cores(), language)


def _selected(course: Course, name: str, track: str | None) -> list[tuple[Exercise, Track]]:
    """Return what is examined: of a single exercise every track, unless one is named."""
    if track is not None or name == "all" or name in course.tps:
        return course.selection(name, track)
    exercise = course.exercise(name)
    return [(exercise, each) for each in exercise.tracks.values()]


def _examined(
    course: Course,
    name: str,
    works: Sequence[tuple[Exercise, Track]],
    wanted: Wanted,
    jobs: int,
    language: Lang,
) -> int:
    from grader.authors.examine import examine_all, examine_course
    from grader.cli.gate_report import printer, progress

    findings = examine_course(course) if name == "all" else []
    show = printer(language)
    show.course(findings)
    reports: dict[tuple[str, str], Report] = {}
    with progress(language) as advance:
        for report in examine_all(course, works, wanted, jobs, advance):
            reports[report.exercise, report.track] = report
            show.exercise(report)
    show.table([reports[exercise.id, track.name] for exercise, track in works])
    count = len(findings) + sum(len(report.findings) for report in reports.values())
    show.end(count)
    return int(count > 0)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
    save(path, data)
    return text("Written: {file} ({size} bytes)", file=path, size=len(data))
