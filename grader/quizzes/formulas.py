"""Formulas that people type, read without ever being run.

The text is parsed by Python's own parser into a tree, and only the nodes, names and functions
listed here may be in it; what remains is a small tree of ours, that is computed with plain floats
or turned into SymPy's. The length, the depth and the size of numbers are limited first, so that
no text can be expensive to read.
"""

from __future__ import annotations

import ast
import math
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from grader.texts import Text, printable, text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

__all__ = [
    "CONSTANTS",
    "FUNCTIONS",
    "FormulaError",
    "Node",
    "compute",
    "names_in",
    "parse",
    "trouble",
]

LONGEST: Final = 300  # characters
DEEPEST: Final = 40  # operations within operations
LARGEST: Final = 1e12  # numbers that are written
HIGHEST_POWER: Final = 64  # exponents without a variable

# Each function, and how many arguments it takes at least and at most.
FUNCTIONS: Final[dict[str, tuple[int, int]]] = {
    "exp": (1, 1),
    "log": (1, 1),
    "ln": (1, 1),
    "sqrt": (1, 1),
    "abs": (1, 1),
    "sin": (1, 1),
    "cos": (1, 1),
    "tanh": (1, 1),
    "sigmoid": (1, 1),
    "floor": (1, 1),
    "ceil": (1, 1),
    "max": (2, 8),
    "min": (2, 8),
}
CONSTANTS: Final[dict[str, float]] = {"pi": math.pi, "e": math.e}
_OPERATORS: Final[dict[type[ast.operator], str]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}
# What people type for the same thing; a dot or a comma between digits is left to the caller.
_SAME: Final = str.maketrans(
    {"^": "**", "×": "*", "·": "*", "⋅": "*", "−": "-", "–": "-", "÷": "/", "²": "**2", "³": "**3"}
)
_COMMA: Final = re.compile(r"(?<=\d),(?=\d)")


class FormulaError(Exception):
    """A text that is no formula, or one that is not allowed; `text` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.text = reason


class Node(NamedTuple):
    """A number, a name, or an operator or function (`head`) of `parts`."""

    head: str | float
    parts: tuple[Node, ...] = ()


def parse(written: str, variables: Collection[str]) -> Node:
    """Return what `written` means, in the names `variables`; otherwise `FormulaError`.

    ``^`` is a power, ``×`` and ``·`` multiply; a decimal comma is read as a point outside of
    ``max(...)`` and ``min(...)``.
    """
    if len(written) > LONGEST:
        raise FormulaError(text("it is longer than {most} characters", most=LONGEST))
    source = written.translate(_SAME).strip()
    if "max" not in source and "min" not in source:
        source = _COMMA.sub(".", source)
    if source.count("(") > DEEPEST:
        raise FormulaError(text("it has more than {most} brackets", most=DEEPEST))
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise FormulaError(_hint(source)) from None
    return _node(tree, frozenset(variables), DEEPEST)


def trouble(written: str, variables: Collection[str]) -> Text | None:
    """Return why `written` is no formula of `variables`, or None if it is one."""
    try:
        parse(written, variables)
    except FormulaError as error:
        return error.text
    return None


def _hint(source: str) -> Text:
    if re.search(r"\d\s*[A-Za-z(]|\)\s*[A-Za-z(]", source):
        return text("it cannot be read: write every product with *, as in 2*x")
    return text("it cannot be read: check brackets and operators")


def _node(tree: ast.expr, variables: frozenset[str], depth: int) -> Node:
    if depth <= 0:
        raise FormulaError(text("it is nested too deeply"))
    match tree:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return _number(value)
        case ast.Name(id=name):
            return _name(name, variables)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Node("-", (Node(0.0), _node(operand, variables, depth - 1)))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _node(operand, variables, depth - 1)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            parts = (_node(left, variables, depth - 1), _node(right, variables, depth - 1))
            return _operation(_OPERATORS[type(op)], parts)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _call(name, tuple(_node(one, variables, depth - 1) for one in arguments))
    raise FormulaError(text("only numbers, names, + - * / ^, brackets and functions may be used"))


def _number(value: float) -> Node:
    if abs(value) > LARGEST:
        raise FormulaError(text("a number in it is too large"))
    return Node(float(value))


def _name(name: str, variables: frozenset[str]) -> Node:
    if name in variables or name in CONSTANTS:
        return Node(name)
    raise FormulaError(
        text(
            "it uses {name}; the names for this answer are: {names}",
            name=repr(printable(name, 40)),
            names=", ".join(sorted(variables)) or "-",
        )
    )


def _operation(operator: str, parts: tuple[Node, Node]) -> Node:
    if operator == "**" and not names_in(parts[1]) - CONSTANTS.keys():
        try:
            exponent = compute(parts[1], {})
        except (ArithmeticError, ValueError):
            exponent = math.inf
        if not abs(exponent) <= HIGHEST_POWER:
            raise FormulaError(text("an exponent in it is too large"))
    return Node(operator, parts)


def _call(name: str, parts: tuple[Node, ...]) -> Node:
    if name not in FUNCTIONS:
        functions = ", ".join(FUNCTIONS)
        raise FormulaError(
            text(
                "it calls {name}; the functions are: {functions}",
                name=repr(printable(name, 40)),
                functions=functions,
            )
        )
    least, most = FUNCTIONS[name]
    if not least <= len(parts) <= most:
        raise FormulaError(text("{name} takes another number of arguments", name=name))
    return Node("log" if name == "ln" else name, parts)


# --- with plain floats ----------------------------------------------------------------------------


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _power(base: float, exponent: float) -> float:
    return math.pow(base, exponent)  # a negative base to a fraction is a ValueError, not complex


_COMPUTED: Final[dict[str, Callable[..., float]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": _power,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "abs": abs,
    "sin": math.sin,
    "cos": math.cos,
    "tanh": math.tanh,
    "sigmoid": _sigmoid,
    "floor": math.floor,
    "ceil": math.ceil,
    "max": max,
    "min": min,
}


def compute(node: Node, values: Mapping[str, float]) -> float:
    """Return the value of `node` where its names have the given `values`.

    Division by zero, overflow, logarithms of negative numbers: `ArithmeticError` or `ValueError`.
    """
    if isinstance(node.head, float):
        return node.head
    if not node.parts:
        return values[node.head] if node.head in values else CONSTANTS[node.head]
    return float(_COMPUTED[node.head](*(compute(part, values) for part in node.parts)))


def names_in(node: Node) -> frozenset[str]:
    """Return the variables and constants that `node` uses."""
    if node.parts:
        return frozenset().union(*map(names_in, node.parts))
    return frozenset([node.head]) if isinstance(node.head, str) else frozenset()
