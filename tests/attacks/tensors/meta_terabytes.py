"""Returns a tensor without data that claims a terabyte. Expected: failed."""

import torch


def mean(x):
    return torch.empty(1 << 37, dtype=x.dtype, device="meta")


spread = mean
