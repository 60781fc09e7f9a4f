"""Bad input: each ends in the right status with a clear sentence, and never without a result."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from grader.course import Limits, load_course
from grader.grade import Grader, check_result
from grader.results import to_json
from grader.submission import read_submission
from tests.sandboxes import sandbox_or_skip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.judge import Verdict
    from grader.results import CheckResult, Result

COURSE = Path(__file__).parent / "course"
SPREAD = """
def spread(x):
    return np.std(x, axis=-1)
"""
RIGHT = "import numpy as np\ndef mean(x):\n    return np.mean(x, axis=-1)\n" + SPREAD


class Bench:
    """A practice grader that keeps its verdicts, in both languages, and a folder to hand in from."""

    def __init__(self, grader: Grader, folder: Path) -> None:
        self.grader, self.folder = grader, folder
        self.verdicts: list[Verdict] = []
        self.engine_grade = grader.engine.grade

    def hand_in(self, source: str | bytes) -> Result:
        """Grade a source as ex01_mean/mean.py."""
        path = self.folder / "ex01_mean" / "mean.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        data = source if isinstance(source, bytes) else textwrap.dedent(source).encode()
        path.write_bytes(data)
        return self.grade()

    def grade(self) -> Result:
        """Grade what lies in the folder."""
        exercise, track = self.grader.exercise, self.grader.track
        submission = read_submission(str(self.folder), exercise, track)
        result = self.grader.grade(submission)
        to_json(result)
        assert result.status == "provisional" or result.status == "not_attempted"
        assert result.mark is not None
        assert result.max_score == 12
        return result


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    course = load_course(str(COURSE))
    limits = Limits(call_s=0.2, submission_s=1.0, memory_mb=128, printed_mb=1, message_mb=4)
    exercise = msgspec.structs.replace(course.exercise("ex01"), limits=limits)
    sandbox = sandbox_or_skip("namespaces")
    found = Grader(course, exercise, exercise.track(), sandbox)
    yield found
    found.close()
    sandbox.close()


@pytest.fixture
def bench(grader: Grader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    made = Bench(grader, tmp_path)

    def remembering(files: dict[str, bytes], seed: int) -> list[Verdict]:
        made.verdicts = made.engine_grade(files, seed)
        return made.verdicts

    monkeypatch.setattr(grader.engine, "grade", remembering)
    return made


def said(bench: Bench, check: str) -> tuple[CheckResult, CheckResult]:
    """What a check says, in French and in English."""
    verdict = next(verdict for verdict in bench.verdicts if verdict.check.id == check)
    return check_result(verdict, "fr"), check_result(verdict, "en")


def assert_said(bench: Bench, check: str, status: str, french: str, english: str) -> None:
    """The check's status, and words that its sentence has in each language."""
    fr, en = said(bench, check)
    assert en.status == status, en
    for message, words in ((fr.message, french), (en.message, english)):
        for word in words.split(" … "):
            assert word in message, message
    assert fr.points == 0


# --- functions --------------------------------------------------------------------------------------

