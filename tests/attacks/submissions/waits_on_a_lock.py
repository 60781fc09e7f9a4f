"""Waits for a lock that nobody releases. Expected: timeout."""

import threading

lock = threading.Lock()
lock.acquire()


def mean(x):
    lock.acquire()


spread = mean
