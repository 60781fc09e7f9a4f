# Prints the answers instead of returning them.
import numpy as np


def weighted_sum(x, w, b):
    print(x @ w + b)


def predict(x, w, b):
    print("prediction:", int(x @ w + b >= 0))


def perceptron_update(w, b, x, y, lr):
    error = y - predict(x, w, b)
    print(w + lr * error * x, b + lr * error)


def train_perceptron(X, y, lr, epochs):
    w, b = np.zeros(X.shape[1]), 0.0
    for epoch in range(epochs):
        for x_i, y_i in zip(X, y):
            perceptron_update(w, b, x_i, y_i, lr)
        print("epoch", epoch, "done")
