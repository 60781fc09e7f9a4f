"""Wrong: the error has the wrong sign, and the errors are counted after the correction."""

import torch


def weighted_sum(x, w, b):
    return x @ w + b


def predict(x, w, b):
    return (weighted_sum(x, w, b) >= 0).long()


def perceptron_update(w, b, x, y, lr):
    error = (predict(x, w, b) - y).to(w.dtype)
    return w + lr * error * x, b + lr * error


def train_perceptron(X, y, lr, epochs):
    w, b = torch.zeros(X.shape[1], dtype=X.dtype), torch.tensor(0.0, dtype=X.dtype)
    errors = []
    for _ in range(epochs):
        wrong = 0
        for x_i, y_i in zip(X, y):
            w, b = perceptron_update(w, b, x_i, y_i, lr)
            wrong += int(predict(x_i, w, b) != y_i)
        errors.append(wrong)
    return w, b, errors
