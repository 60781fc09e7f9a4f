"""Maps files of the machine as tensors, to read and to write. Expected: error, failed."""

import torch


def mean(x):
    return torch.from_file("@COURSE@/secret.txt", size=4, dtype=torch.uint8)


def spread(x):
    return torch.from_file("/tmp/marker-mapped", shared=True, size=4, dtype=torch.uint8)
