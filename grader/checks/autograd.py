"""Sentences of checks on tensors: gradients that flow through a function, results that stay put."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from grader.checks.compare import compare
from grader.checks.ends import CheckFailed
from grader.checks.tolerance import Tolerance, tolerance_for
from grader.sandbox.tensors import META, Tensor, placed
from grader.subjects import Function, Raised
from grader.texts import Text, printable, text

__all__ = ["differentiates", "keeps_device"]

_COTANGENT_SEED: Final = 20  # of the numbers that are pulled back: any, the same every time


def differentiates(
    function: Function,
    reference: Function,
    *args: Any,
    wrt: Sequence[int] | None = None,
    operations: int = 1,
    rtol: float | None = None,
    atol: float | None = None,
    **kwargs: Any,
) -> None:
    """Autograd must go through the function, and give the gradients that it gives the reference.

    `wrt`: positions of the arguments that are differentiated, all arrays of floats by default.
    The function returns one tensor. Its value is compared too; tolerances as in `agree`.
    """
    tolerance = None
    if rtol is not None or atol is not None:
        usual = tolerance_for(np.float64, operations)
        tolerance = Tolerance(rtol or usual.rtol, atol or usual.atol, None)
    value = reference(*args, **kwargs)
    mismatch = compare(function(*args, **kwargs), value, tolerance, operations)
    if mismatch is not None:
        raise CheckFailed(mismatch.message, mismatch)
    places = [n for n, arg in enumerate(args) if _is_float(arg)] if wrt is None else list(wrt)
    cotangent = np.random.default_rng(_COTANGENT_SEED).normal(size=value.shape)
    pulled = {"wrt": places, "cotangent": np.asarray(cotangent, dtype=value.dtype), **kwargs}
    expected = reference.vjp(*args, **pulled)
    actual = function.vjp(*args, **pulled)
    name = printable(function.name, 80)
    if not isinstance(actual, list) or len(actual) != len(places):
        raise CheckFailed(_cut(text("No gradient flows through {name}.", name=name)))
    for place, mine, theirs in zip(places, actual, expected, strict=True):
        _compare_gradient(name, place, mine, theirs, tolerance, operations)


def _is_float(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


def _cut(what: Text) -> Text:
    """The usual ways to cut the graph, behind what was seen of it."""
    return text(
        "{what} Something on the way leaves autograd's graph: .detach(), .data, .item(), .numpy(), "
        "torch.no_grad() or a new torch.tensor(...) made from values.",
        what=what,
    )


def _compare_gradient(
    name: str, place: int, mine: Any, theirs: Any, tolerance: Tolerance | None, operations: int
) -> None:
    number = place + 1
    if theirs is None or mine is None:
        # Nothing flows there: the same as zeros.
        if mine is None and (theirs is None or not np.any(theirs)):
            return
        if mine is not None and not np.any(mine):
            return
        what = text("No gradient of {name} reaches argument {number}.", name=name, number=number)
        raise CheckFailed(_cut(what))
    mismatch = compare(mine, theirs, tolerance, operations)
    if mismatch is not None:
        raise CheckFailed(
            text(
                "The gradient that autograd finds through {name} for argument {number} is wrong: "
                "{why}",
                name=name,
                number=number,
                why=mismatch.message,
            ),
            mismatch,
        )


_NO_GENERATOR: Final = "not an accelerator"  # what torch.Generator(device="meta") says


def keeps_device(function: Function, *args: Any, **kwargs: Any) -> Any:
    """The function's result must be on the device of its arguments (declared by the worker).

    Where the grading is on the processor, the arguments are on PyTorch's ``meta`` device: they
    have no values, so that a copy to the processor and back can't be made unseen. Nor can a
    generator be made for it: a function that makes one is not judged there (the result is None).
    """
    graded_on = function.subject.device
    device = META if graded_on in (None, "cpu") else str(graded_on)
    try:
        moved = placed(kwargs, device)
        result = function(*placed(args, device), **moved)
    except Raised as raised:
        outcome = raised.exchange.outcome
        if device == META and _NO_GENERATOR in outcome.message:
            return None
        if META not in outcome.message.lower() and "device" not in outcome.message.lower():
            raise
        raise CheckFailed(_read(function.name, printable(outcome.message, 200))) from None
    for each in result if isinstance(result, (list, tuple)) else [result]:
        if (
            not isinstance(each, Tensor)
            or each.device.partition(":")[0] != device.partition(":")[0]
        ):
            where = each.device if isinstance(each, Tensor) else type(each).__name__
            raise CheckFailed(_left(function.name, where))
    return result


def _left(name: str, where: str) -> Text:
    return text(
        "The tensors given to {name} are on one device, and its result is elsewhere ({where}). Make "
        "new tensors on the device of the arguments (device=x.device, torch.zeros_like(x), "
        "x.new_tensor(...)), and don't go through .cpu(), .numpy() or .item().",
        name=printable(name, 80),
        where=where,
    )


def _read(name: str, said: str) -> Text:
    return text(
        "{name} stops where the values of its tensors can't be read by Python, as it would be slow "
        "on a GPU ({said}). Use no .cpu(), .numpy(), .tolist() or .item(), no if, max(...) or "
        "bool(...) on a tensor, and make new tensors on the device of the arguments "
        "(device=x.device, torch.zeros_like(x), x.new_tensor(...)).",
        name=printable(name, 80),
        said=said,
    )
