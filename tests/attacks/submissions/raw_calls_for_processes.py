"""Makes new processes and programs by raw system calls. Expected: passed. Points: 20."""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)
DONE = []


def attempt(name, number, *arguments):
    """Make a raw system call; whatever does not fail is noted."""
    if libc.syscall(ctypes.c_long(number), *arguments) >= 0:
        DONE.append(name)


attempt('clone', 56, 17, ctypes.c_void_p(0), ctypes.c_void_p(0), ctypes.c_void_p(0), ctypes.c_void_p(0))
attempt('fork', 57)
attempt('vfork', 58)
attempt('execve', 59, b"/bin/sh", ctypes.c_void_p(0), ctypes.c_void_p(0))
attempt('clone3', 435, ctypes.c_void_p(0), 0)
attempt('execveat', 322, -100, b"/bin/sh", ctypes.c_void_p(0), ctypes.c_void_p(0), 0)

if DONE:
    raise RuntimeError(f"these worked: {DONE}")


def mean(x):
    return np.sum(x, axis=-1) / x.shape[-1]


def spread(x):
    return np.sqrt(mean((x - mean(x)[..., np.newaxis]) ** 2))
