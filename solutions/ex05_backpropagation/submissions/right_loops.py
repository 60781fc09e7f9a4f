"""Loops over examples, neurons and inputs; Python lists where the shape is not known yet."""

import math

import numpy as np


def activate(name, z):
    if name == "relu":
        return np.maximum(z, 0.0)
    if name == "tanh":
        return np.tanh(z)
    if name == "sigmoid":
        return 0.5 * (1.0 + np.tanh(z / 2.0))
    return z


def activation_derivative(name, z):
    if name == "relu":
        return (z > 0.0).astype(z.dtype)
    if name == "tanh":
        return 1.0 - np.tanh(z) ** 2
    if name == "sigmoid":
        s = activate("sigmoid", z)
        return s * (1.0 - s)
    return np.ones_like(z)


def sigma(z):
    return 1.0 / (1.0 + math.exp(-z))


def chain_forward(x, parameters):
    outputs = []
    a = x
    for k in (1, 2, 3):
        a = sigma(parameters[f"w{k}"] * a + parameters[f"b{k}"])
        outputs.append(a)
    return outputs


def chain_backward(x, y, parameters):
    entries = [x, *chain_forward(x, parameters)]
    upstream = entries[3] - y
    gradients = {}
    for k in (3, 2, 1):
        a = entries[k]
        delta = upstream * a * (1 - a)
        gradients[f"w{k}"] = delta * entries[k - 1]
        gradients[f"b{k}"] = delta
        upstream = delta * parameters[f"w{k}"]
    return gradients


def dense_forward(x, w, b):
    n, d_in = x.shape
    d_out = w.shape[1]
    z = np.zeros((n, d_out), dtype=x.dtype)
    for i in range(n):
        for k in range(d_out):
            total = b[k]
            for j in range(d_in):
                total = total + x[i, j] * w[j, k]
            z[i, k] = total
    return z


def dense_backward(delta, x, w):
    n, d_in = x.shape
    d_out = w.shape[1]
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    db = np.zeros(d_out, dtype=w.dtype)
    for i in range(n):
        for k in range(d_out):
            db[k] += delta[i, k] / n
            for j in range(d_in):
                dx[i, j] += delta[i, k] * w[j, k]
                dw[j, k] += x[i, j] * delta[i, k] / n
    return [dx, dw, db]


class MLP:
    def __init__(self, weights, biases, activation):
        self.weights, self.biases, self.activation = weights, biases, activation

    def parameters(self):
        return [list(self.weights), list(self.biases)]

    def forward(self, x):
        for layer in range(len(self.weights)):
            z = dense_forward(x, self.weights[layer], self.biases[layer])
            last = layer == len(self.weights) - 1
            x = z if last else activate(self.activation, z)
        return x

    def backward(self, x, y):
        d = y.shape[1]
        entries, scores = [x], []
        for w, b in zip(self.weights, self.biases):
            scores.append(dense_forward(entries[-1], w, b))
            entries.append(activate(self.activation, scores[-1]))
        delta = 2 * (scores[-1] - y) / d
        weight_gradients, bias_gradients = [], []
        for layer in range(len(self.weights) - 1, -1, -1):
            dx, dw, db = dense_backward(delta, entries[layer], self.weights[layer])
            weight_gradients.append(dw)
            bias_gradients.append(db)
            if layer:
                delta = dx * activation_derivative(self.activation, scores[layer - 1])
        weight_gradients.reverse()
        bias_gradients.reverse()
        return tuple(weight_gradients), tuple(bias_gradients)

    def step(self, gradients, lr):
        new_weights, new_biases = [], []
        for layer in range(len(self.weights)):
            new_weights.append(self.weights[layer] - lr * gradients[0][layer])
            new_biases.append(self.biases[layer] - lr * gradients[1][layer])
        self.weights, self.biases = new_weights, new_biases

    def train_step(self, x, y, lr):
        prediction = self.forward(x)
        loss = float(((prediction - y) ** 2).sum() / y.size)
        self.step(self.backward(x, y), lr)
        return loss

    def fit(self, x, y, lr, steps):
        losses = []
        for _ in range(steps):
            losses.append(self.train_step(x, y, lr))
        return losses

    def gradient_norms(self, x, y):
        norms = []
        for dw in self.backward(x, y)[0]:
            norms.append(math.sqrt(sum(float(value) ** 2 for value in dw.ravel())))
        return norms


def gradient_factors(slopes, weights):
    factors = np.zeros_like(slopes)
    product = 1.0
    for layer in range(len(slopes) - 1, -1, -1):
        product = product * slopes[layer] * weights[layer]
        factors[layer] = product
    return factors


def xavier_init(rng, fan_in, fan_out):
    rng = np.random.default_rng(rng)
    limit = math.sqrt(6 / (fan_in + fan_out))
    w = np.zeros((fan_in, fan_out))
    for j in range(fan_in):
        for k in range(fan_out):
            w[j, k] = rng.uniform(-limit, limit)
    return w


def he_init(rng, fan_in, fan_out):
    rng = np.random.default_rng(rng)
    w = np.zeros((fan_in, fan_out))
    for j in range(fan_in):
        for k in range(fan_out):
            w[j, k] = rng.normal() * math.sqrt(2 / fan_in)
    return w


def gradient_check(f, x, h=1e-5):
    flat = x.ravel()
    gradient = np.zeros(flat.size)
    for i in range(flat.size):
        up, down = flat.copy(), flat.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (f(up.reshape(x.shape)) - f(down.reshape(x.shape))) / (2 * h)
    return gradient.reshape(x.shape)


def relative_error(a, b):
    difference = math.sqrt(((a - b) ** 2).sum())
    size = math.sqrt((a**2).sum()) + math.sqrt((b**2).sum())
    if size == 0:
        return 0
    return difference / size
