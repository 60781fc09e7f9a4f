"""Wrong: predictions are booleans, scores are cut from the graph, the training is not written."""

import torch


def weighted_sum(x, w, b):
    if x.dim() == 1:
        return (x @ w).item() + b
    return torch.tensor([(row @ w).item() + b for row in x], dtype=x.dtype)


def predict(x, w, b):
    return torch.as_tensor(weighted_sum(x, w, b)) >= 0


def perceptron_update(w, b, x, y, lr):
    error = y - int(predict(x, w, b))
    return w + lr * error * x, b + lr * error


def train_perceptron(X, y, lr, epochs):
    raise NotImplementedError()
