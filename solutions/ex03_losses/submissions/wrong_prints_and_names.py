"""Prints instead of returning, and functions under other names (crossentropy, nll)."""

import numpy as np

EPSILON = 1e-7


def mae(y_hat, y):
    print("MAE:", np.mean(np.abs(y_hat - y)))


def mae_gradient(y_hat, y):
    print(np.sign(y_hat - y) / y.size)


def MSE(y_hat, y):
    return np.mean((y_hat - y) ** 2)


def mse_grad(y_hat, y):
    return 2 * (y_hat - y) / y.size


def huber(y_hat, y):
    # The parameter delta is gone.
    e = np.abs(y_hat - y)
    return np.mean(np.where(e <= 1, e**2 / 2, e - 0.5))


def binary_crossentropy(p, y):
    p = np.clip(p, EPSILON, 1 - EPSILON)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def categorical_crossentropy(p, y):
    return -np.sum(y * np.log(np.clip(p, EPSILON, 1 - EPSILON))) / len(y)


def nll(log_p, labels):
    return -np.mean(log_p[np.arange(len(labels)), labels])


def hinge(scores, y):
    # The built-in max of an array and a number: ValueError.
    return np.mean(max(0, 1 - y * scores))


def hinge_gradient(scores, y):
    if y * scores < 1:
        return -y
    return 0


def l1_distance(a, b):
    return list(np.abs(a - b))


def l2_distance(a, b):
    return str(np.linalg.norm(a - b))


def cosine_distance(a, b):
    return 1


def softmax_cross_entropy(z, y):
    return None
