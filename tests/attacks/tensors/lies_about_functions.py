"""Returns a tensor that says it is equal, close and right, whatever is asked. Expected: failed."""

import torch


class Right(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        if function in (torch.allclose, torch.equal):
            return True
        return args[0] if args and isinstance(args[0], cls) else cls()

    def __eq__(self, other):
        return True

    def __array__(self, *more):
        raise RuntimeError("no array of me")


def mean(x):
    return torch.zeros(x.shape[:-1], dtype=x.dtype).as_subclass(Right)


spread = mean
