"""Correct: Python loops over the values, one draw at a time."""

import math

import numpy as np


def each_weight(params):
    for name in params:
        if name[0] == "W":
            for value in params[name].ravel():
                yield value


def l2_penalty(params, alpha):
    total = 0
    for value in each_weight(params):
        total = total + value * value
    return alpha * total / 2


def l2_penalty_gradient(params, alpha):
    slopes = {}
    for name in params:
        slopes[name] = np.zeros_like(params[name])
        if name[0] == "W":
            for place, value in np.ndenumerate(params[name]):
                slopes[name][place] = alpha * value
    return slopes


def l1_penalty(params, alpha):
    total = 0
    for value in each_weight(params):
        total = total + abs(value)
    return alpha * total


def l1_penalty_gradient(params, alpha):
    slopes = {}
    for name in params:
        slopes[name] = np.zeros_like(params[name])
        if name[0] == "W":
            for place, value in np.ndenumerate(params[name]):
                if value > 0:
                    slopes[name][place] = alpha
                elif value < 0:
                    slopes[name][place] = -alpha
    return slopes


def weight_decay_step(w, grad, lr, alpha):
    new = np.empty_like(w)
    for place, value in np.ndenumerate(w):
        new[place] = value - lr * (grad[place] + alpha * value)
    return new


def dropout_forward(x, p, rng, training):
    rng = np.random.default_rng(rng)
    out, mask = np.empty_like(x), np.empty_like(x)
    for place, value in np.ndenumerate(x):
        factor = 1.0
        if training:
            factor = 0.0 if rng.random() < p else 1.0 / (1.0 - p)
        mask[place] = factor
        out[place] = value * factor
    return out, mask


def dropout_backward(dout, mask):
    dx = np.zeros_like(dout)
    for place, value in np.ndenumerate(dout):
        dx[place] = value * mask[place]
    return dx


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    n, d = x.shape
    if training and n == 1:
        raise ValueError("un seul exemple")
    out = np.empty_like(x)
    new_mean, new_var = running_mean.copy(), running_var.copy()
    for j in range(d):
        mean, var = running_mean[j], running_var[j]
        if training:
            mean = sum(x[i, j] for i in range(n)) / n
            squares = sum((x[i, j] - mean) ** 2 for i in range(n))
            var = squares / n
            new_mean[j] = running_mean[j] + momentum * (mean - running_mean[j])
            new_var[j] = running_var[j] + momentum * (squares / (n - 1) - running_var[j])
        for i in range(n):
            out[i, j] = (x[i, j] - mean) / math.sqrt(var + eps) * gamma[j] + beta[j]
    return out, new_mean, new_var


def batchnorm_backward(dout, x, gamma, eps):
    n, d = x.shape
    dx, dgamma, dbeta = np.zeros_like(x), np.zeros_like(gamma), np.zeros_like(gamma)
    for j in range(d):
        mean = sum(x[:, j]) / n
        std = math.sqrt(sum((x[:, j] - mean) ** 2) / n + eps)
        for i in range(n):
            dbeta[j] += dout[i, j]
            dgamma[j] += dout[i, j] * (x[i, j] - mean) / std
        # Output k depends on input i through itself, the mean and the variance.
        for i in range(n):
            for k in range(n):
                slope = (1 if i == k else 0) - 1 / n
                slope -= (x[i, j] - mean) * (x[k, j] - mean) / (n * std**2)
                dx[i, j] += dout[k, j] * gamma[j] * slope / std
    return dx, dgamma, dbeta


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.history = []
        self.best_loss = float("inf")
        self.best_epoch = -1

    def step(self, loss):
        self.history.append(loss)
        # Everything again from the beginning.
        self.best_loss, self.best_epoch, bad = float("inf"), -1, 0
        for epoch, value in enumerate(self.history):
            if value < self.best_loss - self.min_delta:
                self.best_loss, self.best_epoch, bad = value, epoch, 0
            else:
                bad += 1
        return bad >= self.patience
