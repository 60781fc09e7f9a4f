"""Correct: recursion in the place of loops where it fits, in-place work on private copies."""

import numpy as np


def gradient_step(w, grad, lr):
    if isinstance(w, np.ndarray):
        moved = w.copy()
        moved -= lr * grad
        return moved
    return w - lr * grad


def fit_slope(x, y, w, lr, steps):
    if steps == 0:
        return w, []
    before, history = fit_slope(x, y, w, lr, steps - 1)
    cost = np.square(before * x - y).mean()
    after = before - lr * (2 * before * np.mean(x * x) - 2 * np.mean(x * y))
    return after, [*history, (cost, after)]


def fit_line(x, y, w, b, lr, steps):
    mx, my, mxx, mxy = x.mean(), y.mean(), (x * x).mean(), (x * y).mean()
    history = []
    for _ in range(steps):
        cost = np.mean((y - w * x - b) ** 2)
        old = w
        w = w - 2 * lr * (w * mxx + b * mx - mxy)
        b = b - 2 * lr * (old * mx + b - my)
        history.append((cost, w, b))
    return w, b, history


def fit_slope_online(x, y, w, lr, epochs):
    if epochs > 0:
        for target, given in zip(y, x):
            w -= lr * (2 * given * given * w - 2 * given * target)
        return fit_slope_online(x, y, w, lr, epochs - 1)
    return w


def minibatches(X, y, batch_size, rng):
    rng = np.random.default_rng(rng)
    deck = np.arange(len(X))
    rng.shuffle(deck)
    if len(deck) <= batch_size:
        yield X[deck], y[deck]
        return
    X, y = X[deck], y[deck]
    for k in range(int(np.ceil(len(X) / batch_size))):
        part = slice(k * batch_size, min((k + 1) * batch_size, len(X)))
        yield X[part], y[part]


def sgd(X, y, w, b, lr, batch_size, epochs, rng):
    rng = np.random.default_rng(rng)
    w = w.copy()
    history = []
    for _ in range(epochs):
        squares = []
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = X_batch @ w + b - y_batch
            squares.extend((error**2).tolist())
            w -= lr * 2 * np.mean(X_batch * error[:, None], axis=0)
            b -= lr * 2 * error.mean()
        history.append(np.mean(squares))
    return w, b, history


def learning_rate_regime(curvature, lr):
    limit = 2 / curvature
    if lr > limit:
        return "diverges"
    return "oscillates" if lr > limit / 2 else "converges"


def largest_safe_rate(X, intercept):
    X = X.astype(np.float64)
    second = X.T @ X
    if intercept:
        sums = X.sum(axis=0)
        second = np.block([[second, sums[:, None]], [sums[None, :], np.array([[len(X)]])]])
    return len(X) / np.linalg.eigvalsh(second)[-1]


def normalise(train, other):
    centred = train - train.mean(axis=0)
    width = np.sqrt((centred**2).mean(axis=0))
    width[width < 1e-12] = 1
    return centred / width, (other - train.mean(axis=0)) / width


def classify_critical_point(gradient, hessian):
    values = np.linalg.eigvals(hessian).real
    up, down = (values > 1e-8).sum(), (values < -1e-8).sum()
    if (np.abs(gradient) > 1e-8).any() or up + down == 0:
        return "none"
    if up and down:
        return "saddle"
    return "minimum" if up == values.size else "maximum" if down == values.size else "none"


def descend(gradient, start, lr, steps):
    if steps == 0:
        return start[np.newaxis].copy()
    path = descend(gradient, start, lr, steps - 1)
    last = path[-1]
    return np.concatenate([path, (last - lr * gradient(last))[np.newaxis]])
