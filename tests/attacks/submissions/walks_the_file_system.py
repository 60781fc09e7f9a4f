"""Walks the whole file system for files of the course. Expected: error."""

import os

FOUND = []
for folder, _, names in os.walk("/"):
    if any(word in folder for word in ("sol" + "utions", "exer" + "cises")):
        FOUND.append(folder)
    FOUND += [name for name in names if name.endswith((".key", ".yaml"))]
    if len(FOUND) > 100:
        break


def mean(x):
    print(FOUND)
    raise RuntimeError(f"found: {len(FOUND)}")


spread = mean
