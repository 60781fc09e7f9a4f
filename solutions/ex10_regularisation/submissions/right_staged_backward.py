"""Correct: the backward pass node by node, masks by np.where, counters."""

import numpy as np


def is_weight(name):
    return name.startswith("W")


def l2_penalty(params, alpha):
    return sum(alpha * np.sum(np.square(params[k])) / 2 for k in params if is_weight(k))


def l2_penalty_gradient(params, alpha):
    slopes = {k: np.zeros(v.shape, v.dtype) for k, v in params.items()}
    for k in filter(is_weight, params):
        slopes[k] += alpha * params[k]
    return slopes


def l1_penalty(params, alpha):
    return sum(np.abs(alpha * params[k]).sum() for k in params if is_weight(k))


def l1_penalty_gradient(params, alpha):
    slopes = {k: np.zeros(v.shape, v.dtype) for k, v in params.items()}
    for k in filter(is_weight, params):
        slopes[k][params[k] > 0] = alpha
        slopes[k][params[k] < 0] = -alpha
    return slopes


def weight_decay_step(w, grad, lr, alpha):
    new = w.copy()
    new -= lr * grad
    new -= lr * alpha * w
    return new


def dropout_forward(x, p, rng, training):
    if not training or p == 0:
        return x.copy(), np.ones(x.shape, x.dtype)
    rng = np.random.default_rng(rng)
    dropped = rng.uniform(size=x.shape) > 1 - p
    mask = np.where(dropped, 0, 1 / (1 - p)).astype(x.dtype)
    return np.where(dropped, 0, x / (1 - p)).astype(x.dtype), mask


def dropout_backward(dout, mask):
    return np.multiply(mask, dout)


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    n, _ = x.shape
    if training:
        if n <= 1:
            raise ValueError(f"{n} exemple")
        mu = np.sum(x, axis=0, keepdims=True) / n
        centred = x - mu
        squares = np.sum(centred**2, axis=0)
        sigma2 = squares / n
        running_mean = running_mean * (1 - momentum) + mu[0] * momentum
        running_var = running_var * (1 - momentum) + squares / (n - 1) * momentum
    else:
        centred, sigma2 = x - running_mean, running_var
        running_mean, running_var = running_mean.copy(), running_var.copy()
    return centred / np.sqrt(sigma2 + eps) * gamma + beta, running_mean, running_var


def batchnorm_backward(dout, x, gamma, eps):
    n, _ = x.shape
    mu = x.mean(0)
    centred = x - mu
    var = (centred**2).mean(0)
    root = np.sqrt(var + eps)
    inverse = 1 / root
    x_hat = centred * inverse

    dbeta = dout.sum(0)
    dgamma = (dout * x_hat).sum(0)
    dx_hat = dout * gamma
    dinverse = (dx_hat * centred).sum(0)
    dvar = dinverse * -0.5 * inverse**3
    dcentred = dx_hat * inverse + 2 * centred * dvar / n
    dmu = -dcentred.sum(0)
    dx = dcentred + dmu / n
    return dx, dgamma, dbeta


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.counter, self.epoch = 0, 0
        self.best_loss, self.best_epoch = np.inf, -1

    def step(self, loss):
        if loss < self.best_loss - self.min_delta:
            self.best_loss = loss
            self.best_epoch = self.epoch
            self.counter = 0
        else:
            self.counter += 1
        self.epoch += 1
        if self.counter >= self.patience:
            return True
        return False
