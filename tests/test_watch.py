"""Watching: what wakes it up, and `grade ex01 --watch` as a process."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path
from queue import Empty, Queue
from typing import TYPE_CHECKING

import pytest

from grader.watch import Waiting, Watcher, _kind_of_disk, events_work, look

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
COURSE = Path(__file__).parent / "course"


# --- one look ---------------------------------------------------------------------------------------


def test_a_touch_is_no_change(tmp_path: Path) -> None:
    """Another time with the same content counts as the same."""
    path = tmp_path / "f.py"
    path.write_text("a")
    before = look(str(path))
    os.utime(path, (1, 1))
    after = look(str(path), before)
    assert before is not None
    assert before != after
    assert before.same_content(after)


def test_same_size_same_second_is_seen(tmp_path: Path) -> None:
    """A change that leaves size and time as they were is seen while the time is fresh."""
    path = tmp_path / "f.py"
    path.write_text("a")
    before = look(str(path))
    found = path.stat()
    path.write_text("b")
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    after = look(str(path), before)
    assert after is not None
    assert not after.same_content(before)


def test_no_file_is_none(tmp_path: Path) -> None:
    """What is missing or a folder's name that leads nowhere is None; a folder is no content."""
    assert look(str(tmp_path / "no.py")) is None
    assert look(str(tmp_path / "no" / "no.py")) is None


@pytest.mark.parametrize("poll", [True, False])
def test_watcher_sees_each_kind_of_save(tmp_path: Path, poll: bool) -> None:
    """A write, a rename over the file, a removal and a new file: each wakes it up once."""
    path = tmp_path / "f.py"
    path.write_text("1")

    def replace() -> None:
        (tmp_path / "draft").write_text("2")
        (tmp_path / "draft").replace(path)

    steps = [lambda: path.write_text("3"), replace, path.unlink, lambda: path.write_text("4")]
    watcher = Watcher(lambda: [str(path)], poll=poll)
    changes = watcher.changes()
    for step in steps:
        timer = threading.Timer(0.2, step)
        timer.start()
        assert next(changes) == {str(path)}
        timer.join()


def test_pieces_are_one_change(tmp_path: Path) -> None:
    """A file written in pieces is one change, seen when it is whole."""
    path = tmp_path / "f.py"
    path.write_text("")

    def write() -> None:
        for size in range(1, 6):
            path.write_text("x" * size)
            time.sleep(0.02)

    changes = Watcher(lambda: [str(path)], poll=True).changes()
    thread = threading.Thread(target=write)
    thread.start()
    next(changes)
    thread.join()
    seen = look(str(path))
    assert seen is not None
    assert seen.size == 5


def test_polls_where_events_fail(tmp_path: Path) -> None:
    """GRADE_POLL=1 and disks of other machines are polled."""
    assert not events_work(str(tmp_path), {"GRADE_POLL": "1"})
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda / ext4 rw 0 0\nC:\\134 /mnt/c 9p rw 0 0\nhost:/home /home nfs4 rw 0 0\n"
    )
    assert _kind_of_disk("/mnt/c/course", str(mounts)) == "9p"
    assert _kind_of_disk("/home/me", str(mounts)) == "nfs4"
    assert _kind_of_disk("/mnt/cc", str(mounts)) == "ext4"
    assert _kind_of_disk("/x", str(tmp_path / "none")) == ""


# --- beside keys ------------------------------------------------------------------------------------


def is_readable(waiting: Waiting, seconds: float) -> bool:
    return bool(select.select([waiting], [], [], seconds)[0])


@pytest.mark.parametrize("poll", [True, False])
def test_waiting_says_when_something_has_changed(tmp_path: Path, poll: bool) -> None:
    """It becomes readable by a change and not before; each wait goes on where the last ended."""
    path = tmp_path / "f.py"
    path.write_text("1")
    watcher = Watcher(lambda: [str(path)], poll=poll)
    for content in ("2", "3"):
        with Waiting(watcher) as waiting:
            assert not is_readable(waiting, 0.1)
            path.write_text(content)
            assert is_readable(waiting, 10)
            assert waiting.changed() == {str(path)}
    with Waiting(watcher) as waiting:
        assert not is_readable(waiting, 0.5)


