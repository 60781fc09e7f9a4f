"""Correct: einsum, singular values, variance as E[x^2] - E[x]^2, shuffling by sorting."""

import numpy as np


def gradient_step(w, grad, lr):
    return w + (-lr) * grad


def fit_slope(x, y, w, lr, steps):
    # The cost is a parabola in w: its coefficients are enough.
    n = len(x)
    history = []
    for _ in range(steps):
        cost = np.einsum("i,i->", w * x - y, w * x - y) / n
        w = w - lr * 2 / n * (w * np.einsum("i,i->", x, x) - np.einsum("i,i->", x, y))
        history.append((cost, w))
    return w, history


def fit_line(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        e = y - (b + x * w)
        history.append((float(np.dot(e, e)) / e.size, w + 2 * lr * (e * x).mean(), b + 2 * lr * e.mean()))
        _, w, b = history[-1]
    return w, b, history


def fit_slope_online(x, y, w, lr, epochs):
    for i in list(range(len(x))) * epochs:
        w *= 1 - 2 * lr * x[i] ** 2
        w += 2 * lr * x[i] * y[i]
    return w


def minibatches(X, y, batch_size, rng):
    generator = np.random.default_rng(rng)
    order = np.argsort(generator.random(X.shape[0]))
    position = 0
    while position < X.shape[0]:
        here = order[position : position + batch_size]
        yield np.take(X, here, axis=0), np.take(y, here)
        position += batch_size


def sgd(X, y, w, b, lr, batch_size, epochs, rng):
    generator = np.random.default_rng(rng)
    costs = []
    for _ in range(epochs):
        cost = 0.0
        for A, t in minibatches(X, y, batch_size, generator):
            e = np.einsum("ij,j->i", A, w) + b - t
            cost += np.mean(e**2) * (len(t) / len(y))
            w, b = w - lr * 2 * np.einsum("ij,i->j", A, e) / len(t), b - lr * 2 * np.mean(e)
        costs.append(cost)
    return w, b, tuple(costs)


def learning_rate_regime(curvature, lr):
    w = 1.0 - lr * curvature * 1.0
    if abs(w) > 1.0:
        return "diverges"
    return "oscillates" if w < 0.0 else "converges"


def largest_safe_rate(X, intercept):
    A = np.concatenate([np.ones((len(X), 1)), X], axis=1) if intercept else X
    return 2 / (2 * np.linalg.svd(A, compute_uv=False)[0] ** 2 / len(A))


def normalise(train, other):
    mean = np.einsum("ij->j", train) / train.dtype.type(len(train))
    variance = np.einsum("ij,ij->j", train - mean, train - mean) / train.dtype.type(len(train))
    scale = np.ones_like(mean)
    np.sqrt(variance, out=scale, where=variance > 0)
    return (train - mean) / scale, (other - mean) / scale


def classify_critical_point(gradient, hessian):
    if np.linalg.norm(gradient) > 1e-8:
        return "none"
    values = np.linalg.eigh(hessian).eigenvalues
    lowest, highest = values[0], values[-1]
    if lowest < -1e-8 < 1e-8 < highest:
        return "saddle"
    if lowest > 1e-8:
        return "minimum"
    return "maximum" if highest < -1e-8 else "none"


def descend(gradient, start, lr, steps):
    path = np.repeat(start[None, :], steps + 1, axis=0)
    for here, there in zip(path[:-1], path[1:]):
        there[...] = here - lr * gradient(here)
    return path
