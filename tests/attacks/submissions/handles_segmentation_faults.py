"""Returns from the handler of a segmentation fault, for ever. Expected: timeout, crashed."""

import ctypes
import faulthandler
import signal
import sys

signal.signal(signal.SIGSEGV, lambda *args: None)


def mean(x):
    return ctypes.string_at(0)


spread = mean
