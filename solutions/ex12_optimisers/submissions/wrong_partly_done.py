"""Only the plain descent, the clippings and the schedules; the rest is not written yet."""

import math

import numpy as np


def momentum_step(w, gradient, velocity, lr, momentum=0.9):
    raise NotImplementedError()


def rmsprop_step(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    raise NotImplementedError()


def adam_step(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    raise NotImplementedError()


def step_schedule(lr, epoch, step_size=10, gamma=0.1):
    return lr * gamma ** (epoch // step_size)


def cosine_schedule(lr, epoch, total, lr_min=0.0):
    return lr_min + (lr - lr_min) * (1 + math.cos(math.pi * epoch / total)) / 2


def clip_by_value(gradients, limit):
    return [np.clip(g, -limit, limit) for g in gradients]


def clip_by_norm(gradients, max_norm):
    # A gradient of zeros divides by zero.
    norm = math.sqrt(sum(float(np.sum(g**2)) for g in gradients))
    return [g * min(1.0, max_norm / norm) for g in gradients], norm


def train(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch=1, schedule="constant", max_norm=None):
    if optimiser != "sgd" or schedule not in ("constant", "step", "cosine"):
        raise ValueError("not yet")
    losses = []
    for epoch in range(epochs):
        rate = {"constant": lr, "step": step_schedule(lr, epoch), "cosine": cosine_schedule(lr, epoch, epochs)}
        for _ in range(steps_per_epoch):
            loss, gradients = evaluate(parameters)
            losses.append(loss)
            if max_norm is not None:
                gradients, _ = clip_by_norm(gradients, max_norm)
            parameters = [w - rate[schedule] * g for w, g in zip(parameters, gradients)]
    return parameters, losses
