"""Sends signals to its parent, to process 1 and to everybody. Expected: error."""

import os
import signal


def mean(x):
    for pid in (os.getppid(), 1, -1, 0):
        os.kill(pid, signal.SIGKILL)


spread = mean
