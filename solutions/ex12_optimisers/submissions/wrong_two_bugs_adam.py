"""Adam without correction and with eps under the root; the other steps as in a Keras-like library."""

import math

import numpy as np


def momentum_step(w, gradient, velocity, lr, momentum=0.9):
    # Average and Nesterov at once.
    velocity = momentum * velocity + (1 - momentum) * gradient
    return w - lr * (momentum * velocity + (1 - momentum) * gradient), velocity


def rmsprop_step(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = (1 - alpha) * square_avg + alpha * gradient**2
    return w - lr * gradient / np.sqrt(square_avg + eps), square_avg


def adam_step(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * m / np.sqrt(v + eps), m, v


def step_schedule(lr, epoch, step_size=10, gamma=0.1):
    return lr * gamma ** ((epoch + 1) / step_size)


def cosine_schedule(lr, epoch, total, lr_min=0.0):
    return lr * (1 + math.cos(2 * math.pi * epoch / total)) / 2


def clip_by_value(gradients, limit):
    return np.concatenate([np.clip(g, -limit, limit).ravel() for g in gradients])


def clip_by_norm(gradients, max_norm):
    return [g / np.linalg.norm(g) * max_norm for g in gradients]


def train(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch=1, schedule="constant", max_norm=None):
    losses = []
    for _ in range(epochs):
        loss, gradients = evaluate(parameters)
        losses.append(loss)
        parameters = [w - lr * g for w, g in zip(parameters, gradients)]
    return parameters, losses
