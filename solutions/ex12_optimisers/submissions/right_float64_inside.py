"""Right: everything is computed in float64 and cast back at the end; defaults read by keyword."""

import math

import numpy as np


def wide(*arrays):
    return [np.asarray(a, dtype=np.float64) for a in arrays]


def momentum_step(w, gradient, velocity, lr, momentum=0.9):
    kind = w.dtype
    w, g, v = wide(w, gradient, velocity)
    v = np.einsum(",...->...", momentum, v) + g
    return (w - lr * v).astype(kind), v.astype(kind)


def rmsprop_step(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    kind = w.dtype
    w, g, s = wide(w, gradient, square_avg)
    s = s - (1 - alpha) * (s - g**2)
    return (w - lr * g / (s**0.5 + eps)).astype(kind), s.astype(kind)


def adam_step(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    kind = w.dtype
    w, g, m, v = wide(w, gradient, m, v)
    m = m * beta1 + g * (1.0 - beta1)
    v = v * beta2 + g * g * (1.0 - beta2)
    # 1 - beta**t, without losing digits.
    first = -math.expm1(t * math.log(beta1)) if beta1 > 0 else 1.0
    second = -math.expm1(t * math.log(beta2)) if beta2 > 0 else 1.0
    step = lr * (m / first) / (np.sqrt(v / second) + eps)
    return [(w - step).astype(kind), m.astype(kind), v.astype(kind)]


def step_schedule(lr, epoch, step_size=10, gamma=0.1):
    plateaus, _ = divmod(epoch, step_size)
    return np.float64(lr) * np.prod([gamma] * plateaus)


def cosine_schedule(lr, epoch, total, lr_min=0.0):
    return np.float64(lr - (lr - lr_min) * (1 - np.cos(np.linspace(0, np.pi, total + 1)[epoch])) / 2)


def clip_by_value(gradients, limit):
    return [np.array(np.clip(wide(g)[0], -limit, limit), dtype=g.dtype) for g in gradients]


def clip_by_norm(gradients, max_norm):
    norm = math.hypot(*[math.hypot(*g.ravel().tolist()) for g in gradients])
    factor = 1.0
    if norm > max_norm:
        factor = max_norm / norm
    return [(factor * wide(g)[0]).astype(g.dtype) for g in gradients], norm


def train(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch=1, schedule="constant", max_norm=None):
    names = {"sgd": 0, "momentum": 1, "rmsprop": 1, "adam": 2}
    if optimiser not in names:
        raise ValueError(optimiser)
    if schedule == "constant":
        rates = [lr] * epochs
    elif schedule == "step":
        rates = [step_schedule(lr, epoch) for epoch in range(epochs)]
    elif schedule == "cosine":
        rates = [cosine_schedule(lr, epoch, epochs) for epoch in range(epochs)]
    else:
        raise ValueError(schedule)
    state = [[np.zeros_like(w) for _ in range(names[optimiser])] for w in parameters]
    parameters, losses, t = [np.array(w) for w in parameters], [], 1
    for rate in np.repeat(rates, steps_per_epoch):
        loss, gradients = evaluate(parameters)
        losses.append(np.float64(loss))
        if max_norm is not None:
            gradients = clip_by_norm(gradients, max_norm)[0]
        for k, (w, g) in enumerate(zip(parameters, gradients)):
            if optimiser == "sgd":
                parameters[k] = (w - rate * g).astype(w.dtype)
                continue
            if optimiser == "adam":
                new = adam_step(w, g, *state[k], t=t, lr=rate)
            elif optimiser == "rmsprop":
                new = rmsprop_step(w, g, *state[k], lr=rate)
            else:
                new = momentum_step(w, g, *state[k], lr=rate)
            parameters[k], *state[k] = new
        t += 1
    return tuple(parameters), tuple(losses)
