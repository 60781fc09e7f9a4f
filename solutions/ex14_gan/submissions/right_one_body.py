"""Right: one body for both networks, softplus, one call of the discriminator on everything."""

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


def body(into, hidden, out, activation):
    return nn.Sequential(
        nn.Linear(into, hidden),
        activation,
        nn.Linear(hidden, hidden),
        activation,
        nn.Linear(hidden, out),
    )


class Player(nn.Module):
    def __init__(self, into, hidden, out, activation, classes):
        super().__init__()
        self.classes = classes
        self.net = body(into + classes, hidden, out, activation)

    def forward(self, x, labels=None):
        return self.net(condition(x, labels, self.classes))


class Generator(Player):
    def __init__(self, noise_size, hidden, classes=0):
        super().__init__(noise_size, hidden, 2, nn.ReLU(), classes)
        self.noise_size = noise_size


class Discriminator(Player):
    def __init__(self, hidden, classes=0):
        super().__init__(2, hidden, 1, nn.LeakyReLU(negative_slope=0.2), classes)

    def forward(self, x, labels=None):
        return super().forward(x, labels).view(-1)


def discriminator_loss(real_scores, fake_scores):
    return F.softplus(-real_scores).mean() + F.softplus(fake_scores).mean()


def generator_loss(fake_scores):
    zero = torch.zeros_like(fake_scores)
    return torch.logaddexp(zero, -fake_scores).mean()


def learn(optimizer, loss):
    value = loss.item()
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(f"loss {value}")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return value


def discriminator_step(generator, discriminator, optimizer, real, noise, labels=None):
    fake = generator(noise, labels).detach()
    both = torch.cat([real, fake])
    twice = None if labels is None else torch.cat([labels, labels])
    scores = discriminator(both, twice)
    return learn(optimizer, discriminator_loss(scores[: len(real)], scores[len(real) :]))


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
