"""Try each level of isolation for real: start a worker and let it misbehave a little.

A canary is a small function that does what a hostile submission would. At the levels with
isolation every canary must be stopped; at level `none` only the memory limit is promised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from grader.sandbox.launch import LEVELS, SandboxFault, open_sandbox
from grader.sandbox.layout import PackageMissing
from grader.sandbox.process import Limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.sandbox.launch import Sandbox
    from grader.session import WorkerSubject

__all__ = ["CANARIES", "Probed", "best_level", "probe", "probe_all"]

_LIMITS: Final = Limits(call_s=2.0, submission_s=10.0, memory_bytes=256 << 20)
_SOURCE: Final = b"""
import os
import socket


def ready():
    import numpy
    return int(numpy.arange(4).sum())


def read():
    with open("/etc/passwd") as file:
        return len(file.read())


def network():
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()
    return 1


def fork():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return 1


def write():
    path = "/var/tmp/grade-doctor-%d" % os.getpid()
    with open(path, "w"):
        pass
    os.unlink(path)
    return 1


def memory():
    return len(bytearray(1 << 30))
"""
# In the order in which they are tried; what each one does, as one word.
CANARIES: Final = ("read", "network", "fork", "write", "memory")


class Probed(NamedTuple):
    """What came of one level.

    `refused` is what the system answered where no worker could be started, else "". `stopped`
    tells for each canary whether it was kept from what it tried.
    """

    level: str
    refused: str
    stopped: dict[str, bool]

    @property
    def works(self) -> bool:
        """Whether workers start at this level and are held by what it promises."""
        promised = ("memory",) if self.level == "none" else CANARIES
        return not self.refused and all(self.stopped.get(name, False) for name in promised)


def probe(level: str, packages: Sequence[str] = ("numpy",)) -> Probed:
    """Try one level; never raises for what the system refuses."""
    try:
        sandbox = open_sandbox(level, packages)
    except (OSError, SandboxFault) as error:
        return Probed(level, str(error) or type(error).__name__, {})
    except PackageMissing as missing:
        return Probed(level, f"{missing} is not installed", {})
    try:
        return _tried(level, sandbox)
    except (OSError, SandboxFault) as error:
        return Probed(level, str(error) or type(error).__name__, {})
    finally:
        sandbox.close()


def probe_all(packages: Sequence[str] = ("numpy",)) -> list[Probed]:
    """Try all levels, the best first."""
    return [probe(level, packages) for level in LEVELS]


def best_level(probed: Sequence[Probed]) -> str | None:
    """Return the level that a grading will use: the first that works."""
    return next((each.level for each in probed if each.works), None)


def _tried(level: str, sandbox: Sandbox) -> Probed:
    from grader.session import StudentFault, WorkerSubject
    from grader.subjects import Raised

    worker = WorkerSubject(sandbox, {"canary.py": _SOURCE}, "canary.py", _LIMITS)
    try:
        worker.load()
        worker.ask("call", None, "ready")
        return Probed(level, "", {name: _stopped(worker, name) for name in CANARIES})
    except StudentFault as fault:
        return Probed(level, fault.message.en, {})
    except Raised as raised:
        return Probed(level, str(raised), {})
    finally:
        worker.end()


def _stopped(worker: WorkerSubject, canary: str) -> bool:
    """Whether the worker was kept from doing what `canary` tries; it gets a fresh one if it died."""
    from grader.session import StudentFault
    from grader.subjects import Raised

    try:
        worker.ask("call", None, canary)
    except Raised:
        return True
    except StudentFault:
        worker.load()
        return True
    return False