FUNCTIONS = {
    "missing": ("", "error", "pas de fonction mean", "no function mean"),
    "misspelt": (
        "def maen(x):\n    return 0.0\n",
        "error",
        "mean … maen",
        "no function mean. Is it what you called maen",
    ),
    "in other capitals": (
        "def Mean(x):\n    return 0.0\n",
        "error",
        "Mean",
        "Is it what you called Mean",
    ),
    "no function at all": (
        "mean = 5\n",
        "error",
        "mean n’est pas une fonction",
        "mean is not a function",
    ),
    "no parameters": (
        "def mean():\n    return 0.0\n",
        "error",
        "paramètres",
        "did not fit your function's parameters",
    ),
    "too many parameters": (
        "def mean(x, axis):\n    return 0.0\n",
        "error",
        "paramètres … axis",
        "parameters … axis",
    ),
    "returns None": (
        "def mean(x):\n    x.mean(axis=-1)\n",
        "failed",
        "None … return",
        "None … return",
    ),
    "returns a list": (
        "def mean(x):\n    return list(np.atleast_1d(np.mean(x, axis=-1)))\n",
        "failed",
        "list",
        "list",
    ),
    "returns an object": ("def mean(x):\n    return object()\n", "failed", "object", "object"),
    "returns itself": ("def mean(x):\n    return mean\n", "failed", "function", "function"),
    "returns a generator": ("def mean(x):\n    yield 5.0\n", "failed", "générateur", "generator"),
    "returns a text": ("def mean(x):\n    return '5.0'\n", "failed", "str", "str"),
    "returns complex": (
        "def mean(x):\n    return np.mean(x, axis=-1) + 0j\n",
        "failed",
        "complex",
        "complex",
    ),
    "returns a huge array": (
        "def mean(x):\n    return np.zeros((1000, 1000))\n",
        "failed",
        "trop … (1000, 1000)",
        "too large … (1000, 1000)",
    ),
    "takes too much memory": (
        "def mean(x):\n    return np.ones((10**5, 10**5))\n",
        "memory",
        "mémoire",
        "more memory than it may use",
    ),
    "returns NaN": (
        "def mean(x):\n    return np.mean(x, axis=-1) * np.nan\n",
        "failed",
        "nan au lieu de 5.0",
        "nan instead of 5.0",
    ),
    "returns an array for a number": (
        "def mean(x):\n    return np.mean(x, axis=-1, keepdims=True)\n",
        "failed",
        "forme (1,)",
        "shape (1,)",
    ),
    "prints without end": (
        "def mean(x):\n    while True:\n        print('x' * 1000)\n",
        "error",
        "1 Mo",
        "printed more than 1 MB",
    ),
    "computes without end": (
        "def mean(x):\n    while True:\n        pass\n",
        "timeout",
        "boucle",
        "endless loop",
    ),
    "recurses without end": (
        "def mean(x):\n    return mean(x)\n",
        "error",
        "RecursionError … mean.py",
        "RecursionError … mean.py",
    ),
    "raises": (
        "def mean(x):\n    return x / undefined\n",
        "error",
        "NameError … undefined … ligne 3",
        "NameError … undefined … line 3",
    ),
    "exits": ("def mean(x):\n    exit()\n", "error", "SystemExit", "stops the whole program"),
    "ends its process": (
        "import os\ndef mean(x):\n    os._exit(3)\n",
        "crashed",
        "3",
        "exit code 3",
    ),
    "calls what a library has not written": (
        "import codecs\ndef mean(x):\n    return codecs.Codec().encode(x)\n",
        "error",
        "NotImplementedError … ligne",
        "NotImplementedError … line",
    ),
    "is not written": (
        "def mean(x):\n    raise NotImplementedError()\n",
        "not_attempted",
        "Pas encore",
        "Not written yet",
    ),
}


