"""Right: `train` puts all the parameters end to end in one tensor, with one long state."""

import math

import torch


def momentum_step(w, gradient, velocity, lr, momentum=0.9):
    return w - lr * (momentum * velocity + gradient), momentum * velocity + gradient


def rmsprop_step(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    s = torch.lerp(gradient.square(), square_avg, alpha)
    return w - (gradient * lr).div(s.sqrt() + eps), s


def adam_step(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient * gradient
    # Both corrections in the rate, and eps corrected as well: the same number.
    scale = (1 - beta2**t) ** 0.5
    return w - lr * scale / (1 - beta1**t) * m / (v**0.5 + eps * scale), m, v


def step_schedule(lr, epoch, step_size=10, gamma=0.1):
    return lr if epoch < step_size else gamma * step_schedule(lr, epoch - step_size, step_size, gamma)


def cosine_schedule(lr, epoch, total, lr_min=0.0):
    middle, half = (lr + lr_min) / 2, (lr - lr_min) / 2
    return middle + half * math.sin(math.pi / 2 - math.pi * epoch / total)


def clip_by_value(gradients, limit):
    return [torch.where(g.abs() > limit, g.sign() * limit, g) for g in gradients]


def clip_by_norm(gradients, max_norm):
    norm = sum((g * g).sum() for g in gradients).sqrt()
    factor = max_norm / torch.clamp(norm, min=max_norm)
    return [factor * g for g in gradients], norm


def value_and_gradients(loss, parameters):
    whole = flat(parameters).detach().requires_grad_(True)
    value = loss(unflat(whole, parameters))
    value.backward()
    return value.item(), unflat(whole.grad, parameters)


def flat(tensors):
    return torch.cat([each.reshape(-1) for each in tensors])


def unflat(vector, like):
    pieces = torch.split(vector, [each.numel() for each in like])
    return [piece.reshape(each.shape) for piece, each in zip(pieces, like)]


def train(
    optimiser, parameters, evaluate, lr, epochs, steps_per_epoch=1, schedule="constant", max_norm=None
):
    steps = {
        "sgd": lambda w, g, m, v, t, r: (w - r * g, m, v),
        "momentum": lambda w, g, m, v, t, r: (*momentum_step(w, g, m, r), v),
        "rmsprop": lambda w, g, m, v, t, r: (*rmsprop_step(w, g, m, r), v),
        "adam": lambda w, g, m, v, t, r: adam_step(w, g, m, v, t, r),
    }
    rates = {
        "constant": lambda e: lr,
        "step": lambda e: step_schedule(lr, e),
        "cosine": lambda e: cosine_schedule(lr, e, epochs),
    }
    try:
        step, rate_of = steps[optimiser], rates[schedule]
    except KeyError as unknown:
        raise ValueError(f"unknown: {unknown}") from None
    w = flat(parameters).detach()
    m, v, losses = torch.zeros_like(w), torch.zeros_like(w), []
    for t in range(1, epochs * steps_per_epoch + 1):
        loss, gradients = evaluate(unflat(w, parameters))
        losses += [loss]
        if max_norm is not None:
            gradients, _ = clip_by_norm(gradients, max_norm)
        w, m, v = step(w, flat(gradients).detach(), m, v, t, rate_of((t - 1) // steps_per_epoch))
    return unflat(w, parameters), losses


def minimise(
    optimiser, parameters, loss, lr, epochs, steps_per_epoch=1, schedule="constant", max_norm=None
):
    def evaluate(current):
        return value_and_gradients(loss, current)

    return train(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch, schedule, max_norm)


def twice(loss, parameters):
    return [value_and_gradients(loss, parameters), value_and_gradients(loss, parameters)]
