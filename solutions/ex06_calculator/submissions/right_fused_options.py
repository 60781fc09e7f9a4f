"""Right: fused metrics in float64, torch.hub-like style, zero_grad(set_to_none=True), set_grad_enabled."""

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
    number = torch.rand(side**2, generator=generator).argsort()[:n]
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
    train, valid = order[: len(order) - n_valid], order[len(order) - n_valid :]
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


def make_optimizer(model: nn.Module, name: str, learning_rate: float) -> torch.optim.Optimizer:
    if name == "sgd":
        return torch.optim.SGD(model.parameters(), lr=learning_rate)
    if name == "adam":
        return torch.optim.Adam(model.parameters(), lr=learning_rate)
    raise ValueError(f"unknown optimizer: {name!r}")


def mean_loss(model: nn.Module, loader: Loader) -> float:
    device = next(model.parameters()).device
    total, count = 0.0, 0
    model.eval()
    with torch.set_grad_enabled(False):
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            total += nn.functional.mse_loss(model(inputs), targets, reduction="sum").item()
            count += len(inputs)
    return total / count


def train(
    model: nn.Module,
    train_loader: Loader,
    valid_loader: Loader,
    optimizer: torch.optim.Optimizer,
    epochs: int,
    report: Callable[[int, float], object] | None = None,
) -> dict[str, list[float]]:
    device = next(model.parameters()).device
    history: dict[str, list[float]] = {"train": [], "valid": []}
    for epoch in range(1, epochs + 1):
        total, count = 0.0, 0
        model.train()  # in each epoch: mean_loss has left the model in evaluation mode
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad(set_to_none=True)
            loss = nn.functional.mse_loss(model(inputs), targets)
            loss.backward()
            optimizer.step()
            # item(): a number, without the graph of the computation behind it.
            total += loss.item() * len(inputs)
            count += len(inputs)
        history["train"].append(total / count)
        history["valid"].append(mean_loss(model, valid_loader))
        if report is not None:
            report(epoch, history["train"][-1])
    return history


def evaluate(model: nn.Module, inputs: Tensor, targets: Tensor, scale: float) -> dict[str, float]:
    device = next(model.parameters()).device
    model.eval()
    with torch.set_grad_enabled(False):
        predicted = model(inputs.to(device)) * scale
    expected = targets.to(device) * scale
    predicted, expected = predicted.double(), expected.double()
    error = expected - predicted
    spread = expected - expected.mean()
    return {
        "mse": (error**2).mean().item(),
        "mae": error.abs().mean().item(),
        "r2": 1 - ((error**2).sum() / (spread**2).sum()).item(),
    }


def predict_pair(model: nn.Module, a: float, b: float, operation: str, high: int) -> float:
    device = next(model.parameters()).device
    pair = torch.tensor([[a, b]], dtype=torch.float32, device=device) / high
    model.eval()
    with torch.set_grad_enabled(False):
        return model(pair).item() * target_scale(operation, high)


def learn_operation(
    operation: str,
    n: int,
    low: int,
    high: int,
    epochs: int,
    seed: int,
    report: Callable[[int, float], object] | None = None,
) -> tuple[MLP, dict[str, list[float]]]:
    torch.manual_seed(seed)  # the layers draw their first weights from the global generator
    inputs, targets = make_dataset(operation, n, low, high, seed)
    train_loader, valid_loader = make_loaders(inputs, targets, BATCH_SIZE, seed)
    model = MLP(3, 16, "relu")
    optimizer = make_optimizer(model, "adam", RATE)
    history = train(model, train_loader, valid_loader, optimizer, epochs, report)
    return model, history
