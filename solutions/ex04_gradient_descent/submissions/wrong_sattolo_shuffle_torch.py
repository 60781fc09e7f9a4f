"""Wrong: a shuffle by hand in which no example may be exchanged with itself (two orders of six)."""

import torch

TOLERANCE = 1e-8


def gradient_step(w, grad, lr):
    step = lr * grad
    return w - step


def fit_slope(x, y, w, lr, steps):
    n = len(x)
    history = []
    for _ in range(steps):
        total_error = 0.0
        total_gradient = 0.0
        for i in range(n):
            error = w * float(x[i]) - float(y[i])
            total_error = total_error + error**2
            total_gradient = total_gradient + 2 * error * float(x[i])
        w = w - lr * total_gradient / n
        history.append([total_error / n, w])
    return w, history


def fit_line(x, y, w, b, lr, steps):
    history = []
    for _ in range(steps):
        prediction = w * x + b
        error = prediction - y
        cost = torch.sum(error * error).item() / len(x)
        gradient_w = 2 * torch.sum(error * x).item() / len(x)
        gradient_b = 2 * torch.sum(error).item() / len(x)
        w = w - lr * gradient_w
        b = b - lr * gradient_b
        history.append((cost, w, b))
    return w, b, history


def fit_slope_online(x, y, w, lr, epochs):
    for _ in range(epochs):
        for x_i, y_i in zip(x.tolist(), y.tolist()):
            w = w - lr * 2 * (w * x_i - y_i) * x_i
    return w


def minibatches(X, y, batch_size, rng):
    if isinstance(rng, int):
        rng = torch.Generator().manual_seed(rng)
    order = list(range(len(X)))
    for i in range(len(X) - 1, 0, -1):
        j = int(torch.randint(0, i, (1,), generator=rng))
        order[i], order[j] = order[j], order[i]
    while order:
        now = order[:batch_size]
        order = order[batch_size:]
        yield torch.stack([X[i] for i in now]), torch.stack([y[i] for i in now])


def sgd(X, y, w, b, lr, batch_size, epochs, rng):
    if isinstance(rng, int):
        rng = torch.Generator().manual_seed(rng)
    w = torch.clone(w)
    history = []
    for _ in range(epochs):
        squares = []
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            error = torch.matmul(X_batch, w) + b - y_batch
            squares.extend((error**2).tolist())
            w -= lr * 2 * (X_batch * error[:, None]).mean(dim=0)
            b -= lr * 2 * error.mean().item()
        history.append(sum(squares) / len(squares))
    return w, b, history


def learning_rate_regime(curvature, lr):
    if lr <= 1 / curvature:
        return "converges"
    elif lr <= 2 / curvature:
        return "oscillates"
    else:
        return "diverges"


def largest_safe_rate(X, intercept):
    n, d = X.shape
    columns = [X[:, j] for j in range(d)]
    if intercept:
        columns.append(torch.ones(n, dtype=X.dtype, device=X.device))
    hessian = torch.zeros(len(columns), len(columns), dtype=X.dtype, device=X.device)
    for i, left in enumerate(columns):
        for j, right in enumerate(columns):
            hessian[i, j] = 2 * torch.sum(left * right) / n
    return 2 / torch.max(torch.linalg.eigvalsh(hessian)).item()


def normalise(train, other):
    train, other = train.clone(), other.clone()
    for j in range(train.shape[1]):
        mean = train[:, j].mean()
        std = train[:, j].std(unbiased=False)
        std = torch.where(std == 0, torch.ones_like(std), std)
        train[:, j] = (train[:, j] - mean) / std
        other[:, j] = (other[:, j] - mean) / std
    return train, other


def classify_critical_point(gradient, hessian):
    for component in gradient:
        if abs(component) > TOLERANCE:
            return "none"
    positive = negative = zero = 0
    for curvature in torch.linalg.eigvalsh(hessian):
        if curvature > TOLERANCE:
            positive += 1
        elif curvature < -TOLERANCE:
            negative += 1
        else:
            zero += 1
    if positive > 0 and negative > 0:
        return "saddle"
    if zero > 0:
        return "none"
    return "minimum" if positive > 0 else "maximum"


def descend(gradient, start, lr, steps):
    path = torch.zeros(steps + 1, len(start), dtype=start.dtype, device=start.device)
    path[0] = start
    for k in range(steps):
        path[k + 1] = path[k] - lr * gradient(path[k])
    return path
