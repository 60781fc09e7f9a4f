"""The real course against the authors' gate: every gate, and of the mutants a fixed sample.

All mutants are run by ``grade check-course``.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from grader.authors.examine import examine, examine_course
from grader.course import load_course

ROOT = Path(__file__).parent.parent
COURSE = load_course(str(ROOT)) if (ROOT / "course.yaml").exists() else None
WORKS = [] if COURSE is None else [(e, t) for e in COURSE.exercises() for t in e.tracks.values()]

pytestmark = pytest.mark.skipif(
    COURSE is None or not os.path.isdir(ROOT / "solutions"),
    reason="the solutions are not here: nothing to hold the exercises against",
)


def test_the_course_is_tidy():
    assert [finding.en for finding in examine_course(COURSE)] == []


@pytest.fixture(scope="module")
def reports():
    """The reports of all works, made on all cores; slow exercises first."""
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        yield {
            (exercise.id, track.name): pool.submit(
                examine, COURSE, exercise, track, mutants="sample"
            )
            for exercise, track in reversed(WORKS)
        }


@pytest.mark.slow
@pytest.mark.parametrize(("exercise", "track"), WORKS, ids=[f"{e.id}-{t.name}" for e, t in WORKS])
def test_an_exercise_passes_its_gates(exercise, track, reports):
    report = reports[exercise.id, track.name].result()
    assert [finding.en for finding in report.findings] == []
    assert report.mutants > 0
