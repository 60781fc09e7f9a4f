"""References that remember: trusted code answers the same request of the same check only once.

The gates grade hundreds of files on a few seeds. The solution and each misconception get the same
requests in the same order every time, as long as the check's path is the same; what they answer
follows from these. So an answer is taken from memory while all requests so far were equal, byte
for byte, and from the code itself as soon as one is not: verdicts are those of live references.
Only the time of a timed call is never remembered.

Functions that a request hands over are called again with what they were called with, so that what
they note for the check is noted.
"""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from grader.sandbox import wire
from grader.subjects import CallbackArgument, Exchange, Outcome, Same, Subject

if TYPE_CHECKING:
    from grader.checks.collect import Checks
    from grader.references import LiveReferences, Misconception

__all__ = ["Remembered"]

MOST_DIGESTS: Final = 1000
_REFERENCE, _SOLUTION = "", "solution"  # whose answers; a misconception has an id


class _Request(NamedTuple):
    verb: str
    target: wire.Handle | None
    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


class _Note(NamedTuple):
    """A call of a function that was handed over: where it stood, and what went in and out."""

    place: int
    args: tuple[Any, ...]
    result: Any


class _Answer(NamedTuple):
    """One request, by its digest, and what was answered; `packed` is its value, to be copied."""

    digest: bytes
    target: wire.Handle | None
    outcome: Outcome
    packed: bytes
    notes: tuple[_Note, ...]


class Remembered:
    """Live references on one seed, whose answers are remembered for the next submission."""

    live = True

    def __init__(self, live: LiveReferences, files: Sequence[Checks], seed: int) -> None:
        self._live, self._seed = live, seed
        self._checks = {check.id: (checks, check) for checks in files for check in checks.checks}
        self._known: dict[tuple[str, str], list[_Answer]] = {}

    @property
    def known(self) -> list[Misconception]:
        """The misconceptions."""
        return self._live.known

    def reference(self, check_id: str) -> Subject:
        """The solution, as the reference of a check."""
        return _Recalling(self._live.reference(check_id), self._answers(check_id, _REFERENCE))

    def solution(self, check_id: str) -> Subject:
        """The solution in the student's place."""
        return _Recalling(self._live.solution(check_id), self._answers(check_id, _SOLUTION))

    def misconceptions(self, check_id: str) -> Sequence[tuple[Misconception, Subject]]:
        """Each misconception in the student's place."""
        return [
            (wrong, self._mistaken(check_id, wrong.id, subject))
            for wrong, subject in self._live.misconceptions(check_id)
        ]

    def _answers(self, check_id: str, who: str) -> list[_Answer]:
        return self._known.setdefault((check_id, who), [])

    def _mistaken(self, check_id: str, wrong_id: str, subject: Subject) -> Subject:
        known = self._answers(check_id, f"wrong {wrong_id}")

        def run() -> None:
            checks, check = self._checks[check_id]
            fresh = {wrong.id: each for wrong, each in self._live.misconceptions(check_id)}
            student = _Recalling(fresh[wrong_id], known)
            checks.run(check, student, self.reference(check_id), self._seed)

        return _Recalling(subject, known, run)


