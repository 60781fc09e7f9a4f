"""Hostile submissions: none gains a point, reads a secret, or harms the grader or the next one.

Each file of ``attacks/submissions`` says in the first line of its docstring what it tries, which
statuses its checks may get (`blocked` always may), and how many points its honest part is worth.
Every one is graded officially at each isolated level, through the real engine. In the sources
``@COURSE@`` becomes the real course's folder, ``@SUBMISSION@`` the submission's, ``@TMP@`` a file
in /tmp, and ``"@1000*(@"`` a thousand brackets.
"""

from __future__ import annotations

import ast
import io
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import numpy as np
import pytest
from rich.console import Console

from grader.checks.collect import seeds
from grader.course import Limits as DeclaredLimits
from grader.course import load_course
from grader.grade import Grader
from grader.report import junit, plain, rich_report
from grader.results import CheckResult, Result, for_student, from_json, to_json
from grader.sandbox.launch import PlainSandbox, SandboxFault, ZygoteSandbox
from grader.sandbox.process import Limits
from grader.submission import Submission, read_submission
from tests.sandboxes import descendants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.judge import Verdict

pytestmark = pytest.mark.attack

HERE = Path(__file__).parent
ATTACKS = sorted((HERE / "attacks" / "submissions").glob("*.py"))
PYTORCH = ["numpy", "torch", "torch.optim"]
# The level of each kind of worker, and what it has loaded.
WORKERS = {
    "namespaces": ("namespaces", ["numpy"]),
    "landlock": ("landlock", ["numpy"]),
    "pytorch": ("namespaces", PYTORCH),
}
KEY = b"CANARY-key-9b1c"
CANARY = "CANARY"
# Short, so that each of the many timeouts takes a moment only; right work takes milliseconds.
LIMITS = DeclaredLimits(
    call_s=0.1, submission_s=0.3, memory_mb=128, printed_mb=1, message_mb=4, items=50_000
)
MOST_SECONDS = 25.0
MOST_TEXT = 3000
_FIRST_LINE = re.compile(r"(?s)(.+?)\. Expected: ([\w, ]+)\.(?: Points: (\w+)\.)?")
_REPEATED = re.compile(r'"@(\d+)\*(.+?)@"')


class Attack(NamedTuple):
    """What a hostile file promises about itself."""

    statuses: set[str]
    points: float | None  # None: any


def promised(path: Path) -> Attack:
    """What the first line of a submission's docstring says."""
    doc = ast.get_docstring(ast.parse(path.read_text())) or ""
    found = _FIRST_LINE.fullmatch(doc.split("\n")[0])
    assert found, f"{path.name}: its docstring does not say what is expected"
    points = found[3] or "0"
    return Attack(set(found[2].split(", ")), None if points == "any" else float(points))


class Watched(NamedTuple):
    """A grader at one level, the verdicts it gave last, and the folder of its course."""

    grader: Grader
    verdicts: list[Verdict]
    course: Path
    submissions: Path
    right: Submission
    processes: int


@pytest.fixture(scope="session")
def course_with_canaries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny course with secrets planted in every file of it."""
    course = tmp_path_factory.mktemp("attacked") / "course"
    shutil.copytree(HERE / "course", course)
    for path in course.glob("solutions/*/*.py"):
        path.write_text(f"# {CANARY}-solution\n{path.read_text()}")
    for path in course.glob("exercises/*/checks.py"):
        path.write_text(f"# {CANARY}-checks\n{path.read_text()}")
    (course / "secret.txt").write_text(f"{CANARY}-course-folder")
    hidden = course / "solutions" / "ex01_mean" / "checks.py"
    hidden.write_text(f"{hidden.read_text()}\n\nHIDDEN_VALUE = '{CANARY}-hidden'\n")
    return course


@pytest.fixture(scope="session")
def file_in_tmp() -> Iterator[Path]:
    """A stranger's file in /tmp that everybody may read."""
    path = Path("/tmp") / f"grader-canary-{os.getpid()}.txt"
    path.write_text(f"{CANARY}-tmp")
    path.chmod(0o644)
    yield path
    path.unlink()


