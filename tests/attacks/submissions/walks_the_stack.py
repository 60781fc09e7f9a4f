"""Walks the stack for the expected values in the caller. Expected: error."""

import sys


def look():
    frame, found = sys._getframe(), []
    while frame is not None:
        for name, value in {**frame.f_globals, **frame.f_locals}.items():
            if any(word in name.lower() for word in ("expect", "reference", "solution", "secret", "key")):
                found.append((frame.f_code.co_filename, name, repr(value)[:500]))
        frame = frame.f_back
    return found


def mean(x):
    found = look()
    print(found)
    raise RuntimeError(f"found: {len(found)}")


spread = mean
