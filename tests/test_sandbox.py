"""The process boundary: what a worker can't reach at each level, and what is left when it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from grader.sandbox import launch
from grader.sandbox.launch import BestSandbox, PlainSandbox, Sandbox, SandboxFault, ZygoteSandbox
from grader.sandbox.process import Ended, Limits
from tests.sandboxes import LEVELS, call, descendants, lives, loaded, sandbox_or_skip, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
ISOLATED = ("namespaces", "landlock")


@pytest.fixture(scope="module", params=LEVELS)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    found = sandbox_or_skip(request.param)
    yield found
    found.close()


@pytest.fixture(scope="module", params=ISOLATED)
def isolated(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    found = sandbox_or_skip(request.param)
    yield found
    found.close()


def value_of(sandbox: Sandbox, source: str, limits: Limits | None = None) -> Any:
    """What `f()` of a source returns, or the name of what it raises."""
    process = loaded(sandbox, source, limits)
    try:
        reply = call(process, "f")
        return reply[1]
    finally:
        process.close()


# --- what a worker is ---------------------------------------------------------------------------


def test_a_worker_calls_and_answers(sandbox: Sandbox) -> None:
    """A worker at every level loads a file and calls its functions."""
    assert value_of(sandbox, "def f():\n    return 6 * 7\n") == 42


def test_a_worker_has_a_clean_environment(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No variable of the grader's environment reaches a worker; its command line tells nothing."""
    monkeypatch.setenv("GRADER_SECRET", "CANARY")
    source = (
        "import os, sys\ndef f():\n    return [str(dict(os.environ)), sys.argv, sys.orig_argv]\n"
    )
    environment, argv, original = value_of(sandbox, source)
    assert "CANARY" not in environment
    assert argv == original == [""]


def test_hashes_of_strings_are_the_same_every_time() -> None:
    """A set of strings has one order in all workers, or a result would not repeat."""
    hashes = set()
    for _ in range(2):
        for level in LEVELS:
            try:
                sandbox = launch.open_sandbox(level, ["numpy"])
                hashes.add(value_of(sandbox, "def f():\n    return hash('order')\n"))
                sandbox.close()
            except SandboxFault:
                sandbox.close()
    assert len(hashes) == 1


def test_memory_is_limited(sandbox: Sandbox) -> None:
    """A worker gets MemoryError beyond its limit, at level none too."""
    source = "def f():\n    return len(bytearray(300 << 20))\n"
    assert value_of(sandbox, source, Limits(memory_bytes=128 << 20)) == "MemoryError"
    assert value_of(sandbox, source, Limits(memory_bytes=512 << 20)) == 300 << 20


def test_processor_time_is_limited_by_the_system_too(sandbox: Sandbox) -> None:
    """The kernel ends a worker that computes on, even if nobody asks it anything."""
    source = "import threading\ndef burn():\n    while True: pass\nthreading.Thread(target=burn, daemon=True).start()\n"
    process = sandbox.spawn(Limits(submission_s=-1.0))
    process.request(("load", {"w.py": source.encode()}, "w.py", None), 5.0)
    assert wait_until(lambda: not lives(process.pid))
    with pytest.raises(Ended) as ended:
        process.request(("attribute", None, ""), 1.0)
    assert ended.value.reason == "signal"
    assert ended.value.detail in (signal.SIGKILL, signal.SIGXCPU)


def test_a_core_is_kept(isolated: Sandbox) -> None:
    """Workers can be pinned to a processor, and can't leave it."""
    core = min(os.sched_getaffinity(0))
    pinned = ZygoteSandbox(isolated.level, ["numpy"], core)
    source = """
import os
def f():
    try:
        os.sched_setaffinity(0, range(64))
    except OSError:
        pass
    return sorted(os.sched_getaffinity(0))
"""
    assert value_of(pinned, source) == [core]
    pinned.close()


# --- what it can't do -----------------------------------------------------------------------------

FORBIDDEN = {
    "passwords": "open('/etc/passwd')",
    "the grader's source": f"open({launch.__file__!r})",
    "a program": "os.posix_spawn('/bin/true', ['true'], {})",
    "a process": "os.fork()",
    "a socket": "socket.socket()",
    "a datagram": "socket.socket(type=socket.SOCK_DGRAM)",
    "a Unix socket": "socket.socket(socket.AF_UNIX)",
    "a signal": "os.kill(os.getppid(), 0)",
    "a signal to all": "os.kill(-1, 9)",
    "a symbolic link": "os.symlink('/etc', '/tmp/link')",
    "a hard link": "os.link(os.__file__, '/tmp/link')",
    "a file outside": "open('/var/tmp/file', 'w')",
    "a file beside the library": "open(os.__file__ + 'x', 'w')",
    "a mode": "os.chmod('/tmp', 0o777)",
    "a time": "os.utime('/tmp')",
    "shared memory": "shared_memory.SharedMemory(create=True, size=100)",
    "other processes": "os.listdir('/proc/1')",
    "a wider limit": "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
    "another process's limits": "resource.prlimit(os.getppid() or 2, resource.RLIMIT_CPU)",
    "an owner for signals": "fcntl.fcntl(3, fcntl.F_SETOWN, os.getppid() or 1)",
    "a lease": "fcntl.fcntl(0, fcntl.F_SETLEASE, fcntl.F_RDLCK)",
    "pytest": "__import__('py' + 'test')",
    "the checks' interface": "__import__('grader.checks.api')",
}


