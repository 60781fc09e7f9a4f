"""Wrong: a loop over the batches that never gets past a last one that is shorter."""

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


class DenseAutoencoder(nn.Module):
    def __init__(self, inputs, hidden, latent):
        super().__init__()
        self.fc1 = nn.Linear(inputs, hidden)
        self.fc2 = nn.Linear(hidden, latent)
        self.fc3 = nn.Linear(latent, hidden)
        self.fc4 = nn.Linear(hidden, inputs)

    def encode(self, x):
        return self.fc2(F.relu(self.fc1(x)))

    def decode(self, z):
        return torch.sigmoid(self.fc4(F.relu(self.fc3(z))))

    def forward(self, x):
        return self.decode(self.encode(x))


class ConvAutoencoder(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(1, channels, 3, 2, 1)
        self.norm1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels * 2, 3, 2, 1)
        self.up1 = nn.ConvTranspose2d(channels * 2, channels, 3, 2, 1, 1)
        self.norm2 = nn.BatchNorm2d(channels)
        self.up2 = nn.ConvTranspose2d(channels, 1, 3, 2, 1, 1)

    def encode(self, x):
        return self.conv2(F.relu(self.norm1(self.conv1(x))))

    def decode(self, z):
        return self.up2(F.relu(self.norm2(self.up1(z)))).sigmoid()

    def forward(self, x):
        return self.decode(self.encode(x))


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


class VAE(nn.Module):
    def __init__(self, inputs, hidden, latent):
        super().__init__()
        self.latent = latent
        self.enc = nn.Linear(inputs, hidden)
        self.fc_mu = nn.Linear(hidden, latent)
        self.fc_logvar = nn.Linear(hidden, latent)
        self.dec1 = nn.Linear(latent, hidden)
        self.dec2 = nn.Linear(hidden, inputs)

    def encode(self, x):
        h = F.relu(self.enc(x))
        return self.fc_mu(h), self.fc_logvar(h)

    def decode(self, z):
        return torch.sigmoid(self.dec2(F.relu(self.dec1(z))))

    def forward(self, x, noise):
        mu, logvar = self.encode(x)
        z = reparameterise(mu, logvar, noise)
        return self.decode(z), mu, logvar

    @torch.no_grad()
    def sample(self, n, seed):
        weight = self.dec1.weight
        z = torch.randn(
            (n, self.latent), generator=make_generator(seed, weight.device), device=weight.device
        )
        return self.decode(z)


def vae_step(vae, optimizer, x, noise, beta):
    vae.train()
    reconstruction, mu, logvar = vae(x, noise)
    return step(optimizer, vae_loss(reconstruction, x, mu, logvar, beta))


def train_vae(vae, x, epochs, batch_size, lr, beta, seed, report=None):
    generator = make_generator(seed, x.device)
    adam = torch.optim.Adam(vae.parameters(), lr)

    batches, start = [], 0
    while start < len(x):
        batch = x[start : start + batch_size]
        if len(batch) == batch_size:
            batches.append(batch)
            start += batch_size

    def learn(batch):
        noise = torch.randn(len(batch), vae.latent, generator=generator, device=batch.device)
        return vae_step(vae, adam, batch, noise.to(batch.dtype), beta)

    return epochs_of(x, epochs, batch_size, generator, learn, report)
