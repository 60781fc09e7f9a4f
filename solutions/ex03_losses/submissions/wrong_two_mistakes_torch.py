"""Every function that is there makes two mistakes at once, so no single one explains it."""

import torch


def mae(y_hat, y):
    # Signed, and summed.
    return torch.sum(y - y_hat)


def mae_gradient(y_hat, y):
    return torch.sign(y - y_hat)


def mse(y_hat, y):
    # A half, and summed.
    return 0.5 * torch.sum((y_hat - y) ** 2)


def mse_gradient(y_hat, y):
    return y_hat - y


def huber(y_hat, y, delta=1.0):
    # Branches exchanged, no half.
    e = torch.abs(y_hat - y)
    return torch.where(e > delta, e**2, delta * e).mean()


def binary_cross_entropy(p, y):
    # No minus, in base 2.
    return torch.mean(y * torch.log2(p) + (1 - y) * torch.log2(1 - p))


def categorical_cross_entropy(p, y):
    # Over the classes too, in base 10.
    return -torch.mean(y * torch.log10(p))


def negative_log_likelihood(log_p, labels):
    return torch.mean(log_p[:, labels])


def negative_log_likelihood_gradient(log_p, labels):
    # No minus, no 1/n, and float32.
    return torch.eye(log_p.shape[1])[labels]


def hinge(scores, y):
    return torch.sum(torch.relu(1 - y * scores) ** 2)


def l2_distance(a, b):
    # One norm for all, squared.
    return torch.norm(a - b) ** 2


def cosine_distance(a, b):
    return torch.mean(torch.sum(a * b, dim=0))


def softmax_cross_entropy(z, y):
    # Unshifted, over the examples.
    e = torch.exp(z)
    return -torch.mean(y * torch.log(e / e.sum(dim=0)))


def softmax_cross_entropy_gradient(z, y):
    e = torch.exp(z)
    return y - e / e.sum(dim=0)
