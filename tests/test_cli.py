"""The command line, through Click's runner."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from grader.authors.paper import course_is_tidy
from grader.cli.group import COMMANDS, cli
from grader.course import load_course

COURSE = Path(__file__).parent / "course"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the tiny course, and the current folder."""
    folder = tmp_path / "course"
    shutil.copytree(COURSE, folder, ignore=shutil.ignore_patterns(".grade*", "__pycache__"))
    monkeypatch.chdir(folder)
    for name in ("GRADE_LANG", "GRADE_KEY", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GRADE_LANG", "en")
    return folder


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def hand_in(course: Path, exercise: str = "ex01_mean", file: str = "mean.py") -> Path:
    """Put the solution where a student's work lies."""
    target = course / exercise / file
    target.parent.mkdir(exist_ok=True)
    shutil.copy(course / "solutions" / exercise / file, target)
    return target


# --- grading ----------------------------------------------------------------------------------------


def test_right_work_gets_full_marks(course: Path) -> None:
    """The solution, handed in, ends with 0 and 20/20."""
    hand_in(course)
    result = run("ex01")
    assert result.exit_code == 0, result.output
    assert "20.00/20" in result.stdout
    assert result.stderr == ""


def test_skeleton_gets_nothing(course: Path) -> None:
    """An untouched skeleton ends with 1, and tells how to go on."""
    run("start", "ex01")
    result = run("ex01")
    assert result.exit_code == 1
    assert "0.00/20" in result.stdout
    assert "grade hint ex01" in result.stdout


def test_min_mark_decides(course: Path) -> None:
    """With --min-mark, that mark is enough for 0."""
    run("start", "ex01")
    assert run("ex01", "--min-mark", "0").exit_code == 0
    assert run("ex01", "--min-mark", "0.5").exit_code == 1
    assert run("ex01", "--min-mark", "21").exit_code == 2


def test_missing_file_alone_is_a_usage_error(course: Path) -> None:
    """A missing file ends with 2 and says how to begin."""
    result = run("ex01")
    assert result.exit_code == 2
    assert "grade start ex01" in result.stderr
    assert result.stdout == ""


def test_missing_file_in_a_tp_is_not_attempted(course: Path) -> None:
    """Within a TP a missing file counts zero, and the mean is weighted."""
    hand_in(course)
    result = run("tp1", "--json", "-")
    data = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [each["status"] for each in data["results"]] == ["provisional", "not_attempted"]
    assert data["results"][0]["mark"] == 20
    assert set(data) == {"schema_version", "mark", "results"}
    assert 0 < data["mark"] < 20


def test_tp_shows_a_summary(course: Path) -> None:
    """A TP's report ends with each mark and the mean."""
    hand_in(course)
    hand_in(course, "ex02_clip", "clip.py")
    result = run("tp1")
    assert result.exit_code == 0, result.output
    assert result.stdout.rstrip().endswith("20.00/20")
    assert result.stdout.count("20.00/20") == 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ex1"], "Did you mean ex01?"),
        (["ex01", "--oficial"], "Did you mean --official?"),
        (["ex01", "--device", "cuda"], "GPU"),
        (["ex01", "--device", "tpu"], "possible are cpu, cuda"),
        (["ex01", "--track", "torch"], "it has: numpy"),
        (["ex01", "--lang", "de"], "possible are fr, en"),
        (["ex01", "--isolation", "full"], "possible are namespaces, landlock, none"),
        (["ex01", "--as", "dean"], "possible are student, staff"),
        (["ex01", "--submission", "nowhere"], "nowhere is not a folder"),
        (["ex01", "--course", "nowhere"], "nowhere is not a folder"),
        (["ex01", "--course", "/"], "There is no course here"),
        (["ex01", "--json", "-", "--junit", "-"], "Only one of"),
        (["ex01", "--json"], "needs a value"),
        (["ex01", "--min-mark", "much"], "from 0 to 20"),
        (["ex01", "ex02"], "One exercise or TP at a time"),
        (["--lang", "en", "list"], "Write the command first: grade list"),
        (["--official"], "What is to be graded?"),
        (["tp1", "--watch"], "--watch grades one exercise"),
        (["ex01", "--official"], "--course"),
    ],
)
def test_usage_errors(course: Path, words: list[str], said: str) -> None:
    """Each mistake on the command line ends with 2 and one sentence on standard error."""
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_unexpected_failure_is_ours(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception of the grader ends with 3 and a sentence; --debug adds the traceback."""

    def broken(*_: Any) -> Any:
        raise RuntimeError("boom")

    monkeypatch.setattr("grader.cli.grading.course_of", broken)
    result = run("ex01")
    assert result.exit_code == 3
    assert "not yours" in result.stderr
    assert "boom" not in result.stderr
    assert "boom" in run("ex01", "--debug").stderr


def test_interrupt_is_quiet(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends with 130 and says nothing."""

    def interrupted(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("grader.cli.grading.course_of", interrupted)
    result = run("ex01")
    assert (result.exit_code, result.output.strip()) == (130, "")


def test_found_from_everywhere_in_the_course(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The work is found from its own folder and from any other folder of the course."""
    work = hand_in(course)
    for folder in (work.parent, course / "exercises", course):
        monkeypatch.chdir(folder)
        assert run("ex01").exit_code == 0


def test_submission_through_a_link_that_the_user_names(course: Path, tmp_path: Path) -> None:
    """A folder that the user names may be a link; the path shown is the real one."""
    link = tmp_path / "link"
    link.symlink_to(course / "solutions")
    assert run("ex01", "--submission", str(link)).exit_code == 0


def test_grades_at_level_none_when_asked(course: Path) -> None:
    """--isolation none is allowed in practice, and the result says so."""
    hand_in(course)
    result = run("ex01", "--isolation", "none", "--json", "-")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["environment"]["isolation"] == "none"


def test_falls_to_none_and_says_so(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no isolation works, practice goes on without and says so in one line."""
    from grader.sandbox import launch

    def refuse(*_: Any) -> Any:
        raise OSError("not on this machine")

    monkeypatch.setattr(launch, "ZygoteSandbox", refuse)
    hand_in(course)
    result = run("ex01")
    assert result.exit_code == 0
    assert len(result.stderr.splitlines()) == 1
    assert "no isolation" in result.stderr
    key = course / "key"
    key.write_text("k" * 32)
    official = run("ex01", "--official", "--submission", ".", "--key-file", str(key))
    assert official.exit_code == 3
    assert "not on this machine" in official.stderr


# --- files ------------------------------------------------------------------------------------------


def test_json_alone_on_standard_output(course: Path) -> None:
    """--json - writes nothing but JSON, without the human report."""
    hand_in(course)
    data = json.loads(run("ex01", "--json", "-").stdout)
    assert (data["exercise"], data["mark"]) == ("ex01", 20)


def test_junit_and_report(course: Path) -> None:
    """--junit FILE writes the report beside the one that is shown."""
    hand_in(course)
    result = run("ex01", "--junit", "out.xml")
    assert "20.00/20" in result.stdout
    assert ET.parse("out.xml").getroot().tag == "testsuites"
    assert run("ex01", "--junit", "-").stdout.startswith("<?xml")


def test_unwritable_file_still_shows_the_mark(course: Path) -> None:
    """A path that cannot be written is one sentence; the mark is shown all the same."""
    hand_in(course)
    result = run("ex01", "--json", "no/such/folder.json")
    assert result.exit_code == 2
    assert "20.00/20" in result.stdout
    assert "cannot be written" in result.stderr


def test_output_is_whole_or_not_there(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails half-way leaves the old file and no draft."""
    from grader.cli.common import write_output

    target = course / "results.json"
    target.write_text("old")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OSError):
        write_output(str(target), b"new")
    assert target.read_text() == "old"
    assert not [name for name in os.listdir(course) if name.startswith(".results")]


def test_devices_are_not_replaced(course: Path) -> None:
    """/dev/null stays a device when results are written to it."""
    hand_in(course)
    assert run("ex01", "--json", "/dev/null").exit_code == 0
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


# --- official runs ----------------------------------------------------------------------------------


def test_official_makes_a_key_once(course: Path) -> None:
    """The first official run makes a key that only its owner reads, says so, and keeps it."""
    hand_in(course)
    words = ("ex01", "--official", "--submission", ".", "--json", "-")
    first, second = run(*words), run(*words)
    key = course / "solutions" / ".grade-key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(bytes.fromhex(key.read_text().strip())) == 32
    assert "never commit" in first.stderr
    assert second.stderr == ""
    one, two = json.loads(first.stdout), json.loads(second.stdout)
    assert one["mode"] == "official"
    assert one["seed"] == two["seed"] != 42
    assert {check["visibility"] for check in one["checks"]} == {"public", "hidden"}


def test_another_key_gives_another_seed(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key comes from --key-file before GRADE_KEY, and decides about the seed."""
    hand_in(course)
    words = ("ex01", "--official", "--submission", ".", "--json", "-")
    monkeypatch.setenv("GRADE_KEY", "a" * 32)
    from_environment = json.loads(run(*words).stdout)["seed"]
    (course / "key").write_text("b" * 32)
    from_file = json.loads(run(*words, "--key-file", "key").stdout)["seed"]
    assert from_environment != from_file
    assert not (course / "solutions" / ".grade-key").exists()


@pytest.mark.parametrize("content", ["", "short"])
def test_weak_key_is_refused(course: Path, content: str) -> None:
    """A key that can be guessed is a usage error."""
    hand_in(course)
    (course / "key").write_text(content)
    result = run("ex01", "--official", "--submission", ".", "--key-file", "key")
    assert result.exit_code == 2
    assert "too short" in result.stderr


def test_official_without_solutions(course: Path) -> None:
    """Where the solutions are not, official grading is a usage error that says what to do."""
    hand_in(course)
    shutil.rmtree(course / "solutions")
    result = run("ex01", "--official", "--course", ".")
    assert result.exit_code == 2
    assert "--course" in result.stderr


def test_as_student_hides_the_seed(course: Path) -> None:
    """--as student shows neither the seed nor the key's digest of an official run."""
    hand_in(course)
    words = ("ex01", "--official", "--submission", ".", "--as", "student", "--json", "-")
    data = json.loads(run(*words).stdout)
    assert (data["seed"], data["key"]) == (None, "")


def test_course_of_the_submission_is_never_official(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside of a course, a submission that brings its own course is not graded officially."""
    hand_in(course)
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    monkeypatch.chdir(outside)
    assert run("ex01", "--submission", str(course)).exit_code == 0
    result = run("ex01", "--official", "--submission", str(course))
    assert result.exit_code == 2
    assert "There is no course here" in result.stderr


# --- the other commands -----------------------------------------------------------------------------


def test_start_never_overwrites(course: Path) -> None:
    """`start` lays out the skeleton once; work that is there stays as it is."""
    first = run("start", "ex01")
    work = course / "ex01_mean" / "mean.py"
    assert first.exit_code == 0
    assert work.read_bytes() == (course / "exercises/ex01_mean/mean.py").read_bytes()
    assert "exercises/ex01_mean/README.en.md" in first.stdout
    work.write_text("mine")
    again = run("start", "ex01")
    assert again.exit_code == 2
    assert "stays as it is" in again.stderr
    assert work.read_text() == "mine"


def test_start_does_not_follow_a_link(course: Path, tmp_path: Path) -> None:
    """A link in the place of the work is not written through, broken or not."""
    (course / "ex01_mean").mkdir()
    (course / "ex01_mean/mean.py").symlink_to(tmp_path / "outside.py")
    assert run("start", "ex01").exit_code == 2
    assert not (tmp_path / "outside.py").exists()


def test_start_without_a_skeleton(course: Path) -> None:
    """A course without the file to begin with says so."""
    (course / "exercises/ex01_mean/mean.py").unlink()
    result = run("start", "ex01")
    assert result.exit_code == 2
    assert "tell your teacher" in result.stderr


def test_list_says_where_one_stands(course: Path) -> None:
    """`list` names each exercise, whether the file is there, and the last practice mark."""
    work = hand_in(course)
    before = run("list").stdout
    assert "not graded yet" in before
    run("ex01")
    line = next(line for line in run("list").stdout.splitlines() if "ex01" in line)
    assert "20.00/20" in line
    work.write_text("x = 1\n")
    assert "has changed since" in run("list").stdout
    assert "not started" in run("list").stdout


def test_an_empty_tp_is_told(course: Path) -> None:
    """`list` shows it, `grade` and `batch` say that nothing is there, the authors' gate copes."""
    path = course / "course.yaml"
    path.write_text(path.read_text() + "  bonus:\n    title: {fr: a, en: b}\n    exercises: []\n")
    listed = run("list").stdout.splitlines()
    at = listed.index("bonus · b")
    assert listed[at + 1].strip() == "no exercise yet"
    result = run("bonus")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "bonus has no exercise yet" in result.stderr
    assert list(course_is_tidy(load_course(str(course)))) == []


def test_list_survives_a_broken_exercise(course: Path) -> None:
    """A malformed exercise.yaml is told in its place."""
    (course / "exercises/ex02_clip/exercise.yaml").write_text("id: [")
    result = run("list")
    assert result.exit_code == 0
    assert "not valid YAML" in result.stdout


def test_hints_come_one_by_one(course: Path) -> None:
    """Three hints, then the news that there are no more and all of them again."""
    given = [run("hint", "ex01").stdout for _ in range(4)]
    assert "hint 1 of 3" in given[0]
    assert "hint 3 of 3" in given[2]
    assert "no more hints" in given[3]
    assert all(f"  {n}. " in given[3] for n in (1, 2, 3))
    assert "hint 1 of 3" in run("hint", "ex01", "--task", "spread").stdout


def test_hint_for_the_first_task_that_does_not_pass(course: Path) -> None:
    """After a grading, the hint is for what failed first; when all passed, none is needed."""
    work = hand_in(course)
    right = work.read_text()
    work.write_text(right + "\n\ndef spread(x):\n    return x\n")
    run("ex01")
    assert run("hint", "ex01").stdout.startswith("spread")
    work.write_text(right)
    run("ex01")
    assert "everything passed" in run("hint", "ex01").stdout


def test_hint_of_an_unknown_task(course: Path) -> None:
    """An unknown task gets the nearest name, or all names."""
    assert "Did you mean spread?" in run("hint", "ex01", "--task", "spred").stderr
    assert "it has: mean, spread" in run("hint", "ex01", "--task", "zzz").stderr


def test_progress_is_kept_for_ones_own_work_only(course: Path) -> None:
    """Grading another folder, or officially, does not touch where one stands."""
    hand_in(course)
    run("ex01", "--submission", "solutions")
    run("ex01", "--official", "--submission", ".")
    assert not (course / ".grade").exists()
    run("ex01")
    assert (course / ".grade/progress.json").exists()


@pytest.mark.parametrize("name", ["", *COMMANDS])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_help_in_both_languages(name: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command explains itself and ends with 0."""
    monkeypatch.setenv("GRADE_LANG", language)
    result = run(*filter(None, [name]), "--help")
    assert result.exit_code == 0, result.stderr
    assert "--help" in result.stdout or "--lang" in result.stdout


def test_version() -> None:
    """--version says the version."""
    from grader import __version__

    assert run("--version").stdout == f"grade {__version__}\n"