@pytest.mark.parametrize(("body", "status", "french", "english"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_function(bench: Bench, body: str, status: str, french: str, english: str) -> None:
    """One bad function: its checks say what is wrong, those of the other one pass."""
    result = bench.hand_in("import numpy as np\n" + body + SPREAD)
    assert_said(bench, "mean_values", status, french, english)
    assert said(bench, "spread_values")[1].status == "passed"
    assert result.score == 6
    called = said(bench, "mean_values")[1].called
    assert called is None or called.startswith("mean(")  # the one that fails, answered or not
    assert (called is None) <= (status != "timeout")


def test_arguments_changed_in_place(bench: Bench) -> None:
    """A function that changes its arguments is told so, and how to do without."""
    source = (
        "import numpy as np\ndef mean(x):\n    m = np.mean(x, axis=-1)\n    x += 1\n    return m\n"
    )
    result = bench.hand_in(source + SPREAD)
    assert_said(
        bench, "mean_untouched", "failed", "mean … argument", "mean changed its argument number 1"
    )
    assert result.score == 11


def test_right(bench: Bench) -> None:
    """What is right gets everything, so that the above says something."""
    assert bench.hand_in(RIGHT).score == 12


# --- files that do not load ---------------------------------------------------------------------------

FILES = {
    "raises": ("x = 1 / 0\n", "error", "ZeroDivisionError … ligne 1", "ZeroDivisionError … line 1"),
    "hangs": ("while True:\n    pass\n", "timeout", "boucle", "endless loop"),
    "sleeps": ("import time\ntime.sleep(1000)\n", "timeout", "boucle", "No answer within"),
    "exits": ("import sys\nsys.exit(0)\n", "error", "SystemExit", "stops the whole program"),
    "ends its process": (
        "import os\nos._exit(0)\n",
        "crashed",
        "processus",
        "ended its own process",
    ),
    "asks for input": ("input()\n", "error", "EOFError", "EOFError"),
    "takes all memory": ("x = bytearray(1 << 40)\n", "memory", "mémoire", "memory"),
    "syntax error": (
        "import numpy as np\n\ndef mean(x)\n    return 0\n",
        "error",
        "mean.py, ligne 3 … def mean(x)",
        "mean.py, line 3 … def mean(x)",
    ),
    "indentation": (
        "def mean(x):\nreturn 0\n",
        "error",
        "ligne 2 … return 0",
        "line 2 … return 0",
    ),
    "tabs and spaces": (
        "def mean(x):\n    y = 1\n\treturn 0\n",
        "error",
        "ligne 3",
        "line 3",
    ),
    "another package": ("import scipy\n", "error", "scipy", "does not offer"),
    "another file": ("import helpers\n", "error", "helpers", "only the standard library"),
    "not written at import": ("raise NotImplementedError\n", "error", "Pas encore", "Not written"),
    "not UTF-8": ("# caf\xe9\n".encode("latin-1"), "error", "UTF-8 … ligne 1", "UTF-8 … line 1"),
    "UTF-16": ("x = 1\n".encode("utf-16"), "error", "UTF-16", "UTF-16"),
    "NUL": (b"x = 1\0\n", "error", "NUL … ligne 1", "NUL character at line 1"),
    "empty": (b"", "error", "vide", "is empty"),
    "blank": (b"\n   \n", "error", "vide", "is empty"),
}


@pytest.mark.parametrize(("content", "status", "french", "english"), FILES.values(), ids=FILES)
def test_file(bench: Bench, content: Any, status: str, french: str, english: str) -> None:
    """A file that can't be loaded is said once, all its checks are blocked, the mark is 0."""
    result = bench.hand_in(content)
    loading, *others = result.checks
    assert loading.id == "load"
    assert loading.status == status
    assert {check.status for check in others} == {"blocked"}
    assert result.score == 0
    if bench.verdicts:
        assert_said(bench, "load", status, french, english)
    else:  # refused before it ran
        assert_problem(bench, french, english)


def assert_problem(bench: Bench, french: str, english: str) -> None:
    """The sentence about a file that could not be read has these words."""
    problem = read_submission(str(bench.folder), bench.grader.exercise, bench.grader.track).problem
    assert problem is not None
    for message, words in ((problem.fr, french), (problem.en, english)):
        for word in words.split(" … "):
            assert word in message, message


def test_symbolic_link(bench: Bench, tmp_path: Path) -> None:
    """A link is not followed, wherever it points."""
    folder = bench.folder / "ex01_mean"
    folder.mkdir()
    (tmp_path / "elsewhere.py").write_text(RIGHT)
    (folder / "mean.py").symlink_to(tmp_path / "elsewhere.py")
    assert bench.grade().score == 0
    assert_problem(bench, "lien symbolique", "symbolic link")


def test_linked_folder(bench: Bench, tmp_path: Path) -> None:
    """Nor is a folder that is a link."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mean.py").write_text(RIGHT)
    (bench.folder / "ex01_mean").symlink_to(tmp_path / "other")
    assert bench.grade().score == 0
    assert_problem(bench, "lien symbolique", "symbolic link")


def test_a_hundred_megabytes(bench: Bench) -> None:
    """A huge file is refused by its size, without being read."""
    path = bench.folder / "ex01_mean" / "mean.py"
    path.parent.mkdir()
    with path.open("wb") as file:
        file.truncate(100 << 20)
    assert bench.grade().score == 0
    assert_problem(bench, "trop … 256", "too large … at most 256 KB")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_pipe(bench: Bench) -> None:
    """A pipe in the file's place keeps nobody waiting."""
    (bench.folder / "ex01_mean").mkdir()
    os.mkfifo(bench.folder / "ex01_mean" / "mean.py")
    assert bench.grade().score == 0
    assert_problem(bench, "fichier ordinaire", "not an ordinary file")


def test_folder(bench: Bench) -> None:
    """A folder in the file's place is named."""
    (bench.folder / "ex01_mean" / "mean.py").mkdir(parents=True)
    assert bench.grade().score == 0
    assert_problem(bench, "dossier", "is a folder")


def test_missing(bench: Bench) -> None:
    """Nothing handed in is not attempted."""
    result = bench.grade()
    assert result.status == "not_attempted"
    assert {check.status for check in result.checks} == {"not_attempted"}
    assert_problem(bench, "manque", "is missing")


def test_misspelt_file(bench: Bench) -> None:
    """A file with nearly the right name is pointed out."""
    (bench.folder / "ex01_mean").mkdir()
    (bench.folder / "ex01_mean" / "maen.py").write_text(RIGHT)
    assert bench.grade().status == "not_attempted"
    assert_problem(bench, "maen.py … mean.py", "maen.py … rename it to mean.py")


def test_several_candidates(bench: Bench) -> None:
    """Two different files are not chosen between; two equal ones are one."""
    (bench.folder / "mean.py").write_text("x = 1\n")
    assert bench.hand_in(RIGHT).score == 0
    assert_problem(bench, "deux fichiers", "two different files")
    (bench.folder / "mean.py").write_text(RIGHT)
    assert bench.grade().score == 12


@pytest.mark.skipif(os.name == "nt", reason="names are texts there")
def test_names_that_are_no_utf8(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder whose name is no UTF-8 still gets its result, as valid JSON."""
    folder = bench.folder / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    bench.folder = folder
    assert bench.hand_in(RIGHT).score == 12
