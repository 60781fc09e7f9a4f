"""`grade batch`: all graded, once; interrupted, resumed, nothing stale, one trouble is one's own."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.batch import Done, Plan, Task, run, students_in
from grader.marksheet import Cell, Column, marks_csv
from grader.results_folder import locked, read_result, sweep, write_whole

COURSE = Path(__file__).parent / "course"
RIGHT = (COURSE / "solutions/ex01_mean/mean.py").read_text()
WRONG = RIGHT.replace("def spread", "def spred")
HOSTILE = "import os\nos._exit(0)\n"
KEY = b"a key of the tests, long enough"


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "course"
    shutil.copytree(COURSE, folder)
    return folder


def hand_in(folder: Path, student: str, source: str | None) -> None:
    work = folder / student / "ex01_mean"
    work.mkdir(parents=True)
    if source is not None:
        (work / "mean.py").write_text(source)


def a_class(folder: Path, size: int) -> dict[str, str | None]:
    """Right, wrong, hostile, empty and missing, in turn; each source differs in a comment."""
    kinds = [RIGHT, WRONG, HOSTILE, "", None]
    works = {}
    for number in range(size):
        source = kinds[number % len(kinds)]
        source = f"{source}# {number}\n" if source else source
        works[f"student{number:03d}"] = source
        hand_in(folder, f"student{number:03d}", source)
    return works


def plan_of(course: Path, out: Path, key: bytes | None = KEY) -> Plan:
    return Plan(str(course), str(out), key, ("namespaces", "landlock", "none"), "en")


def tasks_of(folder: Path) -> list[Task]:
    return [Task(s, str(folder / s), "ex01", "numpy") for s in students_in(str(folder))]


def grade_all(course: Path, folder: Path, out: Path, key: bytes | None = KEY) -> list[Done]:
    finished: list[Done] = []
    run(plan_of(course, out, key), tasks_of(folder), 2, finished.append)
    return finished


def command(course: Path, folder: Path, out: Path) -> list[str]:
    words = [sys.executable, "-m", "grader", "batch", "ex01", "--course", str(course)]
    return [*words, "--submissions", str(folder), "--out", str(out), "--lang", "en"]


def test_every_kind_of_submission_has_its_result(course, tmp_path):
    """Right, wrong, hostile, empty and missing ones each end in a result of their own."""
    folder, out = tmp_path / "class", tmp_path / "out"
    a_class(folder, 5)
    finished = {done.task.student: done for done in grade_all(course, folder, out)}
    marks = [finished[f"student{n:03d}"].mark for n in range(5)]
    assert marks[0] == 20.0
    assert 0 < marks[1] < 20
    assert marks[2:] == [0.0, 0.0, 0.0]
    statuses = [finished[f"student{n:03d}"].status for n in range(5)]
    assert statuses == ["graded", "graded", "graded", "graded", "not_attempted"]
    for done in finished.values():
        assert read_result(done.task.file(str(out))).mark == done.mark


def test_a_second_run_keeps_what_still_holds(course, tmp_path):
    """Nothing is graded twice, and the kept results are the same bytes."""
    folder, out = tmp_path / "class", tmp_path / "out"
    a_class(folder, 5)
    grade_all(course, folder, out)
    before = {path: path.read_bytes() for path in out.rglob("*.json")}
    again = grade_all(course, folder, out)
    assert all(done.kept for done in again)
    assert {path: path.read_bytes() for path in out.rglob("*.json")} == before


@pytest.mark.parametrize("what", ["submission", "check", "key"])
def test_what_changed_is_graded_anew(course, tmp_path, what):
    """A new submission, a corrected check or another key leaves no stale result."""
    folder, out = tmp_path / "class", tmp_path / "out"
    hand_in(folder, "alice", RIGHT)
    grade_all(course, folder, out)
    key = KEY
    if what == "submission":
        (folder / "alice/ex01_mean/mean.py").write_text(WRONG)
    elif what == "check":
        checks = course / "exercises/ex01_mean/checks.py"
        checks.write_text(checks.read_text() + "\n# corrected\n")
    else:
        key = KEY + b"2"
    assert [done.kept for done in grade_all(course, folder, out, key)] == [False]


@pytest.mark.slow
def test_killed_half_way_and_started_again(course, tmp_path):
    """After SIGKILL, a second run ends with every result there once and none lost."""
    folder, out = tmp_path / "class", tmp_path / "out"
    works = a_class(folder, 60)
    quiet = subprocess.DEVNULL
    first = subprocess.Popen(command(course, folder, out), stdout=quiet, stderr=quiet)
    deadline = time.monotonic() + 60
    while len(list(out.rglob("ex01_numpy.json"))) < 10 and time.monotonic() < deadline:
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.wait()
    done_before = {path: path.read_bytes() for path in out.rglob("ex01_numpy.json")}
    assert 10 <= len(done_before) < len(works)
    second = subprocess.run(command(course, folder, out), capture_output=True, text=True)
    assert second.returncode == 0, second.stderr
    results = sorted(out.rglob("ex01_numpy.json"))
    assert [path.parent.name for path in results] == sorted(works)
    assert all(path.read_bytes() == content for path, content in done_before.items())
    assert not list(out.rglob("*.part*"))
    rows = list(csv.DictReader((out / "marks.csv").read_text().splitlines()))
    assert [row["student"] for row in rows] == sorted(works)
    assert rows[0]["ex01"] == "20.00"
    assert rows[4]["ex01_status"] == "not_attempted"


def test_a_dead_job_costs_only_its_own_submission(course, tmp_path, monkeypatch):
    """A grading process that dies is replaced; its submission gets a result that says so."""
    folder, out = tmp_path / "class", tmp_path / "out"
    for name in ("alice", "bob", "carol"):
        hand_in(folder, name, RIGHT)
    # A job imports the course: this one kills it when it comes to bob.
    checks = course / "exercises/ex01_mean/checks.py"
    checks.write_text("import os\nos.kill(os.getpid(), 9)\n" + checks.read_text())
    finished = {done.task.student: done for done in grade_all(course, folder, out)}
    assert {done.status for done in finished.values()} == {"grader_error"}
    result = read_result(finished["bob"].task.file(str(out)))
    assert (result.mark, result.status) == (None, "grader_error")
    checks.write_text(checks.read_text().split("\n", 2)[2])
    assert {done.mark for done in grade_all(course, folder, out)} == {20.0}


def test_a_linked_folder_is_refused_and_told(course, tmp_path):
    """A student's folder that is a symbolic link is not followed."""
    folder, out = tmp_path / "class", tmp_path / "out"
    hand_in(tmp_path / "elsewhere", "bob", RIGHT)
    folder.mkdir()
    (folder / "bob").symlink_to(tmp_path / "elsewhere" / "bob")
    (done,) = grade_all(course, folder, out)
    assert done.mark == 0.0
    assert "link" in read_result(done.task.file(str(out))).message