@pytest.fixture(scope="session", params=WORKERS)
def watched(
    request: pytest.FixtureRequest, course_with_canaries: Path, file_in_tmp: Path
) -> Iterator[Watched]:
    """An official grader with one kind of worker, or a skip that says why there is none here."""
    level, packages = WORKERS[request.param]
    if packages == PYTORCH:
        pytest.importorskip("torch")
    course = load_course(str(course_with_canaries))
    exercise = msgspec.structs.replace(course.exercise("ex01"), limits=LIMITS)
    patch = pytest.MonkeyPatch()
    patch.setenv("GRADER_TEST_SECRET", f"{CANARY}-environment")
    others = len(descendants(os.getpid()))  # of other tests, such as multiprocessing's tracker
    sandbox = ZygoteSandbox(level, packages)
    try:
        sandbox.spawn(Limits()).close()
    except SandboxFault as fault:
        sandbox.close()
        pytest.skip(f"level {level} does not work on this machine: {fault}")
    grader = Grader(course, exercise, exercise.track(), sandbox, key=KEY, language="en")
    verdicts: list[Verdict] = []
    grade = grader.engine.grade

    def remembering(files: dict[str, bytes], seed: int) -> list[Verdict]:
        verdicts[:] = grade(files, seed)
        return list(verdicts)

    patch.setattr(grader.engine, "grade", remembering)
    submissions = course_with_canaries.parent / f"submissions-{request.param}"
    right = handed_in(
        submissions / "right", (HERE / "course/solutions/ex01_mean/mean.py").read_text()
    )
    yield Watched(
        grader,
        verdicts,
        course_with_canaries,
        submissions,
        read_submission(str(right), exercise, exercise.track()),
        # The zygote (behind its parent, where it has a namespace of its own) and a ready worker.
        processes=others + (3 if level == "namespaces" else 2),
    )
    grader.close()
    sandbox.close()
    patch.undo()


def handed_in(folder: Path, source: str) -> Path:
    """A submission's folder with `source` as the work on ex01."""
    (folder / "ex01_mean").mkdir(parents=True, exist_ok=True)
    (folder / "ex01_mean" / "mean.py").write_text(source)
    return folder


def prepared(path: Path, watched: Watched, folder: Path) -> str:
    """The source of an attack with its placeholders filled in."""
    source = _REPEATED.sub(lambda found: int(found[1]) * found[2], path.read_text())
    if '"@TABLE@"' in source:
        source = source.replace('"@TABLE@"', repr(public_answers(watched.grader.course.seed)))
    source = source.replace("@COURSE@", str(watched.course)).replace("@SUBMISSION@", str(folder))
    return source.replace("@TMP@", f"/tmp/grader-canary-{os.getpid()}.txt")


def public_answers(seed: int) -> dict[Any, Any]:
    """What the public checks ask for under the public seed, with the right answers."""

    def drawn(check: str) -> np.random.Generator:
        return np.random.default_rng(seeds(check, seed))

    known = np.array([2.0, 4.0, 9.0])
    asked = [
        ("mean", known),
        ("mean", drawn("mean_values").normal(size=(4, 3))),
        ("mean", drawn("mean_shapes").normal(size=(2, 3, 4))),
        ("mean", np.zeros((0, 3))),
        ("mean", drawn("mean_untouched").normal(size=(2, 3))),
        ("spread", known),
        ("spread", drawn("spread_values").normal(size=(4, 3))),
        ("spread", drawn("spread_dtype").normal(size=(4, 3)).astype(np.float32)),
    ]
    right = {"mean": np.mean, "spread": np.std}
    return {
        (name, str(x.dtype), x.shape, x.tobytes()): Plain(right[name](x, axis=-1))
        for name, x in asked
    }


class Plain:
    """An array whose repr is the Python that makes it."""

    def __init__(self, array: Any) -> None:
        self.array = np.asarray(array)

    def __repr__(self) -> str:
        return f"np.array({self.array.tolist()!r}, {str(self.array.dtype)!r})"


