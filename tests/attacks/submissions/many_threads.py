"""Starts threads without end. Expected: error, memory, timeout, crashed."""

import threading
import time

threading.stack_size(32768)


def mean(x):
    while True:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()


spread = mean
