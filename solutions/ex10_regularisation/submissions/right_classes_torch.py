"""Correct: classes behind the functions, float64 inside, staged backward pass, lerp, addcmul."""

import torch


class Penalty:
    def __init__(self, term, slope):
        self.term, self.slope = term, slope

    def value(self, params, alpha):
        weights = torch.cat([v.reshape(-1) for k, v in params.items() if k.startswith("W")])
        return (alpha * self.term(weights.double()).sum()).to(weights.dtype)

    def gradient(self, params, alpha):
        return {
            k: (alpha * k.startswith("W") * self.slope(v.double())).to(v.dtype)
            for k, v in params.items()
        }


L2 = Penalty(lambda w: w.square() / 2, lambda w: w)
L1 = Penalty(torch.abs, torch.sgn)
l2_penalty, l2_penalty_gradient = L2.value, L2.gradient
l1_penalty, l1_penalty_gradient = L1.value, L1.gradient


def weight_decay_step(w, grad, lr, alpha):
    return torch.sub(w, torch.add(grad, w, alpha=alpha), alpha=lr)


class Dropout:
    def __init__(self, p, seed, device):
        self.keep = 1 - p
        self.generator = torch.Generator(device)
        self.generator.manual_seed(seed)

    def mask(self, x):
        return torch.empty_like(x).bernoulli_(self.keep, generator=self.generator).div_(self.keep)


def dropout_forward(x, p, seed, training):
    mask = Dropout(p, seed, x.device).mask(x) if training else x.new_ones(x.shape)
    return (x * mask if training else x), mask


def dropout_backward(dout, mask):
    return torch.mul(mask, dout)


class BatchNorm:
    def __init__(self, x, eps):
        self.dtype, self.x = x.dtype, x.double()
        self.var, self.mean = torch.var_mean(self.x, dim=0, correction=0)
        self.root = (self.var + eps).sqrt()
        self.x_hat = (self.x - self.mean) / self.root

    def single(self, *values):
        return tuple(value.to(self.dtype) for value in values)


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if not training:
        scale = gamma * torch.rsqrt(running_var + eps)
        return (x - running_mean) * scale + beta, running_mean.clone(), running_var.clone()
    if x.shape[0] == 1:
        raise ValueError("no variance")
    layer = BatchNorm(x, eps)
    with torch.no_grad():
        mean = torch.lerp(running_mean.double(), layer.mean, momentum)
        var = torch.lerp(running_var.double(), torch.var(layer.x, 0, unbiased=True), momentum)
    return layer.single(torch.addcmul(beta.double(), gamma.double(), layer.x_hat), mean, var)


def batchnorm_backward(dout, x, gamma, eps):
    layer = BatchNorm(x, eps)
    slopes = dout * gamma
    through_mean = slopes - slopes.mean(0)
    through_var = layer.x_hat * (slopes * layer.x_hat).mean(0)
    dx = (through_mean - through_var) / layer.root
    return layer.single(dx, torch.einsum("ij,ij->j", dout.double(), layer.x_hat), dout.sum(0))


def penalties(w1, w2, alpha):
    params = {"W1": w1, "b1": torch.ones_like(w1[0]), "W2": w2}
    return l2_penalty(params, alpha) + l1_penalty(params, alpha)


def dropout_output(x, p, seed, training):
    return dropout_forward(x, p, seed, training)[0]


def batchnorm_output(x, gamma, beta, eps, training):
    start = torch.zeros_like(gamma), torch.ones_like(gamma)
    return batchnorm_forward(x, gamma, beta, *start, 0.1, eps, training)[0]


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self._best = (-1, torch.inf)
        self._seen = 0

    @property
    def best_epoch(self):
        return self._best[0]

    @property
    def best_loss(self):
        return self._best[1]

    def step(self, loss):
        if loss + self.min_delta < self.best_loss:
            self._best = (self._seen, loss)
        self._seen += 1
        return self._seen - 1 - self.best_epoch >= self.patience
