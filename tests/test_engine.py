"""The engine on the tests' own course: statuses, marks, modes, seeds, faults of our own."""

import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.course import load_course
from grader.engine import Engine
from grader.grade import Grader, official_seed
from grader.results import for_student, to_json
from grader.sandbox.launch import BestSandbox
from grader.submission import Submission, digest_of, read_submission

COURSE = Path(__file__).parent / "course"
RIGHT = (COURSE / "solutions/ex01_mean/mean.py").read_text()
SAMPLE = RIGHT.replace("return np.sqrt(mean(deviation**2))", "return np.std(x, axis=-1, ddof=1)")
ONE, TWO = b"key number one, long enough", b"key number two, long enough"


@pytest.fixture(scope="module")
def sandbox():
    sandbox = BestSandbox(["numpy"])
    yield sandbox
    sandbox.close()


@pytest.fixture
def course(tmp_path):
    """A copy of the tests' course, to be changed at will."""
    folder = tmp_path / "course"
    shutil.copytree(COURSE, folder)
    return folder


def graded(sandbox, source, key=None, folder=COURSE, language="en"):
    course = load_course(str(folder))
    exercise = course.exercise("ex01")
    track = exercise.default_track
    grader = Grader(course, exercise, track, sandbox, key=key, language=language)
    content = source.encode()
    files = {track.file: content}
    digest = digest_of(track.file, content)
    try:
        return grader.grade(Submission(path=track.file, files=files, digest=digest))
    finally:
        grader.close()


def statuses(result):
    return {check.id: check.status for check in result.checks}


def test_right_submission_has_full_marks(sandbox):
    """Practice counts the public checks and is provisional; official counts all and is final."""
    practice, official = graded(sandbox, RIGHT), graded(sandbox, RIGHT, ONE)
    assert (practice.mark, practice.score, practice.status) == (20.0, 12.0, "provisional")
    assert (official.mark, official.score, official.status) == (20.0, 20.0, "graded")
    assert {check.visibility for check in practice.checks} == {"public"}


def test_named_misconception_and_what_depends_on_it(sandbox):
    """A known mistake is named, costs its checks, and blocks what depends on them."""
    result = graded(sandbox, SAMPLE, ONE)
    found = statuses(result)
    assert found["spread_values"] == "failed"
    assert found["spread_dtype"] == "blocked"
    assert found["mean_values"] == "passed"
    named = [check.diagnosis for check in result.checks if check.diagnosis]
    assert {(diagnosis.kind, diagnosis.id) for diagnosis in named} == {("named", "spread-sample")}
    assert result.mark == 20 * (20 - 4 - 2 - 4) / 20


def test_no_name_where_two_fit(sandbox, course):
    """Two misconceptions that answer alike are told apart by no input: nothing is said."""
    path = course / "solutions/ex01_mean/misconceptions.py"
    source = path.read_text()
    twin = source[source.index('@misconception(\n    "spread-sample"') :].split("\n\n\n")[0]
    path.write_text(f"{source}\n\n{twin.replace('sample', 'other')}\n")
    result = graded(sandbox, SAMPLE, folder=course)
    check = next(check for check in result.checks if check.id == "spread_values")
    assert check.status == "failed"
    assert check.diagnosis is None or check.diagnosis.kind == "structural"


def test_two_keys_draw_other_inputs_and_the_same_verdict(sandbox):
    """Under two official keys the inputs differ, the verdict and the diagnosis do not."""
    one, two = graded(sandbox, SAMPLE, ONE), graded(sandbox, SAMPLE, TWO)
    assert one.seed != two.seed
    assert statuses(one) == statuses(two)
    assert one.mark == two.mark
    calls = [[check.called for check in result.checks if check.called] for result in (one, two)]
    assert calls[0] != calls[1]


def test_one_key_gives_the_same_bytes(sandbox):
    """The same submission under one key is the same result, byte for byte, times aside."""
    import msgspec

    def timeless(result):
        checks = [msgspec.structs.replace(check, duration_s=0.0) for check in result.checks]
        return to_json(
            msgspec.structs.replace(result, checks=checks, duration_s=0.0, started="then")
        )

    printing = SAMPLE + "\nprint(object(), hash('text'), np.random.rand())\n"
    assert timeless(graded(sandbox, printing, ONE)) == timeless(graded(sandbox, printing, ONE))


def test_official_seed_depends_on_all_it_should():
    """Key, exercise, track and digest each change the seed; nothing else is in it."""
    base = (ONE, "ex01", "numpy", "sha256:aa")
    others = [(TWO, *base[1:]), (ONE, "ex02", *base[2:]), (*base[:2], "torch", base[3])]
    seeds = {official_seed(*words) for words in (base, *others, (*base[:3], "sha256:ab"))}
    assert len(seeds) == 5
    assert official_seed(*base) == official_seed(*base)
    assert all(0 <= seed < 1 << 52 for seed in seeds)


def test_fault_of_a_check_is_ours(sandbox, course):
    """Where the solution itself fails a check, nobody is failed: no mark, and it is said."""
    path = course / "exercises/ex01_mean/checks.py"
    path.write_text(path.read_text().replace("9.0])), 5.0)", "9.0])), 6.0)"))
    for source in (RIGHT, SAMPLE):
        result = graded(sandbox, source, folder=course)
        assert statuses(result)["mean_values"] == "grader_error"
        assert (result.mark, result.status) == (None, "grader_error")
    message = next(c.message for c in result.checks if c.id == "mean_values")
    assert "grader's fault" in message


