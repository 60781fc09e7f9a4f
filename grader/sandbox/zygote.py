"""The zygote: a program of its own that preloads the libraries and forks the workers.

The grader starts it with a clean environment and one socket, and sends a `setup` message: the
level, the packages to load, what may be read. It then keeps one isolated child ready. Requests
are `spawn` (the ready child's descriptors go to the grader) and `end` (kill that child, if it
still lives, and say how it ended). It holds no secret, never sees a submission, and ends with the
grader. A child's descriptors are made just before its fork and closed here when handed over, so no
child inherits another's.
"""

from __future__ import annotations

import array
import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

if __name__ == "__main__":  # started by path, with -P -S: find the package, then forget where
    _HOME = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    sys.path[:0] = [_HOME, *sys.argv[2:]]

from grader.sandbox import isolate, tensors, wire, worker

_NOBODY = 65534
_THREADS = 128  # of a zygote's workers, in a user namespace of their own
_THREADS_OF_NOBODY = 1024  # of all zygotes' workers
_ABI_OF_TRUNCATE = 3
_OTHER_NAMESPACES = (
    isolate.CLONE_NEWPID | isolate.CLONE_NEWNET | isolate.CLONE_NEWIPC | isolate.CLONE_NEWUTS
)
# Extension modules of the standard library that exercises may meet: their shared libraries
# can't be found any more once the root has been replaced.
_PRELOADED = (
    *("bisect", "bz2", "collections.abc", "contextlib", "copy", "ctypes", "dataclasses"),
    *("datetime", "decimal", "enum", "fractions", "functools", "hashlib", "heapq", "inspect"),
    *("itertools", "json", "lzma", "math", "operator", "random", "re", "statistics", "string"),
    *("struct", "time", "typing", "warnings", "zlib"),
)


class Setup(NamedTuple):
    """What the grader asks for once, before the first fork."""

    level: str
    packages: list[str]
    search: list[str]  # folders to import from, after the standard library
    readable: list[str]
    masks: list[str]
    core: int  # the processor that the workers are pinned to, -1: any
    scratch: str  # the folder that hides what lies there, and is each worker's own
    scratch_mb: int
    devices: list[str]  # of a GPU: may be used, and no limit of address space then
    driver: list[str]  # what a GPU's driver reads


class Ready(NamedTuple):
    """A child that waits for its first message.

    The descriptors: the grader's ends of its channel and of its prints, and one of the process
    itself, whose number differs between namespaces.
    """

    pid: int
    fds: tuple[int, int, int]


def main() -> None:
    """Serve the grader until it closes the socket."""
    control = socket.socket(fileno=int(sys.argv[1]))
    try:
        setup = Setup(*json.loads(_receive(control)))
        _load(setup)
        size = isolate.address_space()
        namespace = _isolate_self(setup)
    except BaseException as error:  # noqa: BLE001  # the grader reads why
        _reply(control, ("failed", f"{type(error).__name__}: {error}"))
        return
    _reply(control, ("ready",))
    _serve(control, Children(setup, size, namespace))


def _serve(control: socket.socket, children: Children) -> None:
    ready = children.fork()
    leaving: set[int] = set()
    while True:
        verb, *arguments = json.loads(_receive(control))
        if verb == "spawn":
            _reply(control, ("spawned", ready.pid), ready.fds)
            for fd in ready.fds:
                os.close(fd)
            leaving = {pid for pid in leaving if not os.waitpid(pid, os.WNOHANG)[0]}
            ready = children.fork()
        elif verb == "end":
            pid, wanted = arguments
            os.kill(pid, signal.SIGKILL)  # a no-op on one that has ended: it is ours to reap
            if wanted:
                _reply(control, ("ended", os.waitpid(pid, 0)[1]))
            else:
                leaving.add(pid)  # reaped later: the kernel takes a while to take it apart


def _receive(control: socket.socket) -> bytes:
    data = control.recv(1 << 16)  # SOCK_SEQPACKET: one message, whole
    if not data:
        os._exit(0)
    return data


def _reply(control: socket.socket, message: Any, fds: tuple[int, ...] = ()) -> None:
    ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
    try:
        control.sendmsg([json.dumps(message).encode()], ancillary)
    except OSError:
        os._exit(0)


# --- once, in the zygote --------------------------------------------------------------------------


def _load(setup: Setup) -> None:
    """Import what the exercises use, while the files can still be read."""
    sys.path[:] = [entry for entry in sys.path if entry != _HOME] + setup.search
    for name in (*_PRELOADED, *setup.packages):
        __import__(name)
    tensors.look_at_the_processor()
    worker.prepare_interpreter()
    os.environ["TMPDIR"] = setup.scratch
    gc.collect()
    gc.freeze()  # what exists now is never traced again: fewer pages are copied in a child


