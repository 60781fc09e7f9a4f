"""Reads what others left in the temporary folders. Expected: error."""

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


FOUND = [item for item in grab(["@TMP@", "/tmp", "/tmp/**", "/var/tmp/**", "/dev/shm/**", "/run/**"]) if item[1]]


def mean(x):
    print(FOUND)
    raise RuntimeError(f"found: {len(FOUND)}")


spread = mean
