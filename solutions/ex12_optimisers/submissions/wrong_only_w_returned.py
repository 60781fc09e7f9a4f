"""The state lives in a global of the module, and only the new parameter is returned; prints."""

import numpy as np

STATE = {}


def momentum_step(w, gradient, velocity, lr, momentum=0.9):
    velocity = momentum * velocity + gradient
    print("velocity", velocity)
    return w - lr * velocity


def rmsprop_step(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    s = STATE.setdefault("s", 0.0)
    STATE["s"] = alpha * s + (1 - alpha) * gradient**2
    return w - lr * gradient / (np.sqrt(STATE["s"]) + eps), STATE["s"]


def adam_step(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), (m, v)


def step_schedule(lr, epoch, step_size=10, gamma=0.1):
    print(lr * gamma ** (epoch // step_size))


def cosine_schedule(lr, epoch, total, lr_min=0.0):
    # A whole list instead of the rate of one epoch.
    return [lr_min + (lr - lr_min) * (1 + np.cos(np.pi * e / total)) / 2 for e in range(total)]


def clip_by_value(gradients, limit):
    return np.array([np.clip(g, -limit, limit) for g in gradients], dtype=object)


def clip_by_norm(gradients, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * min(1.0, max_norm / norm) for g in gradients]


def train(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch=1, schedule="constant", max_norm=None):
    for _ in range(epochs * steps_per_epoch):
        loss, gradients = evaluate(parameters)
        parameters = [w - lr * g for w, g in zip(parameters, gradients)]
    return parameters
