"""Correct: log-sum-exp by np.logaddexp.reduce, masks by multiplication, np.average."""

import numpy as np

EPSILON = 1e-7


def mae(y_hat, y):
    return np.average(np.maximum(y_hat - y, y - y_hat))


def mae_gradient(y_hat, y):
    plus = (y_hat > y).astype(y_hat.dtype)
    minus = (y_hat < y).astype(y_hat.dtype)
    return (plus - minus) / y_hat.size


def mse(y_hat, y):
    return np.average(y_hat**2 - 2 * y_hat * y + y**2)


def mse_gradient(y_hat, y):
    return y_hat / y_hat.size * 2 - y / y.size * 2


def huber(y_hat, y, delta=1.0):
    e = np.abs(y_hat - y)
    near = e <= delta
    return np.average(near * (e * e / 2) + ~near * (delta * e - delta * delta / 2))


def huber_gradient(y_hat, y, delta=1.0):
    e = y_hat - y
    near = np.abs(e) < delta
    return (near * e + ~near * np.sign(e) * delta) / e.size


def binary_cross_entropy(p, y):
    q = p.clip(EPSILON, 1 - EPSILON)
    return np.average(-np.log(q) * y - np.log1p(-q) * (1 - y))


def binary_cross_entropy_gradient(p, y):
    q = p.clip(EPSILON, 1 - EPSILON)
    return ((1 - y) / (1 - q) - y / q) / p.size


def categorical_cross_entropy(p, y):
    q = p.clip(EPSILON, 1 - EPSILON)
    return np.average(-(np.log(q) * y).sum(axis=1))


def categorical_cross_entropy_gradient(p, y):
    return -(y / p.clip(EPSILON, 1 - EPSILON)) / p.shape[0]


def negative_log_likelihood(log_p, labels):
    mask = np.arange(log_p.shape[1]) == labels[:, None]
    return -np.average(log_p[mask])


def negative_log_likelihood_gradient(log_p, labels):
    mask = np.arange(log_p.shape[1]) == labels[:, None]
    return -mask.astype(log_p.dtype) / len(labels)


def hinge(scores, y):
    slack = 1 - scores * y
    return np.average(slack * (slack > 0))


def hinge_gradient(scores, y):
    return y * (scores * y < 1) * -1 / len(scores)


def l1_distance(a, b):
    return np.average(np.linalg.norm(a - b, ord=1, axis=1))


def l1_distance_gradient(a, b):
    return ((a > b).astype(a.dtype) - (a < b).astype(a.dtype)) / len(a)


def l2_distance(a, b):
    return np.average(np.hypot.reduce(a - b, axis=1))


def l2_distance_gradient(a, b):
    length = np.hypot.reduce(a - b, axis=1)[:, np.newaxis]
    return (a - b) / np.where(length == 0, 1, length) / len(a)


def cosine_distance(a, b):
    u = a / np.linalg.norm(a, axis=1)[:, None]
    v = b / np.linalg.norm(b, axis=1)[:, None]
    # Half the squared distance of the unit vectors.
    return np.average(((u - v) ** 2).sum(axis=1) / 2)


def cosine_distance_gradient(a, b):
    length = np.linalg.norm(a, axis=1)[:, None]
    u = a / length
    v = b / np.linalg.norm(b, axis=1)[:, None]
    across = v - u * (u * v).sum(axis=1)[:, None]
    return -across / length / len(a)


def softmax_cross_entropy(z, y):
    return np.average(np.logaddexp.reduce(z, axis=1) - (z * y).sum(axis=1))


def softmax_cross_entropy_gradient(z, y):
    log_p = z - np.logaddexp.reduce(z, axis=1)[:, None]
    return (np.exp(log_p) - y) / len(y)
