"""`grade check-course` and `grade record`, through Click's runner, on the tiny course."""

import os
import re

import pytest
from click.testing import CliRunner

from grader.authors.operators import OPERATORS
from grader.cli import gate_report
from grader.cli.group import cli

CLIP = "solutions/ex02_clip/clip.py"
SKELETON = "exercises/ex02_clip/clip.py"
RECORDED = "exercises/ex02_clip/recorded_numpy.bin"


@pytest.fixture
def tiny(tiny_course, monkeypatch):
    monkeypatch.chdir(tiny_course.root)
    monkeypatch.setenv("GRADE_LANG", "en")
    return tiny_course


def run(*words):
    result = CliRunner().invoke(cli, list(words))
    assert not result.exception or isinstance(result.exception, SystemExit), result.exception
    return result


TABLE = """
exercise  track  points  checks  misconceptions  mutants killed  seconds  known before
ex01      numpy      20   5 + 2               4         28 / 28        S        C / 44
ex02      numpy      10   2 + 1               2           4 / 4        S        C / 20
"""


def table_of(output, known):
    """The expected table, its seconds (which the clock says) as they are in `output`."""
    rows = iter(re.findall(r" +(\d+) +\d+ / \d+$", output, re.MULTILINE))
    lines = []
    for line in TABLE.splitlines(keepends=True):
        if " S " in line:
            total = line.split()[-1]
            seconds, cached = next(rows), f"{total if known else 0} / {total}"
            head = line[: line.index(" S ")].rstrip()
            line = f"{head}  {seconds:>7}  {cached:>12}\n"
        lines.append(line)
    return "".join(lines)


def test_a_course_that_passes(tiny):
    """Each exercise is told when it is through, then all figures; a second run does nothing."""
    result = run("check-course", "--jobs", "1")
    assert result.exit_code == 0, result.output
    assert result.output == (
        "ex01 (numpy): nothing found.\nex02 (numpy): nothing found.\n"
        f"{table_of(result.output, known=False)}"
        "0 of 64 results were known from an earlier run on the same content.\n"
        "The gate is passed: nothing was found.\n"
    )
    again = run("check-course", "--jobs", "1").output
    assert table_of(again, known=True) in again
    assert "64 of 64 results were known from an earlier run" in again
    anew = run("check-course", "ex02", "--no-cache").output
    assert "0 of 20 results were known" in anew


def test_findings_are_shown_below_their_exercise(tiny):
    """What is wrong stands below its exercise, in the reader's language, and is counted."""
    tiny.replace("solutions/ex02_clip/checks.py", "points=4", "points=5")
    tiny.write("exercises/notes.txt", "")
    result = run("check-course", "ex02", "--no-mutants")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[:2] == [
        "ex02 (numpy): 1 finding.",
        "  - The checks give 11 points in all, exercise.yaml says 10.",
    ]
    assert lines[-1] == "1 finding."
    french = run("check-course", "ex02", "--no-mutants", "--lang", "fr").output
    assert "points en tout" in french
    whole = run("check-course", "all", "--no-mutants")
    assert "- " in whole.output.splitlines()[0]
    assert "notes.txt" in whole.output.splitlines()[0]
    assert "2 findings." in whole.output


def test_quick_runs_a_sample(tiny, monkeypatch):
    """Few mutants, always the same ones; not together with none at all."""
    monkeypatch.setattr("grader.authors.examine.SAMPLE", 2)
    assert " 2 / 2 " in run("check-course", "ex02", "--quick").output
    assert run("check-course", "ex02", "--quick", "--no-mutants").exit_code == 2


def test_a_terminal_gets_colours_and_the_same_words(tiny, monkeypatch, capsys):
    """On a terminal the same lines are printed, with styles."""
    monkeypatch.setattr(gate_report.sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    printer = gate_report.printer("en")
    assert type(printer) is gate_report._Coloured
    printer.end(2)
    assert "2 findings." in capsys.readouterr().out


def test_the_bar_waits_for_long_runs(monkeypatch):
    """A bar shows on a terminal only, and only after a while."""
    with gate_report.progress("en") as advance:
        advance(0, 10)
    monkeypatch.setattr(gate_report.sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(gate_report, "PATIENCE_S", 60.0)
    with gate_report.progress("en") as advance:
        advance(0, 10)
        advance(10, 10)
    monkeypatch.setattr(gate_report, "PATIENCE_S", -1.0)
    with gate_report.progress("en") as advance:
        advance(5, 10)


def test_the_operators_are_listed(tiny):
    result = run("check-course", "--list-operators")
    assert result.exit_code == 0
    assert all(f"- {name}: " in result.output for name in OPERATORS)


def test_record_writes_what_drifted_and_nothing_else(tiny):
    before = os.stat(RECORDED).st_mtime_ns, tiny.read(SKELETON)
    assert run("record").output == "Everything is up to date.\n"
    assert os.stat(RECORDED).st_mtime_ns == before[0]
    tiny.replace(CLIP, '"""Écrêtage.', '"""Écrêter.')
    result = run("record", "--check")
    assert result.exit_code == 1
    assert "clip.py is not what its solution gives" in result.output
    assert tiny.read(SKELETON) == before[1]
    result = run("record", "ex02")
    assert result.exit_code == 0
    assert result.output.startswith("Written: ")
    assert "Écrêter" in tiny.read(SKELETON)
    assert run("record", "--check").exit_code == 0


def test_record_replaces_what_is_missing_or_broken(tiny):
    tiny.write(RECORDED, "garbage")
    assert run("record", "--check").exit_code == 2  # said as a problem of that file
    assert "recorded_numpy.bin" in run("record").output
    tiny.remove(RECORDED)
    tiny.remove(SKELETON)
    assert run("record").output.count("Written: ") == 2
    assert run("record", "--check").exit_code == 0


def test_an_unknown_exercise_is_a_usage_error(tiny):
    assert run("check-course", "ex99").exit_code == 2
    assert run("record", "ex99").exit_code == 2


def test_a_course_without_solutions_says_so(tiny):
    import shutil

    shutil.rmtree("solutions")
    result = run("check-course", "ex02", "--no-mutants")
    assert result.exit_code == 1
    assert "no folder in solutions/" in result.output
    assert run("record", "ex02").exit_code == 2
