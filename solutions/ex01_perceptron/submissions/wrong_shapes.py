# Columns (n, 1) instead of (n,), float labels, and only the errors are returned.
import numpy as np


def weighted_sum(x, w, b):
    return np.atleast_2d(x) @ w.reshape(-1, 1) + b


def predict(x, w, b):
    return (weighted_sum(x, w, b) >= 0).astype(float)


def perceptron_update(w, b, x, y, lr):
    error = y - predict(x, w, b)[0, 0]
    return np.concatenate([w + lr * error * x, [b + lr * error]])


def train_perceptron(X, y, lr, epochs):
    theta = np.zeros(X.shape[1] + 1)
    errors = []
    for _ in range(epochs):
        wrong = 0
        for x_i, y_i in zip(X, y):
            new = perceptron_update(theta[:-1], theta[-1], x_i, y_i, lr)
            wrong += int(not np.array_equal(new, theta))
            theta = new
        errors.append(wrong)
    return errors
