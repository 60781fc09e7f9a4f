"""Hangs hooks on tensors that change the gradients on their way. Expected: passed, failed. Points: 14."""

import torch


def mean(x):
    result = x.mean(-1)
    if result.requires_grad:
        result.register_hook(lambda gradient: 2 * gradient)
    return result


def spread(x):
    result = x.std(-1, correction=0)
    if result.requires_grad:
        result.register_hook(lambda gradient: torch.zeros_like(gradient))
    return result
