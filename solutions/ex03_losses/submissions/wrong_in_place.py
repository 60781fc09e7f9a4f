"""Right values, but the caller's arrays are overwritten and everything becomes float64."""

import numpy as np

EPSILON = 1e-7


def mae(y_hat, y):
    return float(np.mean(np.abs(y_hat - y)))


def mae_gradient(y_hat, y):
    y_hat -= y
    return np.sign(y_hat).astype(float) / y.size


def mse(y_hat, y):
    return float(np.mean((y_hat - y) ** 2))


def mse_gradient(y_hat, y):
    y_hat -= y
    y_hat *= 2 / y.size
    return y_hat


def huber(y_hat, y, delta=1.0):
    e = np.abs(y_hat - y)
    return float(np.mean(np.where(e <= delta, e**2 / 2, delta * (e - delta / 2))))


def huber_gradient(y_hat, y, delta=1.0):
    y_hat -= y
    return np.clip(y_hat, -delta, delta) / y.size


def binary_cross_entropy(p, y):
    np.clip(p, EPSILON, 1 - EPSILON, out=p)
    return float(-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)))


def binary_cross_entropy_gradient(p, y):
    p[p < EPSILON] = EPSILON
    p[p > 1 - EPSILON] = 1 - EPSILON
    return (p - y) / (p * (1 - p)) / p.size


def categorical_cross_entropy(p, y):
    np.clip(p, EPSILON, 1 - EPSILON, out=p)
    return float(-np.sum(y * np.log(p)) / len(p))


def categorical_cross_entropy_gradient(p, y):
    np.clip(p, EPSILON, 1 - EPSILON, out=p)
    return -y / p / len(p)


def negative_log_likelihood(log_p, labels):
    return float(-np.mean(log_p[np.arange(len(labels)), labels]))


def negative_log_likelihood_gradient(log_p, labels):
    n = len(labels)
    log_p[:] = 0
    log_p[np.arange(n), labels] = -1 / n
    return log_p


def hinge(scores, y):
    return float(np.mean(np.maximum(0, 1 - y * scores)))


def hinge_gradient(scores, y):
    return np.where(y * scores < 1, -y, 0.0) / len(y)


def l1_distance(a, b):
    return float(np.sum(np.abs(a - b)) / len(a))


def l1_distance_gradient(a, b):
    a -= b
    return np.sign(a) / len(a)


def l2_distance(a, b):
    return float(np.mean(np.linalg.norm(a - b, axis=1)))


def l2_distance_gradient(a, b):
    a -= b
    distance = np.linalg.norm(a, axis=1, keepdims=True)
    return a / np.where(distance == 0, 1, distance) / len(a)


def cosine_distance(a, b):
    a /= np.linalg.norm(a, axis=1, keepdims=True)
    b /= np.linalg.norm(b, axis=1, keepdims=True)
    return float(np.mean(1 - np.sum(a * b, axis=1)))


def cosine_distance_gradient(a, b):
    norm = np.linalg.norm(a, axis=1, keepdims=True)
    a /= norm
    b /= np.linalg.norm(b, axis=1, keepdims=True)
    return (np.sum(a * b, axis=1, keepdims=True) * a - b) / norm / len(a)


def softmax_cross_entropy(z, y):
    z -= z.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.sum(np.exp(z), axis=1)) - np.sum(y * z, axis=1)))


def softmax_cross_entropy_gradient(z, y):
    z -= z.max(axis=1, keepdims=True)
    e = np.exp(z)
    return (e / e.sum(axis=1, keepdims=True) - y) / len(y)
