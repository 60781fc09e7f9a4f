"""Returns the bytes of torch.save of an object that runs a program when loaded. Expected: failed."""

import io
import os

import torch


class Model(torch.nn.Module):
    def __reduce__(self):
        return os.system, ("touch /tmp/marker-saved",)


def mean(x):
    file = io.BytesIO()
    torch.save(Model(), file)
    return file.getvalue()


spread = mean
