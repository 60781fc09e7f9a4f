# A beginner's careful version: one branch per case, copies everywhere.
import numpy as np


def weighted_sum(x, w, b):
    product = np.dot(x, w)
    score = product + b
    return score


def predict(x, w, b):
    score = weighted_sum(x, w, b)
    if np.ndim(score) == 0:
        if score > 0:
            return 1
        elif score == 0:
            return 1
        else:
            return 0
    labels = np.zeros(score.shape, dtype=int)
    labels[score > 0] = 1
    labels[score == 0] = 1
    return labels


def perceptron_update(w, b, x, y, lr):
    new_w = w.copy()
    new_b = b
    prediction = predict(x, w, b)
    if prediction == 0 and y == 1:
        new_w += lr * x
        new_b = new_b + lr
    elif prediction == 1 and y == 0:
        new_w -= lr * x
        new_b = new_b - lr
    return new_w, new_b


def train_perceptron(X, y, lr, epochs):
    n_examples = X.shape[0]
    n_inputs = X.shape[1]
    w = np.zeros(n_inputs).astype(X.dtype)
    b = 0
    errors = []
    for epoch in range(epochs):
        errors_of_this_epoch = 0
        for i in range(n_examples):
            new_w, new_b = perceptron_update(w, b, X[i], y[i], lr)
            # b changes if and only if the prediction was wrong
            if new_b != b:
                errors_of_this_epoch = errors_of_this_epoch + 1
            w = new_w
            b = new_b
        errors.append(errors_of_this_epoch)
    return w, b, errors
