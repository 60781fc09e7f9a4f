# Computes in float64 whatever comes, converts at the end; the masks are booleans made integers.
import numpy as np


def weighted_sum(x, w, b):
    scores = np.asarray(x, dtype=np.float64).dot(np.asarray(w, dtype=np.float64)) + float(b)
    return np.asarray(scores).astype(x.dtype)[()]


def predict(x, w, b):
    scores = np.asarray(x, dtype=np.float64).dot(np.asarray(w, dtype=np.float64)) + float(b)
    return 1 - (scores < 0).astype(np.int8)


def perceptron_update(w, b, x, y, lr):
    guess = int(predict(x, w, b))
    if guess == y:
        return w, b
    direction = 1.0 if y == 1 else -1.0
    return np.add(w, lr * direction * x, dtype=np.float64).astype(w.dtype), float(b) + direction * lr


def train_perceptron(X, y, lr, epochs):
    w, b = np.zeros_like(X[0]), 0.0
    errors = []
    for _ in range(epochs):
        missed = [0]
        for x_i, y_i in zip(X, y.tolist()):
            missed.append(int(predict(x_i, w, b) != y_i))
            w, b = perceptron_update(w, b, x_i, y_i, lr)
        errors.append(sum(missed))
    return w, b, tuple(errors)
