"""Wrong: the sums are never averaged, so that the usual rates diverge, in the end to NaN."""

import numpy as np


def gradient_step(w, grad, lr):
    return w - lr * grad


def fit_slope(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x - y
        w = gradient_step(w, 4 * np.sum(error * x), lr)
        history.append((np.mean(error**2), w))
    return w, history


def fit_line(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x + b - y
        w, b = w - 4 * lr * np.sum(error * x), b - 4 * lr * np.sum(error)
        history.append((np.mean(error**2), w, b))
    return w, b, history


def fit_slope_online(x, y, w, lr, epochs):
    for _ in range(epochs):
        for x_i, y_i in zip(x, y):
            w = w - lr * 100 * (w * x_i - y_i) * x_i
    return w


def minibatches(X, y, batch_size, rng):
    order = np.random.default_rng(rng).permutation(len(X))
    for start in range(0, len(X), batch_size):
        yield X[order[start : start + batch_size]], y[order[start : start + batch_size]]


def sgd(X, y, w, b, lr, batch_size, epochs, rng):
    rng = np.random.default_rng(rng)
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            total += np.sum(error**2)
            w = w - 400 * lr * X_batch.T @ error
            b = b - 400 * lr * np.sum(error)
        history.append(total / len(X))
    return w, b, history


def learning_rate_regime(curvature, lr):
    return "diverges"


def largest_safe_rate(X, intercept):
    return float("inf")


def normalise(train, other):
    return (train - train.mean(axis=0)) / train.std(axis=0) * np.nan, other


def classify_critical_point(gradient, hessian):
    return "none"


def descend(gradient, start, lr, steps):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] + 400 * lr * gradient(path[-1]))
    return np.array(path)
