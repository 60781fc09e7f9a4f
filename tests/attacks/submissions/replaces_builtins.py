"""Replaces built-in functions so that every comparison holds. Expected: crashed, error."""

import builtins

builtins.all = builtins.any = lambda *args: True
builtins.isinstance = lambda *args: True
builtins.len = lambda thing: 1
builtins.abs = lambda value: 0.0
builtins.AssertionError = StopIteration


def mean(x):
    return 0.0


def spread(x):
    return 0.0
