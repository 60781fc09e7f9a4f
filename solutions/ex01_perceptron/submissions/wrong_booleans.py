# The comparison is returned as it is, and the weights are changed in place.
import numpy as np


def weighted_sum(x, w, b):
    return x @ w + b


def predict(x, w, b):
    return weighted_sum(x, w, b) >= 0


def perceptron_update(w, b, x, y, lr):
    if predict(x, w, b) and y == 0:
        w -= lr * x
        b -= lr
    elif not predict(x, w, b) and y == 1:
        w += lr * x
        b += lr
    return w, b


def train_perceptron(X, y, lr, epochs):
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    for _ in range(epochs):
        wrong = 0
        for x_i, y_i in zip(X, y):
            wrong += int(predict(x_i, w, b) != y_i)
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(wrong)
    return w, b, errors
