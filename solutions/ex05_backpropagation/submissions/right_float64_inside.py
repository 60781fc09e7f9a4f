"""Everything computed in double precision, and rounded to the caller's dtype at the end."""

import numpy as np


def f(name, z):
    return {
        "relu": np.maximum(z, 0),
        "tanh": np.tanh(z),
        "sigmoid": 0.5 + 0.5 * np.tanh(0.5 * z),
        "identity": z,
    }[name]


def df(name, z):
    return {
        "relu": np.heaviside(z, 0.0),
        "tanh": 1 - f("tanh", z) ** 2,
        "sigmoid": f("sigmoid", z) - f("sigmoid", z) ** 2,
        "identity": np.ones(z.shape),
    }[name]


def chain_forward(x, parameters):
    w, b = (np.array([parameters[f"{kind}{k}"] for k in (1, 2, 3)]) for kind in "wb")
    a = [x]
    for k in range(3):
        a.append(f("sigmoid", w[k] * a[k] + b[k]))
    return tuple(a[1:])


def chain_backward(x, y, parameters):
    a = (x, *chain_forward(x, parameters))
    slopes = np.array([v * (1 - v) for v in a[1:]])
    w = np.array([parameters["w1"], parameters["w2"], parameters["w3"]])
    # delta_k = (p - y) times the slopes from k on, times the weights after k.
    after = gradient_factors(slopes, w) / w
    delta = (a[3] - y) * after
    gradients = {f"b{k + 1}": delta[k] for k in range(3)}
    return gradients | {f"w{k + 1}": delta[k] * a[k] for k in range(3)}


def dense_forward(x, w, b):
    return (x.astype(float) @ w.astype(float) + b).astype(x.dtype)


def dense_backward(delta, x, w):
    d64 = delta.astype(np.float64)
    dx = np.tensordot(d64, w, axes=(1, 1))
    dw = np.tensordot(x, d64, axes=(0, 0)) / x.shape[0]
    return dx.astype(x.dtype), dw.astype(x.dtype), np.mean(d64, axis=0).astype(x.dtype)


class MLP:
    def __init__(self, weights, biases, activation):
        self.dtype = weights[0].dtype
        self.w = [np.array(w, dtype=np.float64) for w in weights]
        self.b = [np.array(b, dtype=np.float64) for b in biases]
        self.activation = activation

    def back(self, arrays):
        return [a.astype(self.dtype) for a in arrays]

    def parameters(self):
        return self.back(self.w), self.back(self.b)

    def run(self, x):
        scores = [x.astype(np.float64) @ self.w[0] + self.b[0]]
        for w, b in zip(self.w[1:], self.b[1:]):
            scores.append(f(self.activation, scores[-1]) @ w + b)
        return scores

    def forward(self, x):
        return self.run(x)[-1].astype(x.dtype)

    def backward(self, x, y):
        n, d = y.shape
        scores = self.run(x)
        delta = 2.0 * (scores[-1] - y) / d / n
        dw, db = {}, {}
        for at in range(len(self.w) - 1, 0, -1):
            dw[at] = f(self.activation, scores[at - 1]).T @ delta
            db[at] = delta.sum(axis=0)
            delta = delta @ self.w[at].T * df(self.activation, scores[at - 1])
        dw[0], db[0] = x.T @ delta, delta.sum(axis=0)
        layers = range(len(self.w))
        return self.back(dw[at] for at in layers), self.back(db[at] for at in layers)

    def step(self, gradients, lr):
        for at, (dw, db) in enumerate(zip(*gradients)):
            self.w[at] = self.w[at] - lr * dw
            self.b[at] = self.b[at] - lr * db

    def train_step(self, x, y, lr):
        loss = np.mean((self.run(x)[-1] - y) ** 2)
        self.step(self.backward(x, y), lr)
        return float(loss)

    def fit(self, x, y, lr, steps):
        return list(map(lambda _: self.train_step(x, y, lr), range(steps)))

    def gradient_norms(self, x, y):
        return [np.sqrt((dw.astype(float) ** 2).sum()) for dw in self.backward(x, y)[0]]


def gradient_factors(slopes, weights):
    products = [1.0]
    for s, w in zip(slopes[::-1], weights[::-1]):
        products.insert(0, products[0] * s * w)
    return np.array(products[:-1], dtype=slopes.dtype)


def xavier_init(rng, fan_in, fan_out):
    rng = np.random.default_rng(rng)
    limit = (6 / (fan_in + fan_out)) ** 0.5
    return np.array([[rng.uniform(-limit, limit) for _ in range(fan_out)] for _ in range(fan_in)])


def he_init(rng, fan_in, fan_out):
    rng = np.random.default_rng(rng)
    return rng.normal(0, 1, (fan_in, fan_out)) / np.sqrt(fan_in / 2)


def gradient_check(function, x, h=1e-5):
    gradient = np.full(x.shape, np.nan)
    for at in np.ndindex(*x.shape):
        sides = []
        for sign in (1, -1):
            moved = np.copy(x)
            moved[at] += sign * h
            sides.append(function(moved))
        gradient[at] = (sides[0] - sides[1]) / h / 2
    return gradient


def relative_error(a, b):
    with np.errstate(invalid="ignore"):
        error = np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))
    return np.nan_to_num(error)
