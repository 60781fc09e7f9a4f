"""Correct: einsum, moments instead of var, the Jacobian of the normalisation, lists returned."""

import math

import numpy as np


def weights(params):
    return [value for name, value in params.items() if name.startswith("W")]


def like(params, slope):
    return dict((name, slope(name, value)) for name, value in params.items())


def l2_penalty(params, alpha):
    flat = np.concatenate([w.reshape(-1) for w in weights(params)])
    return 0.5 * alpha * (flat @ flat)


def l2_penalty_gradient(params, alpha):
    return like(params, lambda name, value: value * (alpha if name.startswith("W") else 0.0))


def l1_penalty(params, alpha):
    flat = np.concatenate([w.reshape(-1) for w in weights(params)])
    return alpha * np.linalg.norm(flat, 1)


def l1_penalty_gradient(params, alpha):
    def slope(name, value):
        factor = alpha if name.startswith("W") else 0.0
        return factor * ((value > 0).astype(value.dtype) - (value < 0).astype(value.dtype))

    return like(params, slope)


def weight_decay_step(w, grad, lr, alpha):
    return w + -lr * np.add(grad, alpha * w)


def dropout_forward(x, p, rng, training):
    rng = np.random.default_rng(rng)
    rate = p if training else 0.0
    mask = rng.binomial(1, 1 - rate, size=x.shape).astype(x.dtype) / (1 - rate)
    return [np.einsum("...,...->...", x, mask), mask]


def dropout_backward(dout, mask):
    return np.einsum("...,...->...", dout, mask)


def moments(x):
    mean = np.einsum("ij->j", x) / len(x)
    return mean, np.einsum("ij,ij->j", x, x) / len(x) - mean**2


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if not training:
        scale = gamma / np.sqrt(running_var + eps)
        return [x * scale + (beta - running_mean * scale), running_mean, running_var]
    n = len(x)
    if n == 1:
        raise ValueError
    mean, var = moments(x - x[0])
    out = gamma * (x - x[0] - mean) * (var + eps) ** -0.5 + beta
    old = 1 - momentum
    return [
        out,
        old * running_mean + momentum * (mean + x[0]),
        old * running_var + momentum * var * n / (n - 1),
    ]


def batchnorm_backward(dout, x, gamma, eps):
    n = len(x)
    mean, var = moments(x - x[0])
    std = np.sqrt(var + eps)
    x_hat = (x - x[0] - mean) / std
    # jacobian[k, i, j]: output k with respect to input i, column j.
    jacobian = np.eye(n, dtype=x.dtype)[:, :, None] - 1 / n
    jacobian = jacobian - np.einsum("kj,ij->kij", x_hat, x_hat) / n
    dx = np.einsum("kj,kij,j->ij", dout, jacobian, gamma / std)
    return [dx, np.einsum("ij,ij->j", dout, x_hat), np.einsum("ij->j", dout)]


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.left = self.patience = patience
        self.min_delta = min_delta
        self.epochs = 0
        self.best_epoch, self.best_loss = -1, math.inf

    def step(self, loss):
        better = not math.isnan(loss) and self.best_loss - loss > self.min_delta
        if better:
            self.best_loss, self.best_epoch = np.float64(loss), np.int32(self.epochs)
        self.left = self.patience if better else self.left - 1
        self.epochs += 1
        return np.bool_(self.left <= 0)
