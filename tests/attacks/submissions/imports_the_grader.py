"""Imports the grader itself from inside, to reach the checks and the key. Expected: error."""

import importlib
import sys

FOUND = []
sys.path += ["@COURSE@", "@COURSE@/../..", "/work/main"]
for name in ("grader.checks.api", "grader.engine", "grader.cli", "conftest", "checks", "pytest", "msgspec"):
    try:
        FOUND.append(importlib.import_module(name).__file__)
    except ImportError:
        pass
    except OSError:
        pass
assert FOUND == [], FOUND


def mean(x):
    print(FOUND)
    raise RuntimeError(f"found: {len(FOUND)}")


spread = mean