def test_check_that_breaks_on_a_strange_value_is_the_student_s(sandbox, course):
    """A check that raises on what came, but not on the solution's values, is a plain failure."""
    path = course / "exercises/ex01_mean/checks.py"
    path.write_text(path.read_text() + NAIVE)
    result = graded(sandbox, "def mean(x):\n    return None\n", folder=course)
    assert statuses(result)["naive"] == "failed"
    assert statuses(graded(sandbox, RIGHT, folder=course))["naive"] == "passed"


NAIVE = '''

@pytest.mark.check(points=0, task="mean")
def test_naive(student):
    """Naïf.
    --
    Naive."""
    assert student.mean(np.ones((2, 2))).shape[0] * 2 == 4
'''

PARTIAL = '''

@pytest.mark.check(points=4, task="mean")
def test_partial(student):
    """Partiel.
    --
    Partial."""
    from grader.checks.api import award

    student.mean(np.ones((2, 2)))
    award(0.25, fr="un quart", en="a quarter")
'''


def test_partial_credit(sandbox, course):
    """`award` ends a check with a part of its points and the reason."""
    path = course / "exercises/ex01_mean/checks.py"
    path.write_text(path.read_text() + PARTIAL)
    result = graded(sandbox, RIGHT, folder=course)
    check = next(check for check in result.checks if check.id == "partial")
    assert (check.points, check.max_points, check.message) == (1.0, 4.0, "a quarter")
    assert result.mark == 20 * 13 / 16


def test_prints_are_shown_with_their_check(sandbox):
    """What the code prints appears with the check that caused it, cut at 64 KB."""
    source = RIGHT.replace(
        "    ### BEGIN SOLUTION\n    return np.sum", "    print('here')\n    return np.sum"
    )
    checks = {check.id: check for check in graded(sandbox, source).checks}
    assert checks["mean_values"].prints == "here\nhere\n"
    assert "here" in checks["spread_values"].prints
    loud = RIGHT + "\nprint('x' * 200_000)\n"
    checks = {check.id: check for check in graded(sandbox, loud).checks}
    assert 60_000 < len(checks["mean_values"].prints) < 70_000


def test_student_sees_nothing_secret_of_hidden_checks(sandbox):
    """What a student gets has no value, call or message of a hidden check, nor the seed."""
    shown = for_student(graded(sandbox, SAMPLE, ONE))
    hidden = [check for check in shown.checks if check.visibility == "hidden"]
    assert hidden
    assert all(c.called is c.expected is c.actual is None and not c.message for c in hidden)
    assert shown.seed is None
    assert shown.key == ""


def test_missing_and_unreadable_files(sandbox, tmp_path):
    """No file is `not_attempted`; a bad one is an error that says why; both score 0."""
    course = load_course(str(COURSE))
    exercise = course.exercise("ex01")
    grader = Grader(course, exercise, exercise.default_track, sandbox, key=ONE, language="fr")
    missing = grader.grade(read_submission(str(tmp_path), exercise, exercise.default_track))
    assert (missing.status, missing.mark) == ("not_attempted", 0.0)
    (tmp_path / "mean.py").write_bytes("é = 1".encode("latin-1"))
    bad = grader.grade(read_submission(str(tmp_path), exercise, exercise.default_track))
    assert (bad.status, bad.mark) == ("graded", 0.0)
    assert bad.checks[0].id == "load"
    assert "UTF-8" in bad.checks[0].message
    assert {check.status for check in bad.checks[1:]} == {"blocked"}
    grader.close()


def test_syntax_error_shows_its_line(sandbox):
    """A file that is not Python is told with its line; everything else waits for it."""
    result = graded(sandbox, "import numpy\n\ndef mean(x:\n    return 1\n")
    assert result.checks[0].id == "load"
    assert "line 3" in result.checks[0].message
    assert "def mean(x:" in result.checks[0].message
    assert result.mark == 0.0


def test_time_that_ran_out_is_tried_again_once_in_a_submission(sandbox, monkeypatch):
    """The first check that times out is tried again alone; the ones after it run alone at once."""
    tried, inside = [], []
    original = Engine._check

    def check(self, checks, check, *others, **named):
        tried.append((check.id, bool(inside)))
        return original(self, checks, check, *others, **named)

    @contextmanager
    def alone():
        inside.append(True)
        yield
        inside.pop()

    monkeypatch.setattr(Engine, "_check", check)
    exercise = load_course(str(COURSE)).exercise("ex01")
    engine = Engine(exercise, exercise.default_track, sandbox, hidden=True, alone=alone)
    try:
        endless = "def mean(x):\n    while True: pass\n\ndef spread(x):\n    while True: pass\n"
        verdicts = engine.grade({"mean.py": endless.encode()}, seed=7)
    finally:
        engine.close()
    ended = [verdict.check.id for verdict in verdicts if verdict.status == "timeout"]
    assert len(ended) >= 3
    assert {verdict.check.visibility for verdict in verdicts if verdict.status == "timeout"} == {
        "public",
        "hidden",
    }
    first, *others = ended
    assert [alone for name, alone in tried if name == first] == [False, True]
    for name in others:
        assert [alone for each, alone in tried if each == name] == [True]
