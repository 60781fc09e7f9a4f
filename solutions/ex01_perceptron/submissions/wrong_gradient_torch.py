"""Wrong: learns with autograd and a squared error on the score, which is another rule."""

import torch


def weighted_sum(x, w, b):
    return x @ w + b


def predict(x, w, b):
    return (weighted_sum(x, w, b) > 0).long()


def perceptron_update(w, b, x, y, lr):
    w = w.clone().requires_grad_(True)
    b = torch.tensor(float(b), dtype=w.dtype, requires_grad=True)
    loss = (weighted_sum(x, w, b) - y) ** 2
    loss.backward()
    return (w - lr * w.grad).detach(), (b - lr * b.grad).detach()


def train_perceptron(X, y, lr, epochs):
    w, b = torch.zeros(X.shape[1], dtype=X.dtype), 0.0
    errors = []
    for _ in range(epochs):
        for x_i, y_i in zip(X, y):
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(int((predict(X, w, b) != y).sum()))
    return w, b, errors
