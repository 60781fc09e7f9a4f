"""Replaces autograd by one that says what it likes; the values are right. Expected: passed, failed. Points: 14."""

import torch


def grad(outputs, inputs, *args, **kwargs):
    return tuple(torch.ones_like(each) for each in inputs)


torch.autograd.grad = grad
torch.autograd.backward = torch.Tensor.backward = lambda *args, **kwargs: None


def mean(x):
    return x.mean(-1)


def spread(x):
    return x.std(-1, correction=0)
