"""The course as data: lookups, selections, and one clear sentence for each mistake in a file."""

import os
import subprocess
import sys

import pytest

from grader.course import Limits, find_course, load_course
from grader.problems import CourseProblem, UsageProblem

COURSE = """\
title: {fr: Petit cours, en: Small course}
language: en
seed: 7
tps:
  tp1:
    title: {fr: Un, en: One}
    exercises:
      - {exercise: ex02, track: torch, weight: 3}
      - {exercise: ex01}
"""
EXERCISE = """\
id: %s
title: {fr: Exercice, en: Exercise}
points: 20
tracks:
  numpy: {file: work.py, packages: [numpy]}
  torch: {file: work_torch.py, packages: [numpy, torch]}
limits: {call_s: 1.5}
hints:
  f: [{fr: a, en: a}, {fr: b, en: b}, {fr: c, en: c}]
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "course.yaml").write_text(COURSE)
    for name in ("ex01_first", "ex02_activations"):
        folder = tmp_path / "exercises" / name
        folder.mkdir(parents=True)
        (folder / "exercise.yaml").write_text(EXERCISE % name[:4])
    (tmp_path / "exercises" / "notes").mkdir()
    (tmp_path / "exercises" / "ex09_file").write_text("not a folder")
    return tmp_path


def said(raised):
    return raised.value.text.en


def test_found_upward(root):
    """From anywhere inside a course, the course is found."""
    deep = root / "exercises" / "ex01_first"
    course = find_course(str(deep))
    assert (course.root, course.seed, course.language) == (str(root), 7, "en")
    assert course.folders() == ["ex01_first", "ex02_activations"]


def test_outside_of_any_course(tmp_path):
    """Where there is no course, the sentence says what to do."""
    with pytest.raises(UsageProblem, match=r"no course here.*--course"):
        find_course(str(tmp_path))


@pytest.mark.parametrize("name", ["ex02", "ex02_activations", "activations"])
def test_names_of_an_exercise(root, name):
    """An exercise goes by its number, its title, or both."""
    exercise = load_course(str(root)).exercise(name)
    assert (exercise.id, exercise.name) == ("ex02", "ex02_activations")
    assert exercise.folder == str(root / "exercises" / "ex02_activations")
    assert exercise.limits == Limits(call_s=1.5)
    assert [track.name for track in exercise.tracks.values()] == ["numpy", "torch"]


def test_solutions_only_where_they_are(root):
    """The secret folder is known only where it exists."""
    exercise = load_course(str(root)).exercise("ex01")
    assert exercise.solution_folder is None
    (root / "solutions" / "ex01_first").mkdir(parents=True)
    assert exercise.solution_folder == str(root / "solutions" / "ex01_first")


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("ex2", "Did you mean ex02?"),
        ("Activation", "Did you mean activations?"),
        ("tp2", "Did you mean tp1?"),
        ("qqqq", "Those of this course: ex01, ex02."),
        ("../ex01_first", None),
        ("notes", None),
        ("", None),
    ],
)
def test_unknown_exercise(root, name, suggestion):
    """An unknown name is answered with the nearest one, and never used as a path."""
    with pytest.raises(UsageProblem) as raised:
        load_course(str(root)).selection(name)
    assert "There is no exercise" in said(raised)
    assert suggestion is None or suggestion in said(raised)


def test_ambiguous_exercise(root):
    """Two exercises with one name are a mistake of the course."""
    (root / "exercises" / "ex03_activations").mkdir()
    with pytest.raises(CourseProblem, match="ex02_activations, ex03_activations"):
        load_course(str(root)).exercise("activations")


def pairs(found):
    return [(exercise.id, track.name) for exercise, track in found]


def test_selection(root):
    """An exercise, a TP or everything, with the track asked for."""
    course = load_course(str(root))
    assert pairs(course.selection("ex01")) == [("ex01", "numpy")]
    assert pairs(course.selection("ex01", "torch")) == [("ex01", "torch")]
    assert pairs(course.selection("tp1")) == [("ex02", "torch"), ("ex01", "numpy")]
    assert pairs(course.selection("tp1", "numpy")) == [("ex01", "numpy")]
    assert [weight for *_, weight in course.weighted("tp1")] == [3, 1]
    assert len(course.selection("all")) == 4
    assert pairs(course.selection("all", "torch")) == [("ex01", "torch"), ("ex02", "torch")]


def test_unknown_track(root):
    """A track that is not there is answered with those that are."""
    course = load_course(str(root))
    with pytest.raises(UsageProblem, match="no track 'jax'; it has: numpy, torch"):
        course.selection("ex01", "jax")
    with pytest.raises(UsageProblem, match="tp1 has no exercise with the track 'jax'"):
        course.selection("tp1", "jax")


def test_empty_course(tmp_path):
    """A course without exercises says so."""
    (tmp_path / "course.yaml").write_text("title: {fr: a, en: b}\n")
    course = load_course(str(tmp_path))
    for name in ("all", "ex01"):
        with pytest.raises(UsageProblem, match="has no exercise yet"):
            course.selection(name)


def test_empty_tp(root):
    """A TP that is still being written says so, whatever the track."""
    path = root / "course.yaml"
    path.write_text(path.read_text() + "  project:\n    title: {fr: a, en: b}\n    exercises: []\n")
    course = load_course(str(root))
    for track in (None, "torch"):
        with pytest.raises(UsageProblem, match="project has no exercise yet"):
            course.selection("project", track)
    assert pairs(course.selection("tp1"))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("points: 20", "points: [", "exercise.yaml, line 5, column 8: this is not valid YAML"),
        ("points: 20", "points: many", "the field points is not valid: Expected float, got str"),
        ("points: 20", "points: 0", "the field points is not valid"),
        ("points: 20\n", "", "the field points is missing"),
        ("points: 20", "points: 20\npoint: 1", "the field point is unknown"),
        ("file: work.py", "file: ../work.py", "the field tracks[...].file is not valid"),
        ("{call_s: 1.5}", "{call_s: -1}", "the field limits.call_s is not valid"),
        (", {fr: c, en: c}]", "]", "the field hints[...] is not valid"),
        (", en: Exercise}", "}", "the field title.en is missing"),
        ("id: ex01", "id: ex07", "the id is 'ex07', but the folder is 'ex01_first'"),
        ("id: ex01", "\x00", "is not valid YAML"),
        ("id: ex01", "1: 2\nid: ex01", "must be a mapping"),
    ],
)
def test_malformed_exercise(root, old, new, sentence):
    """Each mistake in a file is one sentence with the file and the place."""
    path = root / "exercises" / "ex01_first" / "exercise.yaml"
    before = path.read_text()
    assert old in before
    path.write_text(before.replace(old, new))
    with pytest.raises(CourseProblem) as raised:
        load_course(str(root)).exercise("ex01")
    assert sentence in said(raised)
    assert str(path) in said(raised)
    assert "\n" not in said(raised)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "must be a mapping"),
        (b"- a\n", "must be a mapping"),
        (b"title: \xff\n", "is not valid YAML"),
        (b"[" * 100_000, "nested too deeply"),
        (b"- " * 100_000, "nested too deeply"),
        (b"? " * 100_000, "nested too deeply"),
        (b"[" * 4_900, "is not valid YAML"),
        (b"a: " + b"[" * 4_900 + b"]" * 4_900, "the field a is unknown"),
        (b"\n".join(b" " * d + b"a:" for d in range(1400)), "the field a is unknown"),
        (b"#" * 1_000_001, "larger than 1 MB"),
        (b"a: !!python/object/apply:os.system [id]\n", "is not valid YAML"),
    ],
)
def test_malformed_course(tmp_path, content, sentence):
    """No content of course.yaml is more than a sentence; nothing in it is run."""
    (tmp_path / "course.yaml").write_bytes(content)
    with pytest.raises(CourseProblem) as raised:
        find_course(str(tmp_path))
    assert sentence in said(raised)


def test_missing_exercise_file(root):
    """A folder without exercise.yaml is a mistake of the course."""
    (root / "exercises" / "ex03_new").mkdir()
    with pytest.raises(CourseProblem, match="cannot be read: No such file"):
        load_course(str(root)).exercise("ex03")


def test_only_the_exercise_asked_for_is_read(root):
    """A broken exercise does not stop another one, and costs nothing."""
    (root / "exercises" / "ex02_activations" / "exercise.yaml").write_text("[")
    assert load_course(str(root)).exercise("ex01").points == 20


def test_imports_nothing_slow():
    """The way to the course imports neither a terminal nor a test runner."""
    slow = "{'rich', 'pytest', 'numpy', 'yaml', 'importlib.metadata', 'dataclasses', 'difflib'}"
    code = f"import sys, grader.course, grader.submission; print(sorted({slow} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=os.getcwd()
    )
    assert done.stdout.strip() == "[]"
