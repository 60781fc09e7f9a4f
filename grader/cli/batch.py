"""`grade batch`: a class's submissions into a folder of results and a table of marks."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from grader.batch import (
    Done,
    Plan,
    Task,
    every_level,
    run,
    students_in,
)
from grader.cli.common import choose, course_of, find_key
from grader.marksheet import Cell, Column, marks_csv
from grader.problems import UsageProblem
from grader.results_folder import locked, read_result, sweep, write_whole
from grader.texts import Lang, text

if TYPE_CHECKING:
    from grader.course import Course

MARKS = "marks.csv"


@click.command()
@click.argument("target")
@click.option("--submissions", required=True, type=click.Path(file_okay=False))
@click.option("--out", required=True, type=click.Path(file_okay=False))
@click.option("--track", default=None)
@click.option("--jobs", type=click.IntRange(1), default=None)
@click.option("--practice", is_flag=True, help="Public checks and the public seed only.")
@click.option("--isolation", type=click.Choice(["namespaces", "landlock", "none"]), default=None)
@click.option("--course", "course_dir", default=None)
@click.option("--key-file", default=None)
@click.option("--lang", type=click.Choice(["fr", "en"]), default=None)
def batch(
    target: str,
    submissions: str,
    out: str,
    track: str | None,
    jobs: int | None,
    practice: bool,
    isolation: str | None,
    course_dir: str | None,
    key_file: str | None,
    lang: str | None,
) -> None:
    """Grade every sub-folder of --submissions (one per student) into --out."""
    course = course_of(course_dir)
    language = choose(lang, course)
    columns = [Column(e.id, t.name, w) for e, t, w in course.weighted(target, track)]
    students = _students(submissions)
    key = _key(course, practice, key_file, language)
    plan = Plan(course.root, os.path.abspath(out), key, every_level(isolation), language)
    tasks = [
        Task(student, os.path.join(os.path.abspath(submissions), student), c.exercise, c.track)
        for student in students
        for c in columns
    ]
    with locked(out) as ours:
        if not ours:
            raise UsageProblem(text("Another batch is writing into {out}. Wait for it.", out=out))
        sweep(out)
        started = time.monotonic()
        tally: Counter[str] = Counter()
        try:
            with _progress(len(tasks), language) as advance:

                def done(one: Done) -> None:
                    tally["kept" if one.kept else one.status] += 1
                    advance(one)

                run(plan, tasks, jobs or len(os.sched_getaffinity(0)), done)
        finally:
            _write_marks(plan.out, students, columns)
    _summary(tally, len(tasks), time.monotonic() - started, plan, language)
    sys.exit(3 if tally["grader_error"] else 0)


def _students(folder: str) -> list[str]:
    try:
        found = students_in(folder)
    except OSError as error:
        raise UsageProblem(
            text("{folder} can't be read: {why}.", folder=folder, why=error.strerror or "?")
        ) from None
    if not found:
        raise UsageProblem(
            text(
                "{folder} has no sub-folder: one per student is expected, each laid out like a "
                "course (exNN_name/FILE.py).",
                folder=folder,
            )
        )
    return found


def _key(course: Course, practice: bool, key_file: str | None, language: Lang) -> bytes | None:
    """The course's key where the solutions are; without them a batch can only practise."""
    has_solutions = os.path.isdir(os.path.join(course.root, "solutions"))
    return None if practice or not has_solutions else find_key(course, key_file, language)


def _write_marks(out: str, students: Sequence[str], columns: Sequence[Column]) -> None:
    rows = []
    for student in students:
        cells = {}
        for column in columns:
            task = Task(student, "", column.exercise, column.track)
            result = read_result(task.file(out))
            if result is not None:
                cells[column] = Cell(result.mark, result.status)
        rows.append((student, cells))
    write_whole(os.path.join(out, MARKS), marks_csv(columns, rows))


def _summary(tally: Counter[str], total: int, seconds: float, plan: Plan, language: Lang) -> None:
    lines = [
        text(
            "{done} of {total} graded in {seconds:.1f} s ({kept} kept from an earlier run).",
            done=sum(tally.values()),
            total=total,
            seconds=seconds,
            kept=tally["kept"],
        )
    ]
    if tally["grader_error"]:
        lines.append(
            text(
                "{count} could not be graded through our fault: run the same command again.",
                count=tally["grader_error"],
            )
        )
    if plan.key is None:
        lines.append(text("Practice only: public checks, no hidden ones."))
    lines.append(text("Marks: {file}", file=os.path.join(plan.out, MARKS)))
    for line in lines:
        click.echo(line.get(language))


@contextmanager
def _progress(total: int, language: Lang) -> Iterator[Callable[[Done], None]]:
    """A live bar on a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda one: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as progress:
        bar = progress.add_task(text("Grading").get(language), total=total)
        yield lambda one: progress.advance(bar)
