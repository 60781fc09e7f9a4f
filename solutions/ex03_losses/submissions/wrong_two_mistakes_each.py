"""Every function that is there makes two mistakes at once, so no single one explains it."""

import numpy as np


def mae(y_hat, y):
    # Signed, and summed.
    return np.sum(y - y_hat)


def mae_gradient(y_hat, y):
    # The sign reversed, and no 1/n.
    return np.sign(y - y_hat)


def mse(y_hat, y):
    # A half, and summed.
    return 0.5 * np.sum((y_hat - y) ** 2)


def mse_gradient(y_hat, y):
    # No 2, no 1/n.
    return y_hat - y


def huber(y_hat, y, delta=1.0):
    # No offset, no half.
    e = np.abs(y_hat - y)
    return np.mean(np.where(e <= delta, e**2, delta * e))


def huber_gradient(y_hat, y, delta=1.0):
    return np.clip(y - y_hat, -delta, delta)


def binary_cross_entropy(p, y):
    # Decimal logarithm, and no minus.
    return np.mean(y * np.log10(p) + (1 - y) * np.log10(1 - p))


def binary_cross_entropy_gradient(p, y):
    return (y - p) / (p * (1 - p))


def categorical_cross_entropy(p, y):
    # Averaged over the classes too, in base 2.
    return -np.mean(y * np.log2(p + 1e-7))


def categorical_cross_entropy_gradient(p, y):
    return y / p


def negative_log_likelihood(log_p, labels):
    # All the columns, and no minus.
    return np.mean(log_p[:, labels])


def negative_log_likelihood_gradient(log_p, labels):
    gradient = np.zeros_like(log_p)
    gradient[:, labels] = 1 / log_p.size
    return gradient


def hinge(scores, y):
    # Squared, and summed.
    return np.sum(np.maximum(0, 1 - y * scores) ** 2)


def hinge_gradient(scores, y):
    return y * (y * scores <= 1)


def l1_distance(a, b):
    # The largest difference, signed.
    return np.max(a - b)


def l1_distance_gradient(a, b):
    return np.sign(b - a)


def l2_distance(a, b):
    # Squared, and averaged over the coordinates.
    return np.mean((a - b) ** 2)


def l2_distance_gradient(a, b):
    return 2 * (b - a)


def cosine_distance(a, b):
    # The similarity, and not normalised.
    return np.mean(np.sum(a * b, axis=1))


def cosine_distance_gradient(a, b):
    return b


def softmax_cross_entropy(z, y):
    # exp(-z), over axis 0.
    e = np.exp(-z)
    return -np.mean(np.sum(y * np.log(e / e.sum(axis=0)), axis=1))


def softmax_cross_entropy_gradient(z, y):
    e = np.exp(-z)
    return y - e / e.sum(axis=0)