def grade(watched: Watched, source: str, name: str) -> Result:
    """Grade `source` as one more submission, and see that nothing is left of it."""
    folder = handed_in(watched.submissions / name, source)
    exercise, track = watched.grader.exercise, watched.grader.track
    before, started = what_there_is(watched), time.monotonic()
    result = watched.grader.grade(read_submission(str(folder), exercise, track))
    assert time.monotonic() - started < MOST_SECONDS
    assert what_there_is(watched) == before
    wait_for_processes(watched.processes)
    return result


def wait_for_processes(count: int) -> None:
    """So many descendants are left; the zygote may still be forking the next ready worker."""
    deadline = time.monotonic() + 5
    while len(descendants(os.getpid())) != count:
        assert time.monotonic() < deadline, descendants(os.getpid())
        time.sleep(0.005)


def what_there_is(watched: Watched) -> dict[str, Any]:
    """Descriptors of this process, and the files that an attack could touch."""
    return {
        "descriptors": len(os.listdir("/proc/self/fd")),
        "tmp": sorted(name for name in os.listdir("/tmp") if "marker" in name or "huge" in name),
        "course": digest(watched.course),
        "submission": digest(watched.submissions / "right"),
        "here": sorted(os.listdir(".")),
    }


def digest(folder: Path) -> dict[str, bytes]:
    """The files of a folder and their contents."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def assert_fair(result: Result, attack: Attack, verdicts: list[Verdict]) -> None:
    """The statuses are those that were promised; each has a clear sentence in both languages."""
    statuses = {check.status for check in result.checks} - {"blocked"}
    assert statuses, result.checks
    assert statuses <= attack.statuses, [(c.id, c.status, c.message) for c in result.checks]
    assert result.status in ("graded", "not_attempted")
    assert result.max_score == 20
    if attack.points is not None:
        assert result.score == attack.points, [(c.id, c.points) for c in result.checks]
    for verdict in verdicts:
        if verdict.status != "passed":
            assert_clear(verdict)


def assert_clear(verdict: Verdict) -> None:
    """A sentence in French and in English, of a length that one reads."""
    assert verdict.message is not None, verdict
    french, english = verdict.message.fr, verdict.message.en
    assert len(english) > 10, english
    assert french != english, "not translated"
    assert max(len(french), len(english)) < MOST_TEXT
    for text in (french, english):
        assert_harmless(text)


def assert_harmless(text: str) -> None:
    """Nothing in a text steers a terminal or hides."""
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text), text


def assert_secret(watched: Watched, result: Result) -> None:
    """No secret in what staff gets, and nothing of hidden checks in what the student gets."""
    everything = to_json(result).decode()
    assert CANARY not in everything
    student = to_json(for_student(result)).decode()
    for check in result.checks:
        assert str(result.seed) not in check.message + check.prints
        assert str(result.seed & 0xFFFFFFFF) not in check.message + check.prints  # type: ignore[operator]
        if check.visibility == "hidden":
            shown = next(c for c in from_student(student) if c.id == check.id)
            assert (shown.message, shown.prints, shown.actual, shown.expected) == (
                "",
                "",
                None,
                None,
            )
    assert str(result.seed) not in student


def from_student(document: str) -> list[CheckResult]:
    """The checks of a student's result, read back."""
    result = from_json(document.encode())
    assert isinstance(result, Result)
    return result.checks


def assert_reports(result: Result) -> None:
    """Every report can be made of it, and nothing in them steers a terminal."""
    for language in ("fr", "en"):
        assert_harmless(plain.render(result, language))
        junit.render(result, language)
    console = Console(file=io.StringIO(), force_terminal=False, width=100)
    rich_report.print_report(console, result, "en")
    json.loads(to_json(result))


def assert_next_is_right(watched: Watched) -> None:
    """The next submission, a right one, gets full marks and nothing of the one before."""
    result = watched.grader.grade(watched.right)
    assert result.score == 20, [(c.id, c.status, c.message) for c in result.checks]
    assert not any(check.prints or check.message for check in result.checks)


