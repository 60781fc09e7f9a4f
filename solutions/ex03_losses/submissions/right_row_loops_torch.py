"""Correct: the loss of one example first, Python loops over the rows, torch.stack."""

import torch

EPSILON = 1e-7


def require_same_shape(y_hat, y):
    if y_hat.ndim != y.ndim:
        raise ValueError("not as many axes")
    for left, right in zip(y_hat.shape, y.shape):
        if left != right:
            raise ValueError("axes of different lengths")


def cost(per_example):
    return torch.stack(per_example).mean()


def gradient_of(per_example):
    return torch.stack(per_example) / len(per_example)


def pairs(y_hat, y):
    require_same_shape(y_hat, y)
    return zip(y_hat.reshape(-1), y.reshape(-1))


def mae(y_hat, y):
    return cost([abs(u - v) for u, v in pairs(y_hat, y)])


def mae_gradient(y_hat, y):
    return gradient_of([torch.sign(u - v) for u, v in pairs(y_hat, y)]).reshape(y.shape)


def mse(y_hat, y):
    return cost([(u - v) * (u - v) for u, v in pairs(y_hat, y)])


def mse_gradient(y_hat, y):
    return gradient_of([2 * u - 2 * v for u, v in pairs(y_hat, y)]).view_as(y)


def huber(y_hat, y, delta=1.0):
    losses = []
    for u, v in pairs(y_hat, y):
        e = torch.abs(u - v)
        losses.append(torch.where(e > delta, delta * (e - delta / 2), e * e / 2))
    return cost(losses)


def huber_gradient(y_hat, y, delta=1.0):
    slopes = [torch.clip(u - v, min=-delta, max=delta) for u, v in pairs(y_hat, y)]
    return gradient_of(slopes).reshape(y_hat.shape)


def clipped(p):
    return torch.clip(p, EPSILON, 1 - EPSILON)


def binary_cross_entropy(p, y):
    losses = []
    for q, t in pairs(p, y):
        q = clipped(q)
        losses.append(-t * torch.log(q) - (1 - t) * torch.log1p(-q))
    return cost(losses)


def binary_cross_entropy_gradient(p, y):
    slopes = [(1 - t) / (1 - clipped(q)) - t / clipped(q) for q, t in pairs(p, y)]
    return gradient_of(slopes).reshape(p.shape)


def categorical_cross_entropy(p, y):
    return cost([-(t @ torch.log(clipped(q))) for q, t in zip(p, y)])


def categorical_cross_entropy_gradient(p, y):
    return gradient_of([-t / clipped(q) for q, t in zip(p, y)])


def chosen(labels, c):
    """One row of booleans per example: the right class."""
    return labels[:, None] == torch.arange(c, device=labels.device)


def negative_log_likelihood(log_p, labels):
    rows = zip(log_p, chosen(labels, log_p.shape[1]))
    return cost([torch.where(right, -row, 0.0).sum() for row, right in rows])


def negative_log_likelihood_gradient(log_p, labels):
    rows = zip(log_p, chosen(labels, log_p.shape[1]))
    return gradient_of([-right.to(row.dtype) for row, right in rows])


def hinge(scores, y):
    return cost([torch.relu(1 - t * s) for s, t in zip(scores, y)])


def hinge_gradient(scores, y):
    return gradient_of([torch.where(t * s >= 1, torch.zeros_like(s), -t) for s, t in zip(scores, y)])


def l1_distance(a, b):
    return cost([(u - v).abs().sum() for u, v in zip(a, b)])


def l1_distance_gradient(a, b):
    return gradient_of([torch.sign(u - v) for u, v in zip(a, b)])


def unit(v):
    length = torch.sqrt(v @ v)
    return v / torch.where(length == 0, torch.ones_like(length), length)


def l2_distance(a, b):
    return cost([((u - v) ** 2).sum().sqrt() for u, v in zip(a, b)])


def l2_distance_gradient(a, b):
    return gradient_of([unit(u - v) for u, v in zip(a, b)])


def cosine_distance(a, b):
    return cost([1 - unit(u) @ unit(v) for u, v in zip(a, b)])


def cosine_distance_gradient(a, b):
    slopes = []
    for u, v in zip(a, b):
        # The projection that removes the part along u.
        along = torch.outer(unit(u), unit(u))
        across = torch.eye(len(u), dtype=u.dtype, device=u.device) - along
        slopes.append(-across @ unit(v) / u.norm())
    return gradient_of(slopes)


def softmax_cross_entropy(z, y):
    losses = []
    for row, one_hot in zip(z, y):
        top = row.max()
        losses.append(top + torch.log(torch.exp(row - top).sum()) - row @ one_hot)
    return cost(losses)


def softmax_cross_entropy_gradient(z, y):
    slopes = []
    for row, one_hot in zip(z, y):
        e = torch.exp(row - row.max())
        slopes.append(e / e.sum() - one_hot)
    return gradient_of(slopes)
