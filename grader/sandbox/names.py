"""Which dotted names a Python source uses, found in its syntax: nothing is run, nothing imported.

``np.fft.rfft(x)`` after ``import numpy as np`` is a use of ``numpy.fft.rfft``. A name stands for
something imported only where every binding of it in its scope says so: a parameter, a function or
a variable of the same name makes it unknown, and what is unknown is no use. Better a use that is
missed than one that is not there. The time is linear in the source, and nothing recurses with it.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from grader.sandbox.scopes import MOST_NAME, Alias, Resolver, Scope, literal_name

__all__ = ["Use", "uses"]

_FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS: Final = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Use(NamedTuple):
    """One place that uses `name`, as in ``numpy.fft.rfft``.

    `base` is what the name in the source stands for (``numpy``), "" for an import; `imported`
    tells an import statement or a call of an importing function, `star` the import with a ``*``
    and what may come from it: then `base` is its module. The call of a method of something
    unknown is a use of the method's name behind a dot, ``.softmax``, unless the source defines a
    function of that name.
    """

    line: int
    name: str
    base: str = ""
    imported: bool = False
    star: bool = False


def uses(source: str) -> list[Use]:
    """The uses of imported names, by line. A source that can't be parsed has none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a stray backslash: that is the student's to see
            tree = ast.parse(source)
        reader = _Reader()
        reader.read(tree)
        return sorted(reader.uses())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


