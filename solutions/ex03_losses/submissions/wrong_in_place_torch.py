"""Right values, but methods with a final underscore write into the tensors of the caller."""

import torch

# Probabilities are clipped to [EPSILON, 1 - EPSILON] before any logarithm or division.
EPSILON = 1e-7


def mae(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError(f"y_hat {tuple(y_hat.shape)}, y {tuple(y.shape)}")
    return (y_hat - y).abs().mean()


def mae_gradient(y_hat, y):
    return torch.sign(y_hat - y) / y_hat.numel()


def mse(y_hat, y):
    if y_hat.shape != y.shape:
        raise ValueError(f"y_hat {tuple(y_hat.shape)}, y {tuple(y.shape)}")
    return ((y_hat - y) ** 2).mean()


def mse_gradient(y_hat, y):
    y_hat -= y
    return 2 * y_hat / y_hat.numel()


def huber(y_hat, y, delta=1.0):
    if y_hat.shape != y.shape:
        raise ValueError(f"y_hat {tuple(y_hat.shape)}, y {tuple(y.shape)}")
    error = (y_hat - y).abs()
    quadratic = error.clamp(max=delta)
    return (quadratic * (error - quadratic / 2)).mean()


def huber_gradient(y_hat, y, delta=1.0):
    return (y_hat - y).clamp(-delta, delta) / y_hat.numel()


def binary_cross_entropy(p, y):
    if p.shape != y.shape:
        raise ValueError(f"p {tuple(p.shape)}, y {tuple(y.shape)}")
    p = p.clamp_(EPSILON, 1 - EPSILON)
    return -(y * p.log() + (1 - y) * (1 - p).log()).mean()


def binary_cross_entropy_gradient(p, y):
    p = p.clamp_(EPSILON, 1 - EPSILON)
    return (p - y) / (p * (1 - p)) / p.numel()


def categorical_cross_entropy(p, y):
    p = p.clamp_(EPSILON, 1 - EPSILON)
    return -(y * p.log()).sum() / len(y)


def categorical_cross_entropy_gradient(p, y):
    p = p.clamp_(EPSILON, 1 - EPSILON)
    return -y / p / len(y)


def negative_log_likelihood(log_p, labels):
    rows = torch.arange(len(labels), device=labels.device)
    return -log_p[rows, labels].mean()


def negative_log_likelihood_gradient(log_p, labels):
    gradient = torch.zeros_like(log_p)
    gradient[torch.arange(len(labels), device=labels.device), labels] = -1 / len(labels)
    return gradient


def hinge(scores, y):
    return (1 - y * scores).clamp(min=0).mean()


def hinge_gradient(scores, y):
    return torch.where(y * scores < 1, -y, 0) / len(y)


def l1_distance(a, b):
    return (a - b).abs().sum() / len(a)


def l1_distance_gradient(a, b):
    return torch.sign(a.sub_(b)) / len(a)


def l2_distance(a, b):
    return torch.linalg.vector_norm(a - b, dim=1).mean()


def l2_distance_gradient(a, b):
    difference = a - b
    distance = torch.linalg.vector_norm(difference, dim=1, keepdim=True)
    return torch.nan_to_num(difference / distance) / len(a)


def cosine_distance(a, b):
    unit_a = a / torch.linalg.vector_norm(a, dim=1, keepdim=True)
    unit_b = b / torch.linalg.vector_norm(b, dim=1, keepdim=True)
    return 1 - (unit_a * unit_b).sum() / len(a)


def cosine_distance_gradient(a, b):
    norm_a = torch.linalg.vector_norm(a, dim=1, keepdim=True)
    unit_a = a / norm_a
    unit_b = b / torch.linalg.vector_norm(b, dim=1, keepdim=True)
    cosine = (unit_a * unit_b).sum(dim=1, keepdim=True)
    return (cosine * unit_a - unit_b) / norm_a / len(a)


def softmax_cross_entropy(z, y):
    shifted = z.sub_(z.amax(dim=1, keepdim=True))
    log_p = shifted - shifted.exp().sum(dim=1, keepdim=True).log()
    return -(y * log_p).sum() / len(y)


def softmax_cross_entropy_gradient(z, y):
    z -= z.amax(dim=1, keepdim=True)
    exponentials = z.exp()
    y_hat = exponentials / exponentials.sum(dim=1, keepdim=True)
    return (y_hat - y) / len(y)
