"""Puts a tensor into shared memory, where others could meet it. Expected: error, crashed."""

import torch


def mean(x):
    return x.mean(-1).share_memory_()


spread = mean
