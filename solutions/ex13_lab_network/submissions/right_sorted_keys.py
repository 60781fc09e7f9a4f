"""Right: shuffles by sorting random keys, float64 inside and the dtype given back at the end."""

import numpy as np


def init_params(nx, nh, ny, rng):
    rng = np.random.default_rng(rng)
    Wh = np.array([[rng.normal(0, 0.3) for _ in range(nh)] for _ in range(nx)])
    Wy = np.array([[rng.normal(0, 0.3) for _ in range(ny)] for _ in range(nh)])
    return {"Wh": Wh, "bh": Wh[0] * 0, "Wy": Wy, "by": Wy[0] * 0}


def softmax(ytilde):
    z = ytilde.astype(np.float64)
    z = z - np.max(z, axis=-1, keepdims=True)
    return (np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)).astype(ytilde.dtype)


def forward(params, X):
    wide = {name: w.astype(np.float64) for name, w in params.items()}
    htilde = X.astype(np.float64) @ wide["Wh"] + wide["bh"]
    ytilde = np.tanh(htilde) @ wide["Wy"] + wide["by"]
    outputs = {"X": X, "htilde": htilde, "h": np.tanh(htilde), "ytilde": ytilde}
    outputs["yhat"] = softmax(ytilde)
    outputs = {name: value.astype(X.dtype) for name, value in outputs.items()}
    return outputs["yhat"], outputs


def loss_accuracy(yhat, Y):
    best = yhat.max(axis=1)
    chosen = np.max(yhat * Y, axis=1)
    return np.mean(-np.log(np.maximum(chosen, 1e-7))), np.mean(chosen == best)


def backward(params, outputs, Y):
    wide = {name: value.astype(np.float64) for name, value in outputs.items()}
    d = (wide["yhat"] - Y) * (1 / len(Y))
    dh = (params["Wy"] @ d.T).T / np.cosh(np.clip(wide["htilde"], -300, 300)) ** 2
    grads = {"Wy": wide["h"].T @ d, "by": d.sum(0), "Wh": wide["X"].T @ dh, "bh": dh.sum(0)}
    return {name: g.astype(params[name].dtype) for name, g in grads.items()}


def sgd(params, grads, lr):
    new = dict(params)
    for name in grads:
        new[name] = new[name] - lr * grads[name]
    return new


def train_epoch(params, X, Y, lr, batch_size, rng):
    keys = np.random.default_rng(rng).random(len(X))
    order = np.argsort(keys)
    for k in range(-(-len(X) // batch_size)):
        take = order[k * batch_size : (k + 1) * batch_size]
        _, outputs = forward(params, X[take])
        params = sgd(params, backward(params, outputs, Y[take]), lr)
    return params


def measure(params, x, y):
    return loss_accuracy(forward(params, x)[0], y)


def train(params, X, Y, X_valid, Y_valid, lr, epochs, batch_size, rng):
    # A seed of its own for each epoch, all drawn beforehand.
    seeds = np.random.default_rng(rng).integers(2**62, size=epochs)
    path = [params]
    for seed in seeds:
        path.append(train_epoch(path[-1], X, Y, lr, batch_size, int(seed)))
    return path[-1], {
        "loss": np.array([measure(p, X, Y)[0] for p in path]),
        "accuracy": np.array([measure(p, X, Y)[1] for p in path]),
        "valid_loss": np.array([measure(p, X_valid, Y_valid)[0] for p in path]),
        "valid_accuracy": np.array([measure(p, X_valid, Y_valid)[1] for p in path]),
    }


def predict(params, X):
    return forward(params, X)[0].argmax(axis=1)


def decision_grid(params, xs, ys):
    columns = [predict(params, np.column_stack([np.full(len(ys), x), ys])) for x in xs]
    return np.stack(columns, axis=1)
