"""Parametrised questions in Moodle's words: formulas of ``{w}``, and lists of draws.

Moodle draws one row of a table, at most 100 rows long, for each student. The table is written
here, so the values are exactly those of the quiz; its formulas have no power sign, no ``e`` and no
``sigmoid``, which are written with ``pow`` and ``exp``.
"""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement

from grader.quizzes.draws import parameter_values
from grader.quizzes.exports.shared import plain_number
from grader.quizzes.formulas import parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.quizzes.content import Numeric
    from grader.quizzes.formulas import Node

__all__ = ["DECIMALS_SHOWN", "MOST_ROWS", "add_datasets", "moodle_formula", "table"]

MOST_ROWS: Final = 100  # Moodle's own limit
DECIMALS_SHOWN: Final = 6  # of the answer, where an explanation shows it
_CONSTANTS: Final = {"pi": "pi()", "e": "exp(1)"}


def moodle_formula(written: float | str, question: Numeric) -> str:
    """Return a key's number or formula as Moodle writes it."""
    if not isinstance(written, str):
        return plain_number(written)
    return _formula(parse(written, question.parameters))


def _formula(node: Node) -> str:
    if isinstance(node.head, float):
        return plain_number(node.head)
    if not node.parts:
        return _CONSTANTS.get(node.head, f"{{{node.head}}}")
    parts = [_formula(part) for part in node.parts]
    if node.head == "**":
        return f"pow({parts[0]},{parts[1]})"
    if node.head == "sigmoid":
        return f"(1/(1+exp(0-{parts[0]})))"
    if node.head in ("+", "-", "*", "/"):
        return f"({parts[0]}{node.head}{parts[1]})"
    return f"{node.head}({','.join(parts)})"


def table(question: Numeric) -> dict[str, list[float]]:
    """Return the rows that Moodle draws from, by column: each parameter's values.

    All combinations if there are at most 100; otherwise 100 rows in which every value of a
    parameter comes equally often.
    """
    values = {name: parameter_values(one) for name, one in question.parameters.items()}
    if prod(map(len, values.values())) <= MOST_ROWS:
        columns = list(zip(*product(*values.values()), strict=True))
        return {name: list(column) for name, column in zip(values, columns, strict=True)}
    return {name: _spread(one, f"{question.id} {name}") for name, one in values.items()}


def _spread(values: list[float], seed: str) -> list[float]:
    """Return 100 of `values`: all of them, shuffled, again and again."""
    rng = random.Random(seed)  # noqa: S311  # an order, no secret
    found: list[float] = []
    while len(found) < MOST_ROWS:
        again = list(values)
        rng.shuffle(again)
        found += again
    return found[:MOST_ROWS]


def add_datasets(element: Element, question: Numeric) -> None:
    """Add the table of draws to a question of Moodle's, column by column."""
    parent = SubElement(element, "dataset_definitions")
    for name, values in table(question).items():
        column = SubElement(parent, "dataset_definition")
        _text(column, "status", "private")
        _text(column, "name", name)
        SubElement(column, "type").text = "calculated"
        _text(column, "distribution", "uniform")
        _text(column, "minimum", plain_number(min(values)))
        _text(column, "maximum", plain_number(max(values)))
        _text(column, "decimals", str(_decimals(values)))
        SubElement(column, "itemcount").text = str(len(values))
        items = SubElement(column, "dataset_items")
        for number, value in enumerate(values, 1):
            item = SubElement(items, "dataset_item")
            SubElement(item, "number").text = str(number)
            SubElement(item, "value").text = plain_number(value)
        SubElement(column, "number_of_items").text = str(len(values))


def _text(parent: Element, tag: str, words: str) -> None:
    SubElement(SubElement(parent, tag), "text").text = words


def _decimals(values: Iterable[float]) -> int:
    exponents = [Decimal(plain_number(one)).as_tuple().exponent for one in values]
    return max(-one if isinstance(one, int) and one < 0 else 0 for one in exponents)
