"""The real course against the authors' gate: every gate, quickly, and a fixed sample of the mutants.

What an earlier run (`grade check-course` too) found on the same content is not run again. All
seeds and all mutants are `grade check-course`'s.
"""

import os
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from grader.authors.examine import Wanted, examine_all, examine_course
from grader.course import load_course
from grader.sandbox.layout import loaded

ROOT = Path(__file__).parent.parent
COURSE = load_course(str(ROOT)) if (ROOT / "course.yaml").exists() else None
EVERY = [] if COURSE is None else [(e, t) for e in COURSE.exercises() for t in e.tracks.values()]


def is_here(track):
    """Whether what a track's workers load is installed: PyTorch and Triton may not be."""
    return all(find_spec(package.partition(".")[0]) for package in loaded(track.packages))


WORKS = [(exercise, track) for exercise, track in EVERY if is_here(track) and not track.draft]

pytestmark = pytest.mark.skipif(
    COURSE is None or not os.path.isdir(ROOT / "solutions"),
    reason="the solutions are not here: nothing to hold the exercises against",
)


def test_the_course_is_tidy():
    """Nothing stray, every text in both languages."""
    assert [finding.en for finding in examine_course(COURSE)] == []


@contextmanager
def shown(config):
    """How much is done, on a terminal: a minute without a word is long."""
    capture = config.pluginmanager.getplugin("capturemanager")
    reporter = config.pluginmanager.getplugin("terminalreporter")

    def advance(done, total):
        if reporter is not None and reporter.isatty and config.get_verbosity() >= 0:
            with capture.global_and_fixture_disabled():
                reporter.rewrite(f"gates: {100 * done // max(total, 1)} % ", erase=True)

    yield advance


@pytest.fixture(scope="module")
def reports(request):
    """The report of a work, once it is ready: all are made in one pool, on all cores."""
    ready = {}

    def report(exercise, track):
        while (exercise.id, track.name) not in ready:
            one = next(coming)
            ready[one.exercise, one.track] = one
        return ready[exercise.id, track.name]

    with shown(request.config) as advance:
        coming = examine_all(COURSE, WORKS, Wanted("sample"), os.cpu_count() or 1, advance)
        yield report
        coming.close()


@pytest.mark.slow
@pytest.mark.parametrize(("exercise", "track"), EVERY, ids=[f"{e.id}-{t.name}" for e, t in EVERY])
def test_an_exercise_passes_its_gates(exercise, track, reports):
    """No finding of any gate, and mutants were among it."""
    if track.draft:
        pytest.skip("a draft: grade check-course says what is left to do")
    if not is_here(track):
        pytest.skip(f"not installed here: {', '.join(track.packages)}")
    report = reports(exercise, track)
    assert [finding.en for finding in report.findings] == []
    assert report.mutants > 0
