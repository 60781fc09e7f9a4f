"""American spelling, other parameters, and a state of the wrong shape in the loop."""

import numpy as np


def momentum_steps(w, gradient, velocity, lr, momentum=0.9):
    velocity = momentum * velocity + gradient
    return w - lr * velocity, velocity


def rms_prop_step(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = alpha * square_avg + (1 - alpha) * gradient**2
    return w - lr * gradient / (np.sqrt(square_avg) + eps), square_avg


def adam_step(w, gradient, state, lr, betas=(0.9, 0.999), eps=1e-8):
    return w, state


def step_schedule(lr, epoch, step_size=10, gamma=0.1):
    return int(lr * gamma ** (epoch // step_size))


def cosine_scheduler(lr, epoch, total, lr_min=0.0):
    return lr


def clip_by_value(gradients, limit):
    return np.clip(gradients, -limit, limit)


def clip_by_norm(gradients, max_norm):
    norm = np.linalg.norm(np.array(gradients))
    return gradients, norm


def train(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch=1, schedule="constant", max_norm=None):
    velocity = 0.0
    losses = []
    for _ in range(epochs * steps_per_epoch):
        loss, gradients = evaluate(parameters)
        losses.append([loss])
        for i, g in enumerate(gradients):
            velocity = 0.9 * velocity + g.mean()
            parameters[i] = parameters[i] - lr * velocity
    return parameters, losses