def test_one_batch_at_a_time(tmp_path):
    """The results' folder is locked by one batch and free again after it."""
    out = str(tmp_path / "out")
    with locked(out) as first, locked(out) as second:
        assert (first, second) == (True, False)
    with locked(out) as third:
        assert third


def test_half_written_files_are_swept(tmp_path):
    """What a killed run left half written is removed, whole files stay."""
    write_whole(str(tmp_path / "a" / "whole.json"), b"{}")
    (tmp_path / "a" / "whole.json.part123").write_bytes(b"{")
    sweep(str(tmp_path))
    assert os.listdir(tmp_path / "a") == ["whole.json"]


def test_command_prints_and_writes_marks(course, tmp_path):
    """The command says what it did and where the marks are; the key file stays private."""
    folder, out = tmp_path / "class", tmp_path / "out"
    a_class(folder, 3)
    done = subprocess.run(command(course, folder, out), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "3 of 3 graded" in done.stdout
    rows = list(csv.DictReader((out / "marks.csv").read_text().splitlines()))
    assert rows[0]["mark"] == "20.00"
    assert json.loads((out / "student000/ex01_numpy.json").read_text())["mode"] == "official"
    assert (course / "solutions/.grade-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--submissions", "nowhere"], "nowhere"),
        (["--submissions", "."], "sub-folder"),
    ],
)
def test_bad_folders_are_told(course, tmp_path, words, said):
    """A folder that is missing or has no student in it is one clear sentence and exit code 2."""
    (tmp_path / "empty").mkdir()
    line = [sys.executable, "-m", "grader", "batch", "ex01", "--course", str(course)]
    line += [*words, "--out", str(tmp_path / "out"), "--lang", "en"]
    done = subprocess.run(line, capture_output=True, text=True, cwd=tmp_path / "empty")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_table_of_marks():
    """Weighted means, missing cells and names that a spreadsheet would run are as documented."""
    one, two = Column("ex01", "numpy", 2), Column("ex02", "numpy", 1)
    rows = [
        ("alice", {one: Cell(20.0, "graded"), two: Cell(11.0, "graded")}),
        ("=cmd()", {one: Cell(None, "grader_error")}),
    ]
    assert marks_csv([one, two], rows).decode().splitlines() == [
        "student,ex01,ex01_status,ex02,ex02_status,mark",
        "alice,20.00,graded,11.00,graded,17.00",
        "'=cmd(),,grader_error,,not_graded,",
    ]
