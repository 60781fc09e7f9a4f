"""The network copies its arrays, then changes its own in place; costs and norms are arrays."""

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
        self.weights = [np.array(w) for w in weights]
        self.biases = [np.array(b) for b in biases]
        self.activation = activation

    def parameters(self):
        return (self.weights, self.biases)

    def forward(self, x):
        self.inputs, self.scores = ([], [])
        a = x
        for w, b in zip(self.weights, self.biases):
            z = dense_forward(a, w, b)
            self.inputs.append(a)
            self.scores.append(z)
            a = activate(self.activation, z)
        return z

    def backward(self, x, y):
        _, outputs = y.shape
        delta = 2.0 * (self.forward(x) - y) / outputs
        weight_gradients, bias_gradients = ([], [])
        for layer in reversed(range(len(self.weights))):
            dx, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
            weight_gradients.insert(0, dw)
            bias_gradients.insert(0, db)
            if layer > 0:
                delta = dx * activation_derivative(self.activation, self.scores[layer - 1])
        return (weight_gradients, bias_gradients)

    def step(self, gradients, lr):
        for own, received in zip((self.weights, self.biases), gradients):
            for parameter, gradient in zip(own, received):
                parameter -= lr * gradient

    def train_step(self, x, y, lr):
        gradients = self.backward(x, y)
        loss = mse(self.scores[-1], y)
        self.step(gradients, lr)
        return loss

    def fit(self, x, y, lr, steps):
        return np.array([self.train_step(x, y, lr) for _ in range(steps)])

    def gradient_norms(self, x, y):
        weight_gradients, _ = self.backward(x, y)
        return np.array([np.sqrt((dw**2).sum()) for dw in weight_gradients])


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
        gradient[place] = (above - f(moved)) / (2.0 * h)
    return gradient


def relative_error(a, b):
    size = np.linalg.norm(a) + np.linalg.norm(b)
    return 0.0 if size == 0.0 else np.linalg.norm(a - b) / size
