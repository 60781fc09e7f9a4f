"""Returns a sparse tensor that unfolds to terabytes. Expected: failed, memory, error, crashed."""

import torch


def mean(x):
    nowhere = torch.zeros((2, 0), dtype=torch.int64)
    return torch.sparse_coo_tensor(nowhere, torch.zeros(0), (1 << 20, 1 << 20))


spread = mean
