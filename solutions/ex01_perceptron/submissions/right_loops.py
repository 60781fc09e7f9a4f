# Nothing but Python loops: NumPy only makes the arrays that are returned.
import numpy as np


def weighted_sum(x, w, b):
    if x.ndim == 1:
        total = b
        for i in range(len(w)):
            total = total + x[i] * w[i]
        return total
    scores = np.zeros(len(x), dtype=x.dtype)
    for i in range(len(x)):
        scores[i] = weighted_sum(x[i], w, b)
    return scores


def predict(x, w, b):
    if x.ndim == 1:
        if weighted_sum(x, w, b) < 0:
            return 0
        return 1
    labels = []
    for row in x:
        labels.append(predict(row, w, b))
    return np.array(labels, dtype=int)


def perceptron_update(w, b, x, y, lr):
    guess = predict(x, w, b)
    new_w = np.zeros(len(w), dtype=w.dtype)
    for i in range(len(w)):
        new_w[i] = w[i] + lr * (y - guess) * x[i]
    return new_w, b + lr * (y - guess)


def train_perceptron(X, y, lr, epochs):
    w = np.zeros(len(X[0]), dtype=X.dtype)
    b = 0.0
    history = []
    for epoch in range(epochs):
        count = 0
        for i in range(len(X)):
            if predict(X[i], w, b) != y[i]:
                count = count + 1
                w, b = perceptron_update(w, b, X[i], y[i], lr)
        history.append(count)
    return w, b, history
