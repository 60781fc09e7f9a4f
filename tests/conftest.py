"""What several tests need: a copy of the tiny course that a test may change."""

import os
import shutil
import signal
from pathlib import Path

import pytest
from hypothesis import settings

from grader.course import load_course

# Hypothesis tries the same examples in every run; `pytest --hypothesis-profile=default` looks for
# new ones.
settings.register_profile("same", derandomize=True)
settings.load_profile("same")

# A shell starts what it runs in the background with Ctrl-C ignored, which programs inherit, and some
# tests send it to theirs.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

TINY = Path(__file__).parent / "course"


class TinyCourse:
    """A copy of ``tests/course`` in a folder of its own."""

    def __init__(self, root):
        self.root = Path(root)
        shutil.copytree(TINY, self.root, ignore=shutil.ignore_patterns(".grade", "__pycache__"))

    @property
    def course(self):
        return load_course(str(self.root))

    def read(self, path):
        return (self.root / path).read_text(encoding="utf-8")

    def write(self, path, content):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(content, encoding="utf-8")

    def replace(self, path, old, new):
        """Change one place of a file; the place must be there."""
        content = self.read(path)
        assert old in content, (path, old)
        self.write(path, content.replace(old, new, 1))

    def remove(self, path):
        os.unlink(self.root / path)


@pytest.fixture
def tiny_course(tmp_path):
    return TinyCourse(tmp_path / "course")


@pytest.fixture
def bench(tiny_course):
    """The authors' bench of the tiny course's first exercise."""
    from grader.authors.bench import Bench

    exercise = tiny_course.course.exercise("ex01")
    bench = Bench(tiny_course.course, exercise, exercise.track())
    yield bench
    bench.close()
