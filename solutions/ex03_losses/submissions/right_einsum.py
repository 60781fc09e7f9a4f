"""Correct: products and sums by np.einsum and np.dot, one helper for each family."""

import numpy as np

EPSILON = 1e-7


def flat_mean(values):
    return values.sum() / values.size


def rows(u, v):
    return np.einsum("ij,ij->i", u, v)


def safe(p):
    return np.clip(p, EPSILON, 1.0 - EPSILON)


def mae(y_hat, y):
    return flat_mean(np.abs(y_hat - y))


def mae_gradient(y_hat, y):
    return np.sign(y_hat - y) / y_hat.size


def mse(y_hat, y):
    e = (y_hat - y).reshape(-1)
    return np.dot(e, e) / e.size


def mse_gradient(y_hat, y):
    return (y_hat - y) / (y_hat.size / 2)


def huber(y_hat, y, delta=1.0):
    e = np.abs(y_hat - y)
    return flat_mean(np.where(e < delta, 0.5 * e**2, delta * e - 0.5 * delta**2))


def huber_gradient(y_hat, y, delta=1.0):
    e = y_hat - y
    return np.maximum(np.minimum(e, delta), -delta) / e.size


def binary_cross_entropy(p, y):
    q = safe(p).reshape(-1)
    t = y.reshape(-1)
    return -(np.dot(t, np.log(q)) + np.dot(1 - t, np.log(1 - q))) / t.size


def binary_cross_entropy_gradient(p, y):
    q = safe(p)
    return (q - y) / (q - q * q) / q.size


def categorical_cross_entropy(p, y):
    return -np.einsum("ij,ij->", y, np.log(safe(p))) / len(p)


def categorical_cross_entropy_gradient(p, y):
    return -np.divide(y, safe(p)) / len(p)


def negative_log_likelihood(log_p, labels):
    one_hot = np.eye(log_p.shape[1], dtype=log_p.dtype)[labels]
    return -np.einsum("ij,ij->", one_hot, log_p) / len(labels)


def negative_log_likelihood_gradient(log_p, labels):
    return np.eye(log_p.shape[1], dtype=log_p.dtype)[labels] / -len(labels)


def hinge(scores, y):
    return flat_mean(np.maximum(1 - y * scores, 0))


def hinge_gradient(scores, y):
    active = np.heaviside(1 - y * scores, 0)
    return -y * active.astype(scores.dtype) / len(y)


def l1_distance(a, b):
    return np.einsum("ij->", np.abs(a - b)) / len(a)


def l1_distance_gradient(a, b):
    return np.sign(a - b) / len(a)


def l2_distance(a, b):
    return flat_mean(np.sqrt(rows(a - b, a - b)))


def l2_distance_gradient(a, b):
    e = a - b
    length = np.sqrt(rows(e, e))
    inverse = np.zeros_like(length)
    inverse[length != 0] = 1 / length[length != 0]
    return np.einsum("ij,i->ij", e, inverse) / len(a)


def cosine_distance(a, b):
    return flat_mean(1 - rows(a, b) / np.sqrt(rows(a, a)) / np.sqrt(rows(b, b)))


def cosine_distance_gradient(a, b):
    length, other = np.sqrt(rows(a, a)), np.sqrt(rows(b, b))
    towards = np.einsum("ij,i->ij", b, 1 / (length * other))
    along = np.einsum("ij,i->ij", a, rows(a, b) / (length**3 * other))
    return (along - towards) / len(a)


def log_softmax(z):
    top = np.max(z, axis=1)
    total = np.log(np.exp(z - top[:, None]).sum(axis=1))
    return z - top[:, None] - total[:, None]


def softmax_cross_entropy(z, y):
    return -np.einsum("ij,ij->", y, log_softmax(z)) / len(z)


def softmax_cross_entropy_gradient(z, y):
    return (np.exp(log_softmax(z)) - y) / len(z)