@pytest.mark.parametrize("poll", [True, False])
def test_leaving_ends_the_wait(tmp_path: Path, poll: bool) -> None:
    """No thread and no descriptor is left, also where nothing has changed."""
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        with Waiting(Watcher(lambda: [str(tmp_path / "f.py")], poll=poll)):
            assert any(thread.name == "watching" for thread in threading.enumerate())
        assert not any(thread.name == "watching" for thread in threading.enumerate())
    end = time.monotonic() + 10
    while len(os.listdir("/proc/self/fd")) > before:  # those of events close a little later
        assert time.monotonic() < end
        time.sleep(0.05)


def test_trouble_of_the_thread_is_raised(tmp_path: Path) -> None:
    """What goes wrong while waiting reaches the one who waits."""
    asked: list[int] = []

    def paths() -> list[str]:
        asked.append(1)
        if len(asked) > 1:
            raise OSError("no more watches")
        return [str(tmp_path / "f.py")]

    with Waiting(Watcher(paths, poll=True)) as waiting:
        assert is_readable(waiting, 10)
        with pytest.raises(OSError, match="no more watches"):
            waiting.changed()


# --- as a process -----------------------------------------------------------------------------------


class Watched:
    """`grade ex01 --watch` in a process, its lines in a queue."""

    def __init__(self, folder: Path, poll: str) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        more = {"PYTHONPATH": str(ROOT), "GRADE_LANG": "en", "GRADE_POLL": poll}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader", "ex01", "--watch"],
            cwd=folder,
            env={**kept, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: Queue[str] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)

    def until_it_waits(self) -> str:
        """What is said up to the next wait for a save."""
        said = ""
        while "Watching" not in said:
            said += self.lines.get(timeout=20)
        return said

    def nothing_more(self) -> bool:
        """Whether it stays silent for a while."""
        time.sleep(0.8)
        try:
            return not self.lines.get_nowait().strip()
        except Empty:
            return True

    def end(self) -> int:
        """Press Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    shutil.copytree(COURSE, folder, ignore=shutil.ignore_patterns(".grade*", "__pycache__"))
    return folder


@pytest.fixture(params=["0", "1"], ids=["events", "polling"])
def watched(course: Path, request: pytest.FixtureRequest) -> Iterator[Watched]:
    found = Watched(course, request.param)
    yield found
    if found.process.poll() is None:
        found.process.kill()
        found.process.wait()
    assert found.process.stdout is not None
    found.process.stdout.close()


@pytest.mark.slow
def test_watch_from_nothing_to_right(course: Path, watched: Watched) -> None:
    """Missing, laid out, broken, replaced by rename, right, touched; Ctrl-C ends with 0."""
    work = course / "ex01_mean" / "mean.py"
    said = watched.until_it_waits()
    assert "is missing" in said
    assert "Ctrl-C to end." in said
    assert "q quit" not in said
    work.parent.mkdir()
    shutil.copy(course / "exercises/ex01_mean/mean.py", work)
    assert "0.00/20" in watched.until_it_waits()
    work.write_text("def mean(:\n")
    assert "line 1" in watched.until_it_waits()
    draft = work.with_suffix(".tmp")
    shutil.copy(course / "solutions/ex01_mean/mean.py", draft)
    draft.replace(work)
    said = watched.until_it_waits()
    assert "20.00/20" in said
    assert "\x1b" not in said
    work.touch()
    assert watched.nothing_more()
    assert watched.end() == 0


@pytest.mark.slow
def test_watch_reloads_the_exercise(course: Path, watched: Watched) -> None:
    """A change of the checks makes a new engine; a broken one is said and waited out."""
    watched.until_it_waits()
    work = course / "ex01_mean" / "mean.py"
    work.parent.mkdir()
    shutil.copy(course / "solutions/ex01_mean/mean.py", work)
    assert "20.00/20" in watched.until_it_waits()
    checks = course / "exercises/ex01_mean/checks.py"
    right = checks.read_text()
    checks.write_text(right + "\n\ndef oops(:\n")
    assert "can't be used" in watched.until_it_waits()
    checks.write_text(right.replace("Mean: a known row", "Mean: changed"))
    assert "Mean: changed" in watched.until_it_waits()
    assert watched.end() == 0


# --- in a terminal ----------------------------------------------------------------------------------

WRONG = (
    "import numpy as np\n\ndef mean(x):\n    return x.max()\n\ndef spread(x):\n    return x + 1\n"
)


class Terminal:
    """`grade ex01 --watch` in a terminal of its own."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            more = {"TERM": "xterm-256color", "COLUMNS": "90", "LINES": "60", "GRADE_LANG": "en"}
            os.environ.update(more, PYTHONPATH=str(ROOT))
            arguments = [sys.executable, "-m", "grader", "ex01", "--watch", *words]
            os.execv(sys.executable, arguments)  # noqa: S606
        self.seen = ""

    def expect(self, *patterns: str) -> str:
        """Read until all of `patterns` are on the screen, the first one last; what was read."""
        end = time.monotonic() + 60
        while True:
            shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.seen)
            if all(re.search(pattern, shown) for pattern in patterns):
                return shown
            assert time.monotonic() < end, (patterns, shown[-2000:])
            if select.select([self.fd], [], [], 0.2)[0]:
                self.seen += os.read(self.fd, 65536).decode(errors="replace")

    def press(self, keys: str, *patterns: str) -> str:
        """Press `keys`, then wait for `patterns` on what is said afterwards."""
        self.seen = ""
        os.write(self.fd, keys.encode())
        return self.expect(*patterns)

    def end(self) -> int:
        """Read what is left, so that the process can end; its exit code."""
        try:
            while os.read(self.fd, 65536):
                pass
        except OSError:  # the other end is closed
            pass
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        return os.waitstatus_to_exitcode(status)


