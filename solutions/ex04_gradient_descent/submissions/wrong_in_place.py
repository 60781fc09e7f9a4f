"""Wrong: right values, but the caller's arrays are modified, and all is float64."""

import numpy as np


def gradient_step(w, grad, lr):
    w -= lr * grad
    return w


def fit_slope(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x - y
        w = w - lr * 2 * np.mean(error * x)
        history.append((np.mean(error**2), w))
    return w, history


def fit_line(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x + b - y
        w, b = w - lr * 2 * np.mean(error * x), b - lr * 2 * np.mean(error)
        history.append((np.mean(error**2), w, b))
    return w, b, history


def fit_slope_online(x, y, w, lr, epochs):
    for _ in range(epochs):
        for x_i, y_i in zip(x, y):
            w = w - lr * 2 * (w * x_i - y_i) * x_i
    return w


def minibatches(X, y, batch_size, rng):
    order = np.random.default_rng(rng).permutation(len(X))
    X[:], y[:] = X[order], y[order]
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


def sgd(X, y, w, b, lr, batch_size, epochs, rng):
    rng = np.random.default_rng(rng)
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            total += np.sum(error**2)
            w -= lr * 2 * X_batch.T @ error / len(error)
            b = b - lr * 2 * np.mean(error)
        history.append(total / len(X))
    return w, b, history


def learning_rate_regime(curvature, lr):
    factor = 1 - lr * curvature
    return "converges" if factor >= 0 else "oscillates" if factor >= -1 else "diverges"


def largest_safe_rate(X, intercept):
    A = np.column_stack([X, np.ones(len(X))]) if intercept else X
    return 2 / np.linalg.eigvalsh(2 * A.T @ A / len(A)).max()


def normalise(train, other):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std[std == 0] = 1
    for data in (train, other):
        data -= mean
        data /= std
    return train, other


def classify_critical_point(gradient, hessian):
    values = np.linalg.eigvalsh(hessian)
    if np.abs(gradient).max() > 1e-8:
        return "none"
    if values[0] > 1e-8:
        return "minimum"
    if values[-1] < -1e-8:
        return "maximum"
    return "saddle" if values[0] < -1e-8 and values[-1] > 1e-8 else "none"


def descend(gradient, start, lr, steps):
    path = np.zeros((steps + 1, len(start)))
    path[0] = start
    for k in range(steps):
        start -= lr * gradient(start)
        path[k + 1] = start
    return path
