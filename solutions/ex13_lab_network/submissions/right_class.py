"""Right: a class does the work, the functions asked for are its doors; training has its own loop."""

import numpy as np

NAMES = ("Wh", "bh", "Wy", "by")


class Network:
    """The four parameters, what the last forward pass left, and the moves of the training."""

    def __init__(self, params):
        self.p = {name: np.array(params[name]) for name in NAMES}
        self.seen = {}

    def forward(self, X):
        a = X @ self.p["Wh"] + self.p["bh"]
        h = np.tanh(a)
        z = h @ self.p["Wy"] + self.p["by"]
        self.seen = {"X": X, "htilde": a, "h": h, "ytilde": z, "yhat": softmax(z)}
        return self.seen["yhat"]

    def slopes(self, Y, seen=None):
        seen = seen or self.seen
        dz = (seen["yhat"] - Y) / Y.shape[0]
        da = np.multiply(dz.dot(self.p["Wy"].T), np.cosh(np.clip(seen["htilde"], -40, 40)) ** -2)
        return {
            "Wh": seen["X"].T.dot(da),
            "bh": da.sum(0),
            "Wy": seen["h"].T.dot(dz),
            "by": dz.sum(0),
        }

    def learn(self, X, Y, lr):
        self.forward(X)
        slopes = self.slopes(Y)
        for name in NAMES:
            self.p[name] -= lr * slopes[name]  # the network's own copies

    def epoch(self, X, Y, lr, batch_size, rng):
        left = rng.choice(len(X), size=len(X), replace=False)
        while len(left):
            now, left = left[:batch_size], left[batch_size:]
            self.learn(X[now], Y[now], lr)


def init_params(nx, nh, ny, rng):
    rng = np.random.default_rng(rng)
    shapes = {"Wh": (nx, nh), "Wy": (nh, ny)}
    weights = {name: rng.normal(0.0, 0.3, shape) for name, shape in shapes.items()}
    return {**weights, "bh": np.zeros(nh), "by": np.zeros(ny)}


def softmax(ytilde):
    e = np.exp((ytilde.T - ytilde.max(axis=-1)).T)
    return (e.T / e.sum(axis=-1)).T


def forward(params, X):
    network = Network(params)
    return network.forward(X), network.seen


def loss_accuracy(yhat, Y):
    loss = -(Y * np.log(yhat.clip(min=1e-7))).sum(axis=1).mean()
    hits = np.count_nonzero(yhat.argmax(axis=1) == np.nonzero(Y)[1])
    return loss, hits / len(Y)


def backward(params, outputs, Y):
    return Network(params).slopes(Y, outputs)


def sgd(params, grads, lr):
    return {name: np.subtract(params[name], lr * grads[name]) for name in NAMES}


def train_epoch(params, X, Y, lr, batch_size, rng):
    network = Network(params)
    network.epoch(X, Y, lr, batch_size, np.random.default_rng(rng))
    return network.p


def train(params, X, Y, X_valid, Y_valid, lr, epochs, batch_size, rng):
    rng = np.random.default_rng(rng)
    network = Network(params)
    both = [loss_accuracy(network.forward(X), Y) + loss_accuracy(network.forward(X_valid), Y_valid)]
    for _ in range(epochs):
        network.epoch(X, Y, lr, batch_size, rng)
        both.append(
            loss_accuracy(network.forward(X), Y) + loss_accuracy(network.forward(X_valid), Y_valid)
        )
    loss, accuracy, valid_loss, valid_accuracy = zip(*both, strict=True)
    return network.p, {
        "loss": loss,
        "accuracy": accuracy,
        "valid_loss": valid_loss,
        "valid_accuracy": valid_accuracy,
    }


def predict(params, X):
    return forward(params, X)[1]["ytilde"].argmax(axis=1).astype(np.int32)


def decision_grid(params, xs, ys):
    points = np.stack(np.meshgrid(xs, ys), axis=-1)
    return predict(params, points.reshape(-1, 2)).reshape(points.shape[:2])
