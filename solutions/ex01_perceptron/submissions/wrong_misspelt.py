# A name is misspelt, and training shuffles the examples.
import numpy as np


def weigthed_sum(x, w, b):
    return x @ w + b


def predict(x, w, b):
    return np.where(weigthed_sum(x, w, b) >= 0, 1, 0)


def perceptron_update(w, b, x, y, lr):
    error = y - predict(x, w, b)
    return w + lr * error * x, b + lr * error


def train_perceptron(X, y, lr, epochs):
    w, b, errors = np.zeros(X.shape[1]), 0.0, []
    rng = np.random.default_rng(0)
    for _ in range(epochs):
        wrong = 0
        for i in rng.permutation(len(X)):
            wrong += int(predict(X[i], w, b) != y[i])
            w, b = perceptron_update(w, b, X[i], y[i], lr)
        errors.append(wrong)
    return w, b, errors
