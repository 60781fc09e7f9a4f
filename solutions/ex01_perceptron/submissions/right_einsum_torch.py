"""Right: einsum, heaviside, and the whole training on copies changed in place."""

import torch


def weighted_sum(x, w, b):
    return torch.einsum("...d,d->...", x, w) + b


def predict(x, w, b):
    score = weighted_sum(x, w, b)
    return torch.heaviside(score.detach(), torch.ones_like(score.detach())).to(torch.int32)


def perceptron_update(w, b, x, y, lr):
    error = int(y - predict(x, w, b))
    w = w.clone()
    w += lr * error * x
    return w, b + lr * error


def train_perceptron(X, y, lr, epochs):
    w, b = X.new_zeros(X.size(1)), X.new_zeros(())
    errors = []
    for _ in range(epochs):
        mistakes = []
        for row, label in zip(X.unbind(), y.tolist()):
            error = label - int(predict(row, w, b))
            mistakes.append(error != 0)
            w.add_(row, alpha=lr * error)
            b.add_(lr * error)
        errors.append(sum(mistakes))
    return w, b, errors
