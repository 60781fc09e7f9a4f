"""Sets trace and profile functions to see the judge compare. Expected: failed."""

import sys
import threading

SEEN = []


def trace(frame, event, argument):
    for name in ("expected", "reference", "want"):
        if name in frame.f_locals:
            SEEN.append(repr(frame.f_locals[name])[:300])
    return trace


sys.settrace(trace)
sys.setprofile(trace)
threading.setprofile(trace)


def mean(x):
    print(SEEN)
    return SEEN


spread = mean
