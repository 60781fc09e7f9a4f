"""One object per layer and per activation, in the style of a small framework."""

import math

import numpy as np


class Dense:
    def __init__(self, w, b):
        self.w, self.b = w, b

    def forward(self, x):
        self.x = x
        return dense_forward(x, self.w, self.b)

    def backward(self, delta):
        dx, self.dw, self.db = dense_backward(delta, self.x, self.w)
        return dx


class Activation:
    def __init__(self, name):
        self.name = name

    def forward(self, z):
        self.z = z
        if self.name == "relu":
            return np.clip(z, 0, None)
        if self.name == "tanh":
            return np.tanh(z)
        if self.name == "sigmoid":
            return sigmoid(z)
        return z.copy()

    def backward(self, upstream):
        result = upstream.copy()
        if self.name == "relu":
            result[self.z <= 0] = 0
        if self.name == "tanh":
            result = upstream * (1 - np.tanh(self.z) ** 2)
        if self.name == "sigmoid":
            result = upstream * sigmoid(self.z) * sigmoid(-self.z)
        return result


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def chain_forward(x, parameters):
    z1 = parameters["w1"] * x + parameters["b1"]
    z2 = parameters["w2"] * sigmoid(z1) + parameters["b2"]
    z3 = parameters["w3"] * sigmoid(z2) + parameters["b3"]
    return (sigmoid(z1), sigmoid(z2), sigmoid(z3))


def chain_backward(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    dj_dp = p - y
    dp_dz3 = p * (1 - p)
    dz3_dw3, dz3_db3, dz3_da2 = a2, 1, parameters["w3"]
    da2_dz2 = a2 * (1 - a2)
    dz2_dw2, dz2_db2, dz2_da1 = a1, 1, parameters["w2"]
    da1_dz1 = a1 * (1 - a1)
    dz1_dw1, dz1_db1 = x, 1
    dj_dz3 = dj_dp * dp_dz3
    dj_dz2 = dj_dz3 * dz3_da2 * da2_dz2
    dj_dz1 = dj_dz2 * dz2_da1 * da1_dz1
    gradients = {}
    gradients["w1"] = dj_dz1 * dz1_dw1
    gradients["b1"] = dj_dz1 * dz1_db1
    gradients["w2"] = dj_dz2 * dz2_dw2
    gradients["b2"] = dj_dz2 * dz2_db2
    gradients["w3"] = dj_dz3 * dz3_dw3
    gradients["b3"] = dj_dz3 * dz3_db3
    return gradients


def dense_forward(x, w, b):
    return np.add(np.matmul(x, w), b)


def dense_backward(delta, x, w):
    n = len(delta)
    dw = sum(np.outer(x[i], delta[i]) for i in range(n)) / n
    db = sum(delta) / n
    return delta.dot(w.transpose()), dw, db


class MLP:
    def __init__(self, weights, biases, activation):
        self.dense = [Dense(w, b) for w, b in zip(weights, biases)]
        self.blocks = [self.dense[0]]
        for layer in self.dense[1:]:
            self.blocks += [Activation(activation), layer]

    def parameters(self):
        return [layer.w for layer in self.dense], [layer.b for layer in self.dense]

    def forward(self, x):
        for block in self.blocks:
            x = block.forward(x)
        return x

    def backward(self, x, y):
        delta = self.forward(x) - y
        delta = delta + delta
        delta = delta / y.shape[-1]
        for block in self.blocks[::-1]:
            delta = block.backward(delta)
        return [layer.dw for layer in self.dense], [layer.db for layer in self.dense]

    def step(self, gradients, lr):
        for layer, dw, db in zip(self.dense, gradients[0], gradients[1]):
            layer.w = layer.w + (-lr) * dw
            layer.b = layer.b + (-lr) * db

    def train_step(self, x, y, lr):
        gradients = self.backward(x, y)
        loss = np.mean((self.forward(x) - y) ** 2)
        self.step(gradients, lr)
        return loss

    def fit(self, x, y, lr, steps):
        history = []
        while len(history) < steps:
            history.append(self.train_step(x, y, lr))
        return history

    def gradient_norms(self, x, y):
        self.backward(x, y)
        return [np.linalg.norm(layer.dw, "fro") for layer in self.dense]


def gradient_factors(slopes, weights):
    factors = slopes * weights
    for at in range(len(slopes) - 2, -1, -1):
        factors[at] *= factors[at + 1]
    return factors


def xavier_init(rng, fan_in, fan_out):
    rng = np.random.default_rng(rng)
    rows = [rng.uniform(-1, 1, fan_out) for _ in range(fan_in)]
    return np.array(rows) * math.sqrt(6 / (fan_in + fan_out))


def he_init(rng, fan_in, fan_out):
    rng = np.random.default_rng(rng)
    rows = [rng.normal(0, math.sqrt(2 / fan_in), fan_out) for _ in range(fan_in)]
    return np.stack(rows)


def gradient_check(f, x, h=1e-5):
    result = np.zeros_like(x)
    for at, _ in np.ndenumerate(x):
        move = np.zeros_like(x)
        move[at] = h
        result[at] = 0.5 * (f(x + move) - f(x - move)) / h
    return result


def relative_error(a, b):
    scale = np.linalg.norm(a.reshape(-1)) + np.linalg.norm(b.reshape(-1))
    return np.linalg.norm((a - b).reshape(-1)) / max(scale, 1e-300)
