"""Nothing is detached: the losses and the parameters keep the graphs of all the steps."""

import math
from collections.abc import Callable, Sequence
import torch

def momentum_step(w, gradient, velocity, lr, momentum=0.9):
    velocity = momentum * velocity + gradient
    return (w - lr * velocity, velocity)

def rmsprop_step(w, gradient, square_avg, lr, alpha=0.99, eps=1e-08):
    square_avg = alpha * square_avg + (1 - alpha) * gradient ** 2
    return (w - lr * gradient / (torch.sqrt(square_avg) + eps), square_avg)

def adam_step(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-08):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient ** 2
    m_hat = m / (1 - beta1 ** t)
    v_hat = v / (1 - beta2 ** t)
    return (w - lr * m_hat / (torch.sqrt(v_hat) + eps), m, v)

def step_schedule(lr, epoch, step_size=10, gamma=0.1):
    return lr * gamma ** (epoch // step_size)

def cosine_schedule(lr, epoch, total, lr_min=0.0):
    return lr_min + (lr - lr_min) * (1 + math.cos(math.pi * epoch / total)) / 2

def clip_by_value(gradients, limit):
    return [gradient.clamp(-limit, limit) for gradient in gradients]

def clip_by_norm(gradients, max_norm):
    norms = torch.stack([torch.linalg.vector_norm(gradient) for gradient in gradients])
    norm = torch.linalg.vector_norm(norms)
    factor = (max_norm / norm).clamp(max=1)
    return ([factor * gradient for gradient in gradients], norm)

def value_and_gradients(loss, parameters):
    leaves = [w.detach().requires_grad_() for w in parameters]
    value = loss(leaves)
    return (value, list(torch.autograd.grad(value, leaves, create_graph=True)))

def train(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch=1, schedule='constant', max_norm=None):
    if optimiser not in ('sgd', 'momentum', 'rmsprop', 'adam'):
        raise ValueError(f'unknown optimiser: {optimiser!r}')
    if schedule not in ('constant', 'step', 'cosine'):
        raise ValueError(f'unknown schedule: {schedule!r}')
    current = list(parameters)
    first = [torch.zeros_like(w) for w in current]
    second = [torch.zeros_like(w) for w in current]
    losses = []
    t = 0
    for epoch in range(epochs):
        rate = lr
        if schedule == 'step':
            rate = step_schedule(lr, epoch)
        elif schedule == 'cosine':
            rate = cosine_schedule(lr, epoch, epochs)
        for _ in range(steps_per_epoch):
            t += 1
            loss, gradients = evaluate(current)
            losses.append(loss)
            if max_norm is not None:
                gradients, _ = clip_by_norm(gradients, max_norm)
            for i, (w, g) in enumerate(zip(current, gradients)):
                if optimiser == 'sgd':
                    current[i] = w - rate * g
                elif optimiser == 'momentum':
                    current[i], first[i] = momentum_step(w, g, first[i], rate)
                elif optimiser == 'rmsprop':
                    current[i], first[i] = rmsprop_step(w, g, first[i], rate)
                else:
                    current[i], first[i], second[i] = adam_step(w, g, first[i], second[i], t, rate)
    return (current, losses)

def minimise(optimiser, parameters, loss, lr, epochs, steps_per_epoch=1, schedule='constant', max_norm=None):

    def evaluate(current):
        return value_and_gradients(loss, current)
    return train(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch, schedule, max_norm)


def twice(loss, parameters):
    return [value_and_gradients(loss, parameters), value_and_gradients(loss, parameters)]
