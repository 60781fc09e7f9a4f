"""Correct: einsum, one-hot labels, torch.where and masks as factors."""

import torch
from torch.nn.functional import one_hot

EPSILON = 1e-7


def require_same_shape(y_hat, y):
    if tuple(y_hat.size()) != tuple(y.size()):
        raise ValueError("the prediction and the target must have the same shape")


def inside(p):
    return torch.minimum(torch.maximum(p, torch.full_like(p, EPSILON)), torch.full_like(p, 1 - EPSILON))


def mae(y_hat, y):
    require_same_shape(y_hat, y)
    e = y_hat - y
    return torch.mean(torch.where(e >= 0, e, -e))


def mae_gradient(y_hat, y):
    e = y_hat - y
    up, down = (e > 0).to(e.dtype), (e < 0).to(e.dtype)
    return (up - down) / e.nelement()


def mse(y_hat, y):
    require_same_shape(y_hat, y)
    e = (y_hat - y).flatten()
    return torch.einsum("i,i->", e, e) / e.numel()


def mse_gradient(y_hat, y):
    return torch.div(torch.sub(y_hat, y), y.numel() / 2)


def huber(y_hat, y, delta=1.0):
    require_same_shape(y_hat, y)
    e = torch.abs(y_hat - y)
    return torch.where(e <= delta, 0.5 * e.square(), delta * (e - 0.5 * delta)).mean()


def huber_gradient(y_hat, y, delta=1.0):
    e = y_hat - y
    return torch.where(e.abs() <= delta, e, delta * e.sign()) / e.numel()


def binary_cross_entropy(p, y):
    require_same_shape(p, y)
    p = inside(p)
    right = torch.where(y == 1, p, 1 - p)
    return -torch.log(right).mean()


def binary_cross_entropy_gradient(p, y):
    p = inside(p)
    return torch.where(y == 1, -1 / p, 1 / (1 - p)) / p.numel()


def categorical_cross_entropy(p, y):
    return -torch.einsum("nc,nc->", y, torch.log(inside(p))) / p.shape[0]


def categorical_cross_entropy_gradient(p, y):
    return -(y / inside(p)) / p.shape[0]


def negative_log_likelihood(log_p, labels):
    y = one_hot(labels, log_p.shape[1]).to(log_p.dtype)
    return -torch.einsum("nc,nc->", y, log_p) / len(labels)


def negative_log_likelihood_gradient(log_p, labels):
    return -one_hot(labels, log_p.shape[1]).to(log_p.dtype) / len(labels)


def hinge(scores, y):
    return torch.maximum(torch.zeros_like(scores), 1 - scores * y).mean()


def hinge_gradient(scores, y):
    return -y * (scores * y < 1) / y.numel()


def l1_distance(a, b):
    return (a - b).abs().sum(dim=1).mean()


def l1_distance_gradient(a, b):
    return torch.sgn(a - b) / a.shape[0]


def l2_distance(a, b):
    return torch.sqrt(torch.einsum("nd,nd->n", a - b, a - b)).mean()


def l2_distance_gradient(a, b):
    d = a - b
    norm = torch.sqrt(torch.einsum("nd,nd->n", d, d)).unsqueeze(-1)
    return torch.nan_to_num(d / norm) / a.shape[0]


def cosine_distance(a, b):
    dot = torch.einsum("nd,nd->n", a, b)
    lengths = torch.sqrt(torch.einsum("nd,nd->n", a, a) * torch.einsum("nd,nd->n", b, b))
    return (1 - dot / lengths).mean()


def cosine_distance_gradient(a, b):
    na, nb = a.norm(dim=1, keepdim=True), b.norm(dim=1, keepdim=True)
    dot = torch.einsum("nd,nd->n", a, b)[:, None]
    return (dot * a / (na**3 * nb) - b / (na * nb)) / len(a)


def softmax_cross_entropy(z, y):
    z = z - z.max(dim=1, keepdim=True).values
    return (torch.log(torch.exp(z).sum(dim=1)) - torch.einsum("nc,nc->n", z, y)).mean()


def softmax_cross_entropy_gradient(z, y):
    e = torch.exp(z - torch.max(z, dim=1, keepdim=True)[0])
    return torch.einsum("nc,n->nc", e, 1 / torch.einsum("nc->n", e)) / len(z) - y / len(z)
