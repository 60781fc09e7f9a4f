"""Sleeps for ever, which takes no processor time. Expected: timeout."""

import time


def mean(x):
    time.sleep(1000)


spread = mean
