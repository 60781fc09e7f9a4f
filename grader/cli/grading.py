"""`grade ex02`: from the words of the command line to the report.

The order of the steps is made for speed: the sandbox starts as soon as `exercise.yaml` is read and
gets ready while NumPy, pytest and the checks are imported here.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from grader.cli.common import choose, course_of, find_key
from grader.cli.help import Command
from grader.course import find_course
from grader.devices import DEVICES
from grader.problems import UsageProblem
from grader.sandbox.launch import LEVELS
from grader.texts import Text, text

if TYPE_CHECKING:
    from grader.course import Course
    from grader.texts import Lang

__all__ = ["Options", "grade"]


class Options(NamedTuple):
    """What was asked for on the command line."""

    target: str
    track: str | None = None
    device: str | None = None
    submission: str | None = None
    course: str | None = None
    official: bool = False
    as_: str = "staff"
    key_file: str | None = None
    watch: bool = False
    json: str | None = None
    junit: str | None = None
    figures: str | None = None
    html: str | None = None
    markdown: str | None = None
    gradescope: str | None = None
    show_all: bool = False
    lang: str | None = None
    isolation: str | None = None
    min_mark: float | None = None


def _words() -> dict[str, Text]:
    return {
        "": text(
            "Grades an exercise (ex02), the exercises of a TP (tp1) or all of them (all). Exit "
            "code: 0 full marks, 1 less, 2 a usage error, 3 a fault of the grader."
        ),
        "track": text("the track, such as numpy or torch (default: the exercise's first)"),
        "device": text("cpu or cuda (default: the GPU for exercises that have a GPU part)"),
        "submission": text("the folder of the work (default: the current one)"),
        "course": text("the course's folder (default: the nearest one with a course.yaml)"),
        "official": text("hidden checks too, and a seed drawn from the key (instructors)"),
        "as_": text("student: what a student would see of an official result"),
        "key_file": text("the file with the key of official runs"),
        "watch": text("grades again on every save"),
        "json": text("also writes the results as JSON; - is standard output"),
        "junit": text("also writes a JUnit report; - is standard output"),
        "html": text("also writes a page with all of it, in French and English, to read or print"),
        "markdown": text("also writes Markdown, for merge requests and job summaries"),
        "gradescope": text("also writes Gradescope's results.json"),
        "show_all": text("shows every check in full, not only the first that does not pass"),
        "figures": text("also draws the figures that checks keep, as SVG files in this folder"),
        "lang": text("fr or en"),
        "isolation": text("namespaces, landlock or none (default: the best that works)"),
        "min_mark": text("exit code 0 from this mark out of 20 on"),
        "debug": text("shows the traceback when the grader fails"),
    }


@click.command(cls=Command, words=_words)
@click.argument("target", metavar="EXERCISE", nargs=-1)
@click.option("--track", metavar="TRACK")
@click.option("--device", metavar="DEVICE")
@click.option("--submission", metavar="DIR")
@click.option("--course", metavar="DIR")
@click.option("--official", is_flag=True)
@click.option("--as", "as_", metavar="student", default="staff")
@click.option("--key-file", metavar="FILE")
@click.option("--watch", is_flag=True)
@click.option("--json", metavar="FILE")
@click.option("--junit", metavar="FILE")
@click.option("--html", metavar="FILE")
@click.option("--markdown", metavar="FILE")
@click.option("--gradescope", metavar="FILE")
@click.option("--all", "show_all", is_flag=True)
@click.option("--figures", metavar="DIR")
@click.option("--lang", metavar="LANG")
@click.option("--isolation", metavar="LEVEL")
@click.option("--min-mark", metavar="X")
@click.option("--debug", is_flag=True, expose_value=False)  # for the help: the group takes it
def grade(target: tuple[str, ...], min_mark: str | None, **given: Any) -> int:
    """Grade what `target` names; return the exit code."""
    options = Options(_one_target(target), min_mark=_mark(min_mark), **given)
    check_options(options)
    course = _course(options)
    language = choose(options.lang, course)
    key = _key(course, options, language)
    if options.watch:
        from grader.cli.watching import watch

        return watch(course, options, language, key)
    from grader.cli.run import Run

    with Run(course, options, language, key) as run:
        return run.grade()


def _course(options: Options) -> Course:
    """Return the course: never the submission's in official mode."""
    if options.course is not None or options.submission is None:
        if options.official and options.course is None:
            raise UsageProblem(
                text(
                    "Official grading never takes the course from the submission: name the "
                    "course with --course, or the submission with --submission."
                )
            )
        return course_of(options.course)
    try:
        return course_of(None)
    except UsageProblem:
        if options.official or not os.path.isdir(options.submission):
            raise
        return find_course(options.submission)


def _key(course: Course, options: Options, language: Lang) -> bytes | None:
    """Return the key of an official run, None for practice."""
    if not options.official:
        return None
    if not os.path.isdir(os.path.join(course.root, "solutions")):
        raise UsageProblem(
            text(
                "Official grading needs the course's solutions, which are not in {folder}: name "
                "the instructors' course with --course, or leave --official out.",
                folder=course.root,
            )
        )
    return find_key(course, options.key_file, language)


# --- options that make no sense -------------------------------------------------------------------


def check_options(options: Options) -> None:
    """Raise `UsageProblem` for values that do not exist and for options that contradict."""
    from grader.cli.group import COMMANDS

    if options.target in COMMANDS:
        raise UsageProblem(text("Write the command first: grade {name} ...", name=options.target))
    _one_of("--device", options.device, DEVICES)
    _one_of("--as", options.as_, ("student", "staff"))
    _one_of("--lang", options.lang, ("fr", "en"))
    _one_of("--isolation", options.isolation, LEVELS)
    if options.json == "-" and options.junit == "-":
        raise UsageProblem(
            text("Only one of --json and --junit can go to standard output: give one a file.")
        )
    if options.figures is not None:
        from grader.cli.figures import check_folder

        check_folder(options.figures)
    if options.submission is not None and not os.path.isdir(options.submission):
        raise UsageProblem(
            text("{folder} is not a folder.", folder=options.submission),
        )


def _one_of(option: str, value: str | None, known: tuple[str, ...]) -> None:
    if value is not None and value not in known:
        raise UsageProblem(
            text(
                "{option}: {value} is unknown; possible are {known}.",
                option=option,
                value=repr(value),
                known=", ".join(known),
            )
        )


def _one_target(words: tuple[str, ...]) -> str:
    if len(words) != 1:
        raise UsageProblem(
            text("One exercise or TP at a time, or all; for instance: grade ex02")
            if words
            else text("What is to be graded? For instance: grade ex02")
        )
    return words[0]


def _mark(word: str | None) -> float | None:
    """Return --min-mark as a number from 0 to 20."""
    if word is None:
        return None
    try:
        mark = float(word.replace(",", "."))
    except ValueError:
        mark = -1.0
    if not 0 <= mark <= 20:
        raise UsageProblem(text("--min-mark takes a mark from 0 to 20."))
    return mark
