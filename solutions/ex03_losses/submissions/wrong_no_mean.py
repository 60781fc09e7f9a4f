"""Returns the loss of each example: arrays where one number is asked."""

import numpy as np

EPSILON = 1e-7


def mae(y_hat, y):
    return np.abs(y_hat - y)


def mae_gradient(y_hat, y):
    return np.mean(np.sign(y_hat - y))


def mse(y_hat, y):
    return (y_hat - y) ** 2


def mse_gradient(y_hat, y):
    return np.mean(2 * (y_hat - y))


def huber(y_hat, y, delta=1.0):
    e = np.abs(y_hat - y)
    return np.where(e <= delta, 0.5 * e**2, delta * (e - delta / 2))


def huber_gradient(y_hat, y, delta=1.0):
    return np.mean(np.clip(y_hat - y, -delta, delta))


def binary_cross_entropy(p, y):
    p = np.clip(p, EPSILON, 1 - EPSILON)
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def binary_cross_entropy_gradient(p, y):
    p = np.clip(p, EPSILON, 1 - EPSILON)
    return np.mean((p - y) / (p * (1 - p)))


def categorical_cross_entropy(p, y):
    return -np.sum(y * np.log(np.clip(p, EPSILON, 1 - EPSILON)), axis=1)


def categorical_cross_entropy_gradient(p, y):
    return np.mean(-y / np.clip(p, EPSILON, 1 - EPSILON), axis=0)


def negative_log_likelihood(log_p, labels):
    return -log_p[np.arange(len(labels)), labels]


def negative_log_likelihood_gradient(log_p, labels):
    return -np.ones(len(labels)) / len(labels)


def hinge(scores, y):
    return np.maximum(0, 1 - y * scores)


def hinge_gradient(scores, y):
    return np.mean(np.where(y * scores < 1, -y, 0))


def l1_distance(a, b):
    return np.sum(np.abs(a - b), axis=1)


def l1_distance_gradient(a, b):
    return np.mean(np.sign(a - b), axis=0)


def l2_distance(a, b):
    return np.linalg.norm(a - b, axis=1)


def l2_distance_gradient(a, b):
    return np.mean((a - b) / np.linalg.norm(a - b, axis=1, keepdims=True), axis=0)


def cosine_distance(a, b):
    norms = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return 1 - np.sum(a * b, axis=1) / norms


def cosine_distance_gradient(a, b):
    return np.zeros(len(a))


def softmax_cross_entropy(z, y):
    shifted = z - z.max(axis=1, keepdims=True)
    return np.log(np.sum(np.exp(shifted), axis=1)) - np.sum(y * shifted, axis=1)


def softmax_cross_entropy_gradient(z, y):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return np.mean(e / e.sum(axis=1, keepdims=True) - y, axis=0)