@pytest.mark.parametrize("path", ATTACKS, ids=lambda path: path.stem)
def test_attack(path: Path, watched: Watched) -> None:
    """A hostile submission gains nothing, learns nothing, breaks nothing, and is told what it did."""
    attack = promised(path)
    source = prepared(path, watched, watched.submissions / path.stem)
    result = grade(watched, source, path.stem)
    assert_fair(result, attack, list(watched.verdicts))
    assert_secret(watched, result)
    assert_reports(result)
    assert_next_is_right(watched)


# --- attacks that take more than one file or one run ----------------------------------------------


def attack_source(watched: Watched, name: str) -> str:
    """The source of an attack by its name."""
    path = HERE / "attacks" / "submissions" / f"{name}.py"
    return prepared(path, watched, watched.submissions / name)


def test_there_are_many_attacks() -> None:
    """The number of attacks that the documentation speaks of."""
    assert len(ATTACKS) >= 55


def test_a_stolen_canary_would_be_seen(watched: Watched) -> None:
    """Without isolation, which claims nothing, the same attack succeeds and these tests see it."""
    exercise, track = watched.grader.exercise, watched.grader.track
    sandbox = PlainSandbox(["numpy"])
    grader = Grader(watched.grader.course, exercise, track, sandbox)
    folder = handed_in(
        watched.submissions / "stolen", attack_source(watched, "reads_the_solutions")
    )
    result = grader.grade(read_submission(str(folder), exercise, track))
    grader.close()
    sandbox.close()
    assert CANARY in to_json(result).decode()


def test_an_earlier_submission_leaves_nothing(watched: Watched) -> None:
    """The next submission finds no mark of the one before: no file, no variable, no memory."""
    grade(watched, attack_source(watched, "leaves_a_marker"), "leaves")
    result = grade(watched, attack_source(watched, "looks_for_the_marker"), "looks")
    assert {check.prints for check in result.checks} <= {"", "[]\n"}
    assert not list(Path("/tmp").glob("marker*"))


def test_hidden_inputs_are_in_no_public_print(watched: Watched) -> None:
    """Inputs saved during hidden checks are not there when the same file is graded again."""
    source = attack_source(watched, "saves_hidden_inputs")
    for _ in range(2):
        result = grade(watched, source, "saves")
        shown = "".join(check.prints for check in for_student(result).checks)
        assert "SHAPES (2, 3)" in shown
        assert "(7, 5)" not in shown
        assert "(5, 6)" not in shown


def test_recorded_answers_pass_practice_only(watched: Watched) -> None:
    """A table of public answers gets the practice mark, and next to nothing officially."""
    exercise = watched.grader.exercise
    practice = Grader(watched.grader.course, exercise, exercise.track(), watched.grader.sandbox)
    folder = handed_in(
        watched.submissions / "copies", attack_source(watched, "copies_recorded_values")
    )
    submission = read_submission(str(folder), exercise, exercise.track())
    assert practice.grade(submission).mark == 20
    assert watched.grader.grade(submission).score == 0
    practice.close()


def test_two_keys_draw_other_inputs_and_agree(watched: Watched) -> None:
    """Under another key the inputs differ and the verdict is the same; under one key all is."""
    wrong = "import numpy as np\n\ndef mean(x):\n    return np.mean(x, axis=-1) + 1\n\ndef spread(x):\n    return mean(x)\n"
    folder = handed_in(watched.submissions / "two_keys", wrong)
    exercise, track = watched.grader.exercise, watched.grader.track
    submission = read_submission(str(folder), exercise, track)
    other = Grader(watched.grader.course, exercise, track, watched.grader.sandbox, key=b"other")
    first, again, under_other = (
        timeless(grader.grade(submission)) for grader in (watched.grader, watched.grader, other)
    )
    assert to_json(first) == to_json(again)
    assert first.seed != under_other.seed
    assert [c.status for c in first.checks] == [c.status for c in under_other.checks]
    by_id = {check.id: check for check in under_other.checks}
    assert any(check.called != by_id[check.id].called for check in first.checks)
    other.close()


def timeless(result: Result) -> Result:
    """A result without what differs between two runs."""
    checks = [msgspec.structs.replace(check, duration_s=0.0) for check in result.checks]
    return msgspec.structs.replace(result, checks=checks, started="", duration_s=0.0)


