"""What stands in the student's place, or for the reference: trusted code, recorded outcomes.

A `LocalSubject` runs trusted code in this process, a `ReplaySubject` gives outcomes that were
recorded, a `Follower` goes along with somebody's answers as long as another subject agrees.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from typing import Any

import numpy as np

from grader.sandbox import arguments, tensors, wire
from grader.subjects import (
    CallbackArgument,
    Exchange,
    Outcome,
    Same,
    Subject,
    recordable,
    sampled,
)

# Times a call of the solution in a worker of its own.
Stopwatch = Callable[[str, tuple[Any, ...], dict[str, Any]], Outcome]


class ReplayMismatch(Exception):
    """A recorded outcome was asked for with other arguments than those that were recorded."""


# --- trusted code in this process -----------------------------------------------------------------


class LocalSubject(Subject):
    """A namespace of trusted functions, called here; values pass the wire's form both ways."""

    def __init__(
        self,
        namespace: dict[str, Any],
        support: dict[str, Any] | None = None,
        stopwatch: Stopwatch | None = None,
        device: str | None = None,
    ) -> None:
        super().__init__(device)
        self.namespace, self.support = namespace, support or {}
        self._stopwatch = stopwatch
        self._objects: dict[int, Any] = {}
        self._random = _Generator() if device else nullcontext()

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
            with self._random:
                value = _LOCAL_VERBS[verb](self, target, name, given, named)
            # A worker says this too, and a misconception may be just that: a change in place.
            changed = tuple(n for n, arg in enumerate(args) if arguments.changed(arg, given[n]))
            return Outcome(self._as_received(value), changed=changed)
        except Exception as error:  # noqa: BLE001  # an outcome like any other
            bases = tuple(base.__name__ for base in type(error).__mro__[1:])
            return Outcome(raised=type(error).__name__, message=str(error), bases=bases)

    def clocked(
        self, target: wire.Handle | None, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Outcome:
        """Timed where the stopwatch says, a worker like the student's; without one, here."""
        if self._stopwatch is not None and target is None:
            return self._stopwatch(name, args, kwargs)
        return super().clocked(target, name, args, kwargs)

    def _as_received(self, value: Any) -> Any:
        """The value as it would come from a worker; the usual kinds without the detour."""
        if type(value) is np.ndarray and value.dtype.kind in wire.ARRAY_KINDS:
            return value.copy()
        if type(value) in (float, int, bool, np.float64, np.float32):
            return value
        if type(value) in (list, tuple):
            return type(value)(map(self._as_received, value))
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

    def _keep(self, value: Any) -> wire.Handle | tensors.Tensor:
        return tensors.from_torch(value) if tensors.is_tensor(value) else self.handle(value)

    def handle(self, value: Any) -> wire.Handle:
        """The name of an object that stays here."""
        key = len(self._objects) + 1
        self._objects[key] = value
        traits = ("c" if callable(value) else "") + ("i" if hasattr(value, "__iter__") else "")
        return wire.Handle(key, type(value).__name__, traits)

    def _resolve(self, value: Any) -> Any:
        if isinstance(value, tensors.Tensor):
            return tensors.to_torch(value)
        if isinstance(value, wire.Handle):
            return self._objects[value.id]
        if isinstance(value, CallbackArgument):
            return self._call_back(value.function)
        if isinstance(value, wire.SupportName):
            return self.support[value.name]
        if isinstance(value, np.ndarray):
            return value.copy()
        if type(value) in (list, tuple):
            return type(value)(self._resolve(item) for item in value)
        if type(value) is dict:
            return {key: self._resolve(item) for key, item in value.items()}
        return value

    def _call_back(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A trusted function as a worker would have it: arrays one side, tensors the other."""
        if self.device is None:
            return function
        return lambda *args: self._resolve(function(*map(self._as_received, args)))

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


class _Generator:
    """PyTorch's global generator as one subject has it: drawn on by nobody else in between.

    What PyTorch warns of in the meantime is a misconception's business: no news for the reader.
    """

    def __init__(self) -> None:
        self._state: Any = None
        self._warnings = warnings.catch_warnings()

    def __enter__(self) -> None:
        self._warnings = warnings.catch_warnings()
        self._warnings.__enter__()
        warnings.simplefilter("ignore")
        if self._state is None:
            tensors.seed(0)
        else:
            tensors.set_random_state(self._state)

    def __exit__(self, *raised: object) -> None:
        self._state = tensors.random_state()
        self._warnings.__exit__(None, None, None)


_LARGE = wire.Caps(1 << 30, 10_000_000)


def _is_plain(value: Any) -> bool:
    """Whether a value holds no handle, call-back or name of support.py: these are named tuples."""
    if isinstance(value, (list, tuple)):
        return not hasattr(value, "_fields") and all(map(_is_plain, value))
    return all(map(_is_plain, value.values())) if isinstance(value, dict) else True


def _local_vjp(
    subject: LocalSubject, target: Any, name: str, args: list[Any], kwargs: dict[str, Any]
) -> Any:
    function = subject.find(target, name)
    return tensors.pull_back(function, args, kwargs["kwargs"], kwargs["wrt"], kwargs["cotangent"])


def _local_state(subject: LocalSubject, target: Any) -> dict[str, Any]:
    owner = subject.find(target, "")
    held = tensors.held(owner)
    return dict(vars(owner)) if held is None else held


_LOCAL_VERBS: dict[str, Callable[[LocalSubject, Any, str, list[Any], dict[str, Any]], Any]] = {
    "call": lambda subject, target, name, args, kwargs: subject.find(target, name)(*args, **kwargs),
    "keep": lambda subject, target, name, args, kwargs: subject.handle(
        subject.find(target, name)(*args, **kwargs)
    ),
    "attribute": lambda subject, target, name, args, kwargs: subject.find(target, name),
    "iterate": lambda subject, target, name, args, kwargs: subject.next_items(target, args[0]),
    "vjp": _local_vjp,
    "state": lambda subject, target, name, args, kwargs: _local_state(subject, target),
    "free": lambda subject, target, name, args, kwargs: None,
}


# --- recorded outcomes ------------------------------------------------------------------------------


class ReplaySubject(Subject):
    """Gives recorded outcomes in order. With `same`, the arguments must match the recorded ones."""

    def __init__(
        self,
        recorded: Sequence[Exchange],
        same: Callable[[Any, Any], bool] | None = None,
        device: str | None = None,
    ) -> None:
        super().__init__(device)
        self._recorded = recorded
        self._same = same

    def may_follow(self, log: Sequence[Exchange], same: Same) -> bool:
        """Look up the answer at the place of the last one."""
        at = len(log) - 1
        return at < len(self._recorded) and same(log[at].outcome, self._recorded[at].outcome)

    def clocked(
        self, target: wire.Handle | None, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Outcome:
        """The next recorded outcome, its seconds those of this machine."""
        return self.answer("clock", target, name, sampled(args), sampled(kwargs))

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
        super().__init__(subject.device)
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
        return self._followed_by(self._subject.answer(verb, target, name, args, kwargs))

    def clocked(
        self, target: wire.Handle | None, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Outcome:
        """The same for a timed call; its seconds are its own."""
        return self._followed_by(self._subject.clocked(target, name, args, kwargs))

    def _followed_by(self, outcome: Outcome) -> Outcome:
        at = len(self.log)
        if at < len(self._followed) and not self._same(self._followed[at].outcome, outcome):
            self.diverged = True
            raise DivergedError
        return outcome
