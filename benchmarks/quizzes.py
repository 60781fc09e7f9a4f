"""What quizzes cost: scoring many answer files, and starting the command."""

from __future__ import annotations

import json
import os
import pty
import signal
import statistics
import sys
import tempfile

from benchmarks.bench import Row, command, paired, seconds, timed
from benchmarks.speed import ROOT
from demo.quiz_class import main as simulate
from grader.course import load_course
from grader.quizzes.answers import read_answers
from grader.quizzes.content import load_keys, load_quiz
from grader.quizzes.marking import Marker
from grader.quizzes.scoring import Scheme

QUIZ = "ch4"  # 16 questions
FILES = 10_000


def rows(runs: int) -> list[Row]:
    """All of this module's."""
    with tempfile.TemporaryDirectory() as folder:
        simulate(QUIZ, folder, FILES)
        paths = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
        return [scoring(paths, max(2, runs // 5)), start(runs)]


def scoring(paths: list[str], runs: int) -> Row:
    """Reading and scoring all files, against json.loads of the same files."""
    course = load_course(ROOT)
    quiz = load_quiz(course, QUIZ)
    keys = load_keys(course, quiz) or {}

    def score() -> None:
        marker = Marker(quiz, keys, Scheme("negative"))
        for path in paths:
            marker.mark(read_answers(path))

    def read() -> None:
        for path in paths:
            with open(path, "rb") as file:
                json.loads(file.read())

    score(), read()
    each = [(seconds(score), seconds(read)) for _ in range(runs)]
    ours, theirs = (statistics.median(column) for column in zip(*each, strict=True))
    what = (
        f"scoring {len(paths)} answer files, {len(quiz.questions)} questions / json.loads of them"
    )
    return timed(what, (ours, theirs, ours / theirs), 20)


def start(runs: int) -> Row:
    """`grade quiz` until its first question is on the terminal, against importing its libraries."""
    other = command([sys.executable, "-c", "import click, yaml, rich"], cwd=ROOT)
    what = "grade quiz, first question shown / python -c 'import click, yaml, rich'"
    with tempfile.TemporaryDirectory() as folder:
        for name in ("course.yaml", "quizzes"):
            os.symlink(os.path.join(ROOT, name), os.path.join(folder, name))
        return timed(what, paired(lambda: first_question(folder), other, runs), 2)


def first_question(folder: str) -> None:
    """Take the quiz in a terminal of its own, and leave when there is something to choose."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execv(sys.executable, [sys.executable, "-m", "grader", "quiz", QUIZ])  # noqa: S606
    shown = b""
    while "▸".encode() not in shown:
        shown += os.read(terminal, 1 << 16)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(terminal)
