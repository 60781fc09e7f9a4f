"""Right: verbose, one example at a time where it is easier, batches cut by hand."""

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
    noisy = torch.zeros_like(x)
    for i in range(len(x)):
        noise = torch.randn(x[i].shape, generator=generator, device=x.device, dtype=x.dtype)
        noisy[i] = x[i] + std * noise
    noisy[noisy < 0] = 0
    noisy[noisy > 1] = 1
    return noisy


def train_step(model, optimizer, inputs, targets):
    model.train()
    optimizer.zero_grad()
    outputs = model(inputs)
    criterion = nn.MSELoss()
    loss = criterion(outputs, targets)
    value = loss.item()
    if not (value < float("inf")):
        raise ValueError("loss is not finite: " + str(value))
    loss.backward()
    optimizer.step()
    return value


def train(model, x, epochs, batch_size, lr, seed, noise=0.0, report=None):
    generator = make_generator(seed, x.device)
    optimizer = torch.optim.Adam(params=model.parameters(), lr=lr)
    n = x.shape[0]
    history = []
    epoch = 0
    while epoch < epochs:
        epoch = epoch + 1
        order = torch.randperm(n, generator=generator, device=x.device)
        total = 0.0
        position = 0
        while position < n:
            chosen = order[position : position + batch_size]
            clean = x[chosen]
            noisy = clean.clone()
            if noise != 0.0:
                noisy = add_noise(clean, noise, generator)
            loss = train_step(model, optimizer, noisy, clean)
            total = total + loss * chosen.shape[0]
            position = position + batch_size
        history.append(total / n)
        if report is not None:
            report(epoch, total / n)
    return history


def reconstruction_errors(model, x):
    model.eval()
    errors = []
    with torch.no_grad():
        for i in range(len(x)):
            one = x[i : i + 1]
            errors.append(torch.mean((model(one) - one) ** 2))
    return torch.stack(errors)


def anomaly_threshold(errors, rate):
    ordered, _ = torch.sort(errors)
    position = (1 - rate) * (len(ordered) - 1)
    low = int(position)
    high = min(low + 1, len(ordered) - 1)
    share = position - low
    return ordered[low] * (1 - share) + ordered[high] * share


def detect(model, x, threshold):
    return torch.gt(reconstruction_errors(model, x), threshold)


def reparameterise(mu, logvar, noise):
    return torch.addcmul(mu, logvar.mul(0.5).exp(), noise)


def kl_divergence(mu, logvar):
    total = 0
    for m, v in zip(mu, logvar):
        variance = torch.exp(v)
        total = total + 0.5 * torch.sum(m * m + variance - 1 - torch.log(variance))
    return total / len(mu)


def vae_loss(reconstruction, x, mu, logvar, beta):
    per_example = torch.sum((x - reconstruction) ** 2, dim=1)
    return torch.mean(per_example) + beta * kl_divergence(mu, logvar)


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
    optimizer.zero_grad()
    reconstruction, mu, logvar = vae(x, noise)
    loss = vae_loss(reconstruction, x, mu, logvar, beta)
    value = loss.item()
    if value != value or value == float("inf"):
        raise ValueError("loss is not finite")
    loss.backward()
    optimizer.step()
    return value


def train_vae(vae, x, epochs, batch_size, lr, beta, seed, report=None):
    generator = make_generator(seed, x.device)
    optimizer = torch.optim.Adam(vae.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        losses = []
        for batch in minibatches(x, batch_size, generator):
            noise = torch.randn([len(batch), vae.latent], generator=generator, device=x.device)
            loss = vae_step(vae, optimizer, batch, noise, beta)
            losses.extend([loss] * len(batch))
        history.append(sum(losses) / len(losses))
        if report is not None:
            report(epoch + 1, history[-1])
    return history
