"""The mutation operators: each looks at one node and gives what could stand in its place.

A replacement is a new node of the same sort (an expression for an expression, a statement for a
statement); the node that was given is never changed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from copy import copy
from typing import Final, NamedTuple

__all__ = ["OPERATORS", "Operator", "Place"]


class Place(NamedTuple):
    """A node, the nodes around it (outermost first), and the function that it belongs to.

    `parameters` are the names of that function's parameters.
    """

    node: ast.AST
    parents: tuple[ast.AST, ...]
    function: str
    parameters: tuple[str, ...]

    @property
    def parent(self) -> ast.AST | None:
        """The node right around it."""
        return self.parents[-1] if self.parents else None

    def inside(self, child: ast.AST) -> Place:
        """The place of a child of this node."""
        function, parameters = self.function, self.parameters
        if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
            function = f"{function}.{child.name}" if function else child.name
        if isinstance(child, ast.FunctionDef):
            parameters = tuple(arg.arg for arg in child.args.args if arg.arg != "self")
        return Place(child, (*self.parents, self.node), function, parameters)


class Operator(NamedTuple):
    """What an operator does, in words, and the function that does it."""

    does: str
    apply: Callable[[Place], Iterator[ast.AST]]


_COMPARISONS: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ARITHMETIC: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
}
_PAIRS: Final = (
    ("max", "min"),
    ("maximum", "minimum"),
    ("amax", "amin"),
    ("argmax", "argmin"),
    ("sum", "mean"),
    ("exp", "expm1"),
    ("log", "log1p"),
    ("sqrt", "square"),
    ("std", "var"),
    ("any", "all"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("floor", "ceil"),
    ("sin", "cos"),
    ("cumsum", "cumprod"),
    ("vstack", "hstack"),
    ("isnan", "isfinite"),
)
_NEIGHBOURS: Final[dict[str, str]] = {
    **dict(_PAIRS),
    **{second: first for first, second in _PAIRS},
    "abs": "negative",
    "prod": "sum",
    "tanh": "arctan",
    "sign": "positive",
    "dot": "multiply",
    "matmul": "multiply",
    "clip": "maximum",
    "logaddexp": "maximum",
    "log2": "log",
    "log10": "log",
}
# Their value does not depend on the order of their arguments.
_COMMUTATIVE: Final = frozenset(
    ("max", "min", "maximum", "minimum", "add", "multiply", "logaddexp", "hypot")
)
_OPTIONS: Final = ("axis", "dtype", "ddof", "initial", "copy", "where", "out", "keepdims")


def _comparison(place: Place) -> Iterator[ast.AST]:
    node = place.node
    if isinstance(node, ast.Compare):
        for at, old in enumerate(node.ops):
            for new in _COMPARISONS[type(old)]:
                ops = [*node.ops[:at], new(), *node.ops[at + 1 :]]
                yield ast.Compare(node.left, ops, node.comparators)


def _arithmetic(place: Place) -> Iterator[ast.AST]:
    node = place.node
    if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        yield ast.BinOp(node.left, _ARITHMETIC[type(node.op)](), node.right)
    if isinstance(node, ast.AugAssign) and type(node.op) in _ARITHMETIC:
        yield ast.AugAssign(node.target, _ARITHMETIC[type(node.op)](), node.value)
        yield ast.Assign([node.target], node.value, lineno=node.lineno)


def _operand(place: Place) -> Iterator[ast.AST]:
    node = place.node
    if isinstance(node, ast.BinOp) and not isinstance(place.parent, ast.BinOp):
        yield node.left
        yield node.right


def _unary(place: Place) -> Iterator[ast.AST]:
    node = place.node
    if isinstance(node, ast.UnaryOp) and not isinstance(node.operand, ast.Constant):
        yield node.operand


def _boolean(place: Place) -> Iterator[ast.AST]:
    node = place.node
    if isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def _condition(place: Place) -> Iterator[ast.AST]:
    parent = place.parent
    tested = isinstance(parent, (ast.If, ast.While, ast.IfExp)) and parent.test is place.node
    filtered = isinstance(parent, ast.comprehension) and place.node in parent.ifs
    if (tested or filtered) and isinstance(place.node, ast.expr):
        if isinstance(place.node, ast.Compare) and len(place.node.ops) == 1:
            return  # the operator "comparison" turns it round already
        yield ast.UnaryOp(ast.Not(), place.node)


def _constant(place: Place) -> Iterator[ast.AST]:
    value = _number(place.node)
    if value is None or _number(place.parent) is not None:
        return
    if isinstance(value, bool):
        yield ast.Constant(not value)
        return
    for new in dict.fromkeys((0, 1, value + 1, value - 1, -value, 2 * value)):
        if new != value:
            yield _literal(type(value)(new))


def _number(node: ast.AST | None) -> float | int | bool | None:
    """The number that a constant, or a minus before one, stands for."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _number(node.operand) if isinstance(node.operand, ast.Constant) else None
        return None if value is None else -value
    if isinstance(node, ast.Constant) and isinstance(node.value, (bool, int, float)):
        return node.value
    return None


