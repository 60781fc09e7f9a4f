"""Correct: a class that holds the parameters, einsum, the shuffle from torch.manual_seed."""

import torch

TOLERANCE = 1e-8


class Line:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def step(self, X, y, lr, learn_bias=True):
        """One step on a batch; returns the sum of the squared errors before it."""
        e = torch.einsum("nd,d->n", X, self.w) + self.b - y
        self.w = gradient_step(self.w, torch.einsum("n,nd->d", e, X) * (2 / len(y)), lr)
        if learn_bias:
            self.b = gradient_step(self.b, e.mean() * 2, lr)
        return torch.einsum("n,n->", e, e)


def gradient_step(w, grad, lr):
    return -lr * grad + w


def fit_slope(x, y, w, lr, steps):
    line, history = Line(torch.full((1,), w, dtype=x.dtype), 0.0), []
    for _ in range(steps):
        squares = line.step(x.view(-1, 1), y, lr, learn_bias=False)
        history.append((squares.item() / len(x), line.w.item()))
    return line.w.item(), history


def fit_line(x, y, w, b, lr, steps):
    line, history = Line(torch.full((1,), w, dtype=x.dtype), b), []
    for _ in range(steps):
        squares = line.step(x.view(-1, 1), y, lr)
        history.append((squares.item() / len(x), line.w.item(), line.b.item()))
    return line.w.item(), line.b if steps == 0 else line.b.item(), history


def fit_slope_online(x, y, w, lr, epochs):
    line = Line(torch.full((1,), w, dtype=x.dtype), 0.0)
    for _ in range(epochs):
        for k in range(len(x)):
            line.step(x[k].view(1, 1), y[k : k + 1], lr, learn_bias=False)
    return line.w[0]


def minibatches(X, y, batch_size, rng):
    if isinstance(rng, torch.Generator):
        order = torch.randperm(len(X), generator=rng)
    else:
        torch.manual_seed(rng)
        order = torch.randperm(len(X))
    for k in range(0, len(order), batch_size):
        yield X.index_select(0, order[k : k + batch_size]), y[order[k : k + batch_size]]


def sgd(X, y, w, b, lr, batch_size, epochs, rng):
    torch.manual_seed(rng)
    line, history = Line(w, b), []
    for _ in range(epochs):
        # The global generator goes on: each pass gets a seed of its own from it.
        seed = int(torch.randint(2**31, ()))
        generator = torch.Generator().manual_seed(seed)
        squares = [line.step(*batch, lr) for batch in minibatches(X, y, batch_size, generator)]
        history.append(torch.stack(squares).sum().item() / len(X))
    return line.w, line.b, history


def learning_rate_regime(curvature, lr):
    w = 1 - lr * curvature
    if abs(w) > 1:
        return "diverges"
    return "oscillates" if w < 0 else "converges"


def largest_safe_rate(X, intercept):
    if intercept:
        X = torch.column_stack([X, X[:, 0] * 0 + 1])
    hessian = torch.einsum("ni,nj->ij", X, X) * 2 / len(X)
    values, _ = torch.linalg.eigh(hessian)
    return 2 / values[-1]


def normalise(train, other):
    variance, mean = torch.var_mean(train, dim=0, correction=0)
    safe = torch.where(variance > 0, variance.sqrt(), torch.ones_like(variance))
    return tuple((each - mean).div(safe) for each in (train, other))


def classify_critical_point(gradient, hessian):
    if not torch.all(gradient.abs() <= TOLERANCE):
        return "none"
    values = torch.linalg.eigvalsh(hessian)
    signs = {int(s) for s in torch.sign(values) * (values.abs() > TOLERANCE)}
    if {1, -1} <= signs:
        return "saddle"
    return {frozenset({1}): "minimum", frozenset({-1}): "maximum"}.get(frozenset(signs), "none")


def descend(gradient, start, lr, steps):
    def positions(w):
        yield w
        for _ in range(steps):
            w = gradient_step(w, gradient(w), lr)
            yield w

    return torch.vstack(list(positions(start)))
