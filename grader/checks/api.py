"""What a check is written with. A check is a pytest test; these are its sentences.

    @pytest.mark.check(points=1, task="sigmoid")
    def test_sigmoid_values(student, reference, rng):
        agree(student.sigmoid, reference.sigmoid, rng.normal(size=(4, 3)))

Its fixtures are `student`, `reference` and a seeded `rng`. Every function here either returns or
ends the check with an exception that carries what the student will read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np

from grader.checks.autograd import differentiates, keeps_device
from grader.checks.clock import faster
from grader.checks.compare import compare
from grader.checks.ends import Awarded, CheckFailed
from grader.checks.gradients import gradients
from grader.checks.kinds import of_tensors
from grader.checks.progress import progress
from grader.checks.show import show, show_call
from grader.checks.tolerance import Tolerance, tolerance_for
from grader.checks.training import learns, take, trains
from grader.subjects import CallbackArgument, Exchange, Function, Raised, beside
from grader.texts import Text, printable, text

__all__ = [
    "agree",
    "array",
    "award",
    "beside",
    "callback",
    "close",
    "differentiates",
    "faster",
    "gradients",
    "keeps_device",
    "learns",
    "misconception",
    "progress",
    "quiet",
    "raises",
    "require",
    "support",
    "take",
    "trains",
    "untouched",
]


def agree(
    function: Callable[..., Any],
    reference: Callable[..., Any],
    *args: Any,
    operations: int = 1,
    rtol: float | None = None,
    atol: float | None = None,
    reason: Text | None = None,
    **kwargs: Any,
) -> Any:
    """Call both with the same arguments; the results must agree. Returns the student's.

    `operations` says how many floating-point operations a value may accumulate; `rtol` and
    `atol` replace the tolerance that follows from it, with a `reason` (a sentence).
    """
    expected: list[Any] = []

    def ask_reference() -> None:
        expected.append(reference(*args, **kwargs))

    actual = beside(ask_reference, function, *args, **kwargs)
    _compare(actual, expected[0], operations, rtol, atol, reason)
    return actual


def close(
    actual: Any,
    expected: Any,
    operations: int = 1,
    rtol: float | None = None,
    atol: float | None = None,
    reason: Text | None = None,
) -> None:
    """A value that the student's code returned must equal one computed by the check."""
    _compare(actual, expected, operations, rtol, atol, reason)


def _compare(
    actual: Any,
    expected: Any,
    operations: int,
    rtol: float | None,
    atol: float | None,
    reason: Text | None,
) -> None:
    tolerance = None
    if rtol is not None or atol is not None:
        usual = tolerance_for(np.float64, operations)
        tolerance = Tolerance(
            usual.rtol if rtol is None else rtol,
            usual.atol if atol is None else atol,
            reason,
        )
    mismatch = compare(actual, expected, tolerance, operations)
    if mismatch is not None:
        raise CheckFailed(mismatch.message, mismatch)


def require(condition: Any, *, fr: str, en: str) -> None:
    """End the check with a sentence when the condition is false."""
    if not condition:
        raise CheckFailed(Text(fr, en))


def award(fraction: float, *, fr: str, en: str) -> NoReturn:
    """End the check with `fraction` (0 to 1) of its points, and say why."""
    if not 0 <= fraction <= 1:
        raise ValueError("award takes a fraction between 0 and 1")
    raise Awarded(fraction, Text(fr, en))


def array(value: Any, shape: tuple[int, ...] | None = None, dtype: Any = None) -> Any:
    """The value, when it is an array of this shape and dtype; ends the check when it isn't."""
    if not isinstance(value, np.ndarray):
        if of_tensors():
            said = text("A tensor was expected, and what came is {actual}.", actual=show(value))
        else:
            said = text("An array was expected, and what came is {actual}.", actual=show(value))
        raise CheckFailed(said)
    if shape is not None and value.shape != shape:
        raise CheckFailed(
            text(
                "The shape {expected} was expected, and what came has the shape {actual}.",
                expected=str(shape),
                actual=str(value.shape),
            )
        )
    if dtype is not None and value.dtype != np.dtype(dtype):
        raise CheckFailed(
            text(
                "The dtype {expected} was expected, and what came has the dtype {actual}.",
                expected=str(np.dtype(dtype)),
                actual=str(value.dtype),
            )
        )
    return value


def untouched(function: Function, *args: Any, **kwargs: Any) -> Any:
    """Call the function; it must leave its arguments as they are (declared by the worker).

    Arrays count, and lists, tuples and dicts of them.
    """
    result = function(*args, **kwargs)
    changed = function.subject.log[-1].outcome.changed
    if changed:
        raise CheckFailed(
            text(
                "{name} changed its argument number {number} in place. The caller still needs it: "
                "compute a new array instead.",
                name=function.name,
                number=changed[0] + 1,
            )
        )
    return result


def quiet(function: Function, *args: Any, **kwargs: Any) -> Any:
    """Call the function; it must issue no warning, such as overflow (declared by the worker)."""
    result = function(*args, **kwargs)
    warned = function.subject.log[-1].outcome.warned
    if warned:
        raise CheckFailed(
            text(
                "{name} issued a warning: {warning}. The value may come out right by luck; use a "
                "form in which it can't happen.",
                name=function.name,
                warning=printable(warned[0], 200),
            )
        )
    return result


def raises(function: Function, *args: Any, error: str, fr: str, en: str, **kwargs: Any) -> None:
    """The call must raise the exception named `error`, or one that is derived from it.

    The sentence is said when it returns; another exception is told with the one that is wanted.
    """
    try:
        function(*args, **kwargs)
    except Raised as raised:
        outcome = raised.exchange.outcome
        if error in (outcome.raised, *outcome.bases):
            return
        raised.wanted = error
        raise
    raise CheckFailed(Text(fr, en))


def callback(function: Callable[..., Any], name: str) -> CallbackArgument:
    """A trusted function as an argument: the student's code may call it with plain data.

    It should raise TypeError or ValueError on arguments that it can't take.
    """
    return CallbackArgument(function, name)


def support(name: str) -> Any:
    """A function of the exercise's public `support.py` as an argument; it runs in the worker."""
    from grader.sandbox.wire import SupportName

    return SupportName(name)


def misconception(
    name: str, *, replaces: str, fr: str = "", en: str = "", see: str = ""
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a wrong implementation that people really write, and the words that explain it.

    Several functions with one id are one mistake, made in several places; only the first of them
    carries the words.
    The file is never imported: `grader.references` reads these arguments, which must be literal,
    and lays the function's source over the solution's.
    """
    return lambda function: function


def called_text(exchange: Exchange) -> str:
    """The call behind an outcome, as it would be written."""
    return show_call(exchange.name, exchange.args, exchange.kwargs)
