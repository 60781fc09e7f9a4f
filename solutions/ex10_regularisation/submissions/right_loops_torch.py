"""Correct: Python loops over columns and values, in-place work on clones only."""

import torch


def is_weight(name):
    return name.startswith("W")


def l2_penalty(params, alpha):
    total = 0
    for name in filter(is_weight, params):
        for value in params[name].flatten():
            total = total + alpha * value.pow(2) / 2
    return total


def l2_penalty_gradient(params, alpha):
    slopes = {name: torch.zeros_like(value) for name, value in params.items()}
    for name in filter(is_weight, params):
        slopes[name] += alpha * params[name]
    return slopes


def l1_penalty(params, alpha):
    total = 0
    for name in filter(is_weight, params):
        total = total + torch.linalg.vector_norm(params[name], 1)
    return alpha * total


def l1_penalty_gradient(params, alpha):
    slopes = {name: torch.zeros_like(value) for name, value in params.items()}
    for name in filter(is_weight, params):
        positive, negative = params[name] > 0, params[name] < 0
        slopes[name] = alpha * (positive.to(slopes[name]) - negative.to(slopes[name]))
    return slopes


def weight_decay_step(w, grad, lr, alpha):
    new = w.clone()
    new -= lr * grad
    new -= lr * alpha * w
    return new


def dropout_forward(x, p, seed, training):
    if not training or p == 0:
        return x.clone(), torch.ones_like(x)
    generator = torch.Generator(device=x.device).manual_seed(seed)
    dropped = torch.rand(x.shape, generator=generator, device=x.device) > 1 - p
    mask = torch.full_like(x, 1 / (1 - p)).masked_fill(dropped, 0)
    return torch.where(dropped, 0, x / (1 - p)), mask


def dropout_backward(dout, mask):
    return dout.mul(mask)


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    n, d = x.shape
    if training and n <= 1:
        raise ValueError(f"{n} exemple")
    columns, means, variances = [], [], []
    for j in range(d):
        column = x[:, j]
        mu, sigma2 = running_mean[j], running_var[j]
        new_mean, new_var = mu, sigma2
        if training:
            mu = sum(column) / n
            squares = sum((value - mu) ** 2 for value in column)
            sigma2 = squares / n
            new_mean = ((1 - momentum) * new_mean + momentum * mu).detach()
            new_var = ((1 - momentum) * new_var + momentum * squares / (n - 1)).detach()
        columns.append(gamma[j] * (column - mu) / torch.sqrt(sigma2 + eps) + beta[j])
        means.append(new_mean)
        variances.append(new_var)
    return torch.stack(columns, dim=1), torch.stack(means), torch.stack(variances)


def batchnorm_backward(dout, x, gamma, eps):
    n, _ = x.shape
    centred = x - x.mean(0)
    inverse = ((centred**2).mean(0) + eps) ** -0.5
    x_hat = centred * inverse

    dbeta = dout.sum(0)
    dgamma = (dout * x_hat).sum(0)
    dx_hat = dout * gamma
    dinverse = (dx_hat * centred).sum(0)
    dvar = dinverse * -0.5 * inverse**3
    dcentred = dx_hat * inverse + 2 * centred * dvar / n
    dmu = -dcentred.sum(0)
    return dcentred + dmu / n, dgamma, dbeta


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
        self.counter, self.epoch = 0, 0
        self.best_loss, self.best_epoch = float("inf"), -1

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
