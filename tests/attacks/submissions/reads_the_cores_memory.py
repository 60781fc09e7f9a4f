"""Looks through its own memory, heap and stacks, for what was there before. Expected: error, crashed."""

import ctypes

FOUND = []
thing = ctypes.create_string_buffer(1 << 20)
start = ctypes.addressof(thing) - (1 << 20)
WORDS = (b"CANA" + b"RY", b"BEGIN SOLU" + b"TION")


def mean(x):
    block = ctypes.string_at(ctypes.addressof(thing), 1 << 20)
    for word in WORDS:
        if word in block:
            raise RuntimeError(f"found: {block[block.index(word):][:200]}")
    ctypes.string_at(start - (1 << 40), 100)
    raise RuntimeError("nothing")


spread = mean
