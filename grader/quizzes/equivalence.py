"""Whether two formulas mean the same, found in a process of its own with a time limit.

First both are computed with many digits at points drawn from the variables' ranges: one clear
difference is a proof that they differ. Then SymPy tries to bring the difference to zero, which is
a proof that they don't. Where it finds no proof in time, agreement at all points counts as equal:
two different formulas of these functions do not agree to thirty digits at sixteen random points
by chance (the Schwartz-Zippel lemma says so for polynomials).
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

from grader.quizzes.formulas import Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Verdict", "verdicts"]

Verdict = Literal["proven", "agrees", "differs", "unknown"]
Ranges = tuple[tuple[str, float, float], ...]
Pair = tuple[Node, Node, Ranges]

POINTS: Final = 16
DIGITS: Final = 30
PROOF_S: Final = 2.0  # processor seconds for one pair
WALL_S: Final = 30.0  # of the whole process, its start included
MEMORY: Final = 1 << 30
_known: dict[Pair, Verdict] = {}


def verdicts(pairs: Sequence[Pair]) -> list[Verdict]:
    """Return for each (one, other, ranges of the variables) whether they are equal.

    ``unknown`` where neither could be computed at any point. What was once found is remembered.
    """
    new = [pair for pair in dict.fromkeys(pairs) if pair not in _known]
    if new:
        _known.update(zip(new, _ask(new), strict=True))
    return [_known[pair] for pair in pairs]


def _ask(pairs: Sequence[Pair]) -> list[Verdict]:
    """Have a fresh interpreter judge `pairs`: what SymPy does cannot hurt this process."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _CODE, *sys.path],
            input=json.dumps(pairs).encode(),
            capture_output=True,
            timeout=WALL_S,
            check=False,
        )
        found: list[Verdict] = json.loads(done.stdout or b"null") or []
    except (OSError, subprocess.TimeoutExpired, ValueError):
        found = []
    if len(found) == len(pairs):
        return found
    if len(pairs) == 1:
        return ["unknown"]  # it killed its process: nothing can be said of it
    return [verdict for pair in pairs for verdict in _ask([pair])]  # each in a process of its own


_CODE: Final = """
import sys
sys.path[:] = sys.argv[1:]
from grader.quizzes.equivalence import serve
serve()
"""


def serve() -> None:
    """Judge the pairs on standard input, within limits; write the verdicts."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(WALL_S), int(WALL_S)))
    pairs = [(_tree(one), _tree(other), ranges) for one, other, ranges in json.load(sys.stdin)]
    sys.stdout.write(json.dumps([_judge(*pair) for pair in pairs]))


def _tree(data: Any) -> Node:
    head, parts = data
    return Node(head, tuple(map(_tree, parts)))


class _TooLong(Exception):
    """A pair took longer than it may."""


def _judge(one: Node, other: Node, ranges: Sequence[Sequence[Any]]) -> Verdict:
    """Judge one pair: at points, then by SymPy, which may not end in time."""
    try:
        with _time_limit():
            found = _compared(one, other, ranges)
    except _TooLong:
        return "unknown"
    if found != "agrees":
        return found
    try:
        with _time_limit():
            return "proven" if _proof(one, other) else "agrees"
    except _TooLong:
        return "agrees"


@contextmanager
def _time_limit() -> Iterator[None]:
    import signal

    def stop(*_: Any) -> None:
        raise _TooLong

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, PROOF_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _compared(one: Node, other: Node, ranges: Sequence[Sequence[Any]]) -> Verdict:
    agreed = 0
    for values in _points(ranges):
        same = _agree_at(one, other, values)
        if same is False:
            return "differs"
        agreed += same is True
    return "agrees" if agreed >= POINTS // 4 else "unknown"


def _points(ranges: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """Return points within the ranges, the same ones each time."""
    import random

    import mpmath  # type: ignore[import-untyped]

    mpmath.mp.dps = DIGITS + 20
    rng = random.Random(20)  # noqa: S311  # points to compute at, no secret
    return [
        {
            name: mpmath.mpf(low) + (mpmath.mpf(high) - mpmath.mpf(low)) * mpmath.mpf(rng.random())
            for name, low, high in ranges
        }
        for _ in range(POINTS)
    ]


def _agree_at(one: Node, other: Node, values: dict[str, Any]) -> bool | None:
    """Return whether both have the same value there; None where neither has one."""
    import mpmath

    ours, theirs = _value(one, values), _value(other, values)
    if ours is None and theirs is None:
        return None
    if ours is None or theirs is None:
        return False
    scale = max(abs(ours), abs(theirs), mpmath.mpf(10) ** -6)
    return bool(abs(ours - theirs) <= scale * mpmath.mpf(10) ** -DIGITS)


def _value(node: Node, values: dict[str, Any]) -> Any:
    """Return the real number that `node` is at `values`; None where it is none."""
    import mpmath

    try:
        found = _computed(node, values)
    except (ArithmeticError, ValueError, TypeError, MemoryError):
        return None
    return found if mpmath.isfinite(found) and not isinstance(found, mpmath.mpc) else None


def _computed(node: Node, values: dict[str, Any]) -> Any:
    import mpmath

    if isinstance(node.head, (int, float)):
        return mpmath.mpf(repr(node.head))  # 0.1 as it was written, not as a double
    if not node.parts:
        constants = {"pi": +mpmath.pi, "e": +mpmath.e}
        return values[node.head] if node.head in values else constants[node.head]
    parts = [_computed(part, values) for part in node.parts]
    return _functions()[node.head](*parts)


@lru_cache
def _functions() -> dict[str, Any]:
    import operator

    import mpmath

    named = {name: getattr(mpmath, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tanh")}
    return named | {
        "+": operator.add,
        "-": operator.sub,
        "*": operator.mul,
        "/": operator.truediv,
        "**": mpmath.power,
        "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
        "abs": abs,
        "floor": mpmath.floor,
        "ceil": mpmath.ceil,
        "max": max,
        "min": min,
    }


# --- the proof ------------------------------------------------------------------------------------


def _proof(one: Node, other: Node) -> bool:
    """Return whether SymPy brings the difference to zero."""
    import sympy  # type: ignore[import-untyped]

    try:
        return bool(sympy.simplify(_symbolic(one) - _symbolic(other)) == 0)
    except _TooLong:
        raise
    except Exception:  # noqa: BLE001  # whatever SymPy stumbles on is no proof
        return False


def _symbolic(node: Node) -> Any:
    import sympy

    if isinstance(node.head, (int, float)):
        return sympy.Rational(repr(node.head))
    if not node.parts:
        constants = {"pi": sympy.pi, "e": sympy.E}
        return constants.get(node.head) or sympy.Symbol(node.head, real=True)
    parts = [_symbolic(part) for part in node.parts]
    match node.head:
        case "+":
            return sympy.Add(*parts)
        case "-":
            return sympy.Add(parts[0], -parts[1])
        case "*":
            return sympy.Mul(*parts)
        case "/":
            return sympy.Mul(parts[0], sympy.Pow(parts[1], -1))
        case "**":
            return sympy.Pow(*parts)
        case "sigmoid":
            return 1 / (1 + sympy.exp(-parts[0]))
    names = {"abs": "Abs", "ceil": "ceiling", "max": "Max", "min": "Min"}
    return getattr(sympy, names.get(str(node.head), str(node.head)))(*parts)
