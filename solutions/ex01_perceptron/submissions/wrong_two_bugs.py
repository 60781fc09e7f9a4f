# Strict step, and the learning rate forgotten: no single name explains it.
import numpy as np


def weighted_sum(x, w, b):
    return x @ w + b


def predict(x, w, b):
    return (weighted_sum(x, w, b) > 0).astype(int)


def perceptron_update(w, b, x, y, lr):
    error = y - predict(x, w, b)
    return w + error * x, b + error


def train_perceptron(X, y, lr, epochs):
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    for _ in range(epochs):
        wrong = 0
        for x_i, y_i in zip(X, y):
            wrong += int(predict(x_i, w, b) != y_i)
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(wrong)
    return w, b, errors
