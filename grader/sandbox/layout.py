"""Which files of this machine a worker may read: the standard library and the track's packages."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

# What a package imports at the first use of something, and a worker can't import any more or would
# wait for: PyTorch's gradients with a cotangent bring SymPy, its first optimiser the compiler stack.
_BEHIND = {
    "torch": ("torch.fx.experimental.symbolic_shapes",),
    "torch.optim": ("torch._dynamo",),
}


class Layout(NamedTuple):
    """Paths for the zygote: where to import from, what is readable, what is hidden in it."""

    search: list[str]
    readable: list[str]
    masks: list[str]


class PackageMissing(Exception):
    """A package that a track names is not installed; the text is its name."""


def loaded(packages: Sequence[str]) -> list[str]:
    """The modules that every worker has loaded: those with a ``?`` wait until they are wanted."""
    wanted = [package for package in packages if not package.endswith("?")]
    return [*wanted, *(name for package in wanted for name in _BEHIND.get(package, ()))]


def layout(packages: list[str], level: str) -> Layout:
    """The paths for `packages` (import names); PackageMissing when one is not installed.

    One with a ``?`` behind its name is left out where it is not installed.
    """
    found = [paths for package in packages if (paths := _find(package))]
    library = os.path.dirname(os.__file__)
    outside = [os.path.join(library, name) for name in ("site-packages", "dist-packages")]
    masks = [path for path in outside if os.path.isdir(path)]
    folders = [path for paths in found for path in paths]
    search = list(dict.fromkeys(os.path.dirname(paths[0]) for paths in found))
    if level == "namespaces":
        return Layout(search, [library, *folders], masks)
    # Landlock can't take back what it allowed: name the library's entries one by one instead.
    entries = [os.path.join(library, name) for name in sorted(os.listdir(library))]
    return Layout(search, [path for path in entries if path not in outside] + folders, [])


def _find(package: str) -> list[str]:
    """A package's folder or file, and the folder of shared libraries that wheels put beside it."""
    optional = package.endswith("?")
    package = package.removesuffix("?").partition(".")[0]
    for entry in sys.path:
        base = os.path.join(entry, package)
        for path in (base, base + ".py"):
            if os.path.exists(path):
                libraries = base + ".libs"
                return [path, libraries] if os.path.isdir(libraries) else [path]
    if optional:
        return []
    raise PackageMissing(package)
