"""The program as a process: what it imports, how it ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COURSE = Path(__file__).parent / "course"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the tiny course with the solution of ex01 handed in."""
    folder = tmp_path / "course"
    shutil.copytree(COURSE, folder, ignore=shutil.ignore_patterns(".grade*", "__pycache__"))
    (folder / "ex01_mean").mkdir()
    shutil.copy(folder / "solutions/ex01_mean/mean.py", folder / "ex01_mean/mean.py")
    return folder


def environment(**more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "GRADE_LANG": "en", **more}


def grade(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "grader", *words],
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_grades_as_a_program(course: Path) -> None:
    """`grade ex01` in a process of its own: 0, a plain report, nothing on standard error."""
    result = grade(course, "ex01")
    assert (result.returncode, result.stderr) == (0, "")
    assert "20.00/20" in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize("below", ["", "ex01_mean"])
def test_never_imports_what_lies_in_the_students_folder(course: Path, below: str) -> None:
    """A numpy.py, click.py or the like in the current folder is never taken for the library."""
    for name in (
        "numpy",
        "click",
        "msgspec",
        "yaml",
        "pytest",
        "_pytest",
        "rich",
        "json",
        "hashlib",
    ):
        (course / below / f"{name}.py").write_text("print('IMPORTED'); raise SystemExit(0)\n")
    # An empty entry and "." mean the current folder too.
    result = grade(course / below, "ex01", PYTHONPATH=os.pathsep.join([str(ROOT), "", "."]))
    assert result.returncode == 0, result.stderr
    assert "IMPORTED" not in result.stdout + result.stderr
    assert "20.00/20" in result.stdout


def test_wrong_and_missing_have_their_codes(course: Path) -> None:
    """1 for less than full marks, 2 for a usage error, as a process."""
    (course / "ex01_mean/mean.py").write_text("def mean(x):\n    return 0\n")
    assert grade(course, "ex01").returncode == 1
    assert grade(course, "ex7").returncode == 2


def test_deleted_folder_is_one_sentence(tmp_path: Path) -> None:
    """Run in a folder that does not exist any more, it says so."""
    gone = tmp_path / "gone"
    gone.mkdir()
    command = f'rmdir "{gone}"; exec "{sys.executable}" -m grader ex01'
    result = subprocess.run(
        ["sh", "-c", command],
        cwd=gone,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 2
    assert "does not exist any more" in result.stderr


def test_imports_nothing_that_grading_does_not_need(course: Path) -> None:
    """`grade ex01` in a pipe imports neither Rich nor what other commands need."""
    result = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "grader", "ex01"],
        cwd=course,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0
    names = [line.split("|")[-1].strip() for line in result.stderr.splitlines() if "|" in line]
    unwanted = {"rich", "jsonschema", "babel", "watchfiles", "torch", "hypothesis", "difflib"}
    unwanted |= {"grader.batch", "grader.cli.batch", "grader.cli.doctor", "grader.watch"}
    assert unwanted.isdisjoint(names)
    # The sandbox is on its way before the slow imports begin.
    assert names.index("grader.sandbox.launch") < names.index("numpy") < names.index("pytest")


def test_terminal_that_cannot_write_the_symbols(course: Path) -> None:
    """An ASCII terminal shows question marks, not a traceback."""
    result = grade(course, "ex01", PYTHONIOENCODING="ascii")
    assert result.returncode == 0
    assert "20.00/20" in result.stdout


def test_reader_that_goes_away(course: Path) -> None:
    """`grade ex01 | true` ends quietly."""
    command = f'"{sys.executable}" -m grader list | true'
    result = subprocess.run(
        ["sh", "-c", command],
        cwd=course,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.stderr == ""


def test_report_in_colours_on_a_terminal(course: Path) -> None:
    """On a terminal the report has colours; it is the same one otherwise."""
    import pty

    main, side = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "grader", "ex01"],
        cwd=course,
        env=environment(TERM="xterm-256color"),
        stdout=side,
        stderr=side,
    ) as process:
        os.close(side)
        shown = b""
        while True:
            try:
                piece = os.read(main, 4096)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        assert process.wait(30) == 0
    os.close(main)
    assert b"\x1b[" in shown
    assert b"20.00/20" in shown


def test_leaves_no_process_behind(course: Path) -> None:
    """After a grading neither the zygote nor a worker is left, even after Ctrl-C."""
    (course / "ex01_mean/mean.py").write_text("import time\ntime.sleep(60)\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "grader", "ex01"],
        cwd=course,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    time.sleep(1.0)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.strip() == b""
    deadline = time.monotonic() + 5
    while _session_lives(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _session_lives(process.pid)


def _session_lives(session: int) -> bool:
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                fields = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] != "Z":
                return True
    return False