@pytest.mark.parametrize("attempt", FORBIDDEN.values(), ids=FORBIDDEN)
def test_forbidden(isolated: Sandbox, attempt: str) -> None:
    """Nothing but computing, reading the library and writing to the scratch folder is allowed."""
    names = "import fcntl, os, resource, socket\nfrom multiprocessing import shared_memory\n"
    refusals = "(OSError, ValueError, ImportError)"
    source = f"{names}def f():\n    try:\n        {attempt}\n    except {refusals} as error:\n        return 'refused'\n"
    assert value_of(isolated, source) == "refused"


def test_scratch_folder() -> None:
    """At level namespaces /tmp is private, small, and empty for the next worker."""
    sandbox = sandbox_or_skip("namespaces")
    write = """
import tempfile
def f():
    with open(tempfile.gettempdir() + '/mine', 'wb') as file:
        size = 0
        try:
            while True:
                size += file.write(bytes(1 << 20))
        except OSError:
            return size >> 20
"""
    assert 8 <= value_of(sandbox, write) <= launch.SCRATCH_MB
    listing = "import os, tempfile\ndef f():\n    return os.listdir(tempfile.gettempdir())\n"
    assert value_of(sandbox, listing) == []
    assert not os.path.exists("/tmp/mine")
    sandbox.close()


def test_nothing_is_inherited(isolated: Sandbox) -> None:
    """A worker has its channel and its prints open, and nothing else."""
    source = """
import os
def f():
    found = []
    for fd in range(256):
        try:
            os.fstat(fd)
            found.append(fd)
        except OSError:
            pass
    return found
"""
    assert value_of(isolated, source) == [0, 1, 2, 3]


# --- how it ends ----------------------------------------------------------------------------------


@linux
def test_descriptors_do_not_leak(sandbox: Sandbox) -> None:
    """200 workers, some of which crash, leave no descriptor and no process."""
    count = 200 if sandbox.level != "none" else 8
    source = "import os\ndef f():\n    os._exit(3)\n"
    loaded(sandbox, source).close()
    before = len(os.listdir("/proc/self/fd"))
    processes = len(descendants(os.getpid()))
    for number in range(count):
        process = loaded(sandbox, source)
        if number % 3 == 0:
            with pytest.raises(Ended, match="exit"):
                call(process, "f")
        process.close()
    assert len(os.listdir("/proc/self/fd")) == before
    assert wait_until(lambda: len(descendants(os.getpid())) <= processes)


@pytest.mark.parametrize(
    ("body", "reason", "detail"),
    [
        ("os._exit(0)", "exit", 0),
        ("os._exit(7)", "exit", 7),
        ("ctypes.string_at(0)", "signal", signal.SIGSEGV),
        ("os.close(CHANNEL); time.sleep(20)", "protocol", "it closed its channel"),
        ("while True: os.write(1, bytes(65536))", "output", None),
        ("while True: pass", "timeout", 0.3),
        ("time.sleep(100)", "timeout", 0.3),
        ("os.write(CHANNEL, bytes([255] * 4)); time.sleep(20)", "protocol", None),
    ],
)
def test_how_a_worker_ends(sandbox: Sandbox, body: str, reason: str, detail: Any) -> None:
    """Each end is told from the others."""
    if sandbox.level == "none" and "CHANNEL" in body:
        pytest.skip("the number of the channel differs")
    source = f"import ctypes, os, time\nCHANNEL = 3\ndef f():\n    {body}\n"
    process = loaded(sandbox, source)
    with pytest.raises(Ended) as ended:
        call(process, "f", seconds=0.3)
    assert ended.value.reason == reason
    assert detail is None or ended.value.detail == detail
    assert not process.alive
    process.close()


SCRIPT = """
import json, sys, time
from grader.sandbox.launch import open_sandbox
from grader.sandbox.process import Limits
sandbox = open_sandbox(sys.argv[1], ["numpy"])
process = sandbox.spawn(Limits())
source = b"import time, signal\\nsignal.signal(15, signal.SIG_IGN)\\ndef f():\\n    time.sleep(1000)\\n"
process.request(("load", {"w.py": source}, "w.py", None), 5.0)
print(json.dumps([process.pid]), flush=True)
process.request(("call", None, "f", [], {}), 100.0)
"""


