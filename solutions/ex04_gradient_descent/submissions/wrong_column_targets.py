"""Wrong: targets and errors as columns (n, 1), which broadcast against (n,) into (n, n)."""

import numpy as np


def gradient_step(w, grad, lr):
    return np.atleast_1d(w - lr * grad)


def fit_slope(x, y, w, lr, steps):
    y = y.reshape(-1, 1)
    history = []
    for _ in range(steps):
        error = w * x - y
        w = w - lr * 2 * np.mean(error * x)
        history.append((np.mean(error**2), w))
    return w, history


def fit_line(x, y, w, b, lr, steps):
    y = y.reshape(-1, 1)
    history = []
    for _ in range(steps):
        error = w * x + b - y
        w, b = w - lr * 2 * np.mean(error * x), b - lr * 2 * np.mean(error)
        history.append((np.mean(error**2), w, b))
    return w, b, history


def fit_slope_online(x, y, w, lr, epochs):
    w = np.array([w])
    for _ in range(epochs):
        for x_i, y_i in zip(x, y):
            w = w - lr * 2 * (w * x_i - y_i) * x_i
    return w


def minibatches(X, y, batch_size, rng):
    order = np.random.default_rng(rng).permutation(len(X))
    for start in range(0, len(X), batch_size):
        chosen = order[start : start + batch_size]
        yield X[chosen], y[chosen].reshape(-1, 1)


def sgd(X, y, w, b, lr, batch_size, epochs, rng):
    rng = np.random.default_rng(rng)
    w = w.reshape(-1, 1)
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            total += np.sum(error**2)
            w = w - lr * 2 * X_batch.T @ error / len(error)
            b = b - lr * 2 * np.mean(error)
        history.append(total / len(X))
    return w, b, history


def learning_rate_regime(curvature, lr):
    return lr * curvature <= 1


def largest_safe_rate(X, intercept):
    return np.array([2 / np.linalg.eigvalsh(2 * X.T @ X / len(X)).max()])


def normalise(train, other):
    mean, std = train.mean(axis=1, keepdims=True), train.std(axis=1, keepdims=True)
    return (train - mean) / std, (other - other.mean(axis=1, keepdims=True)) / std[0]


def classify_critical_point(gradient, hessian):
    return np.linalg.eigvalsh(hessian)


def descend(gradient, start, lr, steps):
    return [start.reshape(-1, 1) for _ in range(steps + 1)]
