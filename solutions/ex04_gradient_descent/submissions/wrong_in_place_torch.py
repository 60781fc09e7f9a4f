"""Right values where nothing is shared, but the tensors of the caller are written to."""

import torch

TOLERANCE = 1e-8


def generator_of(rng):
    if isinstance(rng, torch.Generator):
        return rng
    return torch.Generator().manual_seed(rng)


def gradient_step(w, grad, lr):
    return w - lr * grad


def fit_slope(x, y, w, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x - y
        w = gradient_step(w, 2 * (error * x).mean(), lr)
        history.append((error.square().mean().item(), w.item()))
    return float(w), history


def fit_line(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        error = w * x + b - y
        w = gradient_step(w, 2 * (error * x).mean(), lr)
        b = gradient_step(b, 2 * error.mean(), lr)
        history.append((error.square().mean().item(), w.item(), b.item()))
    return float(w), float(b), history


def fit_slope_online(x, y, w, lr, epochs):
    for _ in range(epochs):
        for x_i, y_i in zip(x, y):
            w, _ = fit_slope(x_i, y_i, w, lr, 1)
    return w


def minibatches(X, y, batch_size, rng):
    order = torch.randperm(len(X), generator=generator_of(rng))
    X[:], y[:] = X[order], y[order]
    yield from zip(X.split(batch_size), y.split(batch_size))


def sgd(X, y, w, b, lr, batch_size, epochs, rng):
    generator = generator_of(rng)
    history = []
    for _ in range(epochs):
        squares = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, generator):
            error = X_batch @ w + b - y_batch
            squares += error.square().sum()
            w -= lr * 2 * X_batch.T @ error / len(error)
            b = gradient_step(b, 2 * error.mean(), lr)
        history.append(squares.item() / len(X))
    return w, float(b), history


def learning_rate_regime(curvature, lr):
    factor = 1 - lr * curvature
    if factor >= 0:
        return "converges"
    if factor >= -1:
        return "oscillates"
    return "diverges"


def largest_safe_rate(X, intercept):
    if intercept:
        X = torch.hstack([X, X.new_ones(len(X), 1)])
    hessian = 2 * X.T @ X / len(X)
    return 2 / torch.linalg.eigvalsh(hessian).max().item()


def normalise(train, other):
    mean = train.mean(dim=0)
    std = train.std(dim=0, correction=0)
    std = torch.where(std == 0, 1, std)
    return train.sub_(mean).div_(std), other.sub_(mean).div_(std)


def classify_critical_point(gradient, hessian):
    if (gradient.abs() > TOLERANCE).any():
        return "none"
    curvatures = torch.linalg.eigvalsh(hessian)
    upward = curvatures > TOLERANCE
    downward = curvatures < -TOLERANCE
    if upward.all():
        return "minimum"
    if downward.all():
        return "maximum"
    if upward.any() and downward.any():
        return "saddle"
    return "none"


def descend(gradient, start, lr, steps):
    path = [start]
    for _ in range(steps):
        path.append(gradient_step(path[-1], gradient(path[-1]), lr))
    return torch.stack(path)