class _Reader:
    """Collects bindings and places in one walk; `uses` then says what the places refer to."""

    def __init__(self) -> None:
        self.module = Scope(None)
        self._star = (0, "")  # line and module of the last `from module import *`
        self._found: list[Use] = []
        self._places: list[tuple[ast.expr, Scope]] = []
        self._methods: list[tuple[ast.Attribute, Scope]] = []
        self._defined: set[str] = set()
        self._guarded: list[ast.stmt] = []
        self._todo: list[tuple[ast.AST, Scope]] = []
        self._visits: dict[type[ast.AST], Callable[..., None]] = {
            ast.Import: self._import,
            ast.ImportFrom: self._import_from,
            **dict.fromkeys((ast.Assign, ast.AnnAssign, ast.NamedExpr), self._assign),
            **dict.fromkeys(_FUNCTIONS, self._function),
            **dict.fromkeys(_COMPREHENSIONS, self._comprehension),
            ast.ClassDef: self._class,
            ast.If: self._if,
            ast.Attribute: self._attribute,
            ast.Call: self._call,
            ast.Name: self._name,
        }

    # --- the walk ---------------------------------------------------------------------------------

    def read(self, tree: ast.Module) -> None:
        """Walk the tree; what only runs as a program counts where the file plays with __name__."""
        self._push(tree.body, self.module)
        self._walk()
        if "__name__" in self.module.bindings:
            self._push(self._guarded, self.module)
            self._walk()

    def _push(self, nodes: Iterable[ast.AST | None], scope: Scope) -> None:
        self._todo += [(node, scope) for node in nodes if node is not None]

    def _walk(self) -> None:
        while self._todo:
            node, scope = self._todo.pop()
            visit = self._visits.get(type(node))
            if visit is not None:
                visit(node, scope)
            else:
                self._names_in_strings(node, scope)
                self._push(ast.iter_child_nodes(node), scope)

    def _names_in_strings(self, node: ast.AST, scope: Scope) -> None:
        """What binds a name without an `ast.Name`: handlers, patterns, type parameters."""
        for field in ("name", "rest"):
            if isinstance(name := getattr(node, field, None), str):
                scope.bind(name, None)

    def _import(self, node: ast.Import, scope: Scope) -> None:
        for each in node.names:
            self._found.append(Use(node.lineno, each.name, imported=True))
            if each.asname:
                scope.bind(each.asname, each.name)
            else:
                root = each.name.partition(".")[0]
                scope.bind(root, root)

    def _import_from(self, node: ast.ImportFrom, scope: Scope) -> None:
        for each in node.names:
            bound = each.asname or each.name
            if node.level or node.module is None or len(node.module) > MOST_NAME:
                scope.bind(bound, None)
            elif each.name == "*":
                self._star = max(self._star, (node.lineno, node.module))
                self._found.append(Use(node.lineno, node.module, imported=True, star=True))
            else:
                name = f"{node.module}.{each.name}"
                self._found.append(Use(node.lineno, name, imported=True))
                scope.bind(bound, name)

    def _assign(self, node: ast.Assign | ast.AnnAssign | ast.NamedExpr, scope: Scope) -> None:
        holder = scope
        while isinstance(node, ast.NamedExpr) and holder.is_comprehension and holder.parent:
            holder = holder.parent
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if isinstance(target, ast.Name) and node.value is not None:
                holder.bind(target.id, Alias(node.value, scope))
            else:
                self._push([target], scope)
        self._push([node.value, getattr(node, "annotation", None)], scope)

    def _function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: Scope
    ) -> None:
        inner = Scope(scope)
        arguments = node.args
        each = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        each += [extra for extra in (arguments.vararg, arguments.kwarg) if extra]
        for argument in each:
            inner.bind(argument.arg, None)
        self._push([argument.annotation for argument in each], scope)
        self._push([*arguments.defaults, *arguments.kw_defaults], scope)
        if isinstance(node, ast.Lambda):
            self._push([node.body], inner)
            return
        scope.bind(node.name, None)
        self._defined.add(node.name)
        self._push([*node.decorator_list, node.returns], scope)
        self._push(getattr(node, "type_params", ()), inner)
        self._declare(node.body, inner)
        self._push(node.body, inner)

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        scope.bind(node.name, None)
        inner = Scope(scope, is_class=True)
        self._push([*node.decorator_list, *node.bases, *node.keywords], scope)
        self._push(getattr(node, "type_params", ()), inner)
        self._declare(node.body, inner)
        self._push(node.body, inner)

    def _declare(self, body: list[ast.stmt], scope: Scope) -> None:
        """Before its bindings: what a body declares global or nonlocal, at any depth of blocks."""
        todo: list[ast.AST] = list(body)
        while todo:
            node = todo.pop()
            if isinstance(node, ast.Global):
                scope.outer.update(dict.fromkeys(node.names, self.module))
            elif isinstance(node, ast.Nonlocal):
                _forget(node.names, scope)
            elif not isinstance(node, (ast.expr, *_FUNCTIONS, ast.ClassDef)):
                todo += ast.iter_child_nodes(node)

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, scope: Scope
    ) -> None:
        inner = Scope(scope, is_comprehension=True)
        self._push([node.generators[0].iter], scope)
        for index, part in enumerate(node.generators):
            self._push([part.target, *part.ifs], inner)
            self._push([part.iter] if index else [], inner)
        if isinstance(node, ast.DictComp):
            self._push([node.key, node.value], inner)
        else:
            self._push([node.elt], inner)

    def _if(self, node: ast.If, scope: Scope) -> None:
        """Skip what runs only when the file is started as a program: it is not graded."""
        if scope is self.module and _is_main_guard(node.test):
            self._guarded += node.body
            self._push(node.orelse, scope)
        else:
            self._push([node.test, *node.body, *node.orelse], scope)

    def _attribute(self, node: ast.Attribute, scope: Scope) -> None:
        if isinstance(node.ctx, ast.Load):
            self._places.append((node, scope))
        base: ast.expr = node.value
        while isinstance(base, ast.Attribute):  # a part of this use is not one of its own
            base = base.value
        self._push([base], scope)

    def _call(self, node: ast.Call, scope: Scope) -> None:
        if literal_name(node) is not None:
            self._places.append((node, scope))
        if isinstance(node.func, ast.Attribute):
            self._methods.append((node.func, scope))
        self._push(ast.iter_child_nodes(node), scope)

    def _name(self, node: ast.Name, scope: Scope) -> None:
        if isinstance(node.ctx, ast.Load):
            self._places.append((node, scope))
        else:
            scope.bind(node.id, None)

    # --- what a place refers to -------------------------------------------------------------------

    def uses(self) -> Iterator[Use]:
        """All uses, in no order.

        A bare name is one only where a star brought it: any other was told where it was bound.
        """
        yield from self._found
        resolver = Resolver(self._star[1])
        for node, scope in self._places:
            is_bare = isinstance(node, ast.Name)
            if is_bare and not self._star[1]:
                continue
            name, base = resolver.resolve(node, scope)
            if name is None or (is_bare and base == name):
                continue
            imported = isinstance(node, ast.Call) and not base
            yield Use(node.lineno, name, base, imported, star=bool(base) and base == self._star[1])
        for method, scope in self._methods:
            if method.attr not in self._defined and resolver.resolve(method, scope)[0] is None:
                yield Use(method.lineno, f".{method.attr}")


def _forget(names: list[str], scope: Scope) -> None:
    """Make names unknown that an inner function binds anew, in all functions around it."""
    at: Scope | None = scope
    while at is not None and at.parent is not None:
        for name in names:
            at.bind(name, None)
        at = at.parent


def _is_main_guard(test: ast.expr) -> bool:
    """Whether an expression is ``__name__ == "__main__"``."""
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Eq):
        return False
    sides = [test.left, *test.comparators]
    names = [side.id for side in sides if isinstance(side, ast.Name)]
    values = [side.value for side in sides if isinstance(side, ast.Constant)]
    return names == ["__name__"] and values == ["__main__"]
