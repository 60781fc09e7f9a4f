"""Right: binary_cross_entropy_with_logits and targets, layers with names, no_grad for the fakes."""

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


def learn(optimizer, loss):
    value = loss.item()
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(f"loss {value}")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return value


def discriminator_step(generator, discriminator, optimizer, real, noise, labels=None):
    with torch.no_grad():
        fake = generator(noise, labels)
    real_scores = discriminator(real, labels)
    fake_scores = discriminator(fake, labels)
    return learn(optimizer, discriminator_loss(real_scores, fake_scores))


def generator_step(generator, discriminator, optimizer, noise, labels=None):
    fake_scores = discriminator(generator(noise, labels), labels)
    return learn(optimizer, generator_loss(fake_scores))


def train(
    generator, discriminator, real, labels, epochs, batch_size, lr, seed, report=None
):
    rng = make_rng(seed, real.device)
    expert = torch.optim.Adam(discriminator.parameters(), lr=lr, betas=(0.5, 0.999))
    forger = torch.optim.Adam(generator.parameters(), lr=lr, betas=(0.5, 0.999))
    d_history, g_history = [], []
    for epoch in range(epochs):
        d_total, g_total = 0.0, 0.0
        for rows in minibatches(len(real), batch_size, rng):
            n = len(rows)
            classes = labels[rows] if labels is not None else None
            size = (n, generator.noise_size)
            noise = torch.randn(size, generator=rng, device=real.device)
            d_total += n * discriminator_step(
                generator, discriminator, expert, real[rows], noise, classes
            )
            noise = torch.randn(size, generator=rng, device=real.device)
            g_total += n * generator_step(generator, discriminator, forger, noise, classes)
        d_history.append(d_total / len(real))
        g_history.append(g_total / len(real))
        if report:
            report(epoch + 1, g_history[-1])
    return {"generator": g_history, "discriminator": d_history}


@torch.no_grad()
def sample(generator, n, seed, labels=None):
    weight = next(iter(generator.parameters()))
    rng = make_rng(seed, weight.device)
    noise = torch.randn((n, generator.noise_size), generator=rng, device=weight.device)
    return generator(noise, labels)


def mode_counts(points, centres, radius):
    distances = (points[:, None, :] - centres[None, :, :]).norm(dim=-1)
    nearest = distances.argmin(dim=1)
    close = distances.min(dim=1).values < radius
    hits = F.one_hot(nearest, len(centres)) * close[:, None]
    return hits.sum(dim=0)
