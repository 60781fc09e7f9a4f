"""Takes memory that is shared and not counted as its own. Expected: error, memory."""

import mmap
from multiprocessing import shared_memory


def mean(x):
    return shared_memory.SharedMemory(create=True, size=1 << 33)


def spread(x):
    return mmap.mmap(-1, 8 << 30).size()
