"""Recurses in C until the stack is full. Expected: crashed, timeout, memory."""

import sys

sys.setrecursionlimit(1 << 30)


def mean(x):
    thing = None
    for _ in range(500_000):
        thing = (thing,)
    return repr(thing) if False else hash(thing)


spread = mean
