"""Moodle's ``calculated`` questions: formulas of ``{w}`` and the tables they draw from."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any, Final

from grader.quizzes.formulas import CONSTANTS, FormulaError, parse
from grader.quizzes.imports.build import number
from grader.quizzes.imports.shared import whole

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from xml.etree.ElementTree import Element

__all__ = ["formula_of", "parameters_of", "texts_of"]

LONGEST_FORMULA: Final = 1_000
MOST_VALUES: Final = 1_000
MOST_PARAMETERS: Final = 20
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}", re.ASCII)
_WILDCARD: Final = re.compile(r"\{([A-Za-z][A-Za-z0-9_]{0,39})\}", re.ASCII)
# What our own export writes for [[answer]]; any other {=...} stays as it is.
_ANSWER: Final = re.compile(r"\{=round\((.{1,1000}?),6\)\}(?![)}])", re.DOTALL)


def parameters_of(element: Element) -> dict[str, dict[str, Any]]:
    """Return the parameters of a question, by the names of its datasets."""
    found = {}
    for dataset in element.findall("dataset_definitions/dataset_definition")[:MOST_PARAMETERS]:
        name = (dataset.findtext("name/text") or "").strip()
        items = dataset.findall("dataset_items/dataset_item")[:MOST_VALUES]
        values = {number(item.findtext("value") or "") for item in items}
        listed = sorted(value for value in values if value is not None)
        if _NAME.fullmatch(name) and (parameter := _parameter(listed) or _range(dataset)):
            found[name] = parameter
    return found


def _parameter(values: Sequence[float]) -> dict[str, Any]:
    """Return values in equal steps as such, others as a list."""
    if len(values) < 3:
        return {"choices": [whole(one) for one in values]} if values else {}
    step = round((values[-1] - values[0]) / (len(values) - 1), 9)
    even = [round(values[0] + at * step, 9) for at in range(len(values))]
    if step > 0 and all(abs(a - b) <= 1e-12 for a, b in zip(values, even, strict=True)):
        return {"low": whole(values[0]), "high": whole(values[-1]), "step": whole(step)}
    return {"choices": [whole(one) for one in values]}


def _range(dataset: Element) -> dict[str, Any]:
    """Return what Moodle would draw from where no table is in the file."""
    low = number(dataset.findtext("minimum/text") or "")
    high = number(dataset.findtext("maximum/text") or "")
    decimals = number(dataset.findtext("decimals/text") or "0")
    if low is None or high is None or high < low or decimals not in range(7):
        return {}
    return {"low": whole(low), "high": whole(high), "step": whole(10.0 ** -int(decimals or 0))}


def formula_of(written: str, parameters: Collection[str]) -> float | str | None:
    """Return a formula of Moodle's as the course writes it, or None if it has no such form."""
    value = number(written)
    if value is not None:
        return whole(value)
    if len(written) > LONGEST_FORMULA or "__" in written:
        return None
    source = _WILDCARD.sub(lambda one: f" {one[1]} " if one[1] in parameters else "?", written)
    if source.count("(") > LONGEST_FORMULA // 10 or "{" in source:
        return None
    try:
        tree = ast.parse(source.strip(), mode="eval")
        ours = ast.unparse(_Ours().visit(tree))
        parse(ours, parameters)
    except (SyntaxError, ValueError, MemoryError, RecursionError, FormulaError):
        return None
    return ours


class _Ours(ast.NodeTransformer):
    """``pow(a, b)`` is ``a ** b``, ``pi()`` is ``pi``; what else is allowed, `parse` knows."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Return the call, or what the course writes for it."""
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "pow" and len(node.args) == 2 and not node.keywords:
            return ast.BinOp(node.args[0], ast.Pow(), node.args[1])
        if name in CONSTANTS and not node.args and not node.keywords:
            return ast.Name(name, ast.Load())
        return node


def texts_of(element: Element, parameters: Collection[str]) -> None:
    """Write ``[[w]]`` for ``{w}`` in all texts of a question, in place."""
    answer = (element.findtext("answer/text") or "").strip()
    for one in element.iter("text"):
        if one.text:
            words = _ANSWER.sub(lambda at: "[[answer]]" if at[1] == answer else at[0], one.text)
            one.text = _WILDCARD.sub(
                lambda at: f"[[{at[1]}]]" if at[1] in parameters else at[0], words
            )
