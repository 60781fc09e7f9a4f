"""`grade start ex02`: lay out the file to complete, never over work that is there."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from grader.cli.common import choose, course_of
from grader.cli.help import Command
from grader.cli.overview import where
from grader.problems import CourseProblem, UsageProblem
from grader.texts import Text, text

if TYPE_CHECKING:
    from grader.course import Course, Exercise, Track
    from grader.texts import Lang

__all__ = ["lay_out", "start"]


def _words() -> dict[str, Text]:
    return {
        "": text("Lays out the file of an exercise, ready to be completed; never over your work."),
        "track": text("the track, such as numpy or torch (default: the exercise's first)"),
        "folder": text("the course's folder (default: the nearest one with a course.yaml)"),
        "lang": text("fr or en"),
    }


@click.command(cls=Command, words=_words)
@click.argument("exercise", metavar="EXERCISE")
@click.option("--track", metavar="TRACK")
@click.option("--course", "folder", metavar="DIR")
@click.option("--lang", metavar="LANG")
def start(exercise: str, track: str | None, folder: str | None, lang: str | None) -> int:
    """Lay out the skeleton of `exercise` in the course; return the exit code."""
    course = course_of(folder)
    language = choose(lang, course)
    chosen = course.exercise(exercise)
    path = lay_out(course, chosen, chosen.track(track))
    click.echo(text("Your file: {file}", file=where(path)).get(language))
    statement = _statement(chosen, language)
    if statement is not None:
        click.echo(text("Read first: {file}", file=where(statement)).get(language))
    command = f"grade {chosen.id}" + (f" --track {track}" if track else "")
    click.echo(
        text(
            "Then complete it and run: {command} (or {command} --watch, which grades each save)",
            command=command,
        ).get(language)
    )
    return 0


def lay_out(course: Course, exercise: Exercise, track: Track) -> str:
    """Copy the skeleton to the place of the work; return its path.

    Something already there, a broken link included: `UsageProblem`, and nothing is touched.
    """
    skeleton = _skeleton(exercise, track)
    folder = os.path.join(course.root, exercise.name)
    path = os.path.join(folder, track.file)
    try:
        os.makedirs(folder, exist_ok=True)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with open(fd, "wb") as file:
            file.write(skeleton)
    except FileExistsError:
        raise UsageProblem(_already_there(path, exercise)) from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UsageProblem(text("{file} cannot be written: {why}.", file=path, why=why)) from None
    return path


def _already_there(path: str, exercise: Exercise) -> Text:
    return text(
        "{file} is already there and stays as it is. Go on with it (grade {exercise}), or rename "
        "it first to begin anew.",
        file=where(path),
        exercise=exercise.id,
    )


def _skeleton(exercise: Exercise, track: Track) -> bytes:
    path = os.path.join(exercise.folder, track.file)
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        raise CourseProblem(
            text(
                "The course has no file to begin {exercise} with ({file} is missing): tell your "
                "teacher.",
                exercise=exercise.id,
                file=path,
            )
        ) from None


def _statement(exercise: Exercise, language: Lang) -> str | None:
    names = ["README.md"] if language == "fr" else ["README.en.md", "README.md"]
    paths = [os.path.join(exercise.folder, name) for name in names]
    return next((path for path in paths if os.path.isfile(path)), None)