@pytest.fixture
def wrong_work(course: Path) -> Path:
    work = course / "ex01_mean" / "mean.py"
    work.parent.mkdir()
    work.write_text(WRONG)
    return work


@pytest.mark.slow
def test_keys_while_watching(course: Path, wrong_work: Path) -> None:
    """Hint, next, all, report between two saves; a save is graded meanwhile; q ends it."""
    terminal = Terminal(course)
    said = terminal.expect("h hint · n next · a all · r report · q quit", r"Watching \S+mean\.py\.")
    assert said.count("Diagnosis") + said.count("Call") <= 2
    assert "Got " in said

    said = terminal.press("h", "q quit", "mean, hint 1 of 3:")
    assert "Which axis is summed?" in said
    terminal.press("h", "q quit", "mean, hint 2 of 3:")

    said = terminal.press("n", "q quit", "2 of 3 to read:", r"Got ")
    assert "the argument stays as it is" in said
    terminal.press("n", "q quit", "3 of 3 to read:", "Spread: a known row")
    terminal.press("n", "q quit", "1 of 3 to read:", "Mean: a known row")

    said = terminal.press("a", "q quit", "Mark: 0.00/20")
    assert said.count("Got ") == 3

    wrong_work.write_text((course / "solutions/ex01_mean/mean.py").read_text())
    terminal.seen = ""
    terminal.expect("q quit", "20.00/20")
    terminal.press("n", "q quit", "nothing to read")

    os.write(terminal.fd, b"q")
    assert terminal.end() == 0


@pytest.mark.slow
def test_report_of_what_is_watched(course: Path, wrong_work: Path) -> None:
    """The report is written beside the work, or where --html says, and its path is said."""
    terminal = Terminal(course)
    terminal.expect("q quit", "0.00/20")
    said = terminal.press("r", "q quit", r"The report is in ex01_mean/report\.html")
    assert "Mark" not in said
    page = (wrong_work.parent / "report.html").read_text()
    assert "Mean and spread" in page
    assert "Moyenne et dispersion" in page
    os.write(terminal.fd, b"q")
    assert terminal.end() == 0

    terminal = Terminal(course, "--html", "mine.html")
    terminal.expect("q quit", "0.00/20")
    assert (course / "mine.html").exists()
    (course / "mine.html").unlink()
    terminal.press("r", "q quit", r"The report is in mine\.html")
    assert (course / "mine.html").exists()
    os.write(terminal.fd, b"q")
    assert terminal.end() == 0


@pytest.mark.slow
def test_ctrl_c_gives_the_terminal_back(course: Path) -> None:
    """Ctrl-C ends it with 0, lines are edited and echoed again; without a result keys say so."""
    terminal = Terminal(course)
    terminal.expect("q quit", "is missing")
    assert not termios.tcgetattr(terminal.fd)[3] & termios.ECHO
    terminal.press("n", "q quit", "Nothing has been graded yet")
    terminal.press("r", "q quit", "Nothing has been graded yet")
    terminal.press("x")
    os.write(terminal.fd, b"\x03")
    end = time.monotonic() + 20
    while not termios.tcgetattr(terminal.fd)[3] & termios.ECHO:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert termios.tcgetattr(terminal.fd)[3] & termios.ICANON
    assert terminal.end() == 0
