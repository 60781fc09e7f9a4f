"""Start workers at a level: through a zygote, or as plain processes with one warm spare."""

from __future__ import annotations

import array
import json
import os
import socket
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from grader.sandbox.devices import driver_files, gpu_nodes
from grader.sandbox.layout import layout, loaded

if TYPE_CHECKING:
    import subprocess

    # Not imported here: the zygote is on its way before NumPy is loaded on this side.
    from grader.sandbox.process import Limits, Process

LEVELS = ("namespaces", "landlock", "none")
SCRATCH_MB = 16
_SCRATCH = ("/tmp", "/scratch", "/own")
_START_S = 30.0
_SIGKILL = 9
_HERE = os.path.dirname(os.path.abspath(__file__))
# The interpreter reads it (no -I), so that sets of strings have the same order every time.
# One thread each: a forked PyTorch or OpenBLAS with threads hangs, and grading is parallel anyway.
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LC_ALL": "C.UTF-8",
    "HOME": "/tmp",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    # Triton's kernels are interpreted: a worker has no compiler.
    "TRITON_INTERPRET": "1",
    **{f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")},
}


class SandboxFault(Exception):
    """The sandbox could not be set up at this level; the text says what the system answered."""


class Sandbox(Protocol):
    """Where workers come from."""

    @property
    def level(self) -> str:
        """One of LEVELS."""

    def spawn(self, limits: Limits) -> Process:
        """A fresh worker with these limits."""

    def close(self) -> None:
        """End everything that was started."""


def open_sandbox(
    level: str, packages: Sequence[str], core: int = -1, device: str = "cpu"
) -> Sandbox:
    """Start what makes workers at `level`, without waiting for it to be ready.

    OSError where this machine has no such level, or that level no such `device`.
    """
    if level == "none":
        return PlainSandbox(packages)
    if level == "namespaces" and device != "cpu":
        raise OSError("the driver of a GPU needs more of the machine than this level shows")
    return ZygoteSandbox(level, packages, core, device)


class BestSandbox:
    """The highest of `levels` that works here, found when the first worker is asked for."""

    def __init__(
        self,
        packages: Sequence[str],
        levels: Sequence[str] = LEVELS,
        core: int = -1,
        device: str = "cpu",
    ) -> None:
        self._open: Callable[[str], Sandbox] = lambda level: open_sandbox(
            level, packages, core, device
        )
        self._levels = list(levels)
        self._proven = False
        self.refused: dict[str, str] = {}  # level -> what the system answered
        self._sandbox = self._next()

    def _next(self) -> Sandbox:
        while self._levels:
            level = self._levels.pop(0)
            try:
                return self._open(level)
            except OSError as error:  # no fork, no Unix sockets: not this kind of system
                self.refused[level] = str(error)
        reasons = "; ".join(f"{level}: {why}" for level, why in self.refused.items())
        raise SandboxFault(reasons)

    @property
    def level(self) -> str:
        """The level in use; final once a worker has been spawned."""
        return self._sandbox.level

    def spawn(self, limits: Limits) -> Process:
        """A fresh worker, of the next lower level as long as none has worked."""
        while True:
            try:
                process = self._sandbox.spawn(limits)
                self._proven = True
                return process
            except SandboxFault as fault:
                if self._proven:
                    return self._again().spawn(limits)
                self.refused[self._sandbox.level] = str(fault)
                self._sandbox.close()
                self._sandbox = self._next()

    def _again(self) -> Sandbox:
        """The same level anew: what it rested on has ended (the system was out of memory, say)."""
        level = self._sandbox.level
        self._sandbox.close()
        self._sandbox = self._open(level)
        return self._sandbox

    def close(self) -> None:
        """End everything that was started."""
        self._sandbox.close()


def scratch_for(readable: Sequence[str]) -> str:
    """Where a worker's own folder goes: /tmp, unless an installation lies there and would hide."""
    return next(
        place for place in _SCRATCH if not any(path.startswith(f"{place}/") for path in readable)
    )


