"""Correct: a beginner's long way, with clones filled in place and every step named."""

import torch

EPSILON = 1e-7


def require_same_shape(y_hat, y):
    same = y_hat.shape == y.shape
    if not same:
        message = "Shapes " + str(y_hat.shape) + " and " + str(y.shape)
        raise ValueError(message)
    return None


def keep_inside(p):
    q = torch.clone(p)
    q[q < EPSILON] = EPSILON
    q[q > 1 - EPSILON] = 1 - EPSILON
    return q


def mae(y_hat, y):
    require_same_shape(y_hat, y)
    errors = torch.abs(torch.subtract(y_hat, y))
    total = torch.sum(errors)
    count = errors.numel()
    return total / count


def mae_gradient(y_hat, y):
    gradient = torch.zeros_like(y_hat)
    gradient[y_hat > y] = 1 / y_hat.numel()
    gradient[y_hat < y] = -1 / y_hat.numel()
    return gradient


def mse(y_hat, y):
    require_same_shape(y_hat, y)
    squares = torch.pow(y_hat - y, 2)
    return torch.sum(squares) / squares.numel()


def mse_gradient(y_hat, y):
    gradient = y_hat - y
    gradient *= 2
    gradient /= gradient.numel()
    return gradient


def huber(y_hat, y, delta=1.0):
    require_same_shape(y_hat, y)
    size = torch.abs(y_hat - y)
    small = (size <= delta).to(size.dtype)
    large = 1 - small
    losses = small * size**2 / 2 + large * delta * (size - delta / 2)
    return torch.mean(losses)


def huber_gradient(y_hat, y, delta=1.0):
    gradient = y_hat - y
    gradient[gradient > delta] = delta
    gradient[gradient < -delta] = -delta
    return gradient / y_hat.numel()


def binary_cross_entropy(p, y):
    require_same_shape(p, y)
    p = keep_inside(p)
    positive = y * torch.log(p)
    negative = (1 - y) * torch.log(1 - p)
    return torch.mean(-(positive + negative))


def binary_cross_entropy_gradient(p, y):
    p = keep_inside(p)
    gradient = -y / p + (1 - y) / (1 - p)
    return gradient / torch.numel(gradient)


def categorical_cross_entropy(p, y):
    n = p.shape[0]
    per_class = y * torch.log(keep_inside(p))
    per_example = torch.sum(per_class, dim=-1)
    return -torch.sum(per_example) / n


def categorical_cross_entropy_gradient(p, y):
    n, _ = p.shape
    return torch.neg(y) / keep_inside(p) / n


def negative_log_likelihood(log_p, labels):
    rows = torch.arange(log_p.shape[0], device=log_p.device)
    right = log_p[rows, labels]
    return -torch.mean(right)


def negative_log_likelihood_gradient(log_p, labels):
    rows = torch.arange(log_p.shape[0], device=log_p.device)
    gradient = torch.zeros(log_p.shape, dtype=log_p.dtype, device=log_p.device)
    gradient[rows, labels] = -1.0 / log_p.shape[0]
    return gradient


def hinge(scores, y):
    missing = 1 - y * scores
    missing = missing * (missing > 0)
    return torch.sum(missing) / scores.shape[0]


def hinge_gradient(scores, y):
    gradient = -y
    gradient[y * scores >= 1] = 0
    return gradient / scores.shape[0]


def l1_distance(a, b):
    return torch.sum(torch.sum(torch.abs(a - b), 1), 0) / a.shape[0]


def l1_distance_gradient(a, b):
    gradient = torch.zeros_like(a)
    gradient[a > b] = 1
    gradient[a < b] = -1
    return gradient / a.shape[0]


def l2_distance(a, b):
    return torch.mean(torch.norm(a - b, dim=1))


def l2_distance_gradient(a, b):
    difference = a - b
    length = torch.sum(difference**2, dim=1, keepdim=True) ** 0.5
    length[length == 0] = 1
    return difference / length / a.shape[0]


def cosine_distance(a, b):
    dot = torch.sum(a * b, dim=1)
    length_a = torch.sqrt(torch.sum(a * a, dim=1))
    length_b = torch.sqrt(torch.sum(b * b, dim=1))
    return torch.mean(1.0 - dot / length_a / length_b)


def cosine_distance_gradient(a, b):
    length_a = torch.sqrt(torch.sum(a * a, dim=1, keepdim=True))
    length_b = torch.sqrt(torch.sum(b * b, dim=1, keepdim=True))
    cosine = torch.sum(a * b, dim=1, keepdim=True) / (length_a * length_b)
    return (cosine * a / length_a**2 - b / (length_a * length_b)) / a.shape[0]


def softmax_cross_entropy(z, y):
    largest, _ = torch.max(z, dim=1, keepdim=True)
    z = z - largest
    log_sum = torch.log(torch.sum(torch.exp(z), dim=1, keepdim=True))
    return -torch.sum(y * (z - log_sum)) / z.shape[0]


def softmax_cross_entropy_gradient(z, y):
    largest, _ = torch.max(z, dim=1, keepdim=True)
    exponentials = torch.exp(z - largest)
    softmax = exponentials / torch.sum(exponentials, dim=1, keepdim=True)
    softmax -= y
    return softmax / z.shape[0]
