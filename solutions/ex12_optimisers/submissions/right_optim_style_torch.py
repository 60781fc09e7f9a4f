"""Right: the operations in torch.optim's order, in place on clones; optimisers as classes."""

import math

import torch


def momentum_step(w, gradient, velocity, lr, momentum=0.9):
    velocity = velocity.clone().mul_(momentum).add_(gradient)
    return w.add(velocity, alpha=-lr), velocity


def rmsprop_step(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = square_avg.clone().mul_(alpha).addcmul_(gradient, gradient, value=1 - alpha)
    return w.addcdiv(gradient, square_avg.sqrt().add_(eps), value=-lr), square_avg


def adam_step(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = m.lerp(gradient, 1 - beta1)
    v = (v * beta2).addcmul_(gradient, gradient.conj(), value=1 - beta2)
    denominator = (v.sqrt() / math.sqrt(1 - beta2**t)).add_(eps)
    return w.addcdiv(m, denominator, value=-lr / (1 - beta1**t)), m, v


def step_schedule(lr, epoch, step_size=10, gamma=0.1):
    return lr * gamma ** math.floor(epoch / step_size)


def cosine_schedule(lr, epoch, total, lr_min=0.0):
    return lr_min + 0.5 * (lr - lr_min) * (1.0 + math.cos(epoch * math.pi / total))


def clip_by_value(gradients, limit):
    return [torch.clamp(g, min=-limit, max=limit) for g in gradients]


def clip_by_norm(gradients, max_norm):
    norm = torch.linalg.vector_norm(torch.cat([g.flatten() for g in gradients]))
    factor = torch.minimum(max_norm / norm, torch.ones_like(norm))
    return [g.clone().mul_(factor) for g in gradients], norm


def value_and_gradients(loss, parameters):
    with torch.enable_grad():
        leaves = [torch.nn.Parameter(w.detach().clone()) for w in parameters]
        value = loss(leaves)
        gradients = torch.autograd.grad(value, leaves)
    return float(value), gradients


class Optimiser:
    def __init__(self, parameters):
        self.parameters = [w.detach().clone() for w in parameters]
        self.state = [self.start(w) for w in self.parameters]
        self.t = 0

    def start(self, w):
        return ()

    @torch.no_grad()
    def step(self, gradients, rate):
        self.t += 1
        for k, g in enumerate(gradients):
            self.parameters[k], *self.state[k] = self.update(
                self.parameters[k], g, self.state[k], rate
            )


class SGD(Optimiser):
    def update(self, w, g, state, rate):
        return (w.sub(g, alpha=rate),)


class Momentum(Optimiser):
    def start(self, w):
        return (torch.zeros_like(w),)

    def update(self, w, g, state, rate):
        return momentum_step(w, g, *state, rate)


class RMSprop(Momentum):
    def update(self, w, g, state, rate):
        return rmsprop_step(w, g, *state, rate)


class Adam(Optimiser):
    def start(self, w):
        return torch.zeros_like(w), torch.zeros_like(w)

    def update(self, w, g, state, rate):
        return adam_step(w, g, *state, self.t, rate)


def train(
    optimiser, parameters, evaluate, lr, epochs, steps_per_epoch=1, schedule="constant", max_norm=None
):
    classes = {"sgd": SGD, "momentum": Momentum, "rmsprop": RMSprop, "adam": Adam}
    if optimiser not in classes or schedule not in {"constant", "step", "cosine"}:
        raise ValueError("unknown name")
    machine = classes[optimiser](parameters)
    losses = torch.zeros(epochs * steps_per_epoch, dtype=torch.float64)
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


def minimise(
    optimiser, parameters, loss, lr, epochs, steps_per_epoch=1, schedule="constant", max_norm=None
):
    return train(
        optimiser,
        parameters,
        lambda current: value_and_gradients(loss, current),
        lr,
        epochs,
        steps_per_epoch,
        schedule,
        max_norm,
    )


def twice(loss, parameters):
    return [value_and_gradients(loss, parameters), value_and_gradients(loss, parameters)]