class ZygoteSandbox:
    """Levels `namespaces` and `landlock`: every worker is forked from one preloaded process."""

    def __init__(
        self, level: str, packages: Sequence[str], core: int = -1, device: str = "cpu"
    ) -> None:
        self.level = level
        self._polled = device != "cpu"
        nodes, driver = (gpu_nodes(), driver_files()) if self._polled else ([], [])
        paths = layout(list(packages), level)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._pid = _start_zygote(theirs.fileno(), paths.search)
        own = scratch_for(paths.readable)
        self._send(level, loaded(packages), *paths, core, own, SCRATCH_MB, nodes, driver)
        self._ready = False

    def wait_ready(self) -> None:
        """Block until the zygote can fork; SandboxFault when it could not isolate itself."""
        if not self._ready:
            reply = self._reply(1)[0]
            if reply[0] != "ready":
                raise SandboxFault(str(reply[-1]))
            self._ready = True

    def _send(self, *message: Any) -> None:
        try:
            self._control.send(json.dumps(message).encode())
        except OSError as error:
            raise SandboxFault(f"the zygote ended: {error}") from None

    def _reply(self, fds: int) -> tuple[Any, list[int]]:
        room = socket.CMSG_SPACE(4 * fds)
        try:
            data, ancillary, _, _ = self._control.recvmsg(1 << 16, room, socket.MSG_CMSG_CLOEXEC)
        except OSError as error:
            raise SandboxFault(f"the zygote ended: {error}") from None
        if not data:
            raise SandboxFault("the zygote ended")
        received = array.array("i")
        for _, _, content in ancillary:
            received.frombytes(content)
        return json.loads(data), list(received)

    def spawn(self, limits: Limits) -> Process:
        """The child that the zygote holds ready, with these limits."""
        from grader.sandbox.process import Ended, Process

        self.wait_ready()
        limits = limits._replace(polled=self._polled)
        self._send("spawn")
        (_, pid), (channel, prints, pidfd) = self._reply(3)

        def end(wait: bool) -> int:
            try:
                self._send("end", pid, wait)
                return int(self._reply(1)[0][1]) if wait else 0
            except SandboxFault:
                return _SIGKILL  # the zygote has ended, and its children with it

        fds = (channel, channel, prints, pidfd)
        process = Process(_pid_here(pidfd), fds, limits, end)
        try:
            process.request(("limits", limits.for_worker()), _START_S)
        except Ended as failure:
            said = process.take_prints()[0].decode("utf-8", "replace").strip()
            raise SandboxFault(f"a worker could not start: {said or failure}") from None
        return process

    def close(self) -> None:
        """The zygote sees the socket close and goes, its children with it."""
        self._control.close()
        if self._pid:
            os.waitpid(self._pid, 0)
            self._pid = 0


def _start_zygote(control: int, search: list[str]) -> int:
    """Exec the zygote with a clean environment and `control` as its only open descriptor."""
    program = os.path.join(_HERE, "zygote.py")
    arguments = [sys.executable, "-P", "-s", "-S", "-X", "utf8", program, "3", *search]
    null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    actions = [(os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)]
    actions.append((os.POSIX_SPAWN_DUP2, control, 3))
    try:
        return os.posix_spawn(sys.executable, arguments, _ENVIRONMENT, file_actions=actions)
    finally:
        os.close(null)


def _pid_here(pidfd: int) -> int:
    """The number that a process has in our own pid namespace."""
    with open(f"/proc/self/fdinfo/{pidfd}") as file:
        for line in file:
            if line.startswith("Pid:"):
                return int(line.split()[1])
    return -1


class PlainSandbox:
    """Level `none`: a process each, the next one started before it is needed."""

    level = "none"

    def __init__(self, packages: Sequence[str]) -> None:
        self._packages = packages
        self._spare: subprocess.Popen[bytes] | None = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        import subprocess

        kept = {key: os.environ[key] for key in ("SYSTEMROOT", "TEMP", "TMP") if key in os.environ}
        search = layout(list(self._packages), self.level).search  # wherever they were found here
        kept["PYTHONPATH"] = os.pathsep.join(search)
        arguments = [
            sys.executable,
            "-P",
            "-s",
            os.path.join(_HERE, "plain.py"),
            *loaded(self._packages),
        ]
        return subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env={**_ENVIRONMENT, **kept},
        )

    def spawn(self, limits: Limits) -> Process:
        """The spare, with these limits; another one is started."""
        from grader.sandbox.process import Ended, Process

        popen, self._spare = self._spare or self._start(), self._start()
        pipes = [pipe for pipe in (popen.stdout, popen.stdin, popen.stderr) if pipe is not None]
        fds = [os.dup(pipe.fileno()) for pipe in pipes]
        if hasattr(os, "pidfd_open"):
            fds.append(os.pidfd_open(popen.pid))
        for pipe in pipes:
            pipe.close()

        def end(wait: bool) -> int:
            # A process that closed its channel by exiting gets a moment to do so.
            try:
                popen.wait(0.05 if wait else 0)
            except Exception:  # noqa: BLE001  # subprocess.TimeoutExpired, imported lazily
                popen.kill()
            code = popen.wait()
            return -code if code < 0 else code << 8

        process = Process(popen.pid, tuple(fds), limits, end)
        try:
            process.request(("limits", limits.for_worker()), _START_S)
        except Ended as failure:
            raise SandboxFault(f"a worker could not start: {failure}") from None
        return process

    def close(self) -> None:
        """End the spare."""
        if self._spare is not None:
            self._spare.kill()
            self._spare.communicate()
            self._spare = None
