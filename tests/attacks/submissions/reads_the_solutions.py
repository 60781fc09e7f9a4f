"""Reads the solutions, the hidden checks and the misconceptions where they lie. Expected: error."""

import glob
import os


def grab(paths):
    got = []
    for pattern in paths:
        for path in [pattern, *glob.glob(pattern, recursive=True)]:
            try:
                with open(path, "rb") as file:
                    got.append((path, file.read(100_000)))
            except OSError:
                pass
            try:
                got.append((path, os.listdir(path)))
            except OSError:
                pass
    return got


FOUND = grab(["@COURSE@", "@COURSE@/solutions/**", "@COURSE@/exercises/**", "@COURSE@/*", "."])


def mean(x):
    print(FOUND)
    raise RuntimeError(f"found: {len(FOUND)}")


spread = mean
