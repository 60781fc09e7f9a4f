"""Correct: losses built from each other, one example's loss first, lists and np.stack."""

import numpy as np

EPSILON = 1e-7


def cost(per_example):
    """The mean of the losses, in their own dtype."""
    return np.mean(np.stack(per_example))


def gradient_of(per_example):
    return np.stack(per_example) / len(per_example)


def keep_inside(p):
    inside = np.array(p)
    inside[inside < EPSILON] = EPSILON
    inside[inside > 1 - EPSILON] = 1 - EPSILON
    return inside


def unit(v):
    return v / np.sqrt(np.sum(v * v))


def mae(y_hat, y):
    return np.linalg.norm((y_hat - y).ravel(), 1) / y_hat.size


def mae_gradient(y_hat, y):
    return l1_distance_gradient(y_hat.reshape(1, -1), y.reshape(1, -1)).reshape(y.shape) / y.size


def mse(y_hat, y):
    return np.linalg.norm((y_hat - y).ravel()) ** 2 / y_hat.size


def mse_gradient(y_hat, y):
    error = np.subtract(y_hat, y)
    return (error + error) / error.size


def huber(y_hat, y, delta=1.0):
    error = np.abs(y_hat - y).ravel()
    small, large = error[error <= delta], error[error > delta]
    return (np.sum(small**2) / 2 + np.sum(delta * (large - delta / 2))) / error.size


def huber_gradient(y_hat, y, delta=1.0):
    error = y_hat - y
    return np.sign(error) * np.minimum(np.abs(error), delta) / error.size


def binary_cross_entropy(p, y):
    p, y = p.reshape(-1, 1), y.reshape(-1, 1)
    return categorical_cross_entropy(np.hstack([1 - p, p]), np.hstack([1 - y, y]))


def binary_cross_entropy_gradient(p, y):
    q = keep_inside(p)
    return np.where(y > 0.5, -1 / q, 1 / (1 - q)) / p.size


def categorical_cross_entropy(p, y):
    return cost([-(row_y @ np.log(row_p)) for row_p, row_y in zip(keep_inside(p), y)])


def categorical_cross_entropy_gradient(p, y):
    return gradient_of([-row_y / row_p for row_p, row_y in zip(keep_inside(p), y)])


def negative_log_likelihood(log_p, labels):
    return cost([-row[label] for row, label in zip(log_p, labels)])


def negative_log_likelihood_gradient(log_p, labels):
    return gradient_of([-np.eye(len(row), dtype=row.dtype)[k] for row, k in zip(log_p, labels)])


def hinge(scores, y):
    return cost([np.maximum(1 - s * t, 0) for s, t in zip(scores, y)])


def hinge_gradient(scores, y):
    return gradient_of([-t if s * t < 1 else 0 * t for s, t in zip(scores, y)])


def l1_distance(a, b):
    return cost([np.abs(u - v).sum() for u, v in zip(a, b)])


def l1_distance_gradient(a, b):
    return gradient_of([np.sign(u - v) for u, v in zip(a, b)])


def l2_distance(a, b):
    return cost([np.linalg.norm(u - v) for u, v in zip(a, b)])


def l2_distance_gradient(a, b):
    return gradient_of([unit(u - v) if (u != v).any() else u - v for u, v in zip(a, b)])


def cosine_distance(a, b):
    return cost([1 - unit(u) @ unit(v) for u, v in zip(a, b)])


def cosine_distance_gradient(a, b):
    slopes = []
    for u, v in zip(a, b):
        length = np.sqrt(u @ u)
        # The projection that removes the part along u.
        across = np.eye(len(u), dtype=u.dtype) - np.outer(unit(u), unit(u))
        slopes.append(-across @ unit(v) / length)
    return gradient_of(slopes)


def softmax_cross_entropy(z, y):
    losses = []
    for row, one_hot in zip(z, y):
        right = row @ one_hot
        top = np.max(row - right)
        losses.append(top + np.log(np.exp(row - right - top).sum()))
    return cost(losses)


def softmax_cross_entropy_gradient(z, y):
    slopes = []
    for row, one_hot in zip(z, y):
        e = np.exp(row - np.max(row))
        slopes.append(e / np.sum(e) - one_hot)
    return gradient_of(slopes)
