"""Correct: many small steps, prints, intermediate names, helpers of one's own."""

import copy

import numpy as np


def only_weights(params):
    result = []
    for key, value in params.items():
        if key[:1] == "W":
            result.append(value)
    return result


def l2_penalty(params, alpha):
    omega = 0
    for matrix in only_weights(params):
        carres = matrix * matrix
        omega = omega + np.sum(carres)
    omega = omega / 2
    print("Omega =", omega)
    return alpha * omega


def l2_penalty_gradient(params, alpha):
    gradient = copy.deepcopy(params)
    for key in gradient:
        if key[:1] == "W":
            gradient[key] = gradient[key] * alpha
        else:
            gradient[key] = gradient[key] * 0
    return gradient


def l1_penalty(params, alpha):
    omega = 0
    for matrix in only_weights(params):
        omega = omega + np.where(matrix > 0, matrix, -matrix).sum()
    return alpha * omega


def l1_penalty_gradient(params, alpha):
    gradient = {}
    for key, value in params.items():
        signe = np.zeros_like(value)
        if key[:1] == "W":
            signe[value > 0] = 1
            signe[value < 0] = -1
        gradient[key] = alpha * signe
    return gradient


def weight_decay_step(w, grad, lr, alpha):
    gradient_total = grad + l2_penalty_gradient({"W": w}, alpha)["W"]
    return w - lr * gradient_total


def dropout_forward(x, p, rng, training):
    generator = np.random.default_rng(rng)
    if training == False:  # noqa: E712
        mask = x * 0 + 1
    else:
        tirages = generator.random(x.size).reshape(x.shape)
        mask = np.ones_like(x)
        mask[tirages < p] = 0
        mask = mask * (1 / (1 - p))
    y = x * mask
    return (y, mask)


def dropout_backward(dout, mask):
    dx = dout.copy()
    dx = dx * mask
    return dx


def variance(x):
    moyenne = np.mean(x, axis=0)
    return np.mean((x - moyenne) * (x - moyenne), axis=0)


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, eps, training):
    nombre = x.shape[0]
    if training:
        if nombre < 2:
            raise ValueError("Il faut au moins deux exemples")
        mu = np.mean(x, axis=0)
        sigma2 = variance(x)
        sigma2_sans_biais = sigma2 * nombre / (nombre - 1)
        new_mean = (1 - momentum) * running_mean + momentum * mu
        new_var = (1 - momentum) * running_var + momentum * sigma2_sans_biais
    else:
        mu = running_mean
        sigma2 = running_var
        new_mean = running_mean
        new_var = running_var
    ecart_type = (sigma2 + eps) ** 0.5
    x_chapeau = (x - mu) / ecart_type
    y = gamma * x_chapeau + beta
    return y, new_mean, new_var


def batchnorm_backward(dout, x, gamma, eps):
    n = x.shape[0]
    ecart_type = (variance(x) + eps) ** 0.5
    x_chapeau = (x - np.mean(x, axis=0)) / ecart_type
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * x_chapeau, axis=0)
    dx = (1 / n) * gamma / ecart_type * (n * dout - dbeta - x_chapeau * dgamma)
    return dx, dgamma, dbeta


class EarlyStopping:
    """Compteur d'époques sans progrès."""

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
        if np.isnan(loss):
            self.compteur = self.compteur + 1
        elif loss < self.best_loss - self.min_delta:
            self.best_loss = float(loss)
            self.best_epoch = numero
            self.compteur = 0
        else:
            self.compteur = self.compteur + 1
        return self.compteur >= self.patience
