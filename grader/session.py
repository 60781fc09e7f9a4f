"""One submission in its worker: loaded, called, replaced when it dies, and out of it a fair word.

Whatever ends or breaks a worker becomes a `StudentFault`, with the status that the check gets and
a sentence for the student. A worker that died is replaced by a fresh one at the next check, as
long as the submission has time left.
"""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING, Any

from grader.sandbox import wire
from grader.sandbox.names import Use
from grader.sandbox.process import WALL_FACTOR, Deadline, Ended, Limits, Process
from grader.subjects import CallbackArgument, Outcome, Subject, Work
from grader.texts import Text, joined, printable, text

if TYPE_CHECKING:
    from grader.sandbox.launch import Sandbox

_MOST_MESSAGES = 8  # of the largest size that one check may take in
_SIGKILL, _SIGXCPU = 9, 24  # not in the signal module everywhere
_REPLY_PARTS = {"ok": 3, "raised": 5, "unsendable": 2, "callback": 3}


class StudentFault(Exception):
    """The student's code kept a check from getting an answer: the status, and why."""

    def __init__(self, status: str, message: Text) -> None:
        super().__init__(status, message.en)
        self.status, self.message = status, message


class WorkerSubject(Subject):
    """The student's work as a subject: requests go to a worker, deadlines apply."""

    def __init__(
        self,
        sandbox: Sandbox,
        files: dict[str, bytes],
        main: str,
        limits: Limits,
        support: bytes | None = None,
        most_callbacks: int = 10_000,
        taken: frozenset[str] = frozenset(),
        device: str | None = None,
    ) -> None:
        """`taken`: names that the exercise gives or asks for; none is a slip for another.

        `device`: where the arrays of a check become tensors, None where they stay arrays.
        """
        super().__init__(device)
        self._taken = taken
        self._sandbox, self._limits = sandbox, limits
        self._work = (files, main, support)
        self._process: Process | None = None
        self._unused = False  # the worker has run nothing of the work
        self._used_s = 0.0  # processor seconds of the workers that have ended
        self._wall_s = 0.0  # seconds spent waiting for answers
        self._received = 0  # bytes, before this check
        self._seed: int | None = None  # of the check that begins
        self._meanwhile: Work | None = None  # to be done while the worker computes
        self._callbacks: dict[int, CallbackArgument] = {}
        self._most_callbacks = self._calls_left = most_callbacks

    # --- life -------------------------------------------------------------------------------------

    def load(self) -> None:
        """Import the work in a worker that has run nothing; Raised or StudentFault if it can't be."""
        if not self._unused:
            self.end()
            self._process = self._sandbox.spawn(self._limits)
        self._unused = False
        self._received = 0
        self.ask("load", None, "", self._work)

    def uses(self, source: str) -> list[Use]:
        """The uses of imported names in a source, read in a worker that has run nothing of it.

        That worker loads the work later, which saves one. Where it finds no end, it is given up,
        and there are none: what is wrong is told at loading.
        """
        if not self._unused:
            self._process = self._sandbox.spawn(self._limits)
            self._unused = True
        try:
            found = self.answer("uses", None, "", (source,), {}).value
            return [Use(*each) for each in found]
        except (StudentFault, TypeError):
            self.end()
            return []

    def begin(self, seed: int) -> None:
        """A check begins: a live worker, a seed for its random generators, an empty log."""
        self._callbacks.clear()
        self._calls_left = self._most_callbacks
        if self._process is None or not self._process.alive:
            self.load()
        elif self._left_s(self._process) <= 0:
            raise StudentFault("timeout", _out_of_time(self._limits.submission_s))
        self._seed = seed
        self.log.clear()
        self._received = self._process.received if self._process else 0

    def take_prints(self) -> str:
        """What the code printed since the last time, decoded, with a note when it was cut."""
        if self._process is None:
            return ""
        data, total = self._process.take_prints()
        kept = data.decode("utf-8", "replace")
        return kept if total <= len(data) else f"{kept}\n[… +{total - len(data)} bytes]"

    def end(self) -> None:
        """Give the worker up: the next check starts with a fresh one."""
        self._unused = False
        if self._process is not None:
            self._process.close()
            self._used_s += self._process.cpu_s
            self._process = None

    # --- requests -----------------------------------------------------------------------------------

    def answer(
        self,
        verb: str,
        target: wire.Handle | None,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Outcome:
        """Ask the worker; StudentFault when no answer comes."""
        process = self._process
        if process is None or not process.alive:
            raise StudentFault("crashed", text("Your code's process had ended before this call."))
        seconds = min(self._limits.call_s, self._left_s(process))
        if seconds <= 0:
            raise StudentFault("timeout", _out_of_time(self._limits.submission_s))
        given = tuple(map(self._sendable, args))
        named = {key: self._sendable(value) for key, value in kwargs.items()}
        request = self._seeded(_request(verb, target, name, given, named))
        started = time.monotonic()
        try:
            return self._converse(process, request, seconds)
        except (Ended, wire.WireError) as error:
            process.close()
            end = error if isinstance(error, Ended) else Ended("protocol", str(error))
            if end.reason == "timeout":  # asleep or not, the time counts
                self._used_s += max(0.0, seconds - process.cpu_s)
            raise self._out_of_time_or(end, process) from None
        finally:
            self._meanwhile = None
            self._wall_s += time.monotonic() - started

    def beside(self, work: Work) -> None:
        """Do `work` once the next request is on its way; its time is not the student's."""

        def timed() -> None:
            started = time.monotonic()
            try:
                work()
            finally:
                self._wall_s -= time.monotonic() - started

        self._meanwhile = timed

    def _seeded(self, request: tuple[Any, ...]) -> tuple[Any, ...]:
        """The first request of a check takes its seed along: one message less."""
        seed, self._seed = self._seed, None
        return request if seed is None else ("seeded", seed, *request)

    def _out_of_time_or(self, end: Ended, process: Process) -> StudentFault:
        """What ended the worker, or, where that was the submission's limit of time, that."""
        killed = end.reason == "signal" and end.detail in (_SIGKILL, _SIGXCPU)
        used_up = killed and self._used_s + process.cpu_s >= self._limits.submission_s
        cut_short = end.reason == "timeout" and end.detail < self._limits.call_s
        if used_up or cut_short:
            fault = StudentFault("timeout", _out_of_time(self._limits.submission_s))
        else:
            fault = _fault(end)
        reached = [callback.reached() for callback in self._callbacks.values()]
        if fault.status == "timeout" and any(reached):
            return StudentFault("timeout", joined(fault.message, *reached))
        return fault

    def _converse(self, process: Process, request: tuple[Any, ...], seconds: float) -> Outcome:
        """Send a request, answer call-backs, take the reply: all within one deadline."""
        deadline = Deadline(process, seconds)
        reply = _checked(process.request(request, deadline, self._meanwhile))
        while reply[0] == "callback":
            reply = _checked(process.request(self._call_back(*reply[1:]), deadline))
        most = _MOST_MESSAGES * self._limits.message_bytes
        if process.received - self._received > most:
            raise Ended("answers", most)
        outcome = _outcome(reply)
        if outcome.raised == "_Missing":
            wanted, *there = outcome.message.split("\n")
            free = [name for name in there if name not in self._taken]
            outcome = outcome._replace(message="\n".join([wanted, *free]))
        return outcome

    def _left_s(self, process: Process) -> float:
        """Processor seconds that the submission has left; none either after far more wall time.

        The process is only looked at once that many seconds have passed at all.
        """
        allowed = self._limits.submission_s
        if self._wall_s < allowed:
            return allowed - self._used_s
        if self._wall_s > WALL_FACTOR * allowed:
            return 0.0
        return allowed - self._used_s - process.cpu()

    def _sendable(self, value: Any) -> Any:
        if isinstance(value, CallbackArgument):
            key = len(self._callbacks) + 1
            self._callbacks[key] = value
            return wire.Callback(key, value.name)
        return value

    def _call_back(self, key: Any, args: Any) -> tuple[str, Any]:
        """Run a trusted function for the worker, on plain data, a limited number of times."""
        self._calls_left -= 1
        if self._calls_left < 0:
            raise Ended("callbacks", None)
        callback = self._callbacks.get(key) if isinstance(key, int) else None
        if callback is None or not isinstance(args, tuple):
            raise wire.WireError("a call-back that was never given")
        try:
            return ("value", callback.function(*args))
        except Exception as error:  # noqa: BLE001  # whatever the worker's arguments led to
            return ("refused", f"{callback.name}: {error}")


def _request(
    verb: str, target: wire.Handle | None, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[Any, ...]:
    """The message of the worker's protocol for one request."""
    if verb in ("call", "keep"):
        return (verb, target, name, list(args), kwargs)
    if verb == "attribute":
        return (verb, target, name)
    if verb == "vjp":
        pulled = kwargs["wrt"], kwargs["cotangent"]
        return (verb, target, name, list(args), kwargs["kwargs"], *pulled)
    if verb in ("load", "uses"):
        return (verb, *args)
    return (verb, target, *args)


def _checked(reply: Any) -> tuple[Any, ...]:
    """A reply of the right form; the worker may have written anything."""
    if not isinstance(reply, tuple) or not reply or not isinstance(reply[0], str):
        raise wire.WireError("a reply of another form")
    if len(reply) != _REPLY_PARTS.get(reply[0]):
        raise wire.WireError("a reply of another form")
    return reply


def _outcome(reply: tuple[Any, ...]) -> Outcome:
    kind = reply[0]
    if kind == "ok":
        if type(reply[2]) is dict and not reply[2]:
            return Outcome(reply[1])
        changed, warned = _listed(reply[2], "changed", int), _listed(reply[2], "warned", str)
        return Outcome(reply[1], changed=changed, warned=warned)
    if kind == "raised" and isinstance(reply[1], str) and isinstance(reply[2], str):
        bases = tuple(base for base in _items(reply[4]) if type(base) is str)
        return Outcome(raised=reply[1], message=reply[2], lines=_lines(reply[3]), bases=bases)
    if kind == "unsendable" and isinstance(reply[1], str):
        why = printable(reply[1], 200)
        raise StudentFault(
            "failed", text("Your function returned something that is too large: {why}.", why=why)
        )
    raise wire.WireError("a reply of another form")


def _listed(facts: Any, name: str, kind: type) -> tuple[Any, ...]:
    """A list among the facts that the worker states, the items of the wrong kind left out."""
    stated = facts.get(name) if isinstance(facts, dict) else None
    return tuple(item for item in stated if type(item) is kind) if isinstance(stated, list) else ()


def _items(value: Any) -> list[Any]:
    return value[:20] if isinstance(value, list) else []


def _lines(value: Any) -> tuple[tuple[str, int, str], ...]:
    return tuple(
        (line[0], line[1], line[2])
        for line in _items(value)
        if isinstance(line, tuple) and tuple(map(type, line)) == (str, int, str)
    )


# --- how a worker ended, in words -------------------------------------------------------------------


def _out_of_time(seconds: float) -> Text:
    return text(
        "All of the {seconds:g} seconds that your file may compute in all are used up, so this "
        "check was not run to its end.",
        seconds=seconds,
    )


def _fault(end: Ended) -> StudentFault:
    status, message = _FAULTS[end.reason](end.detail)
    return StudentFault(status, message)


def _exited(code: Any) -> tuple[str, Text]:
    return "crashed", text(
        "Your code ended its own process (exit code {code}) instead of returning a value: "
        "remove calls such as exit() or os._exit().",
        code=code,
    )


def _killed(number: Any) -> tuple[str, Text]:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = str(number)
    return "crashed", text(
        "Your code's process was ended by the system ({name}): a crash inside a library, or too "
        "much memory.",
        name=name,
    )


def _timed_out(seconds: Any) -> tuple[str, Text]:
    return "timeout", text(
        "No answer within {seconds:g} s of computing: an endless loop, or far too many steps.",
        seconds=seconds,
    )


def _took(size: Any) -> tuple[str, Text]:
    return "memory", text(
        "Your code took more than the {size} MB of memory that it may use.", size=size >> 20
    )


def _printed(size: Any) -> tuple[str, Text]:
    return "error", text(
        "Your code printed more than {size} MB, so it was stopped. Remove the print in the loop.",
        size=size >> 20,
    )


def _protocol(why: Any) -> tuple[str, Text]:
    return "crashed", text(
        "Your code's process sent bytes that are not an answer ({why}), so it was stopped. "
        "Don't write to file descriptors that your code did not open.",
        why=printable(str(why), 200),
    )


def _answered(size: Any) -> tuple[str, Text]:
    return "failed", text(
        "Your code returned more than {size} MB in one check: is it an endless generator?",
        size=size >> 20,
    )


def _callbacks(_: Any) -> tuple[str, Text]:
    return "error", text("Your code called the function that it was given far too many times.")


_FAULTS = {
    "exit": _exited,
    "signal": _killed,
    "timeout": _timed_out,
    "memory": _took,
    "output": _printed,
    "protocol": _protocol,
    "answers": _answered,
    "callbacks": _callbacks,
}
