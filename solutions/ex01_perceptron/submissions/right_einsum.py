# einsum, np.heaviside with its value at zero, and an integer array for the errors.
import numpy as np


def weighted_sum(x, w, b):
    return (np.einsum("...i,i->...", x, w) + b).astype(x.dtype)


def predict(x, w, b):
    return np.heaviside(weighted_sum(x, w, b), 1.0).astype(np.int32)


def perceptron_update(w, b, x, y, lr):
    error = y - predict(x, w, b)
    return (w + lr * error * x).astype(w.dtype), float(b + lr * error)


def train_perceptron(X, y, lr, epochs):
    parameters = np.zeros(X.shape[1], dtype=X.dtype), 0.0
    errors = np.zeros(epochs, dtype=np.int64)
    for epoch in range(epochs):
        for example, label in zip(X, y):
            errors[epoch] += predict(example, *parameters) != label
            parameters = perceptron_update(*parameters, example, label, lr)
    return *parameters, errors
