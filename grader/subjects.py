"""What a check calls: the student's work, the reference, or a stand-in, all behind one interface.

A `Subject` answers the six verbs (call, attribute, iterate, vjp, state, free) with plain data and
keeps a log of what was asked and answered. A check sees it as a `Proxy`: `student.softmax(z)`.

- `grader.session.WorkerSubject`: a student's code in its worker;
- `grader.standins.LocalSubject`: trusted code in this process (the solution, a misconception);
- `grader.standins.ReplaySubject`: outcomes that were recorded.

All three hand out decoded wire data, so a check can't tell them apart.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from grader.sandbox import tensors, wire
from grader.texts import Text

CHUNK = 16  # items asked for at once when a check iterates
MOST_ITEMS = 100_000
ROUNDS = 3  # calls of which the clock takes the fastest
SAMPLE = 64  # values of an array that a timed call's log keeps


class Outcome(NamedTuple):
    """What one request led to: a value, or the name of the exception that was raised.

    `lines` are (file, line, function) of the student's frames, `changed` the positions of the
    array arguments that were changed in place, `warned` the warnings that were issued; all three
    are what the worker says. `bases` are the names of what the exception is derived from. `seconds` is what the trusted clock says of a timed call.
    """

    value: Any = None
    raised: str | None = None
    message: str = ""
    lines: tuple[tuple[str, int, str], ...] = ()
    changed: tuple[int, ...] = ()
    warned: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    seconds: float = 0.0


class Exchange(NamedTuple):
    """One request of a check and its outcome; `owner` is the type of the object that was asked."""

    verb: str
    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    outcome: Outcome
    owner: str = ""

    @property
    def called(self) -> str:
        """What was called, as it is shown: `softmax`, `<MLP>.forward`, `<MLP>`."""
        if not self.owner:
            return self.name
        return f"<{self.owner}>.{self.name}" if self.name else f"<{self.owner}>"


class Raised(Exception):
    """The subject's code raised an exception; `wanted` is the one that a check asked for."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(exchange.outcome.raised, exchange.outcome.message)
        self.exchange = exchange
        self.wanted: str | None = None


Same = Callable[[Outcome, Outcome], bool]


class CallbackArgument(NamedTuple):
    """A trusted function given to the subject as an argument, under the name it gets there.

    `reached` says how far the code had come by then, when its time ran out.
    """

    function: Callable[..., Any]
    name: str
    reached: Callable[[], Text | None] = lambda: None


Work = Callable[[], object]


