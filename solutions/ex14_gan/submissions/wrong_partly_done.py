"""Wrong: networks and losses only."""

import torch
import torch.nn as nn
import torch.nn.functional as F


def make_rng(seed, device):
    if isinstance(seed, torch.Generator):
        return seed
    return torch.Generator(device=device).manual_seed(seed)


def minibatches(n, batch_size, rng):
    yield from torch.randperm(n, generator=rng, device=rng.device).split(batch_size)


def make_sgd(model, lr):
    return torch.optim.SGD(model.parameters(), lr=lr)


def set_weights(model, values):
    state = model.state_dict() if isinstance(model, nn.Module) else {}
    shapes = [list(value.shape) for value in state.values()]
    if shapes == [list(value.shape) for value in values]:
        model.load_state_dict(dict(zip(state, values, strict=True)))
    return shapes


def get_weights(model):
    return list(model.state_dict().values())


def condition(x, labels, classes):
    if labels is None:
        return x
    one_hot = torch.zeros(len(x), classes, dtype=x.dtype, device=x.device)
    one_hot[torch.arange(len(x), device=x.device), labels] = 1
    return torch.hstack([x, one_hot])


class Generator(nn.Module):
    def __init__(self, noise_size, hidden, classes=0):
        super().__init__()
        self.noise_size, self.classes = noise_size, classes
        self.fc1 = nn.Linear(noise_size + classes, hidden)
        self.fc2 = nn.Linear(hidden, hidden)
        self.fc3 = nn.Linear(hidden, 2)

    def forward(self, noise, labels=None):
        h = F.relu(self.fc1(condition(noise, labels, self.classes)))
        return self.fc3(F.relu(self.fc2(h)))


class Discriminator(nn.Module):
    def __init__(self, hidden, classes=0):
        super().__init__()
        self.classes = classes
        self.fc1 = nn.Linear(2 + classes, hidden)
        self.fc2 = nn.Linear(hidden, hidden)
        self.fc3 = nn.Linear(hidden, 1)

    def forward(self, x, labels=None):
        h = F.leaky_relu(self.fc1(condition(x, labels, self.classes)), 0.2)
        h = F.leaky_relu(self.fc2(h), 0.2)
        return self.fc3(h)[:, 0]


def discriminator_loss(real_scores, fake_scores):
    real = F.binary_cross_entropy_with_logits(real_scores, torch.ones_like(real_scores))
    fake = F.binary_cross_entropy_with_logits(fake_scores, torch.zeros_like(fake_scores))
    return real + fake


def generator_loss(fake_scores):
    return F.binary_cross_entropy_with_logits(fake_scores, torch.ones_like(fake_scores))
