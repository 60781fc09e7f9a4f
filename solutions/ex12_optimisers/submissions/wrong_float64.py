"""Right in float64; np.cos, np.sqrt of numbers and np.zeros turn float32 into float64."""

import numpy as np


def momentum_step(w, gradient, velocity, lr, momentum=0.9):
    velocity = np.float64(momentum) * velocity + gradient
    return w - lr * velocity, velocity


def rmsprop_step(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = alpha * square_avg + (1 - alpha) * gradient**2
    return w - lr * gradient / (np.sqrt(square_avg) + eps), square_avg


def adam_step(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    rate = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - rate * m / (np.sqrt(v) + eps * np.sqrt(1 - beta2**t)), m, v


def step_schedule(lr, epoch, step_size=10, gamma=0.1):
    return lr * np.power(gamma, epoch // step_size)


def cosine_schedule(lr, epoch, total, lr_min=0.0):
    return lr_min + (lr - lr_min) * (1 + np.cos(np.pi * epoch / total)) / 2


def clip_by_value(gradients, limit):
    return [np.clip(g, -limit, limit) for g in gradients]


def clip_by_norm(gradients, max_norm):
    norm = np.sqrt(sum(float(np.sum(g**2)) for g in gradients))
    return [g * (max_norm / max(norm, max_norm)) for g in gradients], norm


def train(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch=1, schedule="constant", max_norm=None):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam") or schedule not in ("constant", "step", "cosine"):
        raise ValueError
    first = [np.zeros(w.shape) for w in parameters]
    second = [np.zeros(w.shape) for w in parameters]
    parameters, losses, t = list(parameters), [], 0
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
                gradients, _ = clip_by_norm(gradients, max_norm)
            for i, (w, g) in enumerate(zip(parameters, gradients)):
                if optimiser == "sgd":
                    parameters[i] = w - rate * g
                elif optimiser == "momentum":
                    parameters[i], first[i] = momentum_step(w, g, first[i], rate)
                elif optimiser == "rmsprop":
                    parameters[i], first[i] = rmsprop_step(w, g, first[i], rate)
                else:
                    parameters[i], first[i], second[i] = adam_step(w, g, first[i], second[i], t, rate)
    return parameters, losses
