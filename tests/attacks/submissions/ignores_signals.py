"""Ignores and handles every signal, then computes without end. Expected: timeout."""

import signal

for number in range(1, 65):
    try:
        signal.signal(number, lambda *args: None)
    except (OSError, ValueError):
        pass


def mean(x):
    while True:
        pass


spread = mean
