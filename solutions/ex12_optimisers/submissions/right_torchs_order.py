"""Right: the operations in PyTorch's order, in place on copies; np.float64 cast back to float."""

import numpy as np


def momentum_step(w, gradient, velocity, lr, momentum=0.9):
    velocity = velocity.copy()
    velocity *= momentum
    velocity += gradient
    w = w.copy()
    w += -lr * velocity
    return w, velocity


def rmsprop_step(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = square_avg.copy()
    square_avg *= alpha
    square_avg += (1 - alpha) * gradient * gradient
    average = np.sqrt(square_avg)
    average += eps
    w = w.copy()
    w -= lr * (gradient / average)
    return w, square_avg


def adam_step(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    # torch: exp_avg.lerp_(grad, 1 - beta1)
    m = m + (1 - beta1) * (gradient - m)
    v = v * beta2 + (1 - beta2) * gradient * gradient
    bias1, bias2 = 1 - beta1**t, 1 - beta2**t
    denominator = np.sqrt(v) / bias2**0.5 + eps
    return w - (lr / bias1) * (m / denominator), m, v


def step_schedule(lr, epoch, step_size=10, gamma=0.1):
    return lr * gamma ** int(np.floor(epoch / step_size))


def cosine_schedule(lr, epoch, total, lr_min=0.0):
    return float(lr_min + 0.5 * (lr - lr_min) * (1 + np.cos(epoch * np.pi / total)))


def clip_by_value(gradients, limit):
    return tuple(np.minimum(np.maximum(g, -limit), limit) for g in gradients)


def clip_by_norm(gradients, max_norm):
    norm = np.linalg.norm([np.linalg.norm(g) for g in gradients])
    factor = float(min(1.0, max_norm / norm)) if norm > 0 else 1.0
    return tuple(g * factor for g in gradients), norm


class Optimiser:
    def __init__(self, parameters):
        self.parameters = [w.copy() for w in parameters]
        self.t = 0

    def step(self, gradients, lr):
        self.t += 1
        for k, g in enumerate(gradients):
            self.update(k, g, lr)


class SGD(Optimiser):
    def update(self, k, g, lr):
        self.parameters[k] = self.parameters[k] - lr * g


class Momentum(Optimiser):
    def __init__(self, parameters):
        super().__init__(parameters)
        self.v = {k: np.zeros_like(w) for k, w in enumerate(parameters)}

    def update(self, k, g, lr):
        self.parameters[k], self.v[k] = momentum_step(self.parameters[k], g, self.v[k], lr)


class RMSprop(Momentum):
    def update(self, k, g, lr):
        self.parameters[k], self.v[k] = rmsprop_step(self.parameters[k], g, self.v[k], lr)


class Adam(Momentum):
    def __init__(self, parameters):
        super().__init__(parameters)
        self.m = {k: np.zeros_like(w) for k, w in enumerate(parameters)}

    def update(self, k, g, lr):
        self.parameters[k], self.m[k], self.v[k] = adam_step(
            self.parameters[k], g, self.m[k], self.v[k], self.t, lr
        )


def train(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch=1, schedule="constant", max_norm=None):
    classes = {"sgd": SGD, "momentum": Momentum, "rmsprop": RMSprop, "adam": Adam}
    if optimiser not in classes or schedule not in {"constant", "step", "cosine"}:
        raise ValueError("unknown name")
    machine = classes[optimiser](parameters)
    losses = np.zeros(epochs * steps_per_epoch)
    for epoch in range(epochs):
        rate = {
            "constant": lambda e: lr,
            "step": lambda e: step_schedule(lr, e),
            "cosine": lambda e: cosine_schedule(lr, e, epochs),
        }[schedule](epoch)
        for k in range(steps_per_epoch):
            losses[epoch * steps_per_epoch + k], gradients = evaluate(machine.parameters)
            if max_norm:
                gradients, _ = clip_by_norm(gradients, max_norm)
            machine.step(gradients, rate)
    return machine.parameters, losses
