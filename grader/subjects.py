"""What a check calls: the student's work, the reference, or a stand-in, all behind one interface.

A `Subject` answers the six verbs (call, attribute, iterate, vjp, state, free) with plain data and
keeps a log of what was asked and answered. A check sees it as a `Proxy`: `student.softmax(z)`.

- `grader.session.WorkerSubject`: a student's code in its worker;
- `LocalSubject`: trusted code in this process (the solution, a misconception);
- `ReplaySubject`: outcomes that were recorded.

All three hand out decoded wire data, so a check can't tell them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from grader.sandbox import wire

CHUNK = 16  # items asked for at once when a check iterates
MOST_ITEMS = 100_000


class Outcome(NamedTuple):
    """What one request led to: a value, or the name of the exception that was raised.

    `lines` are (file, line, function) of the student's frames, `changed` the positions of the
    array arguments that were changed in place, `warned` the warnings that were issued; all three
    are what the worker says.
    """

    value: Any = None
    raised: str | None = None
    message: str = ""
    lines: tuple[tuple[str, int, str], ...] = ()
    changed: tuple[int, ...] = ()
    warned: tuple[str, ...] = ()


class Exchange(NamedTuple):
    """One request of a check and its outcome."""

    verb: str
    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    outcome: Outcome


class Raised(Exception):
    """The subject's code raised an exception."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(exchange.outcome.raised, exchange.outcome.message)
        self.exchange = exchange


class ReplayMismatch(Exception):
    """A recorded outcome was asked for with other arguments than those that were recorded."""


Same = Callable[[Outcome, Outcome], bool]


class Subject:
    """Answers requests and remembers them. Subclasses say how, in `answer`."""

    def __init__(self) -> None:
        self.log: list[Exchange] = []

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
    ) -> Any:
        """One request: its value, or Raised."""
        plain = tuple(map(_unwrapped, args))
        named = {key: _unwrapped(value) for key, value in kwargs.items()} if kwargs else {}
        outcome = self.answer(verb, target, name, plain, named)
        shown = tuple(map(recordable, plain))
        exchange = Exchange(verb, name, shown, recordable(named), outcome)
        self.log.append(exchange)
        if outcome.raised is not None:
            raise Raised(exchange)
        return self.wrapped(outcome.value)

    def may_follow(self, log: Sequence[Exchange], same: Same) -> bool:
        """Tell, at little cost, whether all of `log` could be this subject's; True if unknown."""
        del log, same
        return True

    def wrapped(self, value: Any) -> Any:
        """Handles in a value become objects that a check can use."""
        if isinstance(value, wire.Handle):
            return Remote(self, value)
        if type(value) is list:
            return [self.wrapped(item) for item in value]
        if type(value) is tuple:
            return tuple(self.wrapped(item) for item in value)
        return value


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


