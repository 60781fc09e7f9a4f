"""`grade list`: what there is, and where one stands."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import click

from grader.cli.common import choose, course_of
from grader.cli.help import Command
from grader.cli.run import find_work
from grader.problems import Problem
from grader.progress import standings
from grader.texts import Text, decimal, printable, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.course import Course, Exercise, Track
    from grader.progress import Standing
    from grader.texts import Lang

__all__ = ["list_"]


class Row(NamedTuple):
    """One exercise on one track: name, title, track, state of the file, last mark."""

    id: str
    title: str
    track: str
    file: str
    mark: str


def _words() -> dict[str, Text]:
    return {
        "": text("Lists the exercises, with the state of your files and your last practice marks."),
        "folder": text("the course's folder (default: the nearest one with a course.yaml)"),
        "lang": text("fr or en"),
    }


@click.command("list", cls=Command, words=_words)
@click.option("--course", "folder", metavar="DIR")
@click.option("--lang", metavar="LANG")
def list_(folder: str | None, lang: str | None) -> int:
    """List the exercises of the course; return the exit code."""
    course = course_of(folder)
    language = choose(lang, course)
    click.echo(click.style(course.title.get(language), bold=True))
    groups = list(_groups(course, language))
    widths = _widths([row for _, rows in groups for row in rows])
    for title, rows in groups:
        click.echo(f"\n{click.style(title, bold=True)}")
        for row in rows:
            cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
            click.echo(f"  {'  '.join(cells)}".rstrip())
        if not rows:
            click.echo("  " + text("no exercise yet").get(language))
        _quizzes_of(course, title, language)
    if not groups:
        click.echo(text("There is no exercise yet.").get(language))
    return 0


def _quizzes_of(course: Course, title: str, language: Lang) -> None:
    """Name the quizzes of the TP under `title`, if it has some."""
    tp = course.tps.get(title.partition(" · ")[0])
    if tp is not None and tp.quizzes:
        names = ", ".join(tp.quizzes)
        click.echo("  " + text("Quizzes: {names} (grade quiz NAME)", names=names).get(language))


def _widths(rows: list[Row]) -> list[int]:
    return [max(map(len, column)) for column in zip(*rows, strict=True)]


def _groups(course: Course, language: Lang) -> Iterator[tuple[str, list[Row]]]:
    """Yield each TP and its rows, then the exercises that belong to none."""
    known = standings(course.root)
    listed: set[str] = set()
    for name, tp in course.tps.items():
        listed |= {entry.exercise for entry in tp.exercises}
        rows = _rows(course, name, known, language) if tp.exercises else []
        yield f"{name} · {printable(tp.title.get(language))}", rows
    others = [f for f in course.folders() if listed.isdisjoint({f, *f.split("_", 1)})]
    if others:
        title = text("Other exercises") if course.tps else text("Exercises")
        rows = [row for name in others for row in _rows(course, name, known, language)]
        yield title.get(language), rows


def _rows(course: Course, name: str, known: dict[str, Standing], language: Lang) -> list[Row]:
    """Return the rows of a TP or of an exercise; one that is malformed says so in its place."""
    try:
        if name in course.tps:
            found = course.selection(name)
        else:
            exercise = course.exercise(name)
            found = [(exercise, track) for track in exercise.tracks.values()]
    except Problem as problem:
        return [Row(name, problem.text.get(language), "", "", "")]
    return [_row(course, exercise, track, known, language) for exercise, track in found]


def _row(
    course: Course, exercise: Exercise, track: Track, known: dict[str, Standing], language: Lang
) -> Row:
    work = find_work(course, exercise, track, course.root)
    last = known.get(f"{exercise.id}/{track.name}")
    state = text("not started") if work.missing else text("there")
    if work.problem is not None and not work.missing:
        state = text("unreadable")
    mark = _mark(last, changed=last is not None and last.digest != work.digest)
    title = printable(exercise.title.get(language))
    return Row(exercise.id, title, track.name, state.get(language), mark.get(language))


def _mark(last: Standing | None, *, changed: bool) -> Text:
    if last is None:
        return text("not graded yet")
    if last.mark is None:
        return text("no mark (the grader failed)")
    shown = decimal(f"{last.mark:.2f}/20")
    if changed:
        return text("{mark} (the file has changed since)", mark=shown)
    return shown


def where(path: str) -> str:
    """Return `path` as seen from the current folder, where that is shorter."""
    relative = os.path.relpath(path)
    return relative if len(relative) < len(path) else path
