"""Right: one example at a time wherever possible, outer products added up."""

import math

import numpy as np


def init_params(nx, nh, ny, rng):
    rng = np.random.default_rng(rng)
    Wy = 0.3 * rng.standard_normal((nh, ny))
    Wh = 0.3 * rng.standard_normal((nx, nh))
    return dict(by=np.zeros((ny,)), Wy=Wy, bh=np.zeros((nh,)), Wh=Wh)


def softmax(ytilde):
    if ytilde.ndim == 2:
        return np.array([softmax(row) for row in ytilde])
    e = np.exp(ytilde - max(ytilde))
    return e / sum(e)


def forward(params, X):
    htilde = np.array([x @ params["Wh"] + params["bh"] for x in X])
    h = np.tanh(htilde)
    ytilde = np.array([row @ params["Wy"] + params["by"] for row in h])
    yhat = softmax(ytilde)
    return [yhat, dict(yhat=yhat, ytilde=ytilde, h=h, htilde=htilde, X=X)]


def loss_accuracy(yhat, Y):
    total, right = 0.0, 0
    for p, y in zip(yhat, Y, strict=True):
        label = list(y).index(1)
        total -= math.log(max(p[label], 1e-7))
        right += int(np.argmax(p)) == label
    return total / len(Y), right / len(Y)


def backward(params, outputs, Y):
    grads = {name: np.zeros_like(w) for name, w in params.items()}
    n = len(Y)
    for i in range(n):
        d = outputs["yhat"][i] - Y[i]
        dh = params["Wy"] @ d
        dh = dh - dh * outputs["h"][i] ** 2
        grads["Wy"] += np.outer(outputs["h"][i], d) / n
        grads["by"] += d / n
        grads["Wh"] += np.outer(outputs["X"][i], dh) / n
        grads["bh"] += dh / n
    return grads


def sgd(params, grads, lr):
    new = {}
    for name in params:
        new[name] = params[name] - lr * grads[name]
    return new


def train_epoch(params, X, Y, lr, batch_size, rng):
    rng = np.random.default_rng(rng)
    indices = list(range(len(X)))
    rng.shuffle(indices)
    while indices:
        batch, indices = indices[:batch_size], indices[batch_size:]
        x = np.array([X[i] for i in batch])
        y = np.array([Y[i] for i in batch])
        params = sgd(params, backward(params, forward(params, x)[1], y), lr)
    return params


def train(params, X, Y, X_valid, Y_valid, lr, epochs, batch_size, rng):
    rng = np.random.default_rng(rng)
    history = {"loss": [], "accuracy": [], "valid_loss": [], "valid_accuracy": []}

    def measure():
        for prefix, x, y in [("", X, Y), ("valid_", X_valid, Y_valid)]:
            loss, accuracy = loss_accuracy(forward(params, x)[0], y)
            history[prefix + "loss"].append(loss)
            history[prefix + "accuracy"].append(accuracy)

    measure()
    for _ in range(epochs):
        params = train_epoch(params, X, Y, lr, batch_size, rng)
        measure()
    return params, history


def predict(params, X):
    return np.array([int(np.argmax(p)) for p in forward(params, X)[0]])


def decision_grid(params, xs, ys):
    return np.array([predict(params, np.array([[x, y] for x in xs])) for y in ys])
