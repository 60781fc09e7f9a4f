"""A formula as it was understood, in MathML: who typed it sees what it means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from grader.quizzes.markup import mathml

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.quizzes.formulas import Node
    from grader.texts import Lang

__all__ = ["formula_html"]

_GREEK: Final = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "sigma",
        "tau",
        "phi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Sigma",
        "Phi",
        "Psi",
        "Omega",
    ]
)
_INDEXED: Final = re.compile(r"(?P<name>[A-Za-z]+?)_?(?P<index>\d+|(?<=_)[A-Za-z])")
_SUM, _PRODUCT, _POWER, _WHOLE = range(4)
_BINDS: Final = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _WHOLE, "**": _POWER}


def formula_html(node: Node, lang: Lang) -> str:
    """Return `node` as MathML, with the decimal sign of `lang`."""
    return mathml(_latex(node, "{,}" if lang == "fr" else "."))


def _latex(node: Node, point: str) -> str:
    if isinstance(node.head, float):
        return _number(node.head, point)
    if not node.parts:
        return _name(node.head)
    if node.head in _OPERATORS:
        return _OPERATORS[node.head](node.parts, point)
    inside = ", ".join(_latex(part, point) for part in node.parts)
    if node.head in _FENCES:
        left, right = _FENCES[node.head]
        return rf"\left{left} {inside} \right{right}"
    return f"{_FUNCTIONS[node.head]} {_bracketed(inside)}"


def _bracketed(shown: str) -> str:
    """Return `shown` in brackets, that grow only around what is tall."""
    tall = r"\frac" in shown or r"\sqrt" in shown
    return rf"\left( {shown} \right)" if tall else f"( {shown} )"


def _number(value: float, point: str) -> str:
    mantissa, _, exponent = f"{value:.10g}".partition("e")
    shown = mantissa.replace(".", point)
    return rf"{shown} \cdot 10^{{{int(exponent)}}}" if exponent else shown


def _name(name: str) -> str:
    if name in _GREEK:
        return f"\\{name}"
    if name.endswith("_hat") and len(name) == len("y_hat"):
        return rf"\hat{{{name[0]}}}"
    if found := _INDEXED.fullmatch(name):
        return f"{_name(found['name'])}_{{{found['index']}}}"
    return name if len(name) == 1 else rf"\mathrm{{{name.replace('_', ' ')}}}"


def _binding(node: Node) -> int:
    if node.head == "-" and _is_zero(node.parts[0]):
        return _SUM
    if isinstance(node.head, float) and "e" in f"{node.head:.10g}":
        return _PRODUCT
    return _BINDS.get(str(node.head), _WHOLE) if node.parts else _WHOLE


def _is_zero(node: Node) -> bool:
    return node.head == 0.0 and not node.parts


def _within(node: Node, least: int, point: str) -> str:
    """Return `node`, in brackets where it binds less than it has to."""
    shown = _latex(node, point)
    return _bracketed(shown) if _binding(node) < least else shown


def _after(node: Node, least: int, point: str) -> str:
    """Return `node` as it is written after an operator, which no minus sign follows."""
    shown = _within(node, least, point)
    return _bracketed(shown) if shown.lstrip().startswith("-") else shown


# --- operators --------------------------------------------------------------------------------------


def _plus(parts: tuple[Node, ...], point: str) -> str:
    return f"{_latex(parts[0], point)} + {_after(parts[1], _SUM, point)}"


def _minus(parts: tuple[Node, ...], point: str) -> str:
    left, right = parts
    first = "" if _is_zero(left) else _latex(left, point)
    return f"{first} - {_after(right, _PRODUCT, point)}"


def _times(parts: tuple[Node, ...], point: str) -> str:
    left, right = parts
    is_minus = left.head == "-" and _is_zero(left.parts[0])
    first = _within(left, _SUM if is_minus else _PRODUCT, point)
    return rf"{first} \cdot {_after(right, _PRODUCT, point)}"


def _over(parts: tuple[Node, ...], point: str) -> str:
    return rf"\frac{{{_latex(parts[0], point)}}}{{{_latex(parts[1], point)}}}"


def _power(parts: tuple[Node, ...], point: str) -> str:
    base, exponent = parts
    shown = _within(base, _WHOLE, point)
    if base.head == "/":
        shown = _bracketed(shown)
    return f"{{{shown}}}^{{{_latex(exponent, point)}}}"


def _root(parts: tuple[Node, ...], point: str) -> str:
    return rf"\sqrt{{{_latex(parts[0], point)}}}"


_OPERATORS: Final[dict[str, Callable[[tuple[Node, ...], str], str]]] = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _over,
    "**": _power,
    "sqrt": _root,
}
_FENCES: Final = {
    "abs": ("|", "|"),
    "floor": (r"\lfloor", r"\rfloor"),
    "ceil": (r"\lceil", r"\rceil"),
}
_FUNCTIONS: Final = {
    "exp": r"\exp",
    "log": r"\ln",
    "sin": r"\sin",
    "cos": r"\cos",
    "tanh": r"\tanh",
    "sigmoid": r"\sigma",
    "max": r"\max",
    "min": r"\min",
}
