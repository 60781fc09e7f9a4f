"""Traces, signals, reads, limits and slows down other processes by raw system calls. Expected: passed. Points: 20."""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)
DONE = []


def attempt(name, number, *arguments):
    """Make a raw system call; whatever does not fail is noted."""
    if libc.syscall(ctypes.c_long(number), *arguments) >= 0:
        DONE.append(name)


attempt('ptrace', 101, 16, os.getppid(), ctypes.c_void_p(0), ctypes.c_void_p(0))
attempt('process_vm_readv', 310, os.getppid(), ctypes.c_void_p(0), 0, ctypes.c_void_p(0), 0, 0)
attempt('process_vm_writev', 311, os.getppid(), ctypes.c_void_p(0), 0, ctypes.c_void_p(0), 0, 0)
attempt('kill', 62, os.getppid(), 0)
attempt('kill everybody', 62, -1, 0)
attempt('tkill', 200, os.getppid() or 1, 0)
attempt('tgkill', 234, os.getpid() + 1, os.getpid() + 1, 0)
attempt('rt_sigqueueinfo', 129, os.getppid(), 0, ctypes.c_void_p(0))
attempt('pidfd_open', 434, os.getpid(), 0)
attempt('pidfd_getfd', 438, 3, 0, 0)
attempt('pidfd_send_signal', 424, 3, 0, ctypes.c_void_p(0), 0)
attempt('prlimit', 302, os.getpid() + 1, 7, ctypes.c_void_p(0), ctypes.c_void_p(0))
attempt('sched_setaffinity', 203, 0, 8, b"\xff" * 8)
attempt('setpriority', 141, 0, 0, -20)
attempt('sched_setscheduler', 144, 0, 1, b"\x01\0\0\0")
attempt('kcmp', 312, 1, 1, 0, 0, 0)
attempt('migrate_pages', 256, 1, 0, ctypes.c_void_p(0), ctypes.c_void_p(0))
attempt('F_SETOWN', 72, 3, 8, os.getppid() or 1)
attempt('F_SETSIG', 72, 3, 10, 9)
attempt('F_SETLEASE', 72, 0, 1024, 0)

if DONE:
    raise RuntimeError(f"these worked: {DONE}")


def mean(x):
    return np.sum(x, axis=-1) / x.shape[-1]


def spread(x):
    return np.sqrt(mean((x - mean(x)[..., np.newaxis]) ** 2))
