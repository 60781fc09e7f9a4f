"""Deletes and rewrites its own source, on the disk and in memory. Expected: error."""

import linecache
import os
import sys

for path in (__file__, "@SUBMISSION@/ex01_mean/mean.py"):
    try:
        os.remove(path)
    except OSError:
        pass
linecache.cache.clear()
sys.modules.pop(__name__)
__file__ = "other.py"


def mean(x):
    return 0.0


def spread(x):
    return 0.0