class Subject:
    """Answers requests and remembers them. Subclasses say how, in `answer`."""

    def __init__(self, device: str | None = None) -> None:
        """`device`: where the arrays of a check become tensors, None where they stay arrays."""
        self.device = device
        self.log: list[Exchange] = []
        self.asked: Exchange | None = None  # the last request, answered or not

    def answer(
        self,
        verb: str,
        target: wire.Handle | None,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Outcome:
        """The outcome of one request."""
        raise NotImplementedError

    def ask(
        self,
        verb: str,
        target: wire.Handle | None,
        name: str,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
        meanwhile: Work | None = None,
    ) -> Any:
        """One request: its value, or Raised. `meanwhile` is done here, whatever the answer is."""
        plain = tuple(map(self._given, args))
        named = {key: self._given(value) for key, value in kwargs.items()} if kwargs else {}
        shown = tuple(map(recordable, plain))
        self.asked = Exchange(verb, name, shown, recordable(named), Outcome(), _type_of(target))
        if meanwhile is not None:
            self.beside(meanwhile)
        outcome = self.answer(verb, target, name, plain, named)
        exchange = self.asked._replace(outcome=outcome)
        self.log.append(exchange)
        if outcome.raised is not None:
            raise Raised(exchange)
        return self.wrapped(outcome.value)

    def beside(self, work: Work) -> None:
        """Do `work` beside the next request: before it, where both are done in this process."""
        work()

    def clock(
        self, target: wire.Handle | None, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Outcome:
        """A timed call: its outcome, of whose arrays a sample is kept, or Raised."""
        plain = tuple(map(self._given, args))
        named = {key: self._given(value) for key, value in kwargs.items()}
        shown = sampled(plain)
        self.asked = Exchange("clock", name, shown, sampled(named), Outcome(), _type_of(target))
        outcome = self.clocked(target, name, plain, named)
        exchange = self.asked._replace(outcome=outcome)
        self.log.append(exchange)
        if outcome.raised is not None:
            raise Raised(exchange)
        return outcome

    def clocked(
        self, target: wire.Handle | None, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Outcome:
        """The outcome of the same call made a few times, with the seconds of the fastest."""
        best, outcome = float("inf"), Outcome()
        for _ in range(ROUNDS):
            started = time.perf_counter()
            outcome = self.answer("call", target, name, args, kwargs)
            best = min(best, time.perf_counter() - started)
            if outcome.raised is not None:
                return outcome
        return outcome._replace(value=sampled(outcome.value), seconds=best)

    def may_follow(self, log: Sequence[Exchange], same: Same) -> bool:
        """Tell, at little cost, whether all of `log` could be this subject's; True if unknown."""
        del log, same
        return True

    def _given(self, value: Any) -> Any:
        """An argument of a check as it is sent: objects by their handles, arrays as tensors."""
        plain = _unwrapped(value)
        return plain if self.device is None else tensors.placed(plain, self.device)

    def wrapped(self, value: Any) -> Any:
        """Handles in a value become objects that a check can use."""
        if isinstance(value, wire.Handle):
            return Remote(self, value)
        if type(value) is list:
            return [self.wrapped(item) for item in value]
        if type(value) is tuple:
            return tuple(self.wrapped(item) for item in value)
        return value


def _type_of(target: wire.Handle | None) -> str:
    return "" if target is None else target.type_name


def _unwrapped(value: Any) -> Any:
    if isinstance(value, Remote):
        return value.handle_
    if type(value) in (list, tuple):
        return type(value)(_unwrapped(item) for item in value)
    return value


def recordable(value: Any) -> Any:
    """An argument as a log keeps it: plain data, with the name of a call-back in its place."""
    if isinstance(value, CallbackArgument):
        return wire.Callback(0, value.name)
    if type(value) is dict:
        return {key: recordable(item) for key, item in value.items()}
    return value


def sampled(value: Any) -> Any:
    """A value with a few values of each large array in its place: what a timed call's log keeps."""
    if type(value) in (list, tuple):
        return type(value)(sampled(item) for item in value)
    if type(value) is dict:
        return {key: sampled(item) for key, item in value.items()}
    size = getattr(value, "size", 0)
    if not isinstance(value, np.ndarray) or size <= SAMPLE:
        return recordable(value)
    # Anywhere in the array, the same places for the same size.
    places = np.random.default_rng(size).integers(size, size=SAMPLE)
    return (value.shape, value.ravel()[places])


class Function:
    """A name of a subject, to be called: `student.softmax`."""

    __slots__ = ("name", "subject", "target")

    def __init__(self, subject: Subject, target: wire.Handle | None, name: str) -> None:
        self.subject, self.target, self.name = subject, target, name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it on plain data: its value, or Raised."""
        return self.subject.ask("call", self.target, self.name, args, kwargs)

    def kept(self, *args: Any, **kwargs: Any) -> Any:
        """Call it; what it returns stays where it was made, whatever it is: a Remote, or Raised.

        For results that are the student's own affair, and only go into another call.
        """
        return self.subject.ask("keep", self.target, self.name, args, kwargs)

    def clock(self, *args: Any, **kwargs: Any) -> Outcome:
        """Call it a few times: the outcome with the seconds of the fastest, or Raised."""
        return self.subject.clock(self.target, self.name, args, kwargs)

    def vjp(self, *args: Any, wrt: Sequence[int], cotangent: Any, **kwargs: Any) -> Any:
        """The vector-Jacobian products with respect to the tensors at the positions `wrt`.

        A list with None for each argument to which no gradient flows, or None if the result
        carries none at all.
        """
        pulled = {"kwargs": kwargs, "wrt": list(wrt), "cotangent": cotangent}
        return self.subject.ask("vjp", self.target, self.name, args, pulled)


class Proxy:
    """A subject as a check writes it: `student.softmax(z)`, `student.get_("NAME")`."""

    def __init__(self, subject: Subject) -> None:
        self.subject_ = subject

    def __getattr__(self, name: str) -> Function:
        return Function(self.subject_, None, name)

    def get_(self, name: str) -> Any:
        """The value of a module's name that is not a function."""
        return self.subject_.ask("attribute", None, name)


class Remote:
    """An object that stayed where it was made. Its names end in `_`, all others are its own."""

    def __init__(self, subject: Subject, handle: wire.Handle) -> None:
        self.subject_, self.handle_ = subject, handle

    @property
    def type_name(self) -> str:
        """The name of its type, as the worker gives it."""
        return self.handle_.type_name

    def __getattr__(self, name: str) -> Function:
        if name.startswith("__"):
            raise AttributeError(name)
        return Function(self.subject_, self.handle_, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object itself."""
        return self.subject_.ask("call", self.handle_, "", args, kwargs)

    def get_(self, name: str) -> Any:
        """The value of one of its attributes."""
        return self.subject_.ask("attribute", self.handle_, name)

    def state_(self) -> dict[str, Any]:
        """The named arrays and numbers that it holds."""
        state: dict[str, Any] = self.subject_.ask("state", self.handle_, "")
        return state

    def free_(self) -> None:
        """Let the worker forget it."""
        self.subject_.ask("free", self.handle_, "")

    def __iter__(self) -> Iterator[Any]:
        for _ in range(MOST_ITEMS // CHUNK):
            items, ended = self.subject_.ask("iterate", self.handle_, "", (CHUNK,))
            if type(items) is not list or len(items) > CHUNK:
                raise TypeError("an answer that is no chunk of items")
            yield from items
            if ended:
                return

    def __repr__(self) -> str:
        return f"<{self.type_name}>"


def beside(work: Work, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call a function, or an object, and do `work` here while a worker computes: its value, or Raised.

    `work` takes nothing and returns nothing. Without a worker it is done first, and so it is where a
    check's own function calls the subject's.
    """
    if isinstance(function, Remote):
        return function.subject_.ask("call", function.handle_, "", args, kwargs, work)
    if isinstance(function, Function):
        return function.subject.ask("call", function.target, function.name, args, kwargs, work)
    work()
    return function(*args, **kwargs)
