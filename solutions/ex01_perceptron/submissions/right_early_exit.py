# Leaves the loop once nothing changes any more, and fills the list with the zeros left out.
import numpy as np


def weighted_sum(x, w, b):
    return np.sum(x * w, axis=-1) + b


def predict(x, w, b):
    return np.logical_not(weighted_sum(x, w, b) < 0).astype(int)


def perceptron_update(w, b, x, y, lr):
    delta = float(lr * (y - predict(x, w, b)))
    return w + delta * x, b + delta


def train_perceptron(X, y, lr, epochs):
    w, b = np.zeros(X.shape[-1], X.dtype), 0.0
    errors = []
    while len(errors) < epochs:
        before = w, b
        missed = 0
        for k, example in enumerate(X):
            missed += abs(int(y[k]) - int(predict(example, w, b)))
            w, b = perceptron_update(w, b, example, int(y[k]), lr)
        errors.append(missed)
        if missed == 0:
            w, b = before
            errors += [0] * (epochs - len(errors))
    return w, b, errors
