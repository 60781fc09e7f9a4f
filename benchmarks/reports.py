"""What a student's report as a page costs, against the grading itself."""

from __future__ import annotations

import os
import sys
import tempfile

from benchmarks.bench import Row, command, paired, timed
from benchmarks.speed import ROOT
from grader.course import load_course
from grader.grade import Grader
from grader.report.html import About, report
from grader.sandbox.launch import BestSandbox
from grader.submission import read_submission


def rows(runs: int) -> list[Row]:
    """Warm: rendering alone against grading; cold: the command with and without the page."""
    return [warm("ex02", runs, 0.5), warm("ex05", runs, None), cold(runs)]


def warm(name: str, runs: int, limit: float | None) -> Row:
    """One more report of a process that grades, against one more grading."""
    course = load_course(ROOT)
    exercise = course.exercise(name)
    track = exercise.default_track
    submission = read_submission(os.path.join(ROOT, "solutions"), exercise, track)
    sandbox = BestSandbox(track.packages)
    grader = Grader(course, exercise, track, sandbox, language="fr")
    result = grader.grade(submission)
    editions = {"fr": result, "en": grader.in_language("en")}
    about = About(hints={exercise.id: exercise.hints})
    figures = sum(len(check.figures) for check in result.checks)
    try:
        times = paired(
            lambda: report(editions, "fr", about), lambda: grader.grade(submission), runs
        )
    finally:
        grader.close()
        sandbox.close()
    what = f"report of {name} as a page ({figures} figures), warm / grading it, warm"
    return timed(what, times, limit)


def cold(runs: int) -> Row:
    """`grade ex02 --html` against `grade ex02`: what the page adds is the ratio less one."""
    grade = [sys.executable, "-m", "grader", "ex02", "--submission", "solutions"]
    with tempfile.TemporaryDirectory() as folder:
        page = command([*grade, "--html", os.path.join(folder, "report.html")], cwd=ROOT)
        times = paired(page, command(grade, cwd=ROOT), runs)
    return timed("grade ex02 --html / grade ex02, cold", times, 1.5)
