"""Wrong: two mistakes at once in most functions."""

import numpy as np


def gradient_step(w, grad, lr):
    return w + grad / lr


def fit_slope(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        w = w + lr * np.sum((w * x - y) * x)
        history.append((np.sum((w * x - y) ** 2), w))
    return w, history


def fit_line(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        w = w - lr * np.mean((w * x + b - y) * x)
        b = b - lr * np.sum(w * x + b - y)
        history.append((w, b, np.mean((w * x + b - y) ** 2)))
    return w, b, history


def fit_slope_online(x, y, w, lr, epochs):
    for _ in range(epochs):
        for i in np.random.permutation(len(x)):
            w = w + lr * (w * x[i] - y[i])
    return w


def minibatches(X, y, batch_size, rng):
    np.random.default_rng(rng).shuffle(X)
    for k in range(len(X) // batch_size):
        yield X[k * batch_size : (k + 1) * batch_size], y[k * batch_size : (k + 1) * batch_size]


def sgd(X, y, w, b, lr, batch_size, epochs, rng):
    history = []
    for _ in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            w -= lr * X_batch.T @ error
            history.append(np.mean(error**2))
    return w, b, history


def learning_rate_regime(curvature, lr):
    return "diverges" if lr > 1 / curvature else "oscillates"


def largest_safe_rate(X, intercept):
    return 1 / np.linalg.eigvalsh(X.T @ X).min()


def normalise(train, other):
    return (train - train.mean()) / train.var(), (other - other.mean()) / other.var()


def classify_critical_point(gradient, hessian):
    return "saddle" if np.linalg.det(hessian) < 0 else "minimum"


def descend(gradient, start, lr, steps):
    for _ in range(steps):
        start += lr * gradient(start)
    return start
