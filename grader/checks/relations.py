"""Wrong answers that follow from the right one by arithmetic, value by value.

Every function looks at arrays of one shape, finite throughout, and returns a diagnosis or None.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from grader.checks.evidence import (
    MAX_SIZE,
    Diagnosis,
    Pair,
    close,
    distinct,
    finding,
    generic,
    number,
    telling,
)
from grader.texts import text

if TYPE_CHECKING:
    from grader.checks.values import Array

__all__ = ["RELATIONS"]

MAX_DECIMALS: Final = 6
# A difference so many times the tolerance is no rounding error.
CLEAR: Final = 1e3


def factor(pair: Pair) -> Diagnosis | None:
    """Recognise the expected values times one constant."""
    actual, expected, tolerance, _ = pair
    largest = int(np.argmax(abs(expected)))
    divisor, value = float(expected.flat[largest]), float(actual.flat[largest])
    if not telling(expected, strict=False) or not telling(actual, strict=False):
        return None
    if abs(divisor) < CLEAR * tolerance.atol or abs(value) < CLEAR * tolerance.atol:
        return None
    ratio = value / divisor
    if abs(ratio - 1) < CLEAR * tolerance.rtol or not close(actual, ratio * expected, tolerance):
        return None
    known = _known_factor(ratio, pair)
    if known or not telling(expected) or not _readable(ratio):
        return known
    return finding(
        "factor",
        text("Your values are exactly {ratio} times the expected ones.", ratio=number(ratio)),
    )


def _readable(ratio: float) -> bool:
    return 1e-6 < abs(ratio) < 1e6


def _known_factor(ratio: float, pair: Pair) -> Diagnosis | None:
    """Return what a constant with a meaning stands for; of two meanings none."""

    def equals(constant: float) -> bool:
        return abs(ratio / constant - 1) <= 4 * pair.tolerance.rtol

    if equals(2):
        return finding("twice", text("Your values are exactly twice the expected ones."))
    if equals(0.5):
        return finding("half", text("Your values are exactly half the expected ones."))
    if equals(-1):
        return finding("opposite", text("Your values have the opposite sign everywhere."))
    return _log_base(equals(1 / math.log(2)), equals(math.log(2)), "2") or (
        _log_base(equals(1 / math.log(10)), equals(math.log(10)), "10") or _size(ratio, pair)
    )


def _log_base(taken: bool, forgotten: bool, base: str) -> Diagnosis | None:
    if taken:
        return finding(
            "log-base",
            text(
                "Your values are the expected ones divided by ln({base}): a logarithm in base "
                "{base} instead of the natural one (np.log)?",
                base=base,
            ),
        )
    if forgotten:
        return finding(
            "log-base",
            text(
                "Your values are the expected ones times ln({base}): a natural logarithm instead "
                "of the one in base {base}?",
                base=base,
            ),
        )
    return None


def _size(ratio: float, pair: Pair) -> Diagnosis | None:
    """Recognise a factor n or 1/n, n being a size of the arguments: a sum against a mean."""
    sizes = {n for a in pair.args if a is not None and a.ndim for n in (*a.shape, a.size)}
    for n in sorted(n for n in sizes if n > 2):
        if abs(ratio / n - 1) <= 4 * pair.tolerance.rtol:
            return finding(
                "times-size",
                text(
                    "Your values are the expected ones times {n}, a size of the arguments: a sum "
                    "where a mean is expected?",
                    n=n,
                ),
            )
        if abs(ratio * n - 1) <= 4 * pair.tolerance.rtol:
            return finding(
                "divided-by-size",
                text(
                    "Your values are the expected ones divided by {n}, a size of the arguments: a "
                    "mean where a sum is expected, or one division too many?",
                    n=n,
                ),
            )
    return None


def offset(pair: Pair) -> Diagnosis | None:
    """Recognise the expected values plus one constant."""
    actual, expected, tolerance, _ = pair
    if not (telling(expected) and telling(actual)):
        return None
    difference = actual - expected
    scale = float(abs(expected).max())
    constant = float(np.median(difference))
    if abs(constant) < CLEAR * (tolerance.atol + tolerance.rtol * scale):
        return None
    if not close(difference, np.full_like(difference, constant), tolerance, scale):
        return None
    shown = number(abs(constant))
    if constant > 0:
        sentence = text(
            "Your values are exactly the expected ones plus {constant}.", constant=shown
        )
    else:
        sentence = text(
            "Your values are exactly the expected ones minus {constant}.", constant=shown
        )
    return finding("offset", sentence)


def term(pair: Pair) -> Diagnosis | None:
    """Recognise one argument (a bias, for instance) left out, or added once too often."""
    actual, expected, tolerance, args = pair
    if not (telling(expected, strict=False) and telling(actual, strict=False)):
        return None
    found = [
        (place, sign)
        for place, arg in enumerate(args, 1)
        if arg is not None and _addable(arg, expected)
        for sign in (-1, 1)
        if _differs_by(actual, expected, sign * arg, tolerance.rtol)
    ]
    if len(found) != 1:
        return None
    place, sign = found[0]
    if sign < 0:
        sentence = text(
            "Your values are the expected ones minus argument number {place}: was it left out?",
            place=place,
        )
    else:
        sentence = text(
            "Your values are the expected ones plus argument number {place}: was it added once "
            "too often, or not subtracted?",
            place=place,
        )
    return finding("missing-term", sentence)


def _addable(arg: Array, expected: Array) -> bool:
    """Tell whether `arg` is a term of a sum of the shape of `expected` that can be recognised."""
    if not arg.size or arg.size > MAX_SIZE or not np.isfinite(arg).all():
        return False
    padded = (1,) * (expected.ndim - arg.ndim) + arg.shape
    fits = arg.ndim <= expected.ndim and all(
        n in (1, m) for n, m in zip(padded, expected.shape, strict=True)
    )
    return fits and (distinct(arg) >= 2 or generic(arg))


def _differs_by(actual: Array, expected: Array, arg: Array, rtol: float) -> bool:
    scale = float(max(abs(actual).max(), abs(expected).max()))
    room = rtol * max(scale, float(abs(arg).max()))
    # An argument as small as rounding errors would explain any value.
    return float(abs(arg).max()) > CLEAR * room and bool(
        (abs(actual - expected - arg) <= room).all()
    )


def complement(pair: Pair) -> Diagnosis | None:
    """Recognise one minus the expected probabilities."""
    actual, expected, tolerance, _ = pair
    if expected.min() < 0 or expected.max() > 1 or not telling(expected, strict=False):
        return None
    if not telling(actual, strict=False) or not close(actual, 1 - expected, tolerance, 1.0):
        return None
    if close(actual, expected, tolerance, CLEAR):
        return None
    return finding("complement", text("Your values are one minus the expected ones (1 - p)."))


def sign(pair: Pair) -> Diagnosis | None:
    """Recognise an absolute value that is missing, or one too many."""
    actual, expected, tolerance, _ = pair
    flipped = (actual * expected < 0) & (abs(expected) > CLEAR * tolerance.atol)
    kept = actual * expected > 0
    if not (flipped.any() and kept.any() and telling(abs(expected))):
        return None
    if not close(abs(actual), abs(expected), tolerance):
        return None
    if (expected >= 0).all():
        return finding(
            "absolute-value",
            text(
                "Your values are right but for their sign: some are negative. Is an absolute value missing?"
            ),
        )
    if (actual >= 0).all():
        return finding(
            "absolute-value",
            text(
                "Your values are right but for their sign: those that should be negative are positive."
            ),
        )
    return None


def rounded(pair: Pair) -> Diagnosis | None:
    """Recognise the expected values rounded, or cut to whole numbers."""
    actual, expected, tolerance, _ = pair
    if close(actual, expected, tolerance):
        return None
    for decimals in range(MAX_DECIMALS + 1):
        scaled, exact = actual * 10.0**decimals, expected * 10.0**decimals
        noise = 0.02 * tolerance.rtol * float(abs(scaled).max()) + 1e-9
        if noise > 1e-3 or (abs(scaled - np.round(scaled)) > noise).any():
            continue
        # So many digits agree; a few could by chance. A constant has no digits of its own.
        if not decimals and actual.size > 1 and distinct(actual) < 2:
            return None
        if float(np.log10(1 + abs(scaled)).sum()) < 4 or not _rounds(scaled, exact, decimals):
            return None
        return _rounding(decimals)
    return None


def _rounds(scaled: Array, exact: Array, decimals: int) -> bool:
    if (abs(scaled - exact) <= 0.5 + 1e-6).all():
        return True
    cuts = (np.floor, np.ceil, np.trunc) if not decimals else ()
    return any(bool((abs(scaled - cut(exact)) < 1e-6).all()) for cut in cuts)


def _rounding(decimals: int) -> Diagnosis:
    if decimals:
        sentence = text(
            "Your values are the expected ones rounded to {decimals} decimals: return them as "
            "they are computed.",
            decimals=decimals,
        )
    else:
        sentence = text(
            "Your values are the expected ones without their decimals: is there a //, an int(), "
            "a rounding or an array with an integer dtype?"
        )
    return finding("rounded", sentence)


RELATIONS: Final = (factor, offset, term, complement, sign, rounded)
