"""Right: the bias as one more weight, whose input is always 1."""

import torch
from torch import Tensor


def _with_ones(x: Tensor) -> Tensor:
    return torch.cat([x, x.new_ones(*x.shape[:-1], 1)], dim=-1)


def _joined(w: Tensor, b) -> Tensor:
    bias = torch.as_tensor(b, dtype=w.dtype, device=w.device)
    return torch.cat([w, bias.reshape(1)])


def weighted_sum(x, w, b):
    return torch.matmul(_with_ones(x), _joined(w, b))


def predict(x, w, b):
    return torch.where(weighted_sum(x, w, b) < 0, 0, 1)


def perceptron_update(w, b, x, y, lr):
    both = _joined(w, b)
    error = torch.as_tensor(y - predict(x, w, b), dtype=w.dtype)
    both = both + (lr * error) * _with_ones(x)
    return both[:-1], both[-1]


@torch.no_grad()
def train_perceptron(X, y, lr, epochs):
    n, d = X.shape
    w, b = torch.zeros(d).to(X), torch.tensor(0).to(X)
    errors = torch.zeros(epochs, dtype=torch.long, device=X.device)
    for epoch in range(epochs):
        for i in range(n):
            errors[epoch] += (predict(X[i], w, b) - y[i]).abs()
            w, b = perceptron_update(w, b, X[i], y[i], lr)
    return w, b, errors.tolist()
