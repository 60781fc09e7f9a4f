"""Returns a tensor whose device is a text of its own. Expected: crashed, failed, error."""

import torch


class Elsewhere(torch.Tensor):
    @property
    def device(self):
        return "cuda:0\x1b[31m<script>"


def mean(x):
    return x.sum(-1).as_subclass(Elsewhere)


spread = mean
