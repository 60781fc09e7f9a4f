"""Has a backward pass that never ends; the values are right. Expected: passed, timeout. Points: any."""

import torch


class Endless(torch.autograd.Function):
    @staticmethod
    def forward(context, x):
        return x.clone()

    @staticmethod
    def backward(context, gradient):
        while True:
            pass


def mean(x):
    return Endless.apply(x).mean(-1)


def spread(x):
    return Endless.apply(x).std(-1, correction=0)