JUDGES = {
    "pytest.ini": "[pytest]\naddopts = --collect-only -p evil\npython_files = *.nothing\n",
    "conftest.py": "raise SystemExit('conftest of the submission')\n",
    "checks.py": "raise SystemExit('checks of the submission')\n",
    "evil.py": "raise SystemExit('plugin of the submission')\n",
    "numpy.py": "raise SystemExit('numpy of the submission')\n",
    "sitecustomize.py": "raise SystemExit('sitecustomize of the submission')\n",
    "usercustomize.py": "raise SystemExit('usercustomize of the submission')\n",
    "support.py": "raise SystemExit('support of the submission')\n",
    "grader.py": "raise SystemExit('grader of the submission')\n",
    "course.yaml": "title: {fr: x, en: x}\nseed: 1\n",
    "exercise.yaml": "id: ex01\npoints: 1\n",
    "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--fixtures'\n",
    "setup.cfg": "[tool:pytest]\naddopts = --version\n",
    "tox.ini": "[pytest]\naddopts = --version\n",
    "results.json": '{"mark": 20}',
    "recorded_numpy.bin": "not a recording",
    "mean.cpython-311-x86_64-linux-gnu.so": "not a library",
}


def test_a_submission_supplies_no_judge(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """Configurations, plugins, checks, packages and a course handed in beside the work don't count."""
    folder = handed_in(watched.submissions / "judges", "def mean(x):\n    return 0.0\n")
    for place in (
        folder,
        folder / "ex01_mean",
        folder / "exercises" / "ex01_mean",
        folder / "solutions",
    ):
        place.mkdir(parents=True, exist_ok=True)
        for name, content in JUDGES.items():
            (place / name).write_text(content)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    monkeypatch.setenv("PYTEST_PLUGINS", "evil")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    sandbox = ZygoteSandbox(watched.grader.sandbox.level, ["numpy"])
    exercise = watched.grader.exercise
    grader = Grader(watched.grader.course, exercise, exercise.track(), sandbox, key=KEY)
    result = grader.grade(read_submission(str(folder), exercise, exercise.track()))
    assert (result.score, result.max_score) == (0, 20)
    assert {check.status for check in result.checks} <= {"failed", "error", "blocked"}
    assert grader.grade(watched.right).score == 20
    grader.close()
    sandbox.close()


def test_git_runs_no_program_of_the_submission(tmp_path: Path) -> None:
    """A repository whose configuration names programs has none of them started."""
    git = shutil.which("git")
    if git is None:
        pytest.skip("no git here")
    from grader.commit import committed_state

    ran = tmp_path / "ran"
    program = tmp_path / "program.sh"
    program.write_text(f"#!/bin/sh\ntouch {ran}\n")
    program.chmod(0o755)
    handed_in(tmp_path, "x = 1\n")
    quiet = {"capture_output": True, "check": True, "cwd": tmp_path}
    subprocess.run([git, "init", "-q"], **quiet)  # type: ignore[call-overload]
    subprocess.run([git, "add", "ex01_mean"], **quiet)  # type: ignore[call-overload]
    name = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run([git, *name, "commit", "-q", "-m", "x"], **quiet)  # type: ignore[call-overload]
    with (tmp_path / ".git" / "config").open("a") as file:
        file.write(
            f"[core]\n\tfsmonitor = {program}\n\tpager = {program}\n\teditor = {program}\n"
            f"\tsshCommand = {program}\n\thooksPath = {tmp_path}\n\talternateRefsCommand = {program}\n"
            f"[alias]\n\trev-parse = !{program}\n[diff]\n\texternal = {program}\n"
            f"[credential]\n\thelper = !{program}\n[gpg]\n\tprogram = {program}\n"
            f'[filter "x"]\n\tclean = {program}\n\tsmudge = {program}\n'
        )
    (tmp_path / ".gitattributes").write_text("* filter=x diff=x\n")
    state = committed_state(str(tmp_path / "ex01_mean" / "mean.py"), b"x = 2\n")
    assert not ran.exists()
    assert state is None or state.modified
