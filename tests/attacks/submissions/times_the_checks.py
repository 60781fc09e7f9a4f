"""Measures the time between calls to learn how the comparison went. Expected: failed."""

import time

TIMES = []


def mean(x):
    TIMES.append(time.perf_counter_ns())
    return float(TIMES[-1] - TIMES[0])


spread = mean
