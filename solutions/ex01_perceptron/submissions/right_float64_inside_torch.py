"""Right: all computed in double precision by loops, then given back in the dtype received."""

import torch


def weighted_sum(x, w, b):
    total = torch.zeros(x.shape[:-1], dtype=torch.float64, device=x.device) + b
    for i in range(w.numel()):
        total = total + x[..., i].double() * w[i].double()
    return total.to(x.dtype)


def predict(x, w, b):
    return weighted_sum(x, w, b).ge(0).int()


def perceptron_update(w, b, x, y, lr):
    step = lr * (float(y) - float(predict(x, w, b)))
    new = [w[i].double() + step * x[i].double() for i in range(len(w))]
    return torch.stack(new).type(w.dtype), float(b) + step


def train_perceptron(X, y, lr, epochs):
    w, b = torch.zeros(X.shape[1], dtype=X.dtype, device=X.device), 0.0
    errors = []
    while len(errors) < epochs:
        errors.append(0)
        for i, row in enumerate(X):
            errors[-1] += int(predict(row, w, b) != y[i])
            w, b = perceptron_update(w, b, row, y[i], lr)
    return w, b, errors
