"""Correct: a generator made before anything else, fused operations, named tuples as results."""

import math
from typing import NamedTuple
import torch


class Dropped(NamedTuple):
    output: torch.Tensor
    mask: torch.Tensor


class BN(NamedTuple):
    output: torch.Tensor
    running_mean: torch.Tensor
    running_var: torch.Tensor


def is_weight(name: str) -> bool:
    return name.startswith("W")


def _flat(params):
    return torch.cat([w.reshape(-1) for name, w in params.items() if is_weight(name)])


def l2_penalty(params, alpha):
    v = _flat(params)
    return torch.dot(v, v).mul(alpha / 2)


def l2_penalty_gradient(params, alpha):
    return {k: v * (alpha if is_weight(k) else 0.0) for k, v in params.items()}


def l1_penalty(params, alpha):
    return alpha * torch.linalg.vector_norm(_flat(params), ord=1)


def l1_penalty_gradient(params, alpha):
    out = dict(params)
    for k in out:
        out[k] = torch.sgn(params[k]) * alpha if is_weight(k) else torch.zeros_like(params[k])
    return out


def weight_decay_step(w, grad, lr, alpha):
    new = w.detach().clone()
    new.mul_(1 - lr * alpha).sub_(grad.detach(), alpha=lr)
    return new


def dropout_forward(x, p, seed, training):
    generator = torch.Generator(device=x.device).manual_seed(seed)
    if training:
        mask = (torch.rand(x.shape, generator=generator, dtype=x.dtype, device=x.device) >= p).to(
            x.dtype
        ) / (1 - p)

    else:
        mask = torch.ones_like(x)
    return Dropped(x * mask, mask)


def dropout_backward(dout, mask):
    return torch.mul(dout, mask)


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("one example")
        var, mean = torch.var_mean(x, dim=0, correction=0)
        n = x.shape[0]
        with torch.no_grad():
            running_mean = torch.lerp(running_mean, mean, momentum)
            running_var = torch.lerp(running_var, var * n / (n - 1), momentum)
    else:
        mean, var = running_mean, running_var
    inv = torch.rsqrt(var + eps)
    return BN(torch.addcmul(beta, (x - mean) * inv, gamma), running_mean, running_var)


def batchnorm_backward(dout, x, gamma, eps):
    n, _ = x.shape
    mu = x.mean(0)
    inv = ((x - mu).square().mean(0) + eps).rsqrt()
    xh = (x - mu) * inv
    dg = torch.einsum("nd,nd->d", dout, xh)
    db = torch.einsum("nd->d", dout)
    dx = gamma * inv / n * (n * dout - db - xh * dg)
    return dx, dg, db


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best_loss, self.best_epoch = math.inf, -1
        self.epoch = -1

    def step(self, loss):
        self.epoch += 1
        if math.isfinite(loss) and loss < self.best_loss - self.min_delta:
            self.best_loss, self.best_epoch = loss, self.epoch
        return self.epoch - self.best_epoch >= self.patience


def penalties(w1: torch.Tensor, w2: torch.Tensor, alpha: float) -> torch.Tensor:
    """Vos deux pénalités, ajoutées, d'un réseau de deux couches. Donnée : gardez-la telle quelle.

    w1, w2 : les poids, flottants. alpha : force des pénalités. Renvoie un tenseur sans axe.
    --
    Your two penalties, added up, of a network of two layers. Given: keep it as it is.

    w1, w2: the weights, floats. alpha: strength of the penalties. Returns a tensor without axes.
    """
    params = {"W1": w1, "b1": torch.ones_like(w1[0]), "W2": w2}
    return l2_penalty(params, alpha) + l1_penalty(params, alpha)


def dropout_output(x: torch.Tensor, p: float, seed: int, training: bool) -> torch.Tensor:
    """La sortie de votre `dropout_forward`, sans son masque. Donnée : gardez-la telle quelle.

    Mêmes arguments. Renvoie un tenseur de la forme de x.
    --
    The output of your `dropout_forward`, without its mask. Given: keep it as it is.

    Same arguments. Returns a tensor of the shape of x.
    """
    return dropout_forward(x, p, seed, training)[0]


def batchnorm_output(
    x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor, eps: float, training: bool
) -> torch.Tensor:
    """La sortie de votre `batchnorm_forward`, seule. Donnée : gardez-la telle quelle.

    Les statistiques courantes sont celles d'un début : moyennes 0, variances 1, momentum 0,1.
    Autograd à travers elle, en entraînement, doit retrouver votre `batchnorm_backward`.
    Renvoie un tenseur de la forme de x, (n, d).
    --
    The output of your `batchnorm_forward`, alone. Given: keep it as it is.

    The running statistics are those of a beginning: means 0, variances 1, momentum 0.1. Autograd
    through it, in training, must find your `batchnorm_backward` again.
    Returns a tensor of the shape of x, (n, d).
    """
    start = torch.zeros_like(gamma), torch.ones_like(gamma)
    return batchnorm_forward(x, gamma, beta, *start, 0.1, eps, training)[0]
