"""Right: one small thing a line, loops over the gradients, backward() and .grad, prints."""

import math

import torch


def momentum_step(w, gradient, velocity, lr, momentum=0.9):
    new_velocity = velocity * momentum
    new_velocity = new_velocity + gradient
    new_w = w - lr * new_velocity
    return [new_w, new_velocity]


def rmsprop_step(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    carre = torch.mul(gradient, gradient)
    moyenne = torch.add(alpha * square_avg, (1 - alpha) * carre)
    pas = gradient / (moyenne**0.5 + eps)
    return [w - lr * pas, moyenne]


def adam_step(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    new_m = torch.zeros_like(m)
    new_m += beta1 * m
    new_m += (1 - beta1) * gradient
    new_v = v.clone()
    new_v *= beta2
    new_v += (1 - beta2) * gradient.pow(2)
    correction1 = 1 - math.pow(beta1, t)
    correction2 = 1 - math.pow(beta2, t)
    racine = (new_v / correction2).sqrt()
    return [w - lr * (new_m / correction1) / (racine + eps), new_m, new_v]


def step_schedule(lr, epoch, step_size=10, gamma=0.1):
    rate = lr
    for e in range(1, epoch + 1):
        if e % step_size == 0:
            rate = rate * gamma
    return rate


def cosine_schedule(lr, epoch, total, lr_min=0.0):
    angle = torch.tensor(epoch / total, dtype=torch.float64) * torch.pi
    part = (1 + torch.cos(angle)) / 2
    return float(lr_min + (lr - lr_min) * part)


def clip_by_value(gradients, limit):
    result = []
    for gradient in gradients:
        new = gradient.clone()
        new[new > limit] = limit
        new[new < -limit] = -limit
        result.append(new)
    return tuple(result)


def clip_by_norm(gradients, max_norm):
    total = 0
    for gradient in gradients:
        total = total + torch.sum(gradient**2)
    norm = torch.sqrt(total)
    if norm > max_norm:
        return [gradient * max_norm / norm for gradient in gradients], norm
    return [gradient.clone() for gradient in gradients], norm


def value_and_gradients(loss, parameters):
    copies = []
    for w in parameters:
        copy = w.clone().detach()
        copy.requires_grad = True
        copies.append(copy)
    value = loss(copies)
    value.backward()
    gradients = []
    for copy in copies:
        gradients.append(copy.grad)
    print("perte :", value)
    return value.detach(), gradients


def train(
    optimiser, parameters, evaluate, lr, epochs, steps_per_epoch=1, schedule="constant", max_norm=None
):
    if optimiser not in ["sgd", "momentum", "rmsprop", "adam"]:
        raise ValueError("optimiseur inconnu")
    if schedule not in ["constant", "step", "cosine"]:
        raise ValueError("calendrier inconnu")
    with torch.no_grad():
        params = [w.clone() for w in parameters]
        m = [torch.zeros(w.shape, dtype=w.dtype, device=w.device) for w in params]
        v = [torch.zeros(w.shape, dtype=w.dtype, device=w.device) for w in params]
    losses = []
    t = 0
    for epoch in range(epochs):
        rate = lr
        if schedule == "step":
            rate = step_schedule(lr, epoch)
        if schedule == "cosine":
            rate = cosine_schedule(lr, epoch, epochs)
        for _ in range(steps_per_epoch):
            t = t + 1
            loss, gradients = evaluate(params)
            losses.append(float(loss))
            if max_norm is not None:
                gradients, norm = clip_by_norm(gradients, max_norm)
            with torch.no_grad():
                for k in range(len(params)):
                    w, g = params[k], gradients[k]
                    if optimiser == "sgd":
                        params[k] = w - rate * g
                    if optimiser == "momentum":
                        params[k], v[k] = momentum_step(w, g, v[k], rate)
                    if optimiser == "rmsprop":
                        params[k], v[k] = rmsprop_step(w, g, v[k], rate)
                    if optimiser == "adam":
                        params[k], m[k], v[k] = adam_step(w, g, m[k], v[k], t, rate)
    return params, losses


def minimise(
    optimiser, parameters, loss, lr, epochs, steps_per_epoch=1, schedule="constant", max_norm=None
):
    def evaluate(current):
        return value_and_gradients(loss, current)

    return train(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch, schedule, max_norm)


def twice(loss, parameters):
    return [value_and_gradients(loss, parameters), value_and_gradients(loss, parameters)]
