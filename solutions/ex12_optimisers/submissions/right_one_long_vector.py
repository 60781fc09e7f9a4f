"""Right: `train` puts all the parameters end to end in one vector, with one long state."""

import numpy as np


def momentum_step(w, gradient, velocity, lr, momentum=0.9):
    return w - lr * (momentum * velocity + gradient), momentum * velocity + gradient


def rmsprop_step(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    s = np.add(np.multiply(square_avg, alpha), np.multiply(np.square(gradient), 1.0 - alpha))
    return np.subtract(w, np.divide(gradient * lr, np.add(np.sqrt(s), eps))), s


def adam_step(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient * gradient
    # Both corrections in the rate, and eps corrected as well: the same number.
    scale = (1 - beta2**t) ** 0.5
    return w - lr * scale / (1 - beta1**t) * m / (v**0.5 + eps * scale), m, v


def step_schedule(lr, epoch, step_size=10, gamma=0.1):
    return lr if epoch < step_size else gamma * step_schedule(lr, epoch - step_size, step_size, gamma)


def cosine_schedule(lr, epoch, total, lr_min=0.0):
    return ((lr + lr_min) + (lr - lr_min) * np.cos(np.pi * (epoch / total)).item()) / 2


def clip_by_value(gradients, limit):
    return [np.where(np.abs(g) > limit, np.sign(g) * g.dtype.type(limit), g) for g in gradients]


def clip_by_norm(gradients, max_norm):
    whole = np.concatenate([np.ravel(g) for g in gradients])
    norm = np.sqrt(whole @ whole)
    if norm > max_norm:
        return [(g / norm * max_norm).astype(g.dtype) for g in gradients], norm
    return gradients, norm


def flat(arrays):
    return np.concatenate([a.ravel() for a in arrays])


def train(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch=1, schedule="constant", max_norm=None):
    steps = {
        "sgd": lambda w, g, s, t, r: (w - r * g, s),
        "momentum": lambda w, g, s, t, r: unpack(momentum_step(w, g, s[0], r)),
        "rmsprop": lambda w, g, s, t, r: unpack(rmsprop_step(w, g, s[0], r)),
        "adam": lambda w, g, s, t, r: unpack(adam_step(w, g, s[0], s[1], t, r)),
    }
    rates = {
        "constant": lambda e: lr,
        "step": lambda e: step_schedule(lr, e),
        "cosine": lambda e: cosine_schedule(lr, e, epochs),
    }
    if optimiser not in steps:
        raise ValueError(f"no optimiser {optimiser}")
    if schedule not in rates:
        raise ValueError(f"no schedule {schedule}")

    def unpack(result):
        return result[0], result[1:]

    ends = np.cumsum([w.size for w in parameters])[:-1]

    def split(vector):
        return [p.reshape(w.shape) for p, w in zip(np.split(vector, ends), parameters)]

    w = flat(parameters)
    state, losses = (np.zeros_like(w), np.zeros_like(w)), []
    for t in range(1, epochs * steps_per_epoch + 1):
        loss, gradients = evaluate(split(w))
        losses += [loss]
        if max_norm is not None:
            gradients, _ = clip_by_norm(gradients, max_norm)
        rate = rates[schedule]((t - 1) // steps_per_epoch)
        w, state = steps[optimiser](w, flat(gradients), state, t, rate)
    return split(w), losses
