"""Right: one case after the other, a bias that stays a Python float, labels as Python integers."""

import torch


def weighted_sum(x, w, b):
    products = x * w
    return products.sum(dim=-1) + b


def predict(x, w, b):
    score = weighted_sum(x, w, b)
    if score.dim() == 0:
        return 1 if score.item() >= 0 else 0
    result = torch.zeros(score.shape, dtype=torch.int64, device=score.device)
    result[score >= 0] = 1
    return result


def perceptron_update(w, b, x, y, lr):
    prediction = predict(x, w, b)
    if prediction == y:
        return w, b
    if y == 1:
        return w + lr * x, float(b) + lr
    return w - lr * x, float(b) - lr


def train_perceptron(X, y, lr, epochs):
    w = torch.zeros_like(X[0])
    b = 0.0
    errors = []
    for epoch in range(epochs):
        count = 0
        for i in range(X.shape[0]):
            label = int(y[i])
            if predict(X[i], w, b) != label:
                count = count + 1
            w, b = perceptron_update(w, b, X[i], label, lr)
        errors.append(count)
    return w, b, errors
