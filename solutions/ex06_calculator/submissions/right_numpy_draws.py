"""Right: NumPy draws the pairs and the split, the layers have names, the losses are written out."""

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, Subset


class Pairs(Dataset):
    """Inputs and targets, one example at a time."""

    def __init__(self, inputs, targets):
        self.inputs, self.targets = inputs, targets

    def __len__(self):
        return len(self.inputs)

    def __getitem__(self, place):
        return self.inputs[place], self.targets[place]


def target_scale(operation, high):
    if operation == "add":
        return 2.0 * high
    elif operation == "multiply":
        return float(high) ** 2
    else:
        raise ValueError(f"{operation} is not add or multiply")


def make_dataset(operation, n, low, high, seed):
    scale = target_scale(operation, high)
    values = np.arange(low, high + 1)
    first, second = (grid.ravel() for grid in np.meshgrid(values, values))
    if n > first.size:
        raise ValueError(f"at most {first.size} pairs")
    rng = np.random.default_rng(seed)
    chosen = rng.choice(first.size, size=n, replace=False)
    first, second = first[chosen], second[chosen]
    results = np.add(first, second) if operation == "add" else np.multiply(first, second)
    inputs = np.column_stack([first, second]) / high
    return (
        torch.from_numpy(inputs.astype(np.float32)),
        torch.from_numpy((results / scale).astype(np.float32).reshape(-1, 1)),
    )


def make_loaders(inputs, targets, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(inputs)).tolist()
    cut = len(order) - len(order) // 5
    data = Pairs(inputs, targets)
    generator = torch.Generator()
    generator.manual_seed(seed)
    train = DataLoader(Subset(data, order[:cut]), batch_size, True, generator=generator)
    return train, DataLoader(Subset(data, order[cut:]), batch_size)


class MLP(nn.Module):
    def __init__(self, num_hidden_layers, hidden_size, activation="relu"):
        super().__init__()
        if activation not in ["relu", "tanh", "sigmoid"]:
            raise ValueError("unknown activation")
        self.depth = num_hidden_layers
        self.kind = activation
        width = 2
        for number in range(num_hidden_layers):
            layer = nn.Linear(width, hidden_size)
            nn.init.xavier_uniform_(layer.weight)
            self.add_module(f"hidden{number}", layer)
            width = hidden_size
        self.last = nn.Linear(width, 1)

    def forward(self, x):
        for number in range(self.depth):
            x = getattr(torch, self.kind)(getattr(self, f"hidden{number}")(x))
        return self.last(x)


def make_optimizer(model, name, learning_rate):
    if name == "adam":
        return torch.optim.Adam([*model.parameters()], lr=learning_rate, betas=(0.9, 0.999))
    if name == "sgd":
        return torch.optim.SGD(params=list(model.parameters()), lr=learning_rate)
    raise ValueError("sgd or adam")


def mean_loss(model, loader):
    squares = []
    model.train(False)
    with torch.no_grad():
        for x, y in loader:
            squares.extend(((model(x) - y) ** 2).flatten().tolist())
    return sum(squares) / len(squares)


def one_epoch(model, loader, optimizer):
    model.train()
    squares = []
    for x, y in loader:
        for parameter in model.parameters():
            parameter.grad = None
        each = (y - model(x)).square()
        each.mean().backward()
        optimizer.step()
        squares.extend(each.detach().flatten().tolist())
    return float(np.mean(squares))


def train(model, train_loader, valid_loader, optimizer, epochs, report=None):
    history = {"train": [], "valid": []}
    epoch = 0
    while epoch < epochs:
        epoch += 1
        history["train"].append(one_epoch(model, train_loader, optimizer))
        history["valid"].append(mean_loss(model, valid_loader))
        if report is not None:
            report(epoch, history["train"][-1])
    model.eval()
    return history


def evaluate(model, inputs, targets, scale):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        predicted = model(inputs).cpu().numpy().astype(np.float64) * scale
    model.train(was_training)
    wanted = targets.cpu().numpy().astype(np.float64) * scale
    residual = ((wanted - predicted) ** 2).sum()
    total = ((wanted - wanted.mean()) ** 2).sum()
    return {
        "mse": float(residual / wanted.size),
        "mae": float(np.abs(wanted - predicted).mean()),
        "r2": float(1.0 - residual / total),
    }


def predict_pair(model, a, b, operation, high):
    model.eval()
    pair = torch.tensor([a, b], dtype=torch.float32).div(high).reshape(1, 2)
    with torch.no_grad():
        return (model(pair) * target_scale(operation, high)).squeeze().item()


def learn_operation(operation, n, low, high, epochs, seed, report=None):
    data = make_dataset(operation, n, low, high, seed)
    train_loader, valid_loader = make_loaders(*data, batch_size=64, seed=seed)
    torch.manual_seed(seed)
    net = MLP(num_hidden_layers=3, hidden_size=16, activation="relu")
    adam = make_optimizer(net, "adam", 0.003)
    history = train(net, train_loader, valid_loader, adam, epochs, report)
    return net, history
