"""Leaves with a status that test runners read as success, after saying so. Expected: crashed."""

import os


def mean(x):
    print("===== 7 passed in 0.01s =====", flush=True)
    os._exit(5)


spread = mean
