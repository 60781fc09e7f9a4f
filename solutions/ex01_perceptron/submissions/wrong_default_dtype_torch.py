"""Wrong: float32 zeros, whatever X is, and weights corrected in place."""

import torch


def weighted_sum(x, w, b):
    return torch.dot(x, w) + b if x.dim() == 1 else torch.mv(x, w) + b


def predict(x, w, b):
    return (weighted_sum(x, w, b) >= 0) * 1


def perceptron_update(w, b, x, y, lr):
    error = (y - predict(x, w, b)).to(w.dtype)
    w += lr * error * x
    return w, b + lr * error


def train_perceptron(X, y, lr, epochs):
    w, b = torch.zeros(X.shape[1]), torch.tensor(0.0)
    errors = []
    for _ in range(epochs):
        wrong = 0
        for x_i, y_i in zip(X, y):
            wrong += int(predict(x_i, w, b) != y_i)
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(wrong)
    return w, b, errors
