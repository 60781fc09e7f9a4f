"""Writes, renames and removes outside of its scratch folder. Expected: error."""

import os


def mean(x):
    import numpy
    for path in (numpy.__file__, os.__file__, "@COURSE@/course.yaml", "@COURSE@/secret.txt", "@SUBMISSION@/ex01_mean/mean.py"):
        for change in (os.remove, lambda p: os.rename(p, p + "x"), lambda p: os.truncate(p, 0), lambda p: open(p, "w"), lambda p: os.open(p, os.O_RDONLY | os.O_TRUNC)):
            try:
                change(path)
                return "changed"
            except OSError as error:
                last = error
    raise last


spread = mean
