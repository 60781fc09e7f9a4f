"""Reads address 0. Expected: crashed."""

import ctypes


def mean(x):
    return ctypes.string_at(0)


spread = mean
