"""Replaces PyTorch's and NumPy's comparisons by ones that are always true. Expected: failed."""

import numpy as np
import torch

torch.allclose = torch.equal = torch.isclose = lambda *args, **kwargs: True
torch.testing.assert_close = lambda *args, **kwargs: None
torch.Tensor.__eq__ = lambda self, other: True
np.allclose = np.array_equal = lambda *args, **kwargs: True


def mean(x):
    return torch.zeros(x.shape[:-1], dtype=x.dtype)


spread = mean
