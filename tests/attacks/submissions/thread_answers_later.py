"""Leaves a thread that answers the next requests in advance. Expected: crashed, failed, timeout."""

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

import threading


def later():
    for _ in range(1000):
        os.write(3, frame(several(b"t", text(b"ok"), b"T", b"d\0\0\0\0")))
        time.sleep(0.0001)


def mean(x):
    threading.Thread(target=later, daemon=True).start()
    return 5.0


spread = mean
