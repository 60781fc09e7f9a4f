"""Right: number by number, with `math` and loops only, as a beginner writes it."""

import math

import numpy as np


def each(function, *arrays):
    """Apply a function of numbers to arrays of one shape; it returns one or several numbers."""
    rows = [function(*[float(x) for x in numbers]) for numbers in zip(*[a.flatten() for a in arrays])]
    columns = list(zip(*rows))
    return [np.array(c, dtype=arrays[0].dtype).reshape(arrays[0].shape) for c in columns]


def momentum_step(w, gradient, velocity, lr, momentum=0.9):
    def one(x, g, v):
        new = momentum * v + g
        return x - lr * new, new

    return each(one, w, gradient, velocity)


def rmsprop_step(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    def one(x, g, s):
        new = alpha * s + (1 - alpha) * g * g
        return x - lr * g / (math.sqrt(new) + eps), new

    return each(one, w, gradient, square_avg)


def adam_step(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    def one(x, g, a, b):
        a = beta1 * a + (1 - beta1) * g
        b = beta2 * b + (1 - beta2) * g * g
        a_hat = a / (1 - math.pow(beta1, t))
        b_hat = b / (1 - math.pow(beta2, t))
        return x - lr * a_hat / (math.sqrt(b_hat) + eps), a, b

    return each(one, w, gradient, m, v)


def step_schedule(lr, epoch, step_size=10, gamma=0.1):
    for e in range(1, epoch + 1):
        if e % step_size == 0:
            lr = lr * gamma
    return lr


def cosine_schedule(lr, epoch, total, lr_min=0.0):
    share = math.cos(math.pi * epoch / (2 * total)) ** 2
    return lr * share + lr_min * (1 - share)


def clip_by_value(gradients, limit):
    clipped = []
    for g in gradients:
        new = g.copy()
        for position in np.ndindex(g.shape):
            if g[position] > limit:
                new[position] = limit
            elif g[position] < -limit:
                new[position] = -limit
        clipped.append(new)
    return clipped


def clip_by_norm(gradients, max_norm):
    total = 0.0
    for g in gradients:
        for x in g.flatten():
            total += float(x) ** 2
    norm = math.sqrt(total)
    if norm <= max_norm:
        return [g.copy() for g in gradients], norm
    return [g * max_norm / norm for g in gradients], norm


def train(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch=1, schedule="constant", max_norm=None):
    if optimiser not in ["sgd", "momentum", "rmsprop", "adam"]:
        raise ValueError("optimiser")
    if schedule not in ["constant", "step", "cosine"]:
        raise ValueError("schedule")
    weights = []
    memory1 = []
    memory2 = []
    for w in parameters:
        weights.append(w.copy())
        memory1.append(np.zeros(w.shape, dtype=w.dtype))
        memory2.append(np.zeros(w.shape, dtype=w.dtype))
    losses = []
    for step in range(epochs * steps_per_epoch):
        epoch = step // steps_per_epoch
        if schedule == "constant":
            rate = lr
        if schedule == "step":
            rate = step_schedule(lr, epoch)
        if schedule == "cosine":
            rate = cosine_schedule(lr, epoch, epochs)
        loss, gradients = evaluate(weights)
        losses.append(loss)
        if max_norm is not None:
            gradients = clip_by_norm(gradients, max_norm)[0]
        for i in range(len(weights)):
            if optimiser == "sgd":
                weights[i] = weights[i] - rate * gradients[i]
            if optimiser == "momentum":
                weights[i], memory1[i] = momentum_step(weights[i], gradients[i], memory1[i], rate)
            if optimiser == "rmsprop":
                weights[i], memory1[i] = rmsprop_step(weights[i], gradients[i], memory1[i], rate)
            if optimiser == "adam":
                weights[i], memory1[i], memory2[i] = adam_step(
                    weights[i], gradients[i], memory1[i], memory2[i], step + 1, rate
                )
    return weights, losses
