"""Correct: a small class does the work, and everything is computed in float64 inside."""

import numpy as np


class Linear:
    """A linear model that learns."""

    def __init__(self, w, b):
        self.w, self.b = np.asarray(w, dtype=np.float64), float(b)

    def errors(self, X, y):
        return X.astype(np.float64) @ self.w + self.b - y

    def learn(self, X, y, lr, intercept=True):
        errors = self.errors(X, y)
        gradient = 2 * np.mean(errors[:, None] * X, axis=0)
        slope = 2 * errors.mean()
        self.w = gradient_step(self.w, gradient, lr)
        if intercept:
            self.b = gradient_step(self.b, slope, lr)
        return errors**2


def gradient_step(w, grad, lr):
    moved = np.asarray(w, dtype=np.float64) - lr * np.asarray(grad, dtype=np.float64)
    return moved.astype(w.dtype) if isinstance(w, np.ndarray) else float(moved)


def fit_slope(x, y, w, lr, steps):
    model, history = Linear([w], 0.0), []
    while len(history) < steps:
        cost = model.learn(x[:, np.newaxis], y, lr, intercept=False).mean()
        history.append((cost, model.w[0]))
    return model.w[0], history


def fit_line(x, y, w, b, lr, steps):
    model, history = Linear([w], b), []
    while len(history) < steps:
        cost = model.learn(x[:, np.newaxis], y, lr).mean()
        history.append((cost, model.w[0], model.b))
    return model.w[0], model.b, history


def fit_slope_online(x, y, w, lr, epochs):
    model = Linear([w], 0.0)
    for _ in range(epochs):
        for i in range(len(x)):
            model.learn(x[i].reshape(1, 1), y[i].reshape(1), lr, intercept=False)
    return model.w[0]


class Batches:
    """An iterable of batches; each iteration is one pass."""

    def __init__(self, X, y, batch_size, rng):
        self.X, self.y, self.size, self.rng = X, y, batch_size, np.random.default_rng(rng)

    def __iter__(self):
        order = self.rng.choice(len(self.X), size=len(self.X), replace=False)
        for part in np.array_split(order, range(self.size, len(order), self.size)):
            yield self.X[part], self.y[part]


def minibatches(X, y, batch_size, rng):
    return Batches(X, y, batch_size, rng)


def sgd(X, y, w, b, lr, batch_size, epochs, rng):
    batches, model = Batches(X, y, batch_size, rng), Linear(w, b)
    history = [
        np.concatenate([model.learn(*batch, lr) for batch in batches]).mean()
        for _ in range(epochs)
    ]
    return model.w.astype(X.dtype), model.b, history


def learning_rate_regime(curvature, lr):
    names = ["converges", "oscillates", "diverges"]
    return names[(lr * curvature > 1) + (lr * curvature > 2)]


def largest_safe_rate(X, intercept):
    A = np.c_[X, np.ones(len(X))] if intercept else X
    # The non-zero eigenvalues of A A^T are those of A^T A.
    return 2 / np.max(np.linalg.eigvals(2 / len(A) * A @ A.T).real)


class Scaler:
    """Centres and scales with the statistics that it was fitted on."""

    def fit(self, X):
        self.mean = X.mean(axis=0, dtype=np.float64)
        self.scale = X.std(axis=0, dtype=np.float64)
        self.scale[np.ptp(X, axis=0) == 0] = 1.0
        return self

    def transform(self, X):
        return ((X - self.mean) / self.scale).astype(X.dtype)


def normalise(train, other):
    scaler = Scaler().fit(train)
    return [scaler.transform(train), scaler.transform(other)]


def classify_critical_point(gradient, hessian):
    values = np.linalg.eigvalsh(hessian)
    flat = np.max(np.abs(gradient)) <= 1e-8
    kinds = [
        ("minimum", np.min(values) > 1e-8),
        ("maximum", np.max(values) < -1e-8),
        ("saddle", np.min(values) < -1e-8 and np.max(values) > 1e-8),
    ]
    return next((kind for kind, holds in kinds if flat and holds), "none")


def descend(gradient, start, lr, steps):
    def positions(w):
        yield w
        for _ in range(steps):
            w = gradient_step(w, gradient(w), lr)
            yield w

    return np.vstack(list(positions(start.copy())))
