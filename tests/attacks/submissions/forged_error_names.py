"""Replies that the grader itself raised. Expected: error."""

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


def mean(x):
    words = text(b"raised"), text(b"GraderFault"), text(b"grader_error")
    send(several(b"t", *words, several(b"l"), several(b"l", text(b"GraderFault"))))


spread = mean
