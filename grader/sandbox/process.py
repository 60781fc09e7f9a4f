"""One worker as the grader sees it: requests, deadlines, prints, and how it ended.

Deadlines count processor time, as the kernel accounts for it, so that a busy machine fails nobody;
the wall clock is a backstop for code that sleeps, and there the time that the worker spent waiting
for a processor is taken off. Nothing here trusts the worker: lengths are checked before they are
read, prints are kept up to a limit, and writing never blocks on a worker that doesn't read.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from grader.sandbox import wire

_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_TICKS = float(os.sysconf("SC_CLK_TCK")) if hasattr(os, "sysconf") else 100.0
WALL_FACTOR = 5.0  # wall seconds, waiting for a processor aside, for each second of the limit
_PIECE = 1 << 16
_FIRST_LOOK_S = 0.02  # most calls have answered by then, and cost no look at the clocks
_POLLED_S = 0.05  # between two looks at the memory of a worker that nothing else limits
_PARTING_MS = 200  # between closing the channel and being gone


class Ended(Exception):
    """The worker is no more, or is no longer worth talking to.

    `reason` is "exit" (detail: its exit code), "signal" (its number), "timeout" (seconds
    allowed), "memory" (bytes allowed), "output" (bytes printed) or "protocol" (what was wrong with
    its message).
    """

    def __init__(self, reason: str, detail: Any) -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


class Times(NamedTuple):
    """Seconds of a process so far: on a processor (all threads), waiting for one, on the wall.

    `memory` is what of it is in memory now, in bytes.
    """

    cpu: float
    waited: float
    wall: float
    memory: int = 0


class Limits(NamedTuple):
    """What one worker may use; times in seconds of processor time, sizes in bytes."""

    call_s: float = 2.0
    submission_s: float = 60.0
    memory_bytes: int = 512 << 20
    kept_prints: int = 64 << 10
    most_prints: int = 8 << 20
    message_bytes: int = 16 << 20
    items: int = 200_000
    polled: bool = False  # nothing in the kernel limits the memory: it has to be looked at

    def for_worker(self) -> dict[str, Any]:
        """The part that the worker applies to itself."""
        return {
            "memory_bytes": self.memory_bytes,
            "message_bytes": self.message_bytes,
            "items": self.items,
            "cpu_s": int(self.submission_s) + 2,
        }


class Process:
    """A worker's descriptors; `end` kills it and, when asked to wait, gives its wait status."""

    def __init__(
        self, pid: int, fds: tuple[int, ...], limits: Limits, end: Callable[[bool], int]
    ) -> None:
        self.pid, self.limits = pid, limits
        self.read_fd, self.write_fd, self.prints_fd = fds[:3]
        self._fds = set(fds)
        self._pidfd = fds[3] if len(fds) > 3 else None
        self._end = end
        self._caps = wire.Caps(limits.message_bytes + 4096, limits.items + 100)
        self._prints = bytearray()
        self._printed = 0
        self.received = 0  # bytes of answers so far
        self._poll = select.poll()
        self._poll.register(self.read_fd, select.POLLIN)
        self._poll.register(self.prints_fd, select.POLLIN)
        self.cpu_s = 0.0  # processor seconds, known once it has ended
        self.alive = True
        for fd in fds[:3]:
            os.set_blocking(fd, False)

    # --- requests -------------------------------------------------------------------------------

    def request(
        self, message: Any, allowed: float | Deadline, meanwhile: Callable[[], object] | None = None
    ) -> Any:
        """Send one message and wait for one reply, so many seconds of processor time at most.

        A `Deadline` goes on from one exchange to the next: those of one call share it. `meanwhile`
        is done before the reply is waited for, and takes nothing of that time.
        """
        payload = wire.encode(message, caps=wire.Caps(1 << 30, 1 << 30))
        return self.exchange(payload, allowed, meanwhile)

    def exchange(
        self,
        payload: bytes,
        allowed: float | Deadline,
        meanwhile: Callable[[], object] | None = None,
    ) -> Any:
        """The same for a message that is encoded already. Raises Ended, or what `meanwhile` does."""
        deadline = allowed if isinstance(allowed, Deadline) else Deadline(self, allowed)
        try:
            self._send(memoryview(wire.frame(payload)), deadline)
            if meanwhile is not None:
                meanwhile()
                deadline.restart()
            return wire.decode(self._receive(deadline), self._caps)
        except wire.WireError as error:
            self.close()
            raise Ended("protocol", str(error)) from None
        except (BrokenPipeError, ConnectionResetError, EOFError):
            raise self._gone() from None
        except BaseException:  # Ended, or what `meanwhile` raises: a reply may be left, unread
            self.close()
            raise

    def _send(self, view: memoryview, deadline: Deadline) -> None:
        while view:
            try:
                view = view[os.write(self.write_fd, view) :]
            except BlockingIOError:
                poll = select.poll()
                poll.register(self.write_fd, select.POLLOUT)
                self._wait(poll, deadline)

    def _receive(self, deadline: Deadline) -> bytes:
        """One message, and nothing behind it: a worker speaks only when it is asked."""
        data = bytearray()
        missing = 4
        while missing > 0:
            self._wait(self._poll, deadline)
            try:
                piece = os.read(self.read_fd, max(_PIECE, min(missing, 1 << 20)))
            except BlockingIOError:
                continue
            if not piece:
                raise EOFError
            data += piece
            self.received += len(piece)
            if len(data) >= 4:
                missing = 4 + wire.frame_length(data[:4], self._caps) - len(data)
        if missing < 0:
            raise wire.WireError("more than one answer")
        return bytes(data[4:])

    def _wait(self, poll: select.poll, deadline: Deadline) -> None:
        """Until something can be read or written; prints are drained meanwhile."""
        ready = poll.poll(deadline.next_look_ms())
        deadline.check()  # ready or not: bytes may come one by one, for ever
        for fd, _ in ready:
            if fd == self.prints_fd and not self._drain():
                self._poll.unregister(self.prints_fd)  # closed: it would be ready for ever

    # --- prints ---------------------------------------------------------------------------------

    def _drain(self) -> bool:
        """Read what was printed; false at the end of the pipe."""
        try:
            piece = os.read(self.prints_fd, _PIECE)
        except BlockingIOError:
            return True
        self._printed += len(piece)
        room = self.limits.kept_prints - len(self._prints)
        self._prints += piece[: max(0, room)]
        if self._printed > self.limits.most_prints:
            raise Ended("output", self._printed)
        return bool(piece)

    def take_prints(self) -> tuple[bytes, int]:
        """What was printed since the last time (its beginning), and how many bytes in all."""
        if self.alive:
            self._drain_rest()
        taken = bytes(self._prints), self._printed
        self._prints.clear()
        self._printed = 0
        return taken

    def _drain_rest(self) -> None:
        while True:
            before = self._printed
            try:
                self._drain()
            except (Ended, OSError):
                return
            if self._printed - before < _PIECE:
                return

    # --- the end ----------------------------------------------------------------------------------

    def _gone(self) -> Ended:
        """How it ended, when its end of the channel is closed."""
        if self._pidfd is not None:
            poll = select.poll()
            poll.register(self._pidfd, select.POLLIN)
            if not poll.poll(_PARTING_MS):
                self.close()
                return Ended("protocol", "it closed its channel")
        status = self.close(wait=True)
        if os.WIFSIGNALED(status):
            return Ended("signal", os.WTERMSIG(status))
        return Ended("exit", os.WEXITSTATUS(status))

    def close(self, wait: bool = False) -> int:
        """Kill what is left of it and close its descriptors.

        Only with `wait` is its wait status known; 0 otherwise, and the second time.
        """
        if not self.alive:
            return 0
        self._drain_rest()
        self.alive = False
        self.cpu_s = self.times().cpu
        try:
            return self._end(wait)
        finally:
            for fd in self._fds:
                os.close(fd)

    def cpu(self) -> float:
        """Processor seconds that it has used so far."""
        return self.times().cpu if self.alive else self.cpu_s

    def times(self) -> Times:
        """Its processor and waiting time where the system tells (Linux), zero elsewhere."""
        wall = time.monotonic()
        try:
            with open(f"/proc/{self.pid}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
            with open(f"/proc/{self.pid}/schedstat", "rb") as file:
                waited = int(file.read().split()[1]) / 1e9
            cpu_s = (int(fields[11]) + int(fields[12])) / _TICKS
            return Times(cpu_s, waited, wall, int(fields[21]) * _PAGE)
        except (OSError, IndexError, ValueError):
            return Times(0.0, 0.0, wall)


class Deadline:
    """How much longer the exchanges of one call may take."""

    def __init__(self, process: Process, seconds: float) -> None:
        self.process, self.seconds = process, seconds
        self._every_s = _POLLED_S if process.limits.polled else float("inf")
        self.restart()

    def restart(self) -> None:
        """The time begins now."""
        self.started = time.monotonic()
        self._look_at = self.started + _FIRST_LOOK_S
        self._first: Times | None = None

    def next_look_ms(self) -> float:
        """Milliseconds until the limit could have been reached: a core gives a second a second."""
        return 1000 * max(self._look_at - time.monotonic(), 0.0)

    def check(self) -> None:
        """Raise Ended once the processor time, or far more wall time, has been used."""
        if time.monotonic() < self._look_at:
            return
        now = self.process.times()
        first = self._first = self._first or now
        used = now.cpu - first.cpu
        elapsed = now.wall - self.started - (now.waited - first.waited)
        if used > self.seconds or elapsed > WALL_FACTOR * self.seconds:
            raise Ended("timeout", self.seconds)
        limits = self.process.limits
        if limits.polled and now.memory - first.memory > limits.memory_bytes:
            raise Ended("memory", limits.memory_bytes)
        self._look_at = now.wall + min(max(self.seconds - used, 0.01), self._every_s)
