"""The solutions' own speed against PyTorch's, and what grading adds to what they compute."""

from __future__ import annotations

import importlib.util
import itertools
import os
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.bench import Row, command, paired, seconds, timed
from benchmarks.speed import KEY, ROOT, Setting
from grader.checks.collect import Checks
from grader.course import Exercise, Track
from grader.engine import settle
from grader.grade import Grader
from grader.references import LiveReferences, load_support
from grader.sandbox import wire
from grader.sandbox.launch import BestSandbox
from grader.standins import LocalSubject
from grader.submission import read_submission

SIZE, FILTERS, KERNEL = (16, 3, 32, 32), 8, 3
SIZES, BATCH = (64, 128, 64, 10), 256


def rows(on: Setting, runs: int) -> list[Row]:
    """All of this module's; without PyTorch those that need none."""
    compared = [convolution, mlp_step] if importlib.util.find_spec("torch") else []
    return [*(measure(on, runs) for measure in compared), *grading(on, runs)]


def convolution(on: Setting, runs: int) -> Row:
    """`conv2d` and its backward pass, float32, against PyTorch on one thread."""
    import torch

    torch.set_num_threads(1)
    ours, rng = _solution(on, "ex08"), np.random.default_rng(0)
    x = rng.normal(size=SIZE).astype(np.float32)
    k = rng.normal(size=(FILTERS, SIZE[1], KERNEL, KERNEL)).astype(np.float32)
    b = rng.normal(size=FILTERS).astype(np.float32)
    dout = rng.normal(size=ours.conv2d(x, k, b).shape).astype(np.float32)
    leaves = [torch.tensor(array, requires_grad=True) for array in (x, k, b)]
    upstream = torch.tensor(dout)

    def mine() -> None:
        ours.conv2d(x, k, b)
        ours.conv2d_backward(dout, x, k)

    def theirs() -> None:
        torch.nn.functional.conv2d(*leaves).backward(upstream)

    what = "ex08's `conv2d` forward + backward, (16, 3, 32, 32), 8 kernels of 3x3 / PyTorch"
    return timed(what, paired(mine, theirs, 10 * runs), 3.0)


def mlp_step(on: Setting, runs: int) -> Row:
    """One training step of ex05's MLP, float32, against PyTorch's autograd and SGD, one thread."""
    import torch

    torch.set_num_threads(1)
    ours, rng = _solution(on, "ex05"), np.random.default_rng(0)
    pairs = list(itertools.pairwise(SIZES))
    weights = [rng.normal(size=pair, scale=0.1).astype(np.float32) for pair in pairs]
    net = ours.MLP(weights, [np.zeros(n, np.float32) for n in SIZES[1:]], "relu")
    x = rng.normal(size=(BATCH, SIZES[0])).astype(np.float32)
    y = rng.normal(size=(BATCH, SIZES[-1])).astype(np.float32)
    layers: list[Any] = []
    for pair in pairs:
        layers += [torch.nn.Linear(*pair), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    optimiser = torch.optim.SGD(model.parameters(), lr=1e-3)
    inputs, targets = torch.tensor(x), torch.tensor(y)

    def theirs() -> None:
        optimiser.zero_grad()
        torch.nn.functional.mse_loss(model(inputs), targets).backward()
        optimiser.step()

    what = f"ex05's MLP training step, {'-'.join(map(str, SIZES))}, batch {BATCH} / PyTorch"
    return timed(what, paired(lambda: net.train_step(x, y, 1e-3), theirs, 10 * runs), 3.0)


def grading(on: Setting, runs: int) -> list[Row]:
    """All NumPy exercises graded officially on their solutions, against what these compute."""
    chosen = list(on.course.selection("all", "numpy"))
    with_grader = sum(graded_s(on, exercise, track, runs) for exercise, track in chosen)
    compute = sum(compute_s(exercise, track, runs) for exercise, track in chosen)
    line = [sys.executable, "-m", "grader", "all", "--track", "numpy", "--official"]
    whole = command([*line, "--submission", on.solution], cwd=ROOT)
    cold = min(seconds(whole) for _ in range(max(1, runs // 4)))
    what = f"grading all {len(chosen)} NumPy exercises, official, "
    other = "the solutions' own compute"
    return [
        timed(f"{what}warm / {other}", (with_grader, compute, with_grader / compute), 4.0),
        timed(f"{what}one cold command / {other}", (cold, compute, cold / compute), None),
    ]


def graded_s(on: Setting, exercise: Exercise, track: Track, runs: int) -> float:
    """The best seconds of a grading with everything warm."""
    sandbox = BestSandbox(track.packages)
    grader = Grader(on.course, exercise, track, sandbox, key=KEY)
    settle()  # as the command does
    submission = read_submission(on.solution, exercise, track)
    try:
        if grader.grade(submission).mark != 20.0:
            raise SystemExit(f"the solution of {exercise.id} has not full marks")
        return min(seconds(lambda: grader.grade(submission)) for _ in range(max(2, runs // 3)))
    finally:
        grader.close()
        sandbox.close()


class _Timed(LocalSubject):
    """The solution, and the seconds spent in its functions alone."""

    spent = 0.0

    def find(self, target: wire.Handle | None, name: str) -> Any:
        found = super().find(target, name)
        return self._clocked(found) if callable(found) else found

    def next_items(self, target: wire.Handle, count: int) -> tuple[list[Any], bool]:
        return self._clocked(super().next_items)(target, count)  # type: ignore[no-any-return]

    def _clocked(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def clocked(*args: Any, **kwargs: Any) -> Any:
            result: list[Any] = []
            _Timed.spent += seconds(lambda: result.append(function(*args, **kwargs)))
            return result[0]

        return clocked


def compute_s(exercise: Exercise, track: Track, runs: int) -> float:
    """The best seconds that the solution's functions take for the calls of all checks."""
    live = LiveReferences(exercise, track)
    files = [(exercise.folder, "public"), (exercise.solution_folder or "", "hidden")]
    best = float("inf")
    for _ in range(max(2, runs // 3)):
        _Timed.spent = 0.0
        for folder, visibility in files:
            checks = Checks(folder, track, visibility)
            for check in checks.checks:
                names, device = vars(_module(exercise, track)), "cpu" if track.tensors else None
                subject = _Timed(names, load_support(exercise), device=device)
                checks.run(check, subject, live.reference(check.id), 42)
            checks.close()
        best = min(best, _Timed.spent)
    return best


def _solution(on: Setting, name: str) -> ModuleType:
    exercise = on.course.exercise(name)
    return _module(exercise, exercise.default_track)


def _module(exercise: Exercise, track: Track) -> ModuleType:
    path = os.path.join(exercise.solution_folder or "", track.file)
    spec = importlib.util.spec_from_file_location("solution", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
