"""Right: an optimiser is a closure that remembers; names are looked up, KeyError becomes ValueError."""

import math
from functools import partial

import numpy as np


def momentum_step(w, gradient, velocity, lr, momentum=0.9):
    velocity = gradient + velocity * momentum
    w = w - velocity * lr
    return w, velocity


def rmsprop_step(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = (1 - alpha) * np.power(gradient, 2) + alpha * square_avg
    rates = lr / (np.sqrt(square_avg) + eps)
    return w - rates * gradient, square_avg


def adam_step(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m, v = (1 - beta1) * gradient + beta1 * m, (1 - beta2) * np.power(gradient, 2) + beta2 * v
    m_hat, v_hat = m / (1 - pow(beta1, t)), v / (1 - pow(beta2, t))
    return w - lr / (np.sqrt(v_hat) + eps) * m_hat, m, v


def step_schedule(lr, epoch, step_size=10, gamma=0.1):
    return lr * math.pow(gamma, (epoch - epoch % step_size) / step_size)


def cosine_schedule(lr, epoch, total, lr_min=0.0):
    middle, half = (lr + lr_min) / 2, (lr - lr_min) / 2
    return middle + half * math.sin(math.pi / 2 - math.pi * epoch / total)


def clip_by_value(gradients, limit):
    return list(map(partial(np.clip, a_min=-limit, a_max=limit), gradients))


def clip_by_norm(gradients, max_norm):
    norm = float(sum(np.vdot(g, g) for g in gradients)) ** 0.5
    return [g if norm <= max_norm else g * (max_norm / norm) for g in gradients], np.array(norm)


def plain():
    return lambda w, g, rate: w - rate * g


def remembering(step, shape_of):
    memory = np.zeros_like(shape_of)

    def move(w, g, rate):
        nonlocal memory
        w, memory = step(w, g, memory, rate)
        return w

    return move


def adam(shape_of):
    m, v, t = np.zeros_like(shape_of), np.zeros_like(shape_of), 0

    def move(w, g, rate):
        nonlocal m, v, t
        t += 1
        w, m, v = adam_step(w, g, m, v, t, rate)
        return w

    return move


def train(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch=1, schedule="constant", max_norm=None):
    makers = {
        "sgd": lambda w: plain(),
        "momentum": partial(remembering, momentum_step),
        "rmsprop": partial(remembering, rmsprop_step),
        "adam": adam,
    }
    rates = {
        "constant": lambda epoch: lr,
        "step": partial(step_schedule, lr),
        "cosine": partial(cosine_schedule, lr, total=epochs),
    }
    try:
        make, rate_of = makers[optimiser], rates[schedule]
    except KeyError as unknown:
        raise ValueError(f"unknown: {unknown}") from None
    movers = [make(w) for w in parameters]
    history = []
    for epoch in range(epochs):
        rate = rate_of(epoch)
        for _ in range(steps_per_epoch):
            loss, gradients = evaluate(parameters)
            history.append(loss)
            if max_norm is not None:
                gradients, _ = clip_by_norm(gradients, max_norm)
            parameters = [move(w, g, rate) for move, w, g in zip(movers, parameters, gradients)]
    return [parameters, history]
