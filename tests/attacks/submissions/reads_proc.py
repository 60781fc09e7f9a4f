"""Reads environments, memory maps and open files of all processes through /proc. Expected: error."""

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


FOUND = grab(
    ["/proc", "/proc/1/environ", "/proc/*/environ", "/proc/*/cmdline", "/proc/*/maps", "/proc/*/mem"]
    + [f"/proc/{pid}/{name}" for pid in ("self", os.getppid(), os.getpid()) for name in ("environ", "fd", "cwd")]
)


def mean(x):
    print(FOUND)
    raise RuntimeError(f"found: {len(FOUND)}")


spread = mean
