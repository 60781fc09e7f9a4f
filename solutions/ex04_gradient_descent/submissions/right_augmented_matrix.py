"""Correct: everything is one linear model, the bias being the weight of a column of ones."""

import numpy as np


def gradient_step(w, grad, lr):
    return np.subtract(w, np.multiply(grad, lr))


def _with_ones(X):
    return np.hstack([X, np.ones((X.shape[0], 1), dtype=X.dtype)])


def _cost_and_gradient(A, y, theta):
    residual = A @ theta - y
    return residual @ residual / len(y), (2 / len(y)) * (residual @ A)


def _descend(A, y, theta, lr, steps):
    trace = []
    for _ in range(steps):
        cost, gradient = _cost_and_gradient(A, y, theta)
        theta = theta - lr * gradient
        trace.append(np.concatenate([[cost], theta]))
    return theta, np.array(trace).reshape(steps, 1 + len(theta))


def fit_slope(x, y, w, lr, steps):
    theta, trace = _descend(x[:, None], y, np.array([w]), lr, steps)
    return theta[0], trace


def fit_line(x, y, w, b, lr, steps):
    theta, trace = _descend(_with_ones(x[:, None]), y, np.array([w, b]), lr, steps)
    return theta[0], theta[1], trace


def fit_slope_online(x, y, w, lr, epochs):
    for _ in range(epochs):
        for i in range(x.size):
            w, _ = fit_slope(x[i : i + 1], y[i : i + 1], w, lr, 1)
    return w


def minibatches(X, y, batch_size, rng):
    both = np.random.default_rng(rng).permutation(len(y))
    edges = list(range(batch_size, len(y), batch_size))
    return zip(np.split(X[both], edges), np.split(y[both], edges))


def sgd(X, y, w, b, lr, batch_size, epochs, rng):
    rng = np.random.default_rng(rng)
    theta = np.append(w, b).astype(X.dtype)
    history = np.zeros(epochs)
    for epoch in range(epochs):
        costs, sizes = [], []
        for A, t in minibatches(_with_ones(X), y, batch_size, rng):
            cost, gradient = _cost_and_gradient(A, t, theta)
            theta = theta - lr * gradient
            costs.append(cost)
            sizes.append(len(t))
        history[epoch] = np.average(costs, weights=sizes)
    return theta[:-1], theta[-1], history


def learning_rate_regime(curvature, lr):
    product = lr * curvature
    return {True: "converges", False: "oscillates" if product <= 2 else "diverges"}[product <= 1]


def largest_safe_rate(X, intercept):
    A = _with_ones(X) if intercept else X
    # The largest singular value squared is the largest eigenvalue of A^T A.
    return len(X) / np.linalg.norm(A, 2) ** 2


def normalise(train, other):
    mu, sigma = np.mean(train, axis=0), np.std(train, axis=0)
    safe = np.where(sigma > 0, sigma, np.ones_like(sigma))
    return tuple((data - mu) / safe for data in (train, other))


def classify_critical_point(gradient, hessian):
    if not np.allclose(gradient, 0.0, atol=1e-8):
        return "none"
    c = np.linalg.eigvalsh(hessian)
    signs = set(np.where(np.abs(c) <= 1e-8, 0.0, np.sign(c)).tolist())
    if {1.0, -1.0} <= signs:
        return "saddle"
    return {frozenset({1.0}): "minimum", frozenset({-1.0}): "maximum"}.get(frozenset(signs), "none")


def descend(gradient, start, lr, steps):
    w, path = start, [start]
    for _ in range(steps):
        w = w - lr * gradient(w)
        path.append(w)
    return np.stack(path)
