"""Correct: one example at a time, plain Python loops, beginner's style."""

import numpy as np

EPSILON = 1e-7


def clip(p):
    return np.clip(p, EPSILON, 1 - EPSILON)


def mean_of(total, count, like):
    # Keeps the dtype of the prediction, Python numbers have none.
    return like.dtype.type(total / count)


def mae(y_hat, y):
    total = 0.0
    for predicted, wanted in zip(y_hat.ravel(), y.ravel()):
        total += abs(predicted - wanted)
    return mean_of(total, y_hat.size, y_hat)


def mae_gradient(y_hat, y):
    gradient = np.zeros_like(y_hat)
    for index in np.ndindex(*y_hat.shape):
        if y_hat[index] > y[index]:
            gradient[index] = 1 / y_hat.size
        elif y_hat[index] < y[index]:
            gradient[index] = -1 / y_hat.size
    return gradient


def mse(y_hat, y):
    total = 0.0
    for predicted, wanted in zip(y_hat.ravel(), y.ravel()):
        error = predicted - wanted
        total += error * error
    return mean_of(total, y_hat.size, y_hat)


def mse_gradient(y_hat, y):
    gradient = np.zeros_like(y_hat)
    for index in np.ndindex(*y_hat.shape):
        gradient[index] = 2 * (y_hat[index] - y[index]) / y_hat.size
    return gradient


def huber(y_hat, y, delta=1.0):
    total = 0.0
    for predicted, wanted in zip(y_hat.ravel(), y.ravel()):
        error = abs(predicted - wanted)
        if error <= delta:
            total += error * error / 2
        else:
            total += delta * (error - delta / 2)
    return mean_of(total, y_hat.size, y_hat)


def huber_gradient(y_hat, y, delta=1.0):
    gradient = np.zeros_like(y_hat)
    for index in np.ndindex(*y_hat.shape):
        error = y_hat[index] - y[index]
        if error > delta:
            error = delta
        elif error < -delta:
            error = -delta
        gradient[index] = error / y_hat.size
    return gradient


def binary_cross_entropy(p, y):
    total = 0.0
    for q, label in zip(clip(p).ravel(), y.ravel()):
        if label == 1:
            total -= np.log(q)
        else:
            total -= np.log(1 - q)
    return mean_of(total, p.size, p)


def binary_cross_entropy_gradient(p, y):
    q = clip(p)
    gradient = np.zeros_like(p)
    for index in np.ndindex(*p.shape):
        if y[index] == 1:
            gradient[index] = -1 / q[index] / p.size
        else:
            gradient[index] = 1 / (1 - q[index]) / p.size
    return gradient


def categorical_cross_entropy(p, y):
    q = clip(p)
    total = 0.0
    for row, one_hot in zip(q, y):
        for probability, wanted in zip(row, one_hot):
            if wanted == 1:
                total -= np.log(probability)
    return mean_of(total, len(p), p)


def categorical_cross_entropy_gradient(p, y):
    q = clip(p)
    gradient = np.zeros_like(p)
    for i in range(len(p)):
        for k in range(p.shape[1]):
            if y[i, k] == 1:
                gradient[i, k] = -1 / (q[i, k] * len(p))
    return gradient


def negative_log_likelihood(log_p, labels):
    total = 0.0
    for row, label in zip(log_p, labels):
        total -= row[label]
    return mean_of(total, len(labels), log_p)


def negative_log_likelihood_gradient(log_p, labels):
    gradient = np.zeros_like(log_p)
    for i, label in enumerate(labels):
        gradient[i, label] = -1 / len(labels)
    return gradient


def hinge(scores, y):
    total = 0.0
    for score, label in zip(scores, y):
        total += max(0.0, 1 - label * score)
    return mean_of(total, len(y), scores)


def hinge_gradient(scores, y):
    gradient = np.zeros_like(scores)
    for i in range(len(y)):
        if y[i] * scores[i] < 1:
            gradient[i] = -y[i] / len(y)
    return gradient


def l1_distance(a, b):
    total = 0.0
    for u, v in zip(a, b):
        for s, t in zip(u, v):
            total += abs(s - t)
    return mean_of(total, len(a), a)


def l1_distance_gradient(a, b):
    gradient = np.zeros_like(a)
    for i in range(len(a)):
        gradient[i] = np.sign(a[i] - b[i]) / len(a)
    return gradient


def l2_distance(a, b):
    total = 0.0
    for u, v in zip(a, b):
        squares = 0.0
        for s, t in zip(u, v):
            squares += (s - t) ** 2
        total += np.sqrt(squares)
    return mean_of(total, len(a), a)


def l2_distance_gradient(a, b):
    gradient = np.zeros_like(a)
    for i in range(len(a)):
        difference = a[i] - b[i]
        length = np.sqrt(np.sum(difference**2))
        if length > 0:
            gradient[i] = difference / length / len(a)
    return gradient


def cosine_distance(a, b):
    total = 0.0
    for u, v in zip(a, b):
        total += 1 - u @ v / (np.linalg.norm(u) * np.linalg.norm(v))
    return mean_of(total, len(a), a)


def cosine_distance_gradient(a, b):
    gradient = np.zeros_like(a)
    for i, (u, v) in enumerate(zip(a, b)):
        u_length, v_length = np.linalg.norm(u), np.linalg.norm(v)
        cosine = u @ v / (u_length * v_length)
        gradient[i] = -(v / (u_length * v_length) - cosine * u / u_length**2) / len(a)
    return gradient


def softmax_cross_entropy(z, y):
    total = 0.0
    for row, one_hot in zip(z, y):
        largest = max(row)
        exponentials = 0.0
        for score in row:
            exponentials += np.exp(score - largest)
        total += largest + np.log(exponentials) - row[np.argmax(one_hot)]
    return mean_of(total, len(z), z)


def softmax_cross_entropy_gradient(z, y):
    gradient = np.zeros_like(z)
    for i, row in enumerate(z):
        e = np.exp(row - row.max())
        gradient[i] = (e / e.sum() - y[i]) / len(z)
    return gradient
