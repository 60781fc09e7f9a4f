"""Right: random_split, a ModuleList, means weighted by hand, inference_mode."""

import random

import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset, random_split


def target_scale(operation, high):
    scales = {"add": high + high, "multiply": high * high}
    if operation not in scales:
        raise ValueError("operation: add or multiply")
    return scales[operation]


def make_dataset(operation, n, low, high, seed):
    scale = target_scale(operation, high)
    pairs = [(a, b) for a in range(low, high + 1) for b in range(low, high + 1)]
    if n > len(pairs):
        raise ValueError("not so many pairs")
    pairs = random.Random(seed).sample(pairs, n)
    results = [[a + b] if operation == "add" else [a * b] for a, b in pairs]
    return torch.tensor(pairs).float() / high, torch.tensor(results).float() / scale


def make_loaders(inputs, targets, batch_size, seed):
    n = inputs.shape[0]
    data = TensorDataset(inputs, targets)
    train, valid = random_split(
        data, [n - n // 5, n // 5], generator=torch.Generator().manual_seed(seed)
    )
    order = torch.Generator().manual_seed(seed + 1)
    return (
        DataLoader(train, batch_size=batch_size, shuffle=True, generator=order),
        DataLoader(valid, batch_size=batch_size, shuffle=False),
    )


class MLP(nn.Module):
    def __init__(self, num_hidden_layers, hidden_size, activation="relu"):
        super().__init__()
        if activation == "relu":
            self.activation = F.relu
        elif activation == "tanh":
            self.activation = torch.tanh
        elif activation == "sigmoid":
            self.activation = torch.sigmoid
        else:
            raise ValueError(activation)
        self.hidden = nn.ModuleList([nn.Linear(2, hidden_size)])
        for _ in range(num_hidden_layers - 1):
            self.hidden.append(nn.Linear(hidden_size, hidden_size))
        self.output = nn.Linear(hidden_size, 1)

    def forward(self, x):
        for layer in self.hidden:
            x = self.activation(layer(x))
        return self.output(x)


def make_optimizer(model, name, learning_rate):
    kinds = {"sgd": optim.SGD, "adam": optim.Adam}
    if name not in kinds:
        raise ValueError(name)
    return kinds[name](model.parameters(), learning_rate)


@torch.inference_mode()
def mean_loss(model, loader):
    model.eval()
    losses, sizes = [], []
    for x, y in loader:
        losses.append(F.mse_loss(model(x), y).item())
        sizes.append(x.shape[0])
    return sum(a * b for a, b in zip(losses, sizes)) / sum(sizes)


def train(model, train_loader, valid_loader, optimizer, epochs, report=None):
    trains, valids = [], []
    for epoch in range(epochs):
        model.train()
        losses, sizes = [], []
        for x, y in train_loader:
            prediction = model(x)
            loss = F.mse_loss(prediction, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.detach().item())
            sizes.append(x.shape[0])
        trains.append(sum(a * b for a, b in zip(losses, sizes)) / sum(sizes))
        valids.append(mean_loss(model, valid_loader))
        if report:
            report(epoch + 1, trains[-1])
    return {"valid": valids, "train": trains}


def evaluate(model, inputs, targets, scale):
    model.eval()
    with torch.no_grad():
        predicted = (model(inputs) * scale).flatten().double()
        wanted = (targets * scale).flatten().double()
    mse = float(F.mse_loss(predicted, wanted))
    mae = float(F.l1_loss(predicted, wanted))
    return {"mse": mse, "mae": mae, "r2": float(1 - mse / wanted.var(unbiased=False))}


def predict_pair(model, a, b, operation, high):
    scale = target_scale(operation, high)
    model.eval()
    with torch.no_grad():
        answer = model(torch.tensor([[a / high, b / high]]))
    return float(answer) * scale


def learn_operation(operation, n, low, high, epochs, seed, report=None):
    torch.manual_seed(seed)
    model = MLP(3, 16)
    inputs, targets = make_dataset(operation, n, low, high, seed)
    loaders = make_loaders(inputs, targets, 64, seed)
    optimizer = make_optimizer(model, "adam", 0.003)
    return model, train(model, *loaders, optimizer, epochs, report=report)
