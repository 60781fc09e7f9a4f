"""Reads the sources of the checks and solutions through inspect and linecache. Expected: error."""

import inspect
import linecache
import sys


def look():
    found = []
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] not in ("grader", "__main__", "conftest", "checks", "solution"):
            continue
        try:
            found.append(inspect.getsource(module))
        except (OSError, TypeError) as error:
            found.append(f"{name}: {type(error).__name__}")
    return found + [key for key in linecache.cache if "sol" + "utions" in key]


def mean(x):
    found = look()
    print(found)
    raise RuntimeError(f"found: {len(found)}")


spread = mean
