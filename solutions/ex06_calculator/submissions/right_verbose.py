"""Right: a beginner's hand, with a device at the top, every case written out, and prints."""

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


def get_device(model):
    for parameter in model.parameters():
        return parameter.device


def target_scale(operation, high):
    if operation != "add" and operation != "multiply":
        raise ValueError("unknown operation " + str(operation))
    if operation == "multiply":
        return high * high
    return 2 * high


def make_dataset(operation, n, low, high, seed):
    scale = target_scale(operation, high)
    how_many = high - low + 1
    if how_many * how_many < n:
        raise ValueError("n is too large")
    generator = torch.Generator()
    generator.manual_seed(seed)
    seen = set()
    pairs = []
    while len(pairs) < n:
        a, b = torch.randint(low, high + 1, (2,), generator=generator).tolist()
        if (a, b) not in seen:
            seen.add((a, b))
            pairs.append([a, b])
    inputs = torch.zeros(n, 2)
    targets = torch.zeros(n, 1)
    for i in range(n):
        a, b = pairs[i]
        inputs[i, 0] = a / high
        inputs[i, 1] = b / high
        if operation == "add":
            targets[i, 0] = (a + b) / scale
        else:
            targets[i, 0] = a * b / scale
    return inputs, targets


def make_loaders(inputs, targets, batch_size, seed):
    generator = torch.Generator()
    generator.manual_seed(seed)
    permutation = torch.randperm(len(inputs), generator=generator)
    number_of_validation = int(len(inputs) // 5)
    number_of_training = len(inputs) - number_of_validation
    train_places = permutation[:number_of_training]
    valid_places = permutation[number_of_training:]
    train_set = TensorDataset(inputs[train_places], targets[train_places])
    valid_set = TensorDataset(inputs[valid_places], targets[valid_places])
    train_loader = DataLoader(
        train_set, batch_size=batch_size, shuffle=True, drop_last=False, generator=generator
    )
    valid_loader = DataLoader(valid_set, batch_size=batch_size, shuffle=False, drop_last=False)
    return [train_loader, valid_loader]


class MLP(nn.Module):
    def __init__(self, num_hidden_layers, hidden_size, activation="relu"):
        super(MLP, self).__init__()
        layers = []
        n_in = 2
        for i in range(num_hidden_layers):
            layers.append(nn.Linear(n_in, hidden_size))
            if activation == "relu":
                layers.append(nn.ReLU(inplace=True))
            elif activation == "tanh":
                layers.append(nn.Tanh())
            elif activation == "sigmoid":
                layers.append(nn.Sigmoid())
            else:
                raise ValueError("unknown activation " + activation)
            n_in = hidden_size
        layers.append(nn.Linear(n_in, 1))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        y = self.net(x)
        return y


def make_optimizer(model, name, learning_rate):
    if name == "sgd":
        optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0)
    elif name == "adam":
        optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    else:
        raise ValueError("unknown optimizer")
    return optimizer


def mean_loss(model, loader):
    criterion = nn.MSELoss(reduction="none")
    device = get_device(model)
    total = torch.tensor(0.0, device=device)
    count = 0
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            x = x.to(device)
            y = y.to(device)
            total = total + criterion(model(x), y).sum()
            count = count + x.size(0)
    return (total / count).item()


def train(model, train_loader, valid_loader, optimizer, epochs, report=None):
    criterion = nn.MSELoss()
    device = get_device(model)
    train_losses = []
    valid_losses = []
    for epoch in range(1, epochs + 1):
        model.train()
        running = 0.0
        seen = 0
        for x, y in train_loader:
            x = x.to(device)
            y = y.to(device)
            y_hat = model(x)
            loss = criterion(y_hat, y)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            running = running + float(loss) * x.size(0)
            seen = seen + x.size(0)
        train_losses.append(running / seen)
        valid_losses.append(mean_loss(model, valid_loader))
        print("epoch", epoch, "train", train_losses[-1], "valid", valid_losses[-1])
        if report is not None:
            report(epoch, train_losses[-1])
    return {"train": train_losses, "valid": valid_losses}


def evaluate(model, inputs, targets, scale):
    device = get_device(model)
    model.eval()
    with torch.no_grad():
        y_hat = model(inputs.to(device)).view(-1) * scale
        y = targets.to(device).view(-1) * scale
        mse = torch.mean((y_hat - y) ** 2)
        mae = torch.mean(torch.abs(y_hat - y))
        ss_res = torch.sum((y - y_hat) ** 2)
        ss_tot = torch.sum((y - torch.mean(y)) ** 2)
        r2 = 1 - ss_res / ss_tot
    return {"mse": mse.item(), "mae": mae.item(), "r2": r2.item()}


def predict_pair(model, a, b, operation, high):
    scale = target_scale(operation, high)
    x = torch.zeros(1, 2, device=get_device(model))
    x[0, 0] = a
    x[0, 1] = b
    x = x / high
    model.eval()
    with torch.no_grad():
        y = model(x)
    return y[0, 0].item() * scale


def learn_operation(operation, n, low, high, epochs, seed, report=None):
    torch.manual_seed(seed)
    inputs, targets = make_dataset(operation, n, low, high, seed)
    train_loader, valid_loader = make_loaders(inputs, targets, 64, seed)
    torch.manual_seed(seed)
    model = MLP(3, 16, "relu")
    optimizer = make_optimizer(model, "adam", 0.003)
    history = train(model, train_loader, valid_loader, optimizer, epochs, report)
    return model, history