def _literal(value: float) -> ast.expr:
    return ast.UnaryOp(ast.USub(), ast.Constant(-value)) if value < 0 else ast.Constant(value)


def _deleted(place: Place) -> Iterator[ast.AST]:
    node = place.node
    if isinstance(node, (ast.Return, ast.Pass, ast.FunctionDef, ast.ClassDef)):
        return
    if isinstance(node, ast.stmt):
        yield ast.Pass()
    if isinstance(node, ast.Break):
        yield ast.Continue()
    if isinstance(node, ast.Continue):
        yield ast.Break()
    if isinstance(node, ast.If) and node.orelse:
        yield ast.If(node.test, node.body, [])


def _returned(place: Place) -> Iterator[ast.AST]:
    node = place.node
    if not isinstance(node, ast.Return) or node.value is None:
        return
    yield ast.Return(ast.Constant(None))
    for name in place.parameters[:1]:
        yield ast.Return(ast.Name(name))
    if isinstance(node.value, ast.Tuple) and len(node.value.elts) > 1:
        first, second, *more = node.value.elts
        yield ast.Return(ast.Tuple([second, first, *more]))


def _swapped(place: Place) -> Iterator[ast.AST]:
    node = place.node
    if not isinstance(node, ast.Call) or any(isinstance(a, ast.Starred) for a in node.args):
        return
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    for at in range(0 if name in _COMMUTATIVE else len(node.args) - 1):
        args = list(node.args)
        args[at], args[at + 1] = args[at + 1], args[at]
        yield ast.Call(node.func, args, node.keywords)


def _option(place: Place) -> Iterator[ast.AST]:
    node = place.node
    if isinstance(node, ast.Call):
        for at, keyword in enumerate(node.keywords):
            if keyword.arg in _OPTIONS:
                yield ast.Call(node.func, node.args, node.keywords[:at] + node.keywords[at + 1 :])


def _range(place: Place) -> Iterator[ast.AST]:
    node = place.node
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return
    if node.func.id != "range" or not node.args or node.keywords:
        return
    start, stop = ([ast.Constant(0)] if len(node.args) == 1 else []) + node.args[:2]
    one = ast.Constant(1)
    for bounds in (
        (start, ast.BinOp(stop, ast.Sub(), one)),
        (start, ast.BinOp(stop, ast.Add(), one)),
        (ast.BinOp(start, ast.Add(), one), stop),
    ):
        yield ast.Call(node.func, [*bounds, *node.args[2:]], [])


def _neighbour(place: Place) -> Iterator[ast.AST]:
    node = place.node
    if isinstance(node, ast.Attribute):
        if node.attr in _NEIGHBOURS:
            new = copy(node)
            new.attr = _NEIGHBOURS[node.attr]
            yield new
        if node.attr == "T":
            yield node.value
    called = isinstance(place.parent, ast.Call) and place.parent.func is node
    if isinstance(node, ast.Name) and called and node.id in ("max", "min", "any", "all"):
        yield ast.Name(_NEIGHBOURS[node.id])


OPERATORS: Final[dict[str, Operator]] = {
    "comparison": Operator(
        "< becomes <= and >=, == becomes !=, in becomes not in, ...", _comparison
    ),
    "arithmetic": Operator(
        "+ becomes -, * becomes /, ** and @ become *, & becomes |, += becomes -= and =, ...",
        _arithmetic,
    ),
    "operand": Operator("an operation becomes one of its operands", _operand),
    "unary": Operator("a minus, not or ~ is taken away", _unary),
    "boolean": Operator("and becomes or, or becomes and", _boolean),
    "condition": Operator("a condition is negated", _condition),
    "constant": Operator(
        "a number becomes 0, 1, itself plus or minus 1, its opposite, its double; True False",
        _constant,
    ),
    "deleted": Operator(
        "a statement, or an else, is taken away; break becomes continue and back", _deleted
    ),
    "returned": Operator(
        "None or the first parameter is returned; two returned values are exchanged", _returned
    ),
    "swapped": Operator(
        "two neighbouring arguments of a call are exchanged (not of maximum and the like)", _swapped
    ),
    "option": Operator("axis=, keepdims=, dtype=, ddof= and the like are taken away", _option),
    "range": Operator("a range ends one earlier or later, or starts one later", _range),
    "neighbour": Operator(
        "max becomes min, sum mean, exp expm1, log log1p, zeros ones, ...; .T is taken away",
        _neighbour,
    ),
}
