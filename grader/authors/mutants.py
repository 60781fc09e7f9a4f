"""Mutants of a solution: small changes, each of which some check should punish.

The operators:

{operators}
Why not mutmut or Cosmic Ray: both judge a mutant by running a project's tests on it. mutmut 3
writes mutated copies of the sources to a folder `mutants/` and forks a process that runs pytest
over them; Cosmic Ray applies one change at a time to the file on disk and runs a configured
`test-command` for each. Here a mutant is a submission: a string that our own engine grades in
milliseconds, in the sandbox, against checks that are collected once, with the marks deciding.
What is wanted of a mutation tool is then only the mutating, which is this module.

Only what lies between the markers of a solution is mutated. A statement that only plots, prints or
shows progress is left out by a comment on its first line, ``# no mutants: `` and the reason.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from copy import deepcopy
from typing import TYPE_CHECKING, Final, NamedTuple

from grader.authors.operators import OPERATORS, Place
from grader.authors.skeletons import blocks
from grader.problems import CourseProblem
from grader.texts import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.authors.skeletons import Block

__all__ = ["Mutant", "listed_operators", "mutants_of"]

_EXCLUDED: Final = re.compile(r"#\s*no mutants\b:?\s*(.*)")
_LONGEST: Final = 100  # characters of an expression in a name


class Mutant(NamedTuple):
    """A changed solution. The first five fields name it for as long as the solution says so.

    `function` is the dotted name of the function, `expression` and `mutated` the smallest whole
    expression or statement around the change, `occurrence` counts equal ones from 1.
    """

    function: str
    operator: str
    expression: str
    mutated: str
    occurrence: int
    source: str

    @property
    def name(self) -> str:
        """One line that names it."""
        again = f" (#{self.occurrence})" if self.occurrence > 1 else ""
        return f"{self.function}: {self.expression} -> {self.mutated}{again} [{self.operator}]"


def listed_operators() -> str:
    """Return the operators, one a line, as the help and this module's docstring show them."""
    return "".join(f"- {name}: {operator.does}\n" for name, operator in OPERATORS.items())


def mutants_of(source: str, path: str) -> list[Mutant]:
    """Return the mutants of a solution, in the order of the source, none of them twice.

    `path` is for sentences: broken markers, a source that is not Python and an exclusion without
    its reason raise `CourseProblem`.
    """
    kept = blocks(source, path)
    excluded = _excluded_lines(source, path)
    try:
        tree = ast.parse(source, path)
    except SyntaxError as error:
        raise CourseProblem(
            text("{file}, line {line}: {why}", file=path, line=error.lineno or 1, why=error.msg)
        ) from None
    splicer = _Splicer(source)
    seen, counts = {source}, Counter[tuple[str, str, str]]()
    found: list[Mutant] = []
    for place in _places(tree, kept, excluded):
        for name, operator in OPERATORS.items():
            for new in operator.apply(place):
                mutated = splicer.replaced(place.node, new)
                if mutated in seen or _same_code(place.node, new):
                    continue
                seen.add(mutated)
                words = _words(place, new)
                key = (place.function, *words)
                counts[key] += 1
                found.append(Mutant(place.function, name, *words, counts[key], mutated))
    return found


# --- where ------------------------------------------------------------------------------------------


def _excluded_lines(source: str, path: str) -> set[int]:
    lines = set()
    for number, line in enumerate(source.splitlines(), start=1):
        if found := _EXCLUDED.search(line):
            if not found[1].strip():
                why = text("“# no mutants:” needs a reason.")
                raise CourseProblem(
                    text("{file}, line {line}: {why}", file=path, line=number, why=why)
                )
            lines.add(number)
    return lines


def _places(tree: ast.Module, kept: list[Block], excluded: set[int]) -> Iterator[Place]:
    """Every node between the markers, with what is around it, in the order of the source."""

    def walk(place: Place) -> Iterator[Place]:
        node = place.node
        if isinstance(node, ast.stmt) and node.lineno in excluded:
            return
        if isinstance(node, (ast.JoinedStr, ast.arguments)) or _is_docstring(node):
            return  # before Python 3.12, what is inside an f-string has no place in the source
        if any(block.holds(getattr(node, "lineno", 0)) for block in kept):
            yield place
        for child in ast.iter_child_nodes(node):
            if child not in getattr(node, "decorator_list", []):
                yield from walk(place.inside(child))

    yield from walk(Place(tree, (), "", ()))


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(getattr(node.value, "value", None), str)


# --- what it is called ------------------------------------------------------------------------------


def _words(place: Place, new: ast.AST) -> tuple[str, str]:
    """The change in the smallest expression around it that says something: before and after."""
    node = place.node
    outer = _outer(place) if _is_atom(node) else None
    if outer is None:
        return _shown(node), _shown(new)
    return _shown(outer), _shown(_Swap(node, new).visit(deepcopy(outer)))


def _outer(place: Place) -> ast.expr | None:
    """The expression around a node of the same statement, if there is one."""
    for outer in reversed(place.parents):
        if isinstance(outer, ast.expr):
            return outer
        if isinstance(outer, ast.stmt):
            return None
    return None


def _is_atom(node: ast.AST) -> bool:
    """Whether a change of it alone, such as 1 -> 2, would say nothing."""
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, (ast.Constant, ast.Name, ast.Attribute))


class _Swap(ast.NodeTransformer):
    """Puts one node in the place of another, found by where it stands."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._at = _where(old)
        self._new = new

    def visit(self, node: ast.AST) -> ast.AST:
        """The new node for the old one, every other node as it is."""
        if isinstance(node, ast.expr) and _where(node) == self._at:
            return self._new
        visited: ast.AST = self.generic_visit(node)
        return visited


def _where(node: ast.AST) -> tuple[object, ...]:
    names = ("lineno", "col_offset", "end_lineno", "end_col_offset")
    return (type(node), *(getattr(node, name, None) for name in names))


def _shown(node: ast.AST) -> str:
    """A node as one line of source; of a compound statement its head."""
    line = ast.unparse(node).split("\n")[0].strip()
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _same_code(old: ast.AST, new: ast.AST) -> bool:
    return ast.dump(old) == ast.dump(new)


# --- making the source ------------------------------------------------------------------------------


class _Splicer:
    """Replaces a node's text in the source; everything else keeps its bytes and its line."""

    def __init__(self, source: str) -> None:
        self._data = source.encode()
        self._starts = [0]
        for line in self._data.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def replaced(self, node: ast.AST, new: ast.AST) -> str:
        """The source with `new` where `node` is."""
        assert isinstance(node, (ast.expr, ast.stmt)), node  # noqa: S101 - operators see to it
        assert node.end_lineno is not None and node.end_col_offset is not None  # noqa: S101, PT018
        begin = self._starts[node.lineno - 1] + node.col_offset
        end = self._starts[node.end_lineno - 1] + node.end_col_offset
        code = ast.unparse(new)
        if isinstance(node, ast.expr):
            code = f"({code})"
        else:
            code = code.replace("\n", "\n" + " " * node.col_offset)
        return (self._data[:begin] + code.encode() + self._data[end:]).decode()


__doc__ = (__doc__ or "").replace("{operators}\n", listed_operators())
