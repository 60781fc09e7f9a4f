"""Asks the kernel for namespaces, filters, keys, secret memory and more by raw system calls. Expected: passed. Points: 20."""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)
DONE = []


def attempt(name, number, *arguments):
    """Make a raw system call; whatever does not fail is noted."""
    if libc.syscall(ctypes.c_long(number), *arguments) >= 0:
        DONE.append(name)


attempt('unshare user', 272, 0x10000000)
attempt('unshare mount', 272, 0x20000)
attempt('setns', 308, 3, 0)
attempt('bpf', 321, 0, ctypes.c_void_p(0), 0)
attempt('perf_event_open', 298, ctypes.c_void_p(0), 0, -1, -1, 0)
attempt('memfd_create', 319, b"x", 0)
attempt('memfd_secret', 447, 0)
attempt('userfaultfd', 323, 1)
attempt('keyctl', 250, 0, -3, 1)
attempt('add_key', 248, b"user", b"a", b"b", 1, -3)
attempt('shmget', 29, 0, 4096, 0o1777)
attempt('semget', 64, 0, 1, 0o1777)
attempt('msgget', 68, 0, 0o1777)
attempt('mq_open', 240, b"q", 0x42, 0o666, ctypes.c_void_p(0))
attempt('prctl dumpable', 157, 4, 1, 0, 0, 0)
attempt('seccomp', 317, 0, 0, 0)
attempt('setuid', 105, 0)
attempt('setgid', 106, 0)
attempt('setresuid', 117, 0, 0, 0)
attempt('setgroups', 116, 0, ctypes.c_void_p(0))
attempt('capset', 126, ctypes.c_void_p(0), ctypes.c_void_p(0))
attempt('iopl', 172, 3)
attempt('ioperm', 173, 0, 1, 1)
attempt('init_module', 175, ctypes.c_void_p(0), 0, ctypes.c_void_p(0))
attempt('kexec_load', 246, 0, 0, ctypes.c_void_p(0), 0)
attempt('reboot', 169, 0, 0, 0, 0)
attempt('sethostname', 170, b"x", 1)
attempt('settimeofday', 164, ctypes.c_void_p(0), ctypes.c_void_p(0))
attempt('clock_settime', 227, 0, ctypes.c_void_p(0))
attempt('syslog', 103, 3, ctypes.c_void_p(0), 0)
attempt('personality', 135, 0x0040000)
attempt('landlock_create', 444, ctypes.c_void_p(0), 0, 1)
attempt('setsid', 112)
attempt('setpgid', 109, 0, 0)
attempt('alarm', 37, 1)
attempt('setitimer', 38, 0, ctypes.c_void_p(0), ctypes.c_void_p(0))
attempt('timer_create', 222, 0, ctypes.c_void_p(0), ctypes.c_void_p(0))
attempt('setrlimit', 160, 7, b"\xff" * 16)
attempt('modify_ldt', 154, 0, ctypes.c_void_p(0), 0)
attempt('splice', 275, 3, ctypes.c_void_p(0), 1, ctypes.c_void_p(0), 1, 0)
attempt('vmsplice', 278, 1, ctypes.c_void_p(0), 0, 0)
attempt('ioctl TIOCSTI', 16, 3, 0x5412, b"x")
attempt('eventfd', 290, 0, 0)
attempt('signalfd', 289, -1, ctypes.c_void_p(0), 8, 0)
attempt('acct', 163, b"/tmp")
attempt('vhangup', 153)

if DONE:
    raise RuntimeError(f"these worked: {DONE}")


def mean(x):
    return np.sum(x, axis=-1) / x.shape[-1]


def spread(x):
    return np.sqrt(mean((x - mean(x)[..., np.newaxis]) ** 2))