class Function:
    """A name of a subject, to be called: `student.softmax`."""

    __slots__ = ("name", "subject", "target")

    def __init__(self, subject: Subject, target: wire.Handle | None, name: str) -> None:
        self.subject, self.target, self.name = subject, target, name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it on plain data: its value, or Raised."""
        return self.subject.ask("call", self.target, self.name, args, kwargs)

    def vjp(self, *args: Any, cotangent: Any) -> Any:
        """The value and the vector-Jacobian product, for a function that offers a pullback."""
        return self.subject.ask("vjp", self.target, self.name, args, {"cotangent": cotangent})


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


# --- trusted code in this process -----------------------------------------------------------------


class LocalSubject(Subject):
    """A namespace of trusted functions, called here; values pass the wire's form both ways."""

    def __init__(self, namespace: dict[str, Any], support: dict[str, Any] | None = None) -> None:
        super().__init__()
        self.namespace, self.support = namespace, support or {}
        self._objects: dict[int, Any] = {}

    def answer(
        self,
        verb: str,
        target: wire.Handle | None,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Outcome:
        """Do it; an exception of the code is an outcome like any other."""
        given = [self._resolve(arg) for arg in args]
        named = {key: self._resolve(value) for key, value in kwargs.items()}
        try:
            value = _LOCAL_VERBS[verb](self, target, name, given, named)
            # A worker says this too, and a misconception may be just that: a change in place.
            changed = tuple(n for n, arg in enumerate(args) if _differ(arg, given[n]))
            return Outcome(self._as_received(value), changed=changed)
        except Exception as error:  # noqa: BLE001  # an outcome like any other
            return Outcome(raised=type(error).__name__, message=str(error))

    def _as_received(self, value: Any) -> Any:
        """The value as it would come from a worker; the usual kinds without the detour."""
        if type(value) is np.ndarray and value.dtype.kind in wire.ARRAY_KINDS:
            return value.copy()
        if type(value) in (float, int, bool, np.float64, np.float32):
            return value
        return wire.decode(wire.encode(value, self._keep, _LARGE), _LARGE)

    def may_follow(self, log: Sequence[Exchange], same: Same) -> bool:
        """Ask for the last answer alone: that is where somebody else's mistake shows.

        Only where no object went to and fro, so that no request depends on the ones before it.
        """
        last = log[-1]
        if last.verb != "call" or not all(
            _is_plain((each.args, each.kwargs, each.outcome.value)) for each in log
        ):
            return True
        return same(last.outcome, self.answer("call", None, last.name, last.args, last.kwargs))

    def _keep(self, value: Any) -> wire.Handle:
        key = len(self._objects) + 1
        self._objects[key] = value
        traits = ("c" if callable(value) else "") + ("i" if hasattr(value, "__iter__") else "")
        return wire.Handle(key, type(value).__name__, traits)

    def _resolve(self, value: Any) -> Any:
        if isinstance(value, wire.Handle):
            return self._objects[value.id]
        if isinstance(value, CallbackArgument):
            return value.function
        if isinstance(value, wire.SupportName):
            return self.support[value.name]
        return value.copy() if isinstance(value, np.ndarray) else value

    def find(self, target: wire.Handle | None, name: str) -> Any:
        """The object behind a handle, a name of it, or a name of the namespace."""
        if target is None:
            return self.namespace[name]
        owner = self._objects[target.id]
        return getattr(owner, name) if name else owner

    def next_items(self, target: wire.Handle, count: int) -> tuple[list[Any], bool]:
        """Up to `count` next items of an iterable object, and whether it has ended."""
        if not isinstance(self._objects[target.id], Iterator):
            self._objects[target.id] = iter(self._objects[target.id])
        items: list[Any] = []
        for _ in range(count):
            try:
                items.append(next(self._objects[target.id]))
            except StopIteration:
                return items, True
        return items, False


_LARGE = wire.Caps(1 << 30, 10_000_000)


def _is_plain(value: Any) -> bool:
    """Whether a value holds no handle, call-back or name of support.py: these are named tuples."""
    if isinstance(value, (list, tuple)):
        return not hasattr(value, "_fields") and all(map(_is_plain, value))
    return all(map(_is_plain, value.values())) if isinstance(value, dict) else True


def _differ(before: Any, after: Any) -> bool:
    """Whether an array argument is no longer what it was, bit by bit."""
    if not isinstance(before, np.ndarray):
        return False
    same: bool = before.dtype == after.dtype and before.tobytes() == after.tobytes()
    return not same


def _local_vjp(
    subject: LocalSubject, target: Any, name: str, args: list[Any], kwargs: dict[str, Any]
) -> Any:
    value, pullback = subject.find(target, name)(*args)
    return value, pullback(kwargs["cotangent"])


_LOCAL_VERBS: dict[str, Callable[[LocalSubject, Any, str, list[Any], dict[str, Any]], Any]] = {
    "call": lambda subject, target, name, args, kwargs: subject.find(target, name)(*args, **kwargs),
    "attribute": lambda subject, target, name, args, kwargs: subject.find(target, name),
    "iterate": lambda subject, target, name, args, kwargs: subject.next_items(target, args[0]),
    "vjp": _local_vjp,
    "state": lambda subject, target, name, args, kwargs: dict(vars(subject.find(target, ""))),
    "free": lambda subject, target, name, args, kwargs: None,
}


class CallbackArgument(NamedTuple):
    """A trusted function given to the subject as an argument, under the name it gets there."""

    function: Callable[..., Any]
    name: str


# --- recorded outcomes ------------------------------------------------------------------------------


class ReplaySubject(Subject):
    """Gives recorded outcomes in order. With `same`, the arguments must match the recorded ones."""

    def __init__(
        self, recorded: Sequence[Exchange], same: Callable[[Any, Any], bool] | None = None
    ) -> None:
        super().__init__()
        self._recorded = recorded
        self._same = same

    def may_follow(self, log: Sequence[Exchange], same: Same) -> bool:
        """Look up the answer at the place of the last one."""
        at = len(log) - 1
        return at < len(self._recorded) and same(log[at].outcome, self._recorded[at].outcome)

    def answer(
        self,
        verb: str,
        target: wire.Handle | None,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Outcome:
        """The next recorded outcome; ReplayMismatch when something else was asked for."""
        at = len(self.log)
        if at >= len(self._recorded):
            raise ReplayMismatch(f"{name}: more requests than were recorded")
        expected = self._recorded[at]
        if (expected.verb, expected.name) != (verb, name):
            raise ReplayMismatch(f"{verb} {name}, recorded: {expected.verb} {expected.name}")
        if self._same and not (
            self._same([recordable(arg) for arg in args], list(expected.args))
            and self._same(recordable(kwargs), expected.kwargs)
        ):
            raise ReplayMismatch(f"{name}: other arguments than those that were recorded")
        return expected.outcome


# --- following what somebody answered ---------------------------------------------------------------


class DivergedError(Exception):
    """A follower gave another answer than the one that it follows: no more of it is needed."""


class Follower(Subject):
    """Another subject, as long as it answers as `log` says; `diverged` tells whether it did not.

    `same` compares two outcomes. What comes after the end of `log` is free.
    """

    def __init__(self, subject: Subject, log: Sequence[Exchange], same: Same) -> None:
        super().__init__()
        self.log = subject.log  # one log: a replay finds its place by it
        self.diverged = False
        self._subject, self._followed, self._same = subject, log, same

    def answer(
        self,
        verb: str,
        target: wire.Handle | None,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Outcome:
        """What the subject answers; DivergedError when the log says something else."""
        outcome = self._subject.answer(verb, target, name, args, kwargs)
        at = len(self.log)
        if at < len(self._followed) and not self._same(self._followed[at].outcome, outcome):
            self.diverged = True
            raise DivergedError
        return outcome
