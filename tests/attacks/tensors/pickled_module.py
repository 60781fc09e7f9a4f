"""Returns a module whose unpickling would run a program. Expected: failed."""

import os

import torch


class Model(torch.nn.Module):
    def __reduce__(self):
        return os.system, ("touch /tmp/marker-pickled",)


def mean(x):
    return Model()


spread = mean
