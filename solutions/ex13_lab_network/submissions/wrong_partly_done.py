"""Wrong: forward is done, the loss is misspelt, the rest is not there yet."""

import numpy as np


def init_params(nx, nh, ny, rng):
    rng = np.random.default_rng(rng)
    params = {}
    params["Wh"] = rng.normal(0, 0.3, (nx, nh))
    params["Wy"] = rng.normal(0, 0.3, (nh, ny))
    params["bh"] = np.zeros(nh)
    params["by"] = np.zeros(ny)
    return params


def softmax(ytilde):
    largest = np.max(ytilde, axis=-1)
    shifted = ytilde - largest[..., np.newaxis]
    exponentials = np.exp(shifted)
    totals = np.sum(exponentials, axis=-1)
    return exponentials / totals[..., np.newaxis]


def forward(params, X):
    outputs = {}
    outputs["X"] = X
    outputs["htilde"] = np.dot(X, params["Wh"]) + params["bh"].reshape(1, -1)
    outputs["h"] = np.tanh(outputs["htilde"])
    outputs["ytilde"] = np.dot(outputs["h"], params["Wy"]) + params["by"].reshape(1, -1)
    outputs["yhat"] = softmax(outputs["ytilde"])
    return outputs["yhat"], outputs


def loss_acuracy(yhat, Y):
    labels = np.argmax(Y, axis=1)
    predicted = np.argmax(yhat, axis=1)
    p = np.clip(yhat, 1e-7, 1 - 1e-7)
    losses = -np.log(p[np.arange(len(Y)), labels])
    return float(np.mean(losses)), float(np.mean(predicted == labels))


def backward(params, outputs, Y):
    raise NotImplementedError()


def sgd(params, grads, lr):
    for name in params:
        params[name] -= lr * grads[name]  # and nothing is returned


def train_epoch(params, X, Y, lr, batch_size, rng):
    raise NotImplementedError()


def train(params, X, Y, X_valid, Y_valid, lr, epochs, batch_size, rng):
    print("training...")


def predict(params, X):
    return np.round(forward(params, X)[0])


def decision_grid(params, xs, ys):
    return predict(params, np.column_stack([xs, ys]))
