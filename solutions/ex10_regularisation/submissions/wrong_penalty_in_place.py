"""The gradient of a penalty is written into the caller's dictionary."""

import numpy as np


def is_weight(name):
    return name.startswith("W")


def l2_penalty(params, alpha):
    return alpha / 2 * sum(np.sum(w**2) for name, w in params.items() if is_weight(name))


def l2_penalty_gradient(params, alpha):
    for name in params:
        params[name] = params[name] * (alpha if is_weight(name) else 0)
    return params


def l1_penalty(params, alpha):
    return alpha * sum(np.sum(np.abs(w)) for name, w in params.items() if is_weight(name))


def l1_penalty_gradient(params, alpha):
    return {
        name: alpha * np.sign(value) if is_weight(name) else np.zeros_like(value)
        for name, value in params.items()
    }


def weight_decay_step(w, grad, lr, alpha):
    return (1 - lr * alpha) * w - lr * grad


def dropout_forward(x, p, rng, training):
    rng = np.random.default_rng(rng)
    if training:
        kept = rng.random(x.shape) >= p
        mask = kept.astype(x.dtype) / (1 - p)
    else:
        mask = np.ones_like(x)
    return x * mask, mask


def dropout_backward(dout, mask):
    return dout * mask


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    if training:
        if len(x) < 2:
            raise ValueError("batch normalisation needs at least two examples in training")
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(axis=0, ddof=1)
    else:
        mean, var = running_mean, running_var
    x_hat = (x - mean) / np.sqrt(var + eps)
    return gamma * x_hat + beta, running_mean, running_var


def batchnorm_backward(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dx = gamma / std * (dout - (dbeta + x_hat * dgamma) / len(x))
    return dx, dgamma, dbeta


class EarlyStopping:
    def __init__(self, patience, min_delta = 0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best_loss = np.inf
        self.best_epoch = self.epoch = -1

    def step(self, loss):
        self.epoch += 1
        if loss < self.best_loss - self.min_delta:
            self.best_loss, self.best_epoch = loss, self.epoch
        return self.epoch - self.best_epoch >= self.patience
