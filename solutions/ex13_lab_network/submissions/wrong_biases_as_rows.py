"""Wrong: biases of shape (1, nh) and (1, ny), as in the lab report."""

import numpy as np


def init_params(nx, nh, ny, rng):
    rng = np.random.default_rng(rng)
    params = {}
    params["Wh"] = rng.normal(0, 0.3, (nx, nh))
    params["Wy"] = rng.normal(0, 0.3, (nh, ny))
    params["bh"] = np.zeros((1, nh))
    params["by"] = np.zeros((1, ny))
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


def loss_accuracy(yhat, Y):
    labels = np.argmax(Y, axis=1)
    predicted = np.argmax(yhat, axis=1)
    p = np.clip(yhat, 1e-7, 1 - 1e-7)
    losses = -np.log(p[np.arange(len(Y)), labels])
    return float(np.mean(losses)), float(np.mean(predicted == labels))


def backward(params, outputs, Y):
    n = Y.shape[0]
    dytilde = outputs["yhat"] - Y
    tanh_derivative = 1 - np.tanh(outputs["htilde"]) ** 2
    dhtilde = np.dot(dytilde, params["Wy"].T) * tanh_derivative
    grads = {}
    grads["Wy"] = np.dot(outputs["h"].T, dytilde) / n
    grads["by"] = np.mean(dytilde, axis=0, keepdims=True)
    grads["Wh"] = np.dot(outputs["X"].T, dhtilde) / n
    grads["bh"] = np.mean(dhtilde, axis=0, keepdims=True)
    return grads


def sgd(params, grads, lr):
    new = {name: value.copy() for name, value in params.items()}
    new["Wy"] -= lr * grads["Wy"]
    new["by"] -= lr * grads["by"]
    new["Wh"] -= lr * grads["Wh"]
    new["bh"] -= lr * grads["bh"]
    return new


def train_epoch(params, X, Y, lr, batch_size, rng):
    rng = np.random.default_rng(rng)
    n = X.shape[0]
    order = np.arange(n)
    rng.shuffle(order)
    X_shuffled = X[order]
    Y_shuffled = Y[order]
    number_of_batches = n // batch_size
    if n % batch_size != 0:
        number_of_batches = number_of_batches + 1
    for b in range(number_of_batches):
        begin = b * batch_size
        end = min(begin + batch_size, n)
        yhat, outputs = forward(params, X_shuffled[begin:end])
        grads = backward(params, outputs, Y_shuffled[begin:end])
        params = sgd(params, grads, lr)
    return params


def train(params, X, Y, X_valid, Y_valid, lr, epochs, batch_size, rng):
    rng = np.random.default_rng(rng)
    loss, accuracy = loss_accuracy(forward(params, X)[0], Y)
    valid_loss, valid_accuracy = loss_accuracy(forward(params, X_valid)[0], Y_valid)
    history = {
        "loss": [loss],
        "accuracy": [accuracy],
        "valid_loss": [valid_loss],
        "valid_accuracy": [valid_accuracy],
    }
    for epoch in range(epochs):
        params = train_epoch(params, X, Y, lr, batch_size, rng)
        loss, accuracy = loss_accuracy(forward(params, X)[0], Y)
        valid_loss, valid_accuracy = loss_accuracy(forward(params, X_valid)[0], Y_valid)
        history["loss"].append(loss)
        history["accuracy"].append(accuracy)
        history["valid_loss"].append(valid_loss)
        history["valid_accuracy"].append(valid_accuracy)
    return params, history


def predict(params, X):
    yhat, _ = forward(params, X)
    return np.argmax(yhat, axis=1)


def decision_grid(params, xs, ys):
    grid = np.zeros((len(ys), len(xs)), dtype=int)
    for i in range(len(ys)):
        for j in range(len(xs)):
            grid[i, j] = predict(params, np.array([[xs[j], ys[i]]]))[0]
    return grid
