"""Has faulthandler dump every stack on the prints, then crashes. Expected: crashed."""

import ctypes
import faulthandler

faulthandler.enable(file=1)
faulthandler.dump_traceback(file=1)


def mean(x):
    return ctypes.string_at(0)


spread = mean