def _isolate_self(setup: Setup) -> int:
    """What all children share of the isolation; the zygote's own pid namespace, or -1."""
    isolate.die_with_parent()
    if setup.level == "landlock":
        if os.getuid() == 0 and _others_can_read(setup.readable):
            isolate.become(_NOBODY)
        elif isolate.landlock_abi() < _ABI_OF_TRUNCATE:
            raise OSError("this kernel's Landlock cannot forbid to truncate one's own files")
        isolate.drop_capabilities()
        isolate.no_new_privileges()
        os.chdir("/")
        isolate.landlock([*setup.readable, *setup.driver], [], setup.devices)
        isolate.die_with_parent()  # a change of user cleared it
        return -1
    proc = os.open("/proc/self", os.O_RDONLY | os.O_CLOEXEC)
    if os.getuid() == 0:  # root reaches an interpreter that nobody may not, then steps down
        isolate.unshare(isolate.CLONE_NEWNS)
        isolate.build_root(setup.readable, setup.masks, setup.scratch)
        isolate.become(_NOBODY)
        isolate.enter_user_namespace(proc, isolate.CLONE_NEWNS | _OTHER_NAMESPACES)
    else:
        isolate.enter_user_namespace(proc, isolate.CLONE_NEWNS | _OTHER_NAMESPACES)
        isolate.build_root(setup.readable, setup.masks, setup.scratch)
    isolate.die_with_parent()
    return _become_first_process(proc)


def _become_first_process(proc: int) -> int:
    """Go on as process 1 of the new pid namespace; its descriptor, to come back to after a fork."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        os._exit(0)
    isolate.die_with_parent()
    os.close(proc)
    return os.pidfd_open(1)


def _others_can_read(paths: list[str]) -> bool:
    """Whether a user who owns nothing could read `paths` (a home folder may be closed)."""
    for path in paths:
        while path != "/":
            if not os.stat(path).st_mode & (1 if os.path.isdir(path) else 4):
                return False
            path = os.path.dirname(path)
    return True


# --- each child -------------------------------------------------------------------------------------


class Children:
    """Forks the workers: how they are isolated, and from which size they start."""

    def __init__(self, setup: Setup, address_space: int, namespace: int) -> None:
        self.setup, self.address_space, self.namespace = setup, address_space, namespace
        # Made once, for process 1 of its namespace.
        self._program = isolate.seccomp_program(1)

    def fork(self) -> Ready:
        """One more isolated child, waiting for its first message."""
        ours, theirs = socket.socketpair()
        prints_read, prints_write = os.pipe()
        if self.namespace >= 0:
            isolate.unshare(isolate.CLONE_NEWPID)  # the next child is process 1 of a new one
        pid = os.fork()
        if pid == 0:
            try:
                self._child(theirs.fileno(), prints_write)
            except BaseException as error:  # noqa: BLE001  # isolation failed: the grader reads why
                os.write(prints_write, f"{type(error).__name__}: {error}".encode())
            finally:
                os._exit(70)  # never back into the loop above
        if self.namespace >= 0:
            isolate.join_namespace(self.namespace, isolate.CLONE_NEWPID)
        theirs.close()
        os.close(prints_write)
        return Ready(pid, (ours.detach(), prints_read, os.pidfd_open(pid)))

    def _child(self, channel_fd: int, prints_fd: int) -> None:
        isolate.die_with_parent()
        worker.redirect_prints(prints_fd)
        os.dup2(channel_fd, 3)
        os.closerange(4, 256)  # the control socket, descriptors of the zygote
        if self.setup.core >= 0:
            os.sched_setaffinity(0, {self.setup.core})
        if self.setup.level == "namespaces":
            isolate.private_scratch(self.setup.scratch, self.setup.scratch_mb)
            isolate.drop_capabilities()
            isolate.no_new_privileges()
            isolate.landlock(["/"], [self.setup.scratch])
        pid = os.getpid()
        devices = bool(self.setup.devices)
        isolate.seccomp(self._program if pid == 1 else isolate.seccomp_program(pid, devices))
        channel = worker.Channel(3, 3, wire.Caps())
        worker.Worker(channel, self._limit).serve()

    def _limit(self, limits: Mapping[str, Any]) -> None:
        """The limits of one submission, applied by the child before it loads anything."""
        threads = _THREADS_OF_NOBODY if os.getuid() == _NOBODY else 0
        if self.setup.level == "namespaces":
            threads = _THREADS
        size = None  # a GPU's driver maps far more than it uses: the grader looks instead
        if not self.setup.devices:
            size = self.address_space + limits["memory_bytes"]
        isolate.limit_resources(size, limits["cpu_s"], self.setup.scratch_mb, threads)


if __name__ == "__main__":
    main()