@linux
@pytest.mark.parametrize("level", ISOLATED)
def test_nothing_survives_the_grader(level: str) -> None:
    """When the grader is killed, its zygote and its workers, busy or ready, go with it."""
    sandbox_or_skip(level).close()
    grader = subprocess.Popen([sys.executable, "-c", SCRIPT, level], stdout=subprocess.PIPE)
    assert grader.stdout is not None
    (worker,) = json.loads(grader.stdout.readline())
    below = descendants(grader.pid)
    assert worker in below
    grader.kill()
    grader.wait()
    grader.stdout.close()
    assert wait_until(lambda: not any(map(lives, below))), [pid for pid in below if lives(pid)]


@linux
def test_a_dead_zygote_is_replaced() -> None:
    """If the system kills a zygote, the worker's end is known and the next worker comes from a new one."""
    others = set(descendants(os.getpid()))  # of other tests, such as multiprocessing's tracker
    sandbox = BestSandbox(["numpy"])
    process = loaded(sandbox, "def f():\n    return 1\n")
    if sandbox.level == "none":
        pytest.skip("no zygote at this level")
    level = sandbox.level
    for pid in descendants(os.getpid()):
        if pid not in others | {process.pid}:
            os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not lives(process.pid))
    with pytest.raises(Ended, match="signal"):
        call(process, "f")
    process.close()
    assert call(loaded(sandbox, "def f():\n    return 2\n"), "f")[1] == 2
    assert sandbox.level == level
    sandbox.close()


# --- levels -----------------------------------------------------------------------------------------


def test_the_next_level_is_taken_where_one_does_not_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """A zygote that cannot isolate itself says why, and the next lower level is used."""
    opened = launch.open_sandbox

    def without_library(level: str, packages: Any, *more: Any) -> Sandbox:
        if level == "none":
            return opened(level, packages, *more)
        patch = pytest.MonkeyPatch()
        bad = launch.layout(list(packages), level)._replace(readable=["/no/such/folder"])
        patch.setattr(launch, "layout", lambda *args: bad)
        try:
            return opened(level, packages, *more)
        finally:
            patch.undo()

    monkeypatch.setattr(launch, "open_sandbox", without_library)
    sandbox = BestSandbox(["numpy"])
    process = sandbox.spawn(Limits())
    assert sandbox.level == "none"
    assert set(sandbox.refused) == {"namespaces", "landlock"}
    assert all("Error" in why for why in sandbox.refused.values()), sandbox.refused
    process.close()
    sandbox.close()


def test_no_level_left_is_a_fault() -> None:
    """Where no level works, the reasons are told."""
    with pytest.raises(SandboxFault):
        BestSandbox(["numpy"], levels=())


def test_level_none_serves_and_is_limited() -> None:
    """Level none computes, keeps prints, and is stopped at its limits; isolation is not claimed."""
    sandbox = PlainSandbox(["numpy"])
    process = loaded(sandbox, "def f():\n    print('said')\n    return 1\n")
    assert call(process, "f")[1] == 1
    assert process.take_prints() == (b"said\n", 5)
    process.close()
    process = loaded(sandbox, "def f():\n    while True: pass\n")
    started = time.monotonic()
    with pytest.raises(Ended, match="timeout"):
        call(process, "f", seconds=0.2)
    assert time.monotonic() - started < 10
    sandbox.close()


# --- an installation below /tmp -------------------------------------------------------------------


@pytest.mark.parametrize("level", ISOLATED)
def test_an_installation_below_tmp_stays_readable(
    level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that lies where the scratch folder usually is can be imported in a worker."""
    import tempfile

    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chmod(folder, 0o755)
        package = os.path.join(folder, "below_tmp")
        os.mkdir(package)
        for name, source in (("__init__", ""), ("late", "VALUE = 7\n")):
            with open(os.path.join(package, f"{name}.py"), "w") as file:
                file.write(source)
        monkeypatch.syspath_prepend(folder)
        sandbox = ZygoteSandbox(level, ["numpy", "below_tmp"])
        try:
            work = "def f():\n    import below_tmp.late\n    return below_tmp.late.VALUE\n"
            assert value_of(sandbox, work) == 7
            scratch = (
                "def f():\n    import tempfile\n    return tempfile.TemporaryFile().write(b'x')\n"
            )
            assert value_of(sandbox, scratch) == (
                1 if level == "namespaces" else "FileNotFoundError"
            )
        except SandboxFault as fault:
            pytest.skip(str(fault))
        finally:
            sandbox.close()


def test_scratch_never_hides_what_is_readable() -> None:
    """The scratch folder is /tmp, or another one where an installation lies below /tmp."""
    assert launch.scratch_for(["/usr/lib/python3.11"]) == "/tmp"
    assert launch.scratch_for(["/tmp/venv/lib/numpy"]) == "/scratch"
    assert launch.scratch_for(["/tmp/venv/numpy", "/scratch/me/numpy.libs"]) == "/own"
