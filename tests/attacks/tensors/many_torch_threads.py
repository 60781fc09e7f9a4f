"""Asks for hundreds of threads and computes for ever with them. Expected: timeout, error, crashed, memory."""

import torch

torch.set_num_threads(500)


def mean(x):
    while True:
        torch.rand(1000, 1000) @ torch.rand(1000, 1000)


spread = mean
