"""`grade hint ex02`: the next of three hints, for the first task that does not pass yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from grader.cli.common import choose, course_of
from grader.cli.help import Command
from grader.problems import UsageProblem, nearest
from grader.progress import hints_read, note_hint, standings
from grader.texts import Text, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.course import Course, Exercise
    from grader.texts import Lang

__all__ = ["hint"]


def _words() -> dict[str, Text]:
    return {
        "": text(
            "Gives the next hint for the first task that does not pass: three for each task, from "
            "a nudge to nearly the answer."
        ),
        "task": text("the task (a function's name) instead of the first that does not pass"),
        "track": text("the track, such as numpy or torch (default: the exercise's first)"),
        "folder": text("the course's folder (default: the nearest one with a course.yaml)"),
        "lang": text("fr or en"),
    }


@click.command(cls=Command, words=_words)
@click.argument("exercise", metavar="EXERCISE")
@click.option("--task", metavar="TASK")
@click.option("--track", metavar="TRACK")
@click.option("--course", "folder", metavar="DIR")
@click.option("--lang", metavar="LANG")
def hint(
    exercise: str,
    task: str | None,
    track: str | None,
    folder: str | None,
    lang: str | None,
) -> int:
    """Show the next hint; return the exit code."""
    course = course_of(folder)
    language = choose(lang, course)
    chosen = course.exercise(exercise)
    if not chosen.hints:
        raise UsageProblem(text("{exercise} has no hints.", exercise=chosen.id))
    if task is None:
        task = _first_open(course, chosen, chosen.track(track).name)
        if task is None:
            click.echo(_all_passed(chosen).get(language))
            return 0
    if task not in chosen.hints:
        raise UsageProblem(_unknown(task, chosen))
    _show(course, chosen, task, language)
    return 0


def _first_open(course: Course, exercise: Exercise, track: str) -> str | None:
    """Return the first task that did not pass in the last grading; None where all did."""
    last = standings(course.root).get(f"{exercise.id}/{track}")
    if last is None:
        return next(iter(exercise.hints))
    if last.status != "grader_error" and not last.tasks:
        return None
    return next((task for task in last.tasks if task in exercise.hints), next(iter(exercise.hints)))


def _show(course: Course, exercise: Exercise, task: str, language: Lang) -> None:
    hints = exercise.hints[task]
    read = hints_read(course.root, exercise.id).get(task, 0)
    if read >= len(hints):
        click.echo(
            text("There are no more hints for {task}. These were all of them:", task=task).get(
                language
            )
        )
        _print(hints, range(len(hints)), language)
        return
    click.echo(
        text("{task}, hint {n} of {all}:", task=task, n=read + 1, all=len(hints)).get(language)
    )
    _print(hints, range(read, read + 1), language)
    if not note_hint(course.root, exercise.id, task, read + 1):
        sentence = text("(Which hints you have read cannot be kept here: the folder is read-only.)")
        click.echo(sentence.get(language))


def _print(hints: Sequence[Text], which: range, language: Lang) -> None:
    for n in which:
        click.echo(f"  {n + 1}. {hints[n].get(language).strip()}")


def _all_passed(exercise: Exercise) -> Text:
    return text(
        "In the last grading of {exercise} everything passed: no hint is needed. For one "
        "nevertheless, name the task: grade hint {exercise} --task {task}",
        exercise=exercise.id,
        task=next(iter(exercise.hints)),
    )


def _unknown(task: str, exercise: Exercise) -> Text:
    close = nearest(task, exercise.hints)
    if close:
        return text(
            "{exercise} has no task {task}. Did you mean {close}?",
            exercise=exercise.id,
            task=repr(task),
            close=close,
        )
    return text(
        "{exercise} has no task {task}; it has: {tasks}.",
        exercise=exercise.id,
        task=repr(task),
        tasks=", ".join(exercise.hints),
    )
