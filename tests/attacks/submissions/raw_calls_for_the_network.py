"""Opens sockets of every family by raw system calls. Expected: passed. Points: 20."""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)
DONE = []


def attempt(name, number, *arguments):
    """Make a raw system call; whatever does not fail is noted."""
    if libc.syscall(ctypes.c_long(number), *arguments) >= 0:
        DONE.append(name)


attempt('TCP', 41, 2, 1, 0)
attempt('UDP', 41, 2, 2, 0)
attempt('UDP over IPv6', 41, 10, 2, 0)
attempt('Unix', 41, 1, 1, 0)
attempt('netlink', 41, 16, 3, 0)
attempt('packet', 41, 17, 3, 0)
attempt('vsock', 41, 40, 1, 0)
attempt('alg', 41, 38, 5, 0)
attempt('socketpair', 53, 1, 1, 0, ctypes.create_string_buffer(8))
attempt('sendto', 44, 3, b"x", 1, 0, ctypes.c_void_p(0), 0)
attempt('recvmsg', 47, 3, ctypes.c_void_p(0), 0)
attempt('sendmsg', 46, 3, ctypes.c_void_p(0), 0)
attempt('io_uring_setup', 425, 8, ctypes.create_string_buffer(120))
attempt('io_uring_enter', 426, 3, 1, 0, 0, ctypes.c_void_p(0), 0)
attempt('x32 socket', 1073741865, 2, 1, 0)

if DONE:
    raise RuntimeError(f"these worked: {DONE}")


def mean(x):
    return np.sum(x, axis=-1) / x.shape[-1]


def spread(x):
    return np.sqrt(mean((x - mean(x)[..., np.newaxis]) ** 2))
