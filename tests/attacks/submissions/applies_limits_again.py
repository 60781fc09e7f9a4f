"""Finds the worker and has it apply wider limits. Expected: memory, error."""

import gc
import os
import struct
import time


def frame(payload):
    return struct.pack("<I", len(payload)) + payload


def text(word):
    return b"s" + struct.pack("<I", len(word)) + word


def several(tag, *items):
    return tag + struct.pack("<I", len(items)) + b"".join(items)


def find(name):
    return next(thing for thing in gc.get_objects() if type(thing).__name__ == name)


def send(payload):
    """Send a reply of our own, and keep the worker from sending its own one."""
    channel = find("Worker").channel
    honest = channel.send
    channel.send = lambda payload: setattr(channel, "send", honest)
    view = memoryview(frame(payload))
    while view:
        view = view[os.write(3, view):]


def answer(value, facts=b"d\0\0\0\0"):
    send(several(b"t", text(b"ok"), value, facts))


worker = find("Worker")
try:
    worker.apply_limits({"memory_bytes": 1 << 40, "cpu_s": 1 << 20})
except (OSError, ValueError) as error:
    print(type(error).__name__)


def mean(x):
    block = bytearray(900 << 20)
    return float(len(block))


spread = mean
