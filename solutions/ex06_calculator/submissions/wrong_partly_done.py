"""Wrong: only data and model are done, the rest is missing."""

# ruff: noqa: T201
from __future__ import annotations

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

# L'expérience entière : taille des lots, taux d'Adam. / The whole experiment: batch size, Adam's rate.
BATCH_SIZE, RATE = 64, 0.003

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}

Loader = Iterable[tuple[Tensor, Tensor]]


def target_scale(operation: str, high: int) -> int:
    if operation == "add":
        return 2 * high
    if operation == "multiply":
        return high**2
    raise ValueError(f"unknown operation: {operation!r}")


def make_dataset(operation: str, n: int, low: int, high: int, seed: int) -> tuple[Tensor, Tensor]:
    scale = target_scale(operation, high)
    side = high - low + 1
    if n > side**2:
        raise ValueError(f"{n} pairs asked for, there are only {side**2}")
    # All pairs are numbered from 0 to side² - 1. A permutation draws without replacement: no pair
    # comes twice, so that none can be in training and in validation at once.
    generator = torch.Generator().manual_seed(seed)
    number = torch.randperm(side**2, generator=generator)[:n]
    pairs = torch.stack([number // side, number % side], dim=1) + low
    results = pairs.sum(dim=1) if operation == "add" else pairs.prod(dim=1)
    # unsqueeze: the shape (n, 1) of the network's output, not (n,).
    return pairs / high, results.unsqueeze(1) / scale


def make_loaders(
    inputs: Tensor, targets: Tensor, batch_size: int, seed: int
) -> tuple[DataLoader, DataLoader]:
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(inputs), generator=generator)
    n_valid = len(inputs) // 5
    valid, train = order[:n_valid], order[n_valid:]
    # Without a generator of its own, a DataLoader shuffles with the global one: not reproducible.
    train_loader = DataLoader(
        TensorDataset(inputs[train], targets[train]), batch_size, shuffle=True, generator=generator
    )
    valid_loader = DataLoader(TensorDataset(inputs[valid], targets[valid]), batch_size)
    return train_loader, valid_loader


class MLP(nn.Module):

    def __init__(self, num_hidden_layers: int, hidden_size: int, activation: str = "relu") -> None:
        super().__init__()
        if activation not in ACTIVATIONS:
            raise ValueError(f"unknown activation: {activation!r}")
        sizes = [2] + [hidden_size] * num_hidden_layers
        layers: list[nn.Module] = []
        for size_in, size_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(size_in, size_out), ACTIVATIONS[activation]()]
        # Nothing after the last layer: a sum may take any value.
        self.layers = nn.Sequential(*layers, nn.Linear(hidden_size, 1))

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)
