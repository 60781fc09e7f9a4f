"""Mounts, links, changes modes, owners and times of files by raw system calls. Expected: passed. Points: 20."""

import ctypes
import os

import numpy as np

libc = ctypes.CDLL(None, use_errno=True)
DONE = []


def attempt(name, number, *arguments):
    """Make a raw system call; whatever does not fail is noted."""
    if libc.syscall(ctypes.c_long(number), *arguments) >= 0:
        DONE.append(name)


attempt('mount', 165, b"none", b"/tmp", b"tmpfs", 0, ctypes.c_void_p(0))
attempt('umount2', 166, b"/", 2)
attempt('pivot_root', 155, b"/", b"/tmp")
attempt('chroot', 161, b"/tmp")
attempt('open_tree', 428, -100, b"/", 1)
attempt('move_mount', 429, -100, b"/", -100, b"/tmp", 0)
attempt('fsopen', 430, b"tmpfs", 0)
attempt('chmod', 90, b"/tmp", 0o777)
attempt('fchmod', 91, 3, 0o777)
attempt('fchmodat', 268, -100, b"/tmp", 0o777)
attempt('fchmodat2', 452, -100, b"/tmp", 0o777, 0)
attempt('chown', 92, b"/tmp", 0, 0)
attempt('lchown', 94, b"/tmp", 0, 0)
attempt('fchownat', 260, -100, b"/tmp", 0, 0, 0)
attempt('symlink', 88, b"/etc/passwd", b"/tmp/s")
attempt('symlinkat', 266, b"/etc/passwd", -100, b"/tmp/s")
attempt('link', 86, b"/etc/passwd", b"/tmp/l")
attempt('linkat', 265, -100, b"/etc/passwd", -100, b"/tmp/l", 0)
attempt('mknod', 133, b"/tmp/n", 0o60666, 0x800)
attempt('mknodat', 259, -100, b"/tmp/n", 0o10666, 0)
attempt('utime', 132, b"/tmp", ctypes.c_void_p(0))
attempt('utimensat', 280, -100, b"/tmp", ctypes.c_void_p(0), 0)
attempt('setxattr', 188, b"/tmp", b"user.x", b"1", 1, 0)
attempt('open_by_handle_at', 304, -100, ctypes.c_void_p(0), 0)
attempt('name_to_handle_at', 303, -100, b"/", ctypes.c_void_p(0), ctypes.c_void_p(0), 0)
attempt('openat2', 437, -100, b"/etc/passwd", ctypes.c_void_p(0), 24)
attempt('swapon', 167, b"/tmp/s", 0)
attempt('quotactl', 179, 0, b"/", 0, ctypes.c_void_p(0))
attempt('fanotify_init', 300, 0, 0)
attempt('inotify_init', 253)

if DONE:
    raise RuntimeError(f"these worked: {DONE}")


def mean(x):
    return np.sum(x, axis=-1) / x.shape[-1]


def spread(x):
    return np.sqrt(mean((x - mean(x)[..., np.newaxis]) ** 2))
