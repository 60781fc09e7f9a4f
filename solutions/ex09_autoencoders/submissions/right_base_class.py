"""Right: a common base class, layers in lists and functions that build them, generators in order."""

import torch
import torch.nn as nn
import torch.nn.functional as F


def make_generator(seed, device):
    if isinstance(seed, torch.Generator):
        return seed
    return torch.Generator(device=device).manual_seed(seed)


def minibatches(x, batch_size, generator):
    order = torch.randperm(len(x), generator=generator, device=x.device)
    for start in range(0, len(x), batch_size):
        yield x[order[start : start + batch_size]]


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


class Base(nn.Module):
    def forward(self, x):
        return self.decode(self.encode(x))

    def encode(self, x):
        for layer in self.down:
            x = layer(x)
        return x

    def decode(self, z):
        for layer in self.up:
            z = layer(z)
        return z


def half(a, b, c, last):
    return nn.ModuleList([nn.Linear(a, b), nn.ReLU(inplace=True), nn.Linear(b, c), last])


class DenseAutoencoder(Base):
    def __init__(self, inputs, hidden, latent):
        super().__init__()
        self.down = half(inputs, hidden, latent, nn.Identity())
        self.up = half(latent, hidden, inputs, nn.Sigmoid())


class ConvAutoencoder(Base):
    def __init__(self, channels):
        super().__init__()
        k = dict(kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))
        self.down = nn.ModuleList()
        self.down.append(nn.Conv2d(1, channels, **k))
        self.down.append(nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU()))
        self.down.append(nn.Conv2d(channels, 2 * channels, **k))
        self.up = nn.ModuleList()
        self.up.append(nn.ConvTranspose2d(2 * channels, channels, output_padding=(1, 1), **k))
        self.up.append(nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU()))
        self.up.append(nn.ConvTranspose2d(channels, 1, output_padding=(1, 1), **k))
        self.up.append(nn.Sigmoid())


def add_noise(x, std, seed):
    generator = make_generator(seed, x.device)
    mean = torch.zeros_like(x)
    noise = torch.empty_like(x).normal_(0.0, 1.0, generator=generator)
    return torch.clip(torch.lerp(x, x + noise, std) + mean, 0.0, 1.0)


def step(optimizer, loss):
    if torch.isnan(loss) or torch.isinf(loss):
        raise ValueError(f"loss {loss.item()}")
    optimizer.zero_grad(set_to_none=False)
    loss.backward()
    optimizer.step()
    return float(loss.detach())


def train_step(model, optimizer, inputs, targets):
    model.train()
    return step(optimizer, ((model(inputs) - targets) ** 2).mean())


def epochs_of(x, epochs, batch_size, generator, learn, report):
    history = []
    for epoch in range(epochs):
        pairs = [(learn(batch), batch.shape[0]) for batch in minibatches(x, batch_size, generator)]
        mean = sum(loss * n for loss, n in pairs) / sum(n for _, n in pairs)
        history.append(mean)
        if report:
            report(epoch + 1, mean)
    return history


def train(model, x, epochs, batch_size, lr, seed, noise=0.0, report=None):
    generator = make_generator(seed, x.device)
    adam = torch.optim.Adam(model.parameters(), lr)

    def learn(batch):
        noisy = add_noise(batch, noise, generator) if noise > 0 else batch
        return train_step(model, adam, noisy, batch)

    return epochs_of(x, epochs, batch_size, generator, learn, report)


@torch.no_grad()
def reconstruction_errors(model, x):
    model.eval()
    errors = F.mse_loss(model(x), x, reduction="none")
    return errors.reshape(len(x), -1).mean(-1)


def anomaly_threshold(errors, rate):
    return errors.quantile(1.0 - rate)


def detect(model, x, threshold):
    return torch.gt(reconstruction_errors(model, x), threshold)


def reparameterise(mu, logvar, noise):
    return torch.addcmul(mu, logvar.mul(0.5).exp(), noise)


def kl_divergence(mu, logvar):
    return -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp()) / mu.shape[0]


def vae_loss(reconstruction, x, mu, logvar, beta):
    squares = F.mse_loss(reconstruction, x, reduction="sum") / len(x)
    return squares + beta * kl_divergence(mu, logvar)


class VAE(Base):
    def __init__(self, inputs, hidden, latent):
        super().__init__()
        self.latent = latent
        self.down = nn.ModuleList([nn.Linear(inputs, hidden), nn.ReLU()])
        self.heads = nn.ModuleList([nn.Linear(hidden, latent), nn.Linear(hidden, latent)])
        self.up = half(latent, hidden, inputs, nn.Sigmoid())

    def encode(self, x):
        h = super().encode(x)
        return tuple(head(h) for head in self.heads)

    def forward(self, x, noise):
        law = self.encode(x)
        return (self.decode(reparameterise(*law, noise)), *law)

    def sample(self, n, seed):
        self.eval()
        device = self.heads[0].bias.device
        generator = make_generator(seed, device)
        codes = [
            torch.randn(self.latent, generator=generator, device=device) for _ in range(n)
        ]
        return self.decode(torch.stack(codes)).detach()


def vae_step(vae, optimizer, x, noise, beta):
    vae.train()
    reconstruction, mu, logvar = vae(x, noise)
    return step(optimizer, vae_loss(reconstruction, x, mu, logvar, beta))


def train_vae(vae, x, epochs, batch_size, lr, beta, seed, report=None):
    generator = make_generator(seed, x.device)
    adam = torch.optim.Adam(vae.parameters(), lr)

    def learn(batch):
        noise = torch.randn(len(batch), vae.latent, generator=generator, device=batch.device)
        return vae_step(vae, adam, batch, noise.to(batch.dtype), beta)

    return epochs_of(x, epochs, batch_size, generator, learn, report)
