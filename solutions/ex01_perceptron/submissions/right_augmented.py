# The bias as one more weight, whose input is always 1; lists in the place of tuples.
import numpy as np


def _augment(x):
    return np.concatenate([x, np.ones(x.shape[:-1] + (1,), dtype=x.dtype)], axis=-1)


def weighted_sum(x, w, b):
    theta = np.append(w, b).astype(x.dtype)
    return (_augment(x) * theta).sum(axis=-1)


def predict(x, w, b):
    return (weighted_sum(x, w, b) >= 0) * 1


def perceptron_update(w, b, x, y, lr):
    theta = np.append(w, b)
    theta = theta + lr * (y - int(predict(x, w, b))) * _augment(x)
    return [theta[:-1].astype(w.dtype), theta[-1]]


def train_perceptron(X, y, lr, epochs):
    theta = np.zeros(X.shape[1] + 1, dtype=X.dtype)
    rows = _augment(X)
    errors = []
    for _ in range(epochs):
        errors.append(0)
        for row, label in zip(rows, y):
            guess = 1 if row @ theta >= 0 else 0
            if guess != label:
                errors[-1] += 1
                theta = theta + np.float32(lr) * np.float32(label - guess) * row
    return [theta[:-1].astype(X.dtype), float(theta[-1]), errors]
