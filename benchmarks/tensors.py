"""What PyTorch costs: one more submission, a worker's memory, gradings that train."""

from __future__ import annotations

import importlib.util
import os
import statistics
import sys

from benchmarks import memory
from benchmarks.bench import Row, command, seconds, timed
from benchmarks.compute import compute_s, graded_s
from benchmarks.speed import KEY, ROOT, marginal_s, setting

PROJECTS = ("ex06", "ex07")


def rows(runs: int) -> list[Row]:
    """All of this module's; none without PyTorch."""
    if importlib.util.find_spec("torch") is None:
        return []
    on = setting("torch")
    return [one_more(runs), memory.worker_uss(on, 150), *(project(name, runs) for name in PROJECTS)]


def one_more(runs: int) -> Row:
    """One more PyTorch submission of `grade batch`, against a Python of its own for it."""
    fresh = command([sys.executable, "-m", "benchmarks.fresh_torch"], cwd=ROOT)
    fresh()
    each = [
        (marginal_s(setting("torch"), KEY, os.cpu_count() or 1), seconds(fresh))
        for _ in range(max(2, runs // 4))
    ]
    ours, theirs = (statistics.median(column) for column in zip(*each, strict=True))
    what = "one more of a batch, ex02 torch, official / a fresh Python with PyTorch, same checks"
    return timed(what, (ours, theirs, ours / theirs), 1 / 40)


def project(name: str, runs: int) -> Row:
    """A project that trains, graded officially, against what the solution itself computes."""
    on = setting("torch")
    exercise = on.course.exercise(name)
    track = exercise.default_track
    few = max(2, runs // 5)
    graded, computed = graded_s(on, exercise, track, few), compute_s(exercise, track, few)
    what = f"grading {name}, official, warm / the solution's own compute"
    return timed(what, (graded, computed, graded / computed), 1.5)
