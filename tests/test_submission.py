"""Reading a student's work: found where it may lie, and nothing hostile followed or waited for."""

import hashlib
import os
import socket

import msgspec
import pytest

from grader.course import Exercise
from grader.submission import MOST_BYTES, digest_of, read_submission
from grader.texts import Text

GOOD = b"def f():\n    return '\xc3\xa9'\n"


@pytest.fixture
def read(tmp_path):
    track = {"name": "numpy", "file": "activations.py", "packages": []}
    exercise = msgspec.convert(
        {
            "root": "/nowhere",
            "name": "ex02_activations",
            "id": "ex02",
            "title": {"fr": "a", "en": "a"},
            "points": 20,
            "tracks": {"numpy": track},
        },
        Exercise,
    )

    def reader(folder=tmp_path / "work"):
        return read_submission(str(folder), exercise, exercise.default_track)

    (tmp_path / "work" / "ex02_activations").mkdir(parents=True)
    return reader


@pytest.fixture
def inner(tmp_path, read):
    return tmp_path / "work" / "ex02_activations" / "activations.py"


@pytest.fixture
def outer(tmp_path, read):
    return tmp_path / "work" / "activations.py"


def refused(submission, *words):
    """Nothing of a refused file goes on, and the sentence says why in both languages."""
    assert isinstance(submission.problem, Text)
    assert submission.files == {}
    assert submission.digest.startswith("sha256:")
    for word in words:
        assert word in submission.problem.en
    return not submission.missing


def test_in_the_exercise_folder(read, inner):
    """The usual place."""
    inner.write_bytes(GOOD)
    found = read()
    assert (found.files, found.problem, found.missing) == ({"activations.py": GOOD}, None, False)
    assert found.path == str(inner)


def test_directly_in_the_folder(read, outer):
    """A file beside, in a folder of its own."""
    outer.write_bytes(GOOD)
    assert read().files == {"activations.py": GOOD}


def test_the_folder_is_the_exercise(read, inner):
    """Standing in the exercise's own folder."""
    inner.write_bytes(GOOD)
    assert read(inner.parent).files == {"activations.py": GOOD}


def test_only_that_file(read, inner):
    """A conftest.py, checks.py or course.yaml handed in with the work goes nowhere."""
    inner.write_bytes(GOOD)
    for name in ("conftest.py", "checks.py", "course.yaml", "pytest.ini", "numpy.py"):
        (inner.parent / name).write_text("raise SystemExit")
    assert list(read().files) == ["activations.py"]


def test_two_candidates(read, inner, outer):
    """Two different files are named both; the same one twice is one."""
    inner.write_bytes(GOOD)
    outer.write_bytes(GOOD)
    assert read().files == {"activations.py": GOOD}
    outer.write_bytes(GOOD + b"\n")
    assert refused(read(), "two different files", str(inner), str(outer))


def test_missing(read, tmp_path):
    """Nothing handed in is missing, not wrong; nor is a folder that is not there."""
    assert not refused(read(), "is missing", "ex02_activations")
    assert not refused(read(tmp_path / "none"), "is missing")


@pytest.mark.parametrize("name", ["activation.py", "Activations.py", "activations_numpy.py"])
def test_near_miss(read, inner, name):
    """A file of nearly that name is suggested."""
    (inner.parent / name).write_bytes(GOOD)
    found = read()
    assert found.missing
    assert not refused(found, name, "rename it to activations.py")


def test_symlink_to_a_file(read, inner, tmp_path):
    """A link is refused, whatever it leads to: even a right answer beside it."""
    for target in (tmp_path / "work" / "mine.py", "/etc/passwd", "/nonexistent", "activations.py"):
        inner.unlink(missing_ok=True)
        (tmp_path / "work" / "mine.py").write_bytes(GOOD)
        inner.symlink_to(target)
        assert refused(read(), "symbolic link")


def test_symlink_to_a_folder(read, inner, tmp_path):
    """A linked exercise folder, or a linked submission, is not gone into."""
    solutions = tmp_path / "solutions"
    solutions.mkdir()
    (solutions / "activations.py").write_bytes(GOOD)
    inner.parent.rmdir()
    inner.parent.symlink_to(solutions)
    assert refused(read(), "symbolic link")
    (tmp_path / "linked").symlink_to(solutions)
    assert refused(read(tmp_path / "linked"), "symbolic link")


