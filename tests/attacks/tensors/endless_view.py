"""Returns a view of one number that claims a terabyte. Expected: failed."""

import torch


def mean(x):
    return torch.zeros(1, dtype=x.dtype).expand(1 << 37)


spread = mean
