"""Hostile submissions that go through PyTorch: modules, tensors that lie, hooks, autograd replaced.

Each file of ``attacks/tensors`` says what it tries as those of ``attacks/submissions`` do. They are
graded officially on a torch track of the tiny course: its checks on tensors, and gradients.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from grader.course import load_course
from grader.grade import Grader
from grader.sandbox.launch import SandboxFault, ZygoteSandbox
from grader.sandbox.process import Limits
from grader.submission import read_submission
from tests import test_attacks as attacks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.attack
pytest.importorskip("torch")

ON_TENSORS = sorted((attacks.HERE / "attacks" / "tensors").glob("*.py"))
# The stack that comes with compiling takes a while to import where it is not preloaded.
LIMITS = msgspec.structs.replace(attacks.LIMITS, call_s=0.4, submission_s=1.5)
SOLUTION = '''"""The torch track."""

import torch


def mean(x: torch.Tensor) -> torch.Tensor:
    """The mean."""
    ### BEGIN SOLUTION
    return x.sum(-1) / x.shape[-1]
    ### END SOLUTION


def spread(x: torch.Tensor) -> torch.Tensor:
    """The deviation."""
    ### BEGIN SOLUTION
    return ((x - mean(x)[..., None]) ** 2).mean(-1).sqrt()
    ### END SOLUTION
'''
HIDDEN = '''
import pytest

from grader.checks.api import differentiates

SHARED = {"mean_far_values": 2}


@pytest.mark.check(points=6, task="mean")
def test_gradients(student, reference, rng):
    """Autograd traverse les deux fonctions.
    --
    Autograd goes through both functions."""
    differentiates(student.mean, reference.mean, rng.normal(size=(2, 3)))
    differentiates(student.spread, reference.spread, rng.normal(size=(2, 3)))
'''


course_with_canaries = attacks.course_with_canaries
file_in_tmp = attacks.file_in_tmp


@pytest.fixture(scope="module", params=["namespaces", "landlock"])
def watched(
    request: pytest.FixtureRequest,
    course_with_canaries: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[attacks.Watched]:
    """An official grader of the torch track, at a level."""
    folder = tmp_path_factory.mktemp("tensors") / "course"
    attacks.shutil.copytree(course_with_canaries, folder)
    yaml = folder / "exercises" / "ex01_mean" / "exercise.yaml"
    track = "tracks:\n  torch: {file: mean.py, packages: [numpy, torch]}\n"
    yaml.write_text(yaml.read_text().replace("tracks:\n", track))
    secret = folder / "solutions" / "ex01_mean"
    (secret / "mean.py").write_text(SOLUTION)
    (secret / "checks_torch.py").write_text(HIDDEN)
    (secret / "misconceptions_torch.py").write_text("")
    course = load_course(str(folder))
    exercise = msgspec.structs.replace(course.exercise("ex01"), limits=LIMITS)
    others = len(attacks.descendants(attacks.os.getpid()))
    sandbox = ZygoteSandbox(request.param, ["numpy", "torch"])
    try:
        sandbox.spawn(Limits()).close()
    except SandboxFault as fault:
        sandbox.close()
        pytest.skip(f"level {request.param} does not work on this machine: {fault}")
    grader = Grader(
        course, exercise, exercise.track("torch"), sandbox, key=attacks.KEY, language="en"
    )
    verdicts: list[attacks.Verdict] = []
    submissions = folder.parent / "submissions"
    right = attacks.handed_in(submissions / "right", SOLUTION)
    yield attacks.Watched(
        grader,
        verdicts,
        folder,
        submissions,
        read_submission(str(right), exercise, grader.track),
        processes=others + (3 if request.param == "namespaces" else 2),
    )
    grader.close()
    sandbox.close()


@pytest.mark.parametrize("path", ON_TENSORS, ids=lambda path: path.stem)
def test_attack_on_tensors(path: Path, watched: attacks.Watched) -> None:
    """A hostile use of PyTorch gains nothing, learns nothing, breaks nothing."""
    attack = attacks.promised(path)
    source = attacks.prepared(path, watched, watched.submissions / path.stem)
    result = attacks.grade(watched, source, path.stem)
    attacks.assert_fair(result, attack, [])
    attacks.assert_secret(watched, result)
    attacks.assert_reports(result)
    attacks.assert_next_is_right(watched)


def test_there_are_attacks_on_tensors() -> None:
    """The number of attacks that the documentation speaks of."""
    assert len(ON_TENSORS) >= 20