def test_folder_in_place_of_the_file(read, inner):
    """A folder called activations.py."""
    inner.mkdir()
    assert refused(read(), "is a folder")


def test_file_in_place_of_the_folder(read, inner, tmp_path):
    """A file called ex02_activations, and one handed in for the folder itself."""
    inner.parent.rmdir()
    inner.parent.write_bytes(GOOD)
    assert refused(read(), "is not a folder")
    assert refused(read(inner.parent), "is not a folder")


def test_pipe_and_socket(read, inner):
    """A pipe is not waited for."""
    os.mkfifo(inner)
    assert refused(read(), "not an ordinary file")
    inner.unlink()
    with socket.socket(socket.AF_UNIX) as listening:
        here = os.getcwd()
        os.chdir(inner.parent)
        try:
            listening.bind(inner.name)
        finally:
            os.chdir(here)
        assert refused(read(), "not an ordinary file")


def test_device(read, tmp_path):
    """A character device is refused unopened."""
    if os.geteuid():
        pytest.skip("only root can make a device")
    path = tmp_path / "work" / "activations.py"
    try:
        os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))
    except OSError:
        pytest.skip("no devices here")
    assert refused(read(), "not an ordinary file")


@pytest.mark.parametrize("content", [b"", b" \n\t\n"])
def test_empty(read, inner, content):
    """An empty file is said to be empty."""
    inner.write_bytes(content)
    assert refused(read(), "is empty")


def test_size(read, inner):
    """256 KB are read; 100 MB are not, and the size is said."""
    inner.write_bytes(b"#" * MOST_BYTES)
    assert read().problem is None
    inner.write_bytes(b"#" * (MOST_BYTES + 1))
    assert refused(read(), "257 KB; at most 256 KB")
    os.truncate(inner, 100 << 20)
    assert refused(read(), "102400 KB")


def test_not_utf8(read, inner):
    """Where the first bad byte is, and what to do."""
    inner.write_bytes("# été\nx = 'é".encode() + b"\xe9'\n")
    assert refused(read(), "byte 0xe9 at line 2, column 7", "UTF-8")
    inner.write_bytes("x = 1\n".encode("utf-16"))
    assert refused(read(), "UTF-16")
    inner.write_bytes(b"\xef\xbb\xbf" + GOOD)
    assert read().problem is None


def test_nul(read, inner):
    """A NUL is found before Python stumbles over it."""
    inner.write_bytes(b"x = 1\ny\0 = 2\n")
    assert refused(read(), "NUL", "line 2")


def test_hostile_names_are_shown_safely(read, inner):
    """A file's name cannot steer the terminal either."""
    (inner.parent / "activations\x1b[2J.py").write_bytes(GOOD)
    assert "\x1b" not in read().problem.en


def test_not_readable(read, inner, monkeypatch):
    """A file that may not be read is a sentence, not a traceback."""
    inner.write_bytes(GOOD)

    def denied(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", denied)
    assert refused(read(), "cannot be read: Permission denied")


def test_without_folder_descriptors(read, inner, outer, monkeypatch):
    """Where folders cannot be opened (Windows), the same is found and refused."""
    monkeypatch.setattr("grader.submission._BY_FD", False)
    inner.write_bytes(GOOD)
    assert read().files == {"activations.py": GOOD}
    inner.unlink()
    inner.symlink_to("/etc/passwd")
    assert refused(read(), "symbolic link")


def test_digest(read, inner, outer):
    """The digest is of name and bytes alone: not of the place, and not of the problem's wording."""
    inner.write_bytes(GOOD)
    first = read()
    inner.unlink()
    outer.write_bytes(GOOD)
    assert read().digest == first.digest == digest_of("activations.py", GOOD)
    content = b"14\0activations.py" + GOOD
    assert first.digest == "sha256:" + hashlib.sha256(content).hexdigest()
    outer.unlink()
    missing = read().digest
    outer.write_bytes(b"")
    assert len({missing, read().digest, first.digest}) == 3


def test_no_descriptor_is_left_open(read, inner, tmp_path):
    """Neither a good nor a refused submission leaves a file open."""
    before = len(os.listdir("/proc/self/fd"))
    for content in (GOOD, b"", b"#" * (MOST_BYTES + 1)):
        inner.write_bytes(content)
        read()
    inner.unlink()
    inner.symlink_to("/etc/passwd")
    read()
    read(tmp_path / "none")
    assert len(os.listdir("/proc/self/fd")) == before
