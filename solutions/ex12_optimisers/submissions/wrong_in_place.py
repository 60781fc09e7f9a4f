"""The right numbers, but the step functions write into the arrays that they receive."""

import math

import numpy as np


def momentum_step(w, gradient, velocity, lr, momentum=0.9):
    velocity *= momentum
    velocity += gradient
    w -= lr * velocity
    return w, velocity


def rmsprop_step(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg *= alpha
    square_avg += (1 - alpha) * gradient**2
    w -= lr * gradient / (np.sqrt(square_avg) + eps)
    return w, square_avg


def adam_step(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m *= beta1
    m += (1 - beta1) * gradient
    v *= beta2
    v += (1 - beta2) * gradient**2
    w -= lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w, m, v


def step_schedule(lr, epoch, step_size=10, gamma=0.1):
    return lr * gamma ** (epoch // step_size)


def cosine_schedule(lr, epoch, total, lr_min=0.0):
    return lr_min + (lr - lr_min) * (1 + math.cos(math.pi * epoch / total)) / 2


def clip_by_value(gradients, limit):
    for g in gradients:
        np.clip(g, -limit, limit, out=g)
    return gradients


def clip_by_norm(gradients, max_norm):
    norm = math.sqrt(sum(np.sum(g**2) for g in gradients))
    for g in gradients:
        g *= max_norm / max(norm, max_norm)
    return gradients, norm


def train(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch=1, schedule="constant", max_norm=None):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError
    first = [np.zeros_like(w) for w in parameters]
    second = [np.zeros_like(w) for w in parameters]
    losses, t = [], 0
    for epoch in range(epochs):
        rate = lr
        if schedule == "step":
            rate = step_schedule(lr, epoch)
        if schedule == "cosine":
            rate = cosine_schedule(lr, epoch, epochs)
        for _ in range(steps_per_epoch):
            t += 1
            loss, gradients = evaluate(parameters)
            losses.append(loss)
            if max_norm is not None:
                clip_by_norm(gradients, max_norm)
            for w, g, a, b in zip(parameters, gradients, first, second):
                if optimiser == "sgd":
                    w -= rate * g
                elif optimiser == "momentum":
                    momentum_step(w, g, a, rate)
                elif optimiser == "rmsprop":
                    rmsprop_step(w, g, a, rate)
                else:
                    adam_step(w, g, a, b, t, rate)
    return parameters, losses
