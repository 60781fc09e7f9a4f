"""The chain and the layer are right; the network has two layers and does not learn yet."""

import numpy as np


def activate(name, z):
    if name == "relu":
        return np.maximum(z, 0.0)
    if name == "tanh":
        return np.tanh(z)
    if name == "sigmoid":
        return 0.5 * (1.0 + np.tanh(z / 2.0))
    if name == "identity":
        return z
    raise ValueError(f"unknown activation: {name}")


def activation_derivative(name, z):
    if name == "relu":
        return (z > 0.0).astype(z.dtype)
    if name == "tanh":
        return 1.0 - np.tanh(z) ** 2
    if name == "sigmoid":
        s = activate("sigmoid", z)
        return s * (1.0 - s)
    if name == "identity":
        return np.ones_like(z)
    raise ValueError(f"unknown activation: {name}")


def mse(prediction, y):
    return np.mean((prediction - y) ** 2)


def chain_forward(x, parameters):
    a1 = activate("sigmoid", parameters["w1"] * x + parameters["b1"])
    a2 = activate("sigmoid", parameters["w2"] * a1 + parameters["b2"])
    p = activate("sigmoid", parameters["w3"] * a2 + parameters["b3"])
    return (a1, a2, p)


def chain_backward(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (p - y) * p * (1.0 - p)
    delta2 = delta3 * parameters["w3"] * a2 * (1.0 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1.0 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


def dense_forward(x, w, b):
    return x @ w + b


def dense_backward(delta, x, w):
    dx = delta @ w.T
    dw = x.T @ delta / len(x)
    db = delta.mean(axis=0)
    return (dx, dw, db)


class MLP:
    def __init__(self, weights, biases, activation):
        self.weights = list(weights)
        self.biases = list(biases)
        self.activation = activation

    def parameters(self):
        return (self.weights, self.biases)

    def forward(self, x):
        # Only two layers for now.
        hidden = activate(self.activation, dense_forward(x, self.weights[0], self.biases[0]))
        return dense_forward(hidden, self.weights[1], self.biases[1])

    def backward(self, x, y):
        raise NotImplementedError()

    def step(self, gradients, lr):
        pass

    def train_step(self, x, y, lr):
        raise NotImplementedError()

    def fit(self, x, y, lr, steps):
        raise NotImplementedError()

    def gradient_norms(self, x, y):
        return []


def gradient_factors(slopes, weights):
    return np.cumprod((slopes * weights)[::-1])[::-1]


def xavier_init(rng, fan_in, fan_out):
    rng = np.random.default_rng(rng)
    limit = np.sqrt(6.0 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, size=(fan_in, fan_out))


def he_init(rng, fan_in, fan_out):
    rng = np.random.default_rng(rng)
    return rng.normal(0.0, np.sqrt(2.0 / fan_in), size=(fan_in, fan_out))


def gradient_check(f, x, h=1e-05):
    gradient = np.empty_like(x)
    for place in np.ndindex(x.shape):
        moved = x.copy()
        moved[place] = x[place] + h
        above = f(moved)
        moved[place] = x[place] - h
        below = f(moved)
        gradient[place] = (above - below) / (2.0 * h)
    return gradient


def relative_error(a, b):
    size = np.linalg.norm(a) + np.linalg.norm(b)
    return 0.0 if size == 0.0 else np.linalg.norm(a - b) / size