class _Recalling(Subject):
    """Another subject, answered for from `known` while the requests are the same.

    `run` runs the check with it once, so that all its answers are known.
    """

    def __init__(
        self, real: Subject, known: list[_Answer], run: Callable[[], None] | None = None
    ) -> None:
        super().__init__(real.device)
        self._real, self._known, self._run = real, known, run
        self._behind: list[_Request] = []  # answered from memory: not yet asked of the real one
        self._at: int | None = 0  # the place in what is known; None once off the known path

    def answer(
        self,
        verb: str,
        target: wire.Handle | None,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Outcome:
        """What is known, or what the real one answers."""
        request = _Request(verb, target, name, args, kwargs)
        digest = None if self._at is None else _digest(request)
        known = self._recalled(request, digest)
        if known is not None:
            return known
        self._catch_up()
        notes: list[_Note] = []
        outcome = self._real.answer(*_noting(request, notes))
        spoilt = any(note.place < 0 for note in notes)
        if digest is not None and self._at == len(self._known) and not spoilt:
            packed = pickle.dumps(outcome.value, protocol=5)  # several times as fast as deepcopy
            kept = outcome._replace(value=pickle.loads(packed))  # noqa: S301  # our own
            self._known.append(_Answer(digest, target, kept, packed, tuple(notes)))
            self._at += 1
        else:
            self._at = None
        return outcome

    def _recalled(self, request: _Request, digest: bytes | None) -> Outcome | None:
        if digest is None or self._at is None or self._at >= len(self._known):
            return None
        known = self._known[self._at]
        if (known.digest, known.target) != (digest, request.target):
            return None
        if not _repeated(request, known.notes):
            return None
        self._at += 1
        self._behind.append(_answering(request, known.notes))
        return known.outcome._replace(value=pickle.loads(known.packed))  # noqa: S301  # our own

    def _catch_up(self) -> None:
        """Bring the real one to where it would be, had it been asked all along."""
        behind, self._behind = self._behind, []
        for request in behind:
            self._real.answer(*request)

    def clocked(
        self, target: wire.Handle | None, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Outcome:
        """Timed anew each time; what comes after it is not remembered."""
        self._catch_up()
        self._at = None
        return self._real.clocked(target, name, args, kwargs)

    def may_follow(self, log: Sequence[Exchange], same: Same) -> bool:
        """Compare with what it answers on its own; ask the real one where the paths part."""
        if self._run is not None and not self._known:
            self._run()
        alike = _alike(log, self._known)
        # A check mostly ends with what went wrong: the last answer tells most.
        if not all(same(log[at].outcome, self._known[at].outcome) for at in reversed(range(alike))):
            return False
        return alike == len(log) or self._real.may_follow(log, same)


def _alike(log: Sequence[Exchange], known: Sequence[_Answer]) -> int:
    """How many requests from the first one on were the same; none of them to an object."""
    pairs = zip(map(_digest_of, log), known, strict=False)
    return sum(1 for _ in takewhile(lambda pair: _is_one(*pair), pairs))


def _is_one(digest: bytes | None, known: _Answer) -> bool:
    return digest == known.digest and known.target is None


def _digest(request: _Request) -> bytes | None:
    """What tells one request from another; None for one that has no plain form."""
    return _digested(_plain((request.verb, request.name, request.args, request.kwargs)))


_of_logs: dict[int, tuple[Exchange, bytes | None]] = {}  # of the log that is looked at now


def _digest_of(exchange: Exchange) -> bytes | None:
    """The digest of a request in a log, which is held against many others."""
    known = _of_logs.get(id(exchange))
    if known is None:
        if len(_of_logs) >= MOST_DIGESTS:
            _of_logs.clear()
        said = exchange.verb, exchange.name, exchange.args, exchange.kwargs
        known = _of_logs[id(exchange)] = exchange, _digested(_plain(said))
    return known[1]


def _digested(value: Any) -> bytes | None:
    """Pickled to be compared, never to be read: other values have other bytes."""
    try:
        return blake2b(pickle.dumps(value, protocol=5), digest_size=16).digest()
    except (pickle.PicklingError, AttributeError, TypeError):
        return None


def _plain(value: Any) -> Any:
    """A value with the name of each function that is handed over in its place, as logs have it."""
    if isinstance(value, CallbackArgument):
        return wire.Callback(0, value.name)
    if type(value) in (list, tuple):
        return type(value)(_plain(item) for item in value)
    if type(value) is dict:
        return {key: _plain(item) for key, item in value.items()}
    return value


# --- functions that a request hands over ------------------------------------------------------------


def _functions(request: _Request) -> Iterator[CallbackArgument]:
    given = (*request.args, *request.kwargs.values())
    yield from (value for value in given if isinstance(value, CallbackArgument))


def _with_functions(
    request: _Request, made: Callable[[int, CallbackArgument], Callable[..., Any]]
) -> _Request:
    """The request with other functions, made from each one's place and itself."""
    places = iter(range(len(request.args) + len(request.kwargs)))

    def replaced(value: Any) -> Any:
        if not isinstance(value, CallbackArgument):
            return value
        return value._replace(function=made(next(places), value))

    args = tuple(map(replaced, request.args))
    kwargs = {key: replaced(value) for key, value in request.kwargs.items()}
    return request._replace(args=args, kwargs=kwargs)


def _noting(request: _Request, notes: list[_Note]) -> _Request:
    """The request with functions that note how they are called."""

    def made(place: int, given: CallbackArgument) -> Callable[..., Any]:
        def function(*args: Any) -> Any:
            asked = copy.deepcopy(args)
            try:
                result = given.function(*args)
            except BaseException:
                notes.append(_Note(-1, (), None))  # not to be repeated
                raise
            notes.append(_Note(place, asked, copy.deepcopy(result)))
            return result

        return function

    return _with_functions(request, made)


def _repeated(request: _Request, notes: Sequence[_Note]) -> bool:
    """Call the functions of the request as they were called; tell whether they say the same."""
    functions = list(_functions(request))
    for note in notes:
        result = functions[note.place].function(*copy.deepcopy(note.args))
        if _digested(result) != _digested(note.result):
            return False
    return True


def _answering(request: _Request, notes: Sequence[_Note]) -> _Request:
    """The request with functions that say again what they said, and note nothing."""
    said = iter(notes)
    return _with_functions(request, lambda place, given: lambda *args: next(said).result)
