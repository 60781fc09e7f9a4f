"""Opens files until none is left, duplicates and closes those of the worker. Expected: error, crashed."""

import os


def mean(x):
    for fd in range(3):
        os.dup2(3, fd)
    try:
        while True:
            os.dup(3)
    finally:
        os.closerange(3, 64)


spread = mean
