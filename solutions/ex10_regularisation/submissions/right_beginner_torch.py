"""Correct: many small steps, prints, masks, the global generator, torch's NumPy-like arguments."""

import torch


def l2_penalty(params, alpha):
    omega = torch.tensor(0.0)
    for key in params:
        if key[0] == "W":
            matrix = params[key]
            omega = omega.to(matrix) + torch.sum(matrix * matrix)
    print("Omega =", omega)
    return omega * alpha / 2


def l2_penalty_gradient(params, alpha):
    gradient = {}
    for key in params:
        gradient[key] = params[key] * (alpha if key[0] == "W" else 0.0)
    return gradient


def l1_penalty(params, alpha):
    parts = []
    for key, matrix in params.items():
        if key.startswith("W"):
            parts.append(torch.where(matrix > 0, matrix, -matrix).sum())
    return alpha * torch.stack(parts).sum()


def l1_penalty_gradient(params, alpha):
    gradient = {}
    for key, value in params.items():
        signe = torch.zeros_like(value)
        if key.startswith("W"):
            signe[value > 0] = 1
            signe[value < 0] = -1
        gradient[key] = alpha * signe
    return gradient


def weight_decay_step(w, grad, lr, alpha):
    gradient_total = grad + l2_penalty_gradient({"W": w}, alpha)["W"]
    return w - lr * gradient_total


def dropout_forward(x, p, seed, training):
    torch.manual_seed(seed)
    mask = torch.ones(x.shape, dtype=x.dtype, device=x.device)
    if training == True:  # noqa: E712
        tirages = torch.rand(x.shape, device=x.device)
        mask[tirages < p] = 0
        mask = mask * (1 / (1 - p))
    y = x * mask
    return [y, mask]


def dropout_backward(dout, mask):
    dx = dout.clone()
    dx = dx * mask
    return dx


def variance(x):
    moyenne = torch.mean(x, axis=0)
    return torch.mean((x - moyenne) * (x - moyenne), axis=0)


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    nombre = x.shape[0]
    if training:
        if nombre < 2:
            raise ValueError("Il faut au moins deux exemples")
        mu = torch.mean(x, axis=0)
        sigma2 = variance(x)
        sans_biais = sigma2.detach() * nombre / (nombre - 1)
        new_mean = (1 - momentum) * running_mean.detach() + momentum * mu.detach()
        new_var = (1 - momentum) * running_var.detach() + momentum * sans_biais
    else:
        mu = running_mean
        sigma2 = running_var
        new_mean = running_mean
        new_var = running_var
    ecart_type = (sigma2 + eps) ** 0.5
    x_chapeau = (x - mu) / ecart_type
    y = gamma * x_chapeau + beta
    return [y, new_mean, new_var]


def batchnorm_backward(dout, x, gamma, eps):
    n = x.shape[0]
    ecart_type = (variance(x) + eps) ** 0.5
    x_chapeau = (x - torch.mean(x, axis=0)) / ecart_type
    dbeta = torch.sum(dout, axis=0)
    dgamma = torch.sum(dout * x_chapeau, axis=0)
    dx = (1 / n) * gamma / ecart_type * (n * dout - dbeta - x_chapeau * dgamma)
    return [dx, dgamma, dbeta]


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
        self.patience = patience
        self.min_delta = min_delta
        self.compteur = 0
        self.numero = 0
        self.best_loss = float("inf")
        self.best_epoch = -1

    def step(self, loss):
        numero = self.numero
        self.numero = self.numero + 1
        if loss < self.best_loss - self.min_delta:
            self.best_loss = float(loss)
            self.best_epoch = numero
            self.compteur = 0
        else:
            self.compteur = self.compteur + 1
        return self.compteur >= self.patience
