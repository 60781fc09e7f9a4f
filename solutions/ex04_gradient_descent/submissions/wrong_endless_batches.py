"""Wrong: the batches never end, the rest is partly done, misspelt or printed."""

import numpy as np


def gradient_step(w, grad, lr):
    print(w - lr * grad)


def fit_slopes(x, y, w, lr, steps):
    raise NotImplementedError


def fit_line(x, y, w, b, lr, steps):
    for _ in range(steps):
        error = w * x + b - y
        w, b = w - lr * 2 * np.mean(error * x), b - lr * 2 * np.mean(error)
    return w, b


def fit_slope_online(x, y, w, lr, epochs):
    raise NotImplementedError


def minibatches(X, y, batch_size, rng):
    rng = np.random.default_rng(rng)
    while True:
        chosen = rng.choice(len(X), size=min(batch_size, len(X)), replace=False)
        yield X[chosen], y[chosen]


def sgd(X, y, w, b, lr, batch_size, epochs, rng):
    return w, b


def learning_rate_regime(curvature, lr):
    return "Converges"


def largest_safe_rate(X):
    return 2 / np.linalg.eigvalsh(2 * X.T @ X / len(X)).max()


def normalise(train, other):
    return (train - train.mean(axis=0)) / train.std(axis=0)


def classify_critical_point(gradient, hessian):
    raise ValueError("not a critical point")


def descend(gradient, start, lr, steps):
    path = [start]
    for _ in range(steps):
        path.append(gradient_step(path[-1], gradient(path[-1]), lr))
    return path
