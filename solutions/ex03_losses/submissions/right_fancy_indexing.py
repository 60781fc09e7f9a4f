"""Correct: the right class is picked by its number, gradients are filled by index."""

import numpy as np

EPSILON = 1e-7


def picked(table, y):
    """The entry of the right class in each row."""
    return table[np.arange(table.shape[0]), y.argmax(axis=-1)]


def clipped(p):
    return np.minimum(np.maximum(p, EPSILON), 1 - EPSILON)


def mae(y_hat, y):
    return abs(y_hat - y).mean()


def mae_gradient(y_hat, y):
    g = np.zeros_like(y_hat)
    g[y_hat > y] = 1.0
    g[y_hat < y] = -1.0
    return g / g.size


def mse(y_hat, y):
    return np.square(y_hat - y).mean()


def mse_gradient(y_hat, y):
    return (y_hat - y) * (2.0 / y_hat.size)


def huber(y_hat, y, delta=1.0):
    e = abs(y_hat - y)
    loss = e * e * 0.5
    far = e > delta
    loss[far] = delta * e[far] - 0.5 * delta**2
    return loss.mean()


def huber_gradient(y_hat, y, delta=1.0):
    e = y_hat - y
    e[e > delta] = delta
    e[e < -delta] = -delta
    return e / e.size


def binary_cross_entropy(p, y):
    # The probability given to the class that is right.
    q = clipped(p)
    q = np.where(y == 1, q, 1 - q)
    return -np.log(q).mean()


def binary_cross_entropy_gradient(p, y):
    q = clipped(p)
    g = 1 / (1 - q)
    g[y == 1] = -1 / q[y == 1]
    return g / q.size


def categorical_cross_entropy(p, y):
    return -np.log(clipped(picked(p, y))).mean()


def categorical_cross_entropy_gradient(p, y):
    g = np.zeros_like(p)
    rows = np.arange(len(p)), y.argmax(axis=1)
    g[rows] = -1.0 / (len(p) * clipped(p[rows]))
    return g


def negative_log_likelihood(log_p, labels):
    return -np.take_along_axis(log_p, labels[:, None], axis=1).mean()


def negative_log_likelihood_gradient(log_p, labels):
    g = np.zeros(log_p.shape, dtype=log_p.dtype)
    np.put_along_axis(g, labels.reshape(-1, 1), -1.0 / labels.size, axis=1)
    return g


def hinge(scores, y):
    m = 1 - y * scores
    m[m < 0] = 0
    return m.mean()


def hinge_gradient(scores, y):
    g = -y / y.size
    g[y * scores >= 1] = 0
    return g


def l1_distance(a, b):
    return abs(a - b).sum(axis=-1).mean()


def l1_distance_gradient(a, b):
    return mae_gradient(a, b) * a.shape[1]


def l2_distance(a, b):
    return np.sqrt(np.square(a - b).sum(axis=-1)).mean()


def l2_distance_gradient(a, b):
    e = a - b
    length = np.sqrt((e * e).sum(axis=1))
    moved = length > 0
    e[moved] /= length[moved, None]
    return e / len(e)


def cosine_distance(a, b):
    dots = (a * b).sum(axis=1)
    return 1 - (dots / np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))).mean()


def cosine_distance_gradient(a, b):
    aa, bb = (a * a).sum(axis=1, keepdims=True), (b * b).sum(axis=1, keepdims=True)
    ab = (a * b).sum(axis=1, keepdims=True)
    return (ab * a / aa - b) / np.sqrt(aa * bb) / a.shape[0]


def softmax_cross_entropy(z, y):
    z = z - z.max(axis=1, keepdims=True)
    return (np.log(np.exp(z).sum(axis=1)) - picked(z, y)).mean()


def softmax_cross_entropy_gradient(z, y):
    z = z - z.max(axis=1, keepdims=True)
    g = np.exp(z)
    g /= g.sum(axis=1, keepdims=True)
    g[np.arange(len(z)), y.argmax(axis=1)] -= 1
    return g / len(z)
