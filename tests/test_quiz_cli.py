"""`grade quiz`: score a file, take it in a terminal, leave and go on, graded quizzes, release."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time

import pytest
import yaml

from grader.quizzes.answers import read_answers

RIGHT = {"q01": "b", "q02": ["c", "a"], "q03": False, "q04": "1,25", "q06": "p - y"}


@pytest.fixture
def quiz(tiny_course):
    """Run `grade quiz ...` in a copy of the tiny course."""

    def run(*words, **more):
        environment = {**os.environ, "GRADE_LANG": "en"} | more
        return subprocess.run(
            [sys.executable, "-m", "grader", "quiz", *words],
            cwd=tiny_course.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    run.course = tiny_course
    return run


def answer_file(course, name="a.yaml", **fields):
    given = {"quiz": "tiny", "version": 1, "seed": 3, "answers": RIGHT} | fields
    course.write(name, yaml.safe_dump(given))
    return str(course.root / name)


def grade_quiz(course, text):
    """Make the tiny quiz a graded one."""
    course.write("course.yaml", course.read("course.yaml") + text)


# --- scoring --------------------------------------------------------------------------------------


def test_a_file_is_scored(quiz):
    """Mark, explanations and exit code; JSON on request."""
    done = quiz("tiny", "--answers", answer_file(quiz.course), "--json", "-")
    result = json.loads(done.stdout)
    assert (result["score"], result["max_score"], result["status"]) == (6, 9, "graded")
    assert result["mark"] == 13.33
    assert done.returncode == 1
    done = quiz("tiny", "--answers", answer_file(quiz.course), "--min-mark", "13")
    assert done.returncode == 0
    assert "13.33/20" in done.stdout


def test_schemes_differ(quiz):
    """The scheme of the command line, of course.yaml, and the default."""
    path = answer_file(quiz.course, answers={"q01": "a", "q02": ["a"]})
    marks = {
        scheme: json.loads(
            quiz("tiny", "--answers", path, "--scheme", scheme, "--json", "-").stdout
        )["score"]
        for scheme in ("all_or_nothing", "partial", "negative")
    }
    assert marks == pytest.approx({"all_or_nothing": 0, "partial": 1, "negative": 2 / 3})
    grade_quiz(quiz.course, "quizzes:\n  tiny: {mode: practice, scheme: partial}\n")
    assert json.loads(quiz("tiny", "--answers", path, "--json", "-").stdout)["score"] == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["tini"], "Did you mean tiny?"),
        (["tiny", "--answers", "nowhere.yaml"], "nowhere.yaml cannot be read"),
        (["tiny", "--answers", "course.yaml"], "course.yaml"),
        (["tiny", "--scheme", "kind"], "There is no scheme 'kind'"),
        (["tiny"], "terminal"),
        (["export", "tiny", "--format", "mudle", "--out", "-"], "Did you mean moodle?"),
        (["analyse", "tiny", "--answers", "exercises"], "no answer file"),
    ],
)
def test_bad_input_is_a_sentence(quiz, words, says):
    """What is wrong and what to do, exit code 2, no traceback."""
    done = quiz(*words)
    assert done.returncode == 2, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_the_list_says_how_far_one_is(quiz):
    """Without a name: the quizzes, their titles, and what is answered."""
    assert "tiny  Tiny quiz of the tests  (7 questions)" in quiz().stdout
    answer_file(quiz.course, "answers/tiny.yaml")
    assert "5 of 7 answered" in quiz().stdout


def test_points_of_a_human(quiz):
    """--judged gives the points of sentences, by student and question."""
    path = answer_file(quiz.course, student="s1", answers={**RIGHT, "q07": "…"})
    assert (
        json.loads(quiz("tiny", "--answers", path, "--json", "-").stdout)["status"] == "provisional"
    )
    quiz.course.write("judged.yaml", "s1: {q07: 2}\n")
    done = quiz("tiny", "--answers", path, "--judged", "judged.yaml", "--json", "-")
    result = json.loads(done.stdout)
    assert (result["score"], result["status"]) == (8, "graded")


# --- graded quizzes -------------------------------------------------------------------------------


def test_graded_quizzes_hold_keys_back(quiz):
    """A graded quiz needs its student, the numbers drawn for them, and shows students no key."""
    grade_quiz(quiz.course, "quizzes:\n  tiny: {mode: graded}\n")
    quiz.course.write("solutions/.grade-key", "k" * 40)
    out = quiz.course.root / "students"
    assert quiz("release", str(out)).returncode == 0
    assert not (out / "quizzes" / "keys").exists()
    salt = yaml.safe_load((out / "quizzes" / "draws.yaml").read_text())["tiny"]

    from grader.quizzes.draws import seed_of

    mine = answer_file(quiz.course, student="s1", seed=seed_of(salt, "s1"))
    done = quiz("tiny", "--answers", mine, "--json", "-")
    assert "explanation" not in done.stdout
    assert "explanation" in quiz("tiny", "--answers", mine, "--json", "-", "--as", "staff").stdout
    assert quiz("tiny", "--answers", mine, "--student", "s2").returncode == 2
    stolen = answer_file(quiz.course, student="s2", seed=seed_of(salt, "s1"))
    refused = quiz("tiny", "--answers", stolen)
    assert refused.returncode == 2
    assert "not scored" in refused.stderr
    assert quiz("tiny", "--answers", answer_file(quiz.course)).returncode == 2  # nobody's


def test_release_of_practice_quizzes_has_their_keys(quiz):
    """Students get questions and keys of practice quizzes, and can be scored at home."""
    out = quiz.course.root / "students"
    quiz.course.write("solutions/.grade-key", "k" * 40)
    assert quiz("release", str(out)).returncode == 0
    assert (out / "quizzes" / "keys" / "tiny.yaml").exists()
    (out / "course.yaml").write_text(quiz.course.read("course.yaml"))
    path = answer_file(quiz.course)
    assert quiz("tiny", "--answers", path, "--course", str(out)).returncode == 1


# --- in a terminal --------------------------------------------------------------------------------


class Terminal:
    """`grade quiz tiny` in a terminal of its own."""

    def __init__(self, root, *words):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(root)
            os.environ.update(TERM="xterm-256color", COLUMNS="90", LINES="40", GRADE_LANG="en")
            os.execv(  # noqa: S606
                sys.executable, [sys.executable, "-m", "grader", "quiz", "tiny", *words]
            )
        self.seen = ""

    def expect(self, pattern, seconds=60.0):
        """Read until `pattern` is on the screen."""
        end = time.monotonic() + seconds
        while not re.search(pattern, re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.seen)):
            assert time.monotonic() < end, (pattern, self.seen[-2000:])
            if select.select([self.fd], [], [], 0.2)[0]:
                try:
                    self.seen += os.read(self.fd, 65536).decode(errors="replace")
                except OSError:
                    self.seen += "\x1b[0m<end>"

    def press(self, keys, pattern):
        """Press `keys`, then wait for `pattern` on what is drawn afterwards."""
        self.seen = ""
        os.write(self.fd, keys.encode())
        self.expect(pattern)

    def end(self):
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)


@pytest.mark.slow
def test_a_whole_quiz_by_keyboard(quiz):
    """Choose, check, type, go back, leave with Ctrl-C, go on, hand in: nothing is lost."""
    root = quiz.course.root
    terminal = Terminal(root, "--seed", "4")
    terminal.expect("q leave")
    rows = re.findall(r"(\d)  (\$?.*)", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.seen))
    right = next(number for number, says in rows if "the sum divided by" in says)
    terminal.press(right, f"● {right}")
    terminal.press("c", r"Right\.")
    terminal.press("n", "question 2 of 7")
    terminal.press(" ", "■ 1")
    terminal.press("\x1b[B", "▸ □ 2")
    terminal.press("n", "question 3 of 7")
    os.kill(terminal.pid, signal.SIGINT)
    terminal.expect("grade quiz tiny")
    assert terminal.end() == 0
    answers = read_answers(str(root / "answers" / "tiny.yaml"))
    assert answers.seed == 4
    assert answers.answers["q01"] == "b"
    assert len(answers.answers["q02"]) == 1

    terminal = Terminal(root)
    terminal.expect("question 3 of 7")
    terminal.press("2", "● 2  false")
    terminal.press("n", "question 4 of 7")
    terminal.press("\r", "›")
    terminal.press("nothing\r", "not a number")
    terminal.press("x", "question 4 of 7")
    terminal.press("\r", "›")
    terminal.press("1,25\r", "› 1,25")
    terminal.press("n", "question 5 of 7")
    terminal.press("?", "I don't know")
    terminal.press("n", "question 6 of 7")
    terminal.press("\r", "›")
    terminal.press("-(y - p)\r", r"› -\(y - p\)")
    terminal.press("f", "Still open: 7")
    terminal.press("\r", r"/20")
    assert terminal.end() == 1
    answers = read_answers(str(root / "answers" / "tiny.yaml"))
    assert answers.submitted
    assert answers.answers["q03"] is False
    assert answers.answers["q04"] == "1,25"
    assert answers.answers["q05"] == "?"
