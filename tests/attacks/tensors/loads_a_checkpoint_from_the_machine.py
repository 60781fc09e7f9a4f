"""Loads checkpoints that are not its own, or missing. Expected: error."""

import torch


def mean(x):
    return torch.load("@COURSE@/secret.txt", weights_only=False)


def spread(x):
    return torch.load("no-such-checkpoint.pt")
