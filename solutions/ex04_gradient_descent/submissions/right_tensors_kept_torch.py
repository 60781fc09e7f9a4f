"""Correct: everything stays a tensor, the history too; the bias is one more weight; lists of batches."""

import torch

TOLERANCE = 1e-8


def generator_of(rng):
    if not isinstance(rng, torch.Generator):
        generator = torch.Generator()
        generator.manual_seed(rng)
        return generator
    return rng


def gradient_step(w, grad, lr):
    if isinstance(w, float):
        return w - lr * grad
    return torch.add(w, grad, alpha=-lr)


def with_ones(X):
    return torch.cat((torch.ones_like(X[:, :1]), X), dim=1)


def slope_and_cost(A, y, w):
    e = A.mv(w) - y
    return 2 / len(y) * A.t().mv(e), e.dot(e) / len(y)


def fit_slope(x, y, w, lr, steps):
    A, w = x.reshape(-1, 1), x.new_tensor([w])
    history = []
    for _ in range(steps):
        slope, cost = slope_and_cost(A, y, w)
        w = w - lr * slope
        history.append(torch.stack((cost, w[0])))
    return w[0], history


def fit_line(x, y, w, b, lr, steps):
    A, v = with_ones(x[:, None]), x.new_tensor([b, w])
    history = []
    for _ in range(steps):
        slope, cost = slope_and_cost(A, y, v)
        v = torch.sub(v, slope, alpha=lr)
        history.append([cost, v[1], v[0]])
    return v[1], v[0], history


def fit_slope_online(x, y, w, lr, epochs):
    w = x.new_tensor(w)
    for _ in range(epochs):
        for i in range(len(x)):
            w = w - 2 * lr * x[i] * (w * x[i] - y[i])
    return w


def minibatches(X, y, batch_size, rng):
    order = torch.randperm(X.shape[0], generator=generator_of(rng))
    X, y = X[order], y[order]
    return list(zip(torch.split(X, batch_size), torch.split(y, batch_size)))


def sgd(X, y, w, b, lr, batch_size, epochs, rng):
    generator = generator_of(rng)
    v = torch.cat((X.new_tensor([b]), w))
    costs = torch.zeros(epochs, dtype=X.dtype, device=X.device)
    for epoch in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, generator):
            slope, cost = slope_and_cost(with_ones(X_batch), y_batch, v)
            costs[epoch] += cost * len(y_batch) / len(y)
            v = v - lr * slope
    return v[1:], v[0], costs


def learning_rate_regime(curvature, lr):
    product = curvature * lr
    return "diverges" if product > 2 else "oscillates" if product > 1 else "converges"


def largest_safe_rate(X, intercept):
    A = with_ones(X) if intercept else X
    # The curvatures are the squared singular values.
    return len(A) / torch.linalg.matrix_norm(A, 2) ** 2


def normalise(train, other):
    centred = train - train.mean(dim=0, keepdim=True)
    std = centred.square().mean(dim=0).sqrt()
    std = std + (std == 0).to(std.dtype)
    return centred / std, (other - train.mean(0)) / std


def classify_critical_point(gradient, hessian):
    values = torch.linalg.eigvalsh(hessian)
    low, high = values.min().item(), values.max().item()
    if torch.linalg.vector_norm(gradient, float("inf")) > TOLERANCE:
        return "none"
    if low < -TOLERANCE and high > TOLERANCE:
        return "saddle"
    if low > TOLERANCE:
        return "minimum"
    return "maximum" if high < -TOLERANCE else "none"


def descend(gradient, start, lr, steps):
    path = start.unsqueeze(0)
    for _ in range(steps):
        path = torch.cat([path, path[-1:] - lr * gradient(path[-1])])
    return path
