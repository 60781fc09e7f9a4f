"""Replaces the grader's own conversion of tensors in its process. Expected: failed, error, crashed."""

import sys

import numpy as np

tensors = sys.modules.get("grader.sandbox.tensors")
if tensors is not None:
    tensors.from_torch = lambda tensor: tensors.Tensor(np.full(tensor.shape, 1.0))
    tensors.pull_back = lambda *args: [np.zeros(3)]


def mean(x):
    return x.sum(-1)


spread = mean
