"""What a name of a Python source stands for: scopes, their bindings, and dotted names.

A name stands for something imported only where every binding of it in its scope says so: a
parameter, a function or a variable of the same name makes it unknown.
"""

from __future__ import annotations

import ast
import builtins
from typing import Final, NamedTuple

__all__ = ["MOST_NAME", "Alias", "Resolver", "Scope", "literal_name"]

# What exceeds these is unknown: else a hostile source could make the time grow with its square.
MOST_STEPS: Final = 50  # of an alias of an alias of ...
MOST_DEPTH: Final = 150  # scopes within scopes
MOST_NAME: Final = 300  # characters of what a name stands for

_IMPORTERS: Final = frozenset({"importlib.import_module", "importlib.__import__"})


class Alias(NamedTuple):
    """A binding whose value is an expression, to be resolved in the scope where it stands."""

    value: ast.expr
    scope: Scope


Binding = str | Alias | None  # None: something else than an imported name


class Scope:
    """The bindings of a module, class, function or comprehension."""

    __slots__ = ("bindings", "depth", "is_class", "is_comprehension", "outer", "parent")

    def __init__(
        self, parent: Scope | None, *, is_class: bool = False, is_comprehension: bool = False
    ) -> None:
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent else 0
        self.is_class, self.is_comprehension = is_class, is_comprehension
        self.bindings: dict[str, Binding] = {}
        self.outer: dict[str, Scope] = {}  # declared global here

    def bind(self, name: str, binding: Binding) -> None:
        """Add a binding: two that differ make the name unknown."""
        scope = self.outer.get(name, self)
        known = scope.bindings.setdefault(name, binding)
        if known != binding:
            scope.bindings[name] = None


_UNKNOWN: Final = Scope(None)


class Resolver:
    """Tells what expressions stand for, once all bindings are known."""

    def __init__(self, star: str) -> None:
        self._star = star  # the module of the last `from module import *`, "" if there is none
        self._resolved: dict[tuple[Scope, str], str | None] = {}

    def resolve(
        self, node: ast.expr, scope: Scope, steps: int = MOST_STEPS
    ) -> tuple[str | None, str]:
        """The dotted name that an expression stands for, and the one that its first name does."""
        parts: list[str] = []
        while True:
            if isinstance(node, ast.Attribute):
                parts.append(node.attr)
                node = node.value
            elif isinstance(node, ast.NamedExpr):
                node = node.value
            elif isinstance(node, ast.Call) and self._is_builtin(node.func, "getattr", scope):
                if (name := literal_name(node)) is None:
                    return None, ""
                parts.append(name)
                node = node.args[0]
            else:
                break
        base, told = self._base(node, scope, steps)
        if base is None or len(base) > MOST_NAME:
            return None, ""
        return ".".join([base, *reversed(parts)]), told

    def _base(self, node: ast.expr, scope: Scope, steps: int) -> tuple[str | None, str]:
        if isinstance(node, ast.Name):
            return self._lookup(node.id, scope, steps)
        if not isinstance(node, ast.Call) or (name := literal_name(node)) is None:
            return None, ""
        if self._is_builtin(node.func, "__import__", scope):
            return name.partition(".")[0], ""
        if steps and isinstance(node.func, (ast.Name, ast.Attribute)):
            function, _ = self.resolve(node.func, scope, steps - 1)
            if function in _IMPORTERS and not name.startswith("."):
                return name, ""
        return None, ""

    def _is_builtin(self, node: ast.expr, name: str, scope: Scope) -> bool:
        if not isinstance(node, ast.Name) or node.id != name:
            return False
        return self._holder(name, scope) is None

    def _holder(self, name: str, scope: Scope) -> Scope | None:
        """The scope whose binding of `name` is seen from `scope`."""
        if scope.depth > MOST_DEPTH:
            return _UNKNOWN
        at: Scope | None = scope
        while at is not None:
            if name in at.outer:
                at = at.outer[name]
            if name in at.bindings and (at is scope or not at.is_class):
                return at
            at = at.parent
        return None

    def _lookup(self, name: str, scope: Scope, steps: int) -> tuple[str | None, str]:
        holder = self._holder(name, scope)
        if holder is None:
            # The last star wins; what it does not bring may be a built-in function.
            known = not self._star or hasattr(builtins, name)
            return (None, "") if known else (f"{self._star}.{name}", self._star)
        key = (holder, name)
        if key not in self._resolved:
            self._resolved[key] = None  # an alias of itself is unknown
            binding = holder.bindings.get(name)
            if isinstance(binding, Alias):
                if steps:
                    self._resolved[key] = self.resolve(*binding, steps - 1)[0]
            else:
                self._resolved[key] = binding
        found = self._resolved[key]
        return found, found or ""


def literal_name(node: ast.Call) -> str | None:
    """The name in ``getattr(x, "name")`` and ``import_module("name")``, whoever is called."""
    function = node.func
    called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if called == "getattr":
        wanted = node.args[1:2] if len(node.args) < 4 else []
    else:
        wanted = node.args[:1] or [word.value for word in node.keywords if word.arg == "name"]
    if wanted and isinstance(wanted[0], ast.Constant) and isinstance(wanted[0].value, str):
        return wanted[0].value
    return None
