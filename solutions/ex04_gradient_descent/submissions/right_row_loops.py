"""Correct: beginner's style, plain Python loops and numbers, lists in the place of generators."""

import math

import numpy as np


def gradient_step(w, grad, lr):
    new_w = w - grad * lr
    return new_w


def mean(numbers):
    return sum(numbers) / len(numbers)


def fit_slope(x, y, w, lr, steps):
    history = []
    n = len(x)
    for step in range(steps):
        cost = 0.0
        gradient = 0.0
        for i in range(n):
            error = float(w * x[i] - y[i])
            cost = cost + error * error / n
            gradient = gradient + 2 * error * float(x[i]) / n
        w = w - lr * gradient
        history.append([cost, w])
    return [w, history]


def fit_line(x, y, w, b, lr, steps):
    history = []
    for step in range(steps):
        errors = [w * xi + b - yi for xi, yi in zip(x.tolist(), y.tolist())]
        cost = mean([e * e for e in errors])
        dw = mean([2 * e * xi for e, xi in zip(errors, x.tolist())])
        db = mean([2 * e for e in errors])
        w -= lr * dw
        b -= lr * db
        history += [(cost, w, b)]
    return w, b, history


def fit_slope_online(x, y, w, lr, epochs):
    for epoch in range(epochs):
        for i in range(len(x)):
            prediction = w * x[i]
            w = w - lr * 2 * x[i] * (prediction - y[i])
    return float(w)


def minibatches(X, y, batch_size, rng):
    rng = np.random.default_rng(rng)
    numbers = list(range(len(X)))
    rng.shuffle(numbers)
    batches = []
    while numbers:
        taken, numbers = numbers[:batch_size], numbers[batch_size:]
        batches.append([np.array([X[i] for i in taken]), np.array([y[i] for i in taken])])
    return batches


def sgd(X, y, w, b, lr, batch_size, epochs, rng):
    rng = np.random.default_rng(rng)
    n, d = X.shape
    weights = [float(v) for v in w]
    history = []
    for epoch in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            k = len(y_batch)
            dw = [0.0] * d
            db = 0.0
            for row, target in zip(X_batch.tolist(), y_batch.tolist()):
                error = sum(row[j] * weights[j] for j in range(d)) + b - target
                total += error * error
                db += 2 * error / k
                for j in range(d):
                    dw[j] += 2 * error * row[j] / k
            weights = [weights[j] - lr * dw[j] for j in range(d)]
            b = b - lr * db
        history.append(total / n)
    return np.array(weights, dtype=w.dtype), b, history


def learning_rate_regime(curvature, lr):
    if lr <= 1 / curvature:
        return "converges"
    elif lr <= 2 / curvature:
        return "oscillates"
    else:
        return "diverges"


def largest_safe_rate(X, intercept):
    rows = [list(row) + [1.0] if intercept else list(row) for row in X.tolist()]
    d = len(rows[0])
    hessian = np.zeros((d, d))
    for i in range(d):
        for j in range(d):
            hessian[i, j] = 2 * mean([row[i] * row[j] for row in rows])
    values, _ = np.linalg.eigh(hessian)
    return float(2 / max(values))


def normalise(train, other):
    new_train, new_other = np.empty_like(train), np.empty_like(other)
    for j in range(train.shape[1]):
        column = train[:, j].tolist()
        m = mean(column)
        s = math.sqrt(mean([(v - m) ** 2 for v in column]))
        if max(column) == min(column):
            s = 1.0
        for i in range(len(train)):
            new_train[i, j] = (train[i, j] - m) / s
        for i in range(len(other)):
            new_other[i, j] = (other[i, j] - m) / s
    return new_train, new_other


def classify_critical_point(gradient, hessian):
    for g in gradient:
        if abs(g) > 1e-8:
            return "none"
    positive = negative = zero = 0
    for c in np.linalg.eigvalsh(hessian):
        if c > 1e-8:
            positive += 1
        elif c < -1e-8:
            negative += 1
        else:
            zero += 1
    if positive and negative:
        return "saddle"
    if zero:
        return "none"
    return "minimum" if positive else "maximum"


def descend(gradient, start, lr, steps):
    path = np.zeros((steps + 1, len(start)), dtype=start.dtype)
    path[0] = start
    for k in range(steps):
        slope = gradient(path[k].copy())
        for j in range(len(start)):
            path[k + 1, j] = path[k, j] - lr * slope[j]
    return path
