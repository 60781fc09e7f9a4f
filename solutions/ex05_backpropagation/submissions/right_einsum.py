"""einsum everywhere; what the forward pass keeps is returned, not stored; tuples for lists."""

import numpy as np

FUNCTIONS = {
    "relu": (lambda z: z * (z > 0), lambda z: np.where(z > 0, 1, 0).astype(z.dtype)),
    "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
    "sigmoid": (
        lambda z: 1 / (1 + np.exp(-z)),
        lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
    ),
    "identity": (lambda z: z, np.ones_like),
}


def chain_forward(x, parameters):
    s = FUNCTIONS["sigmoid"][0]
    a1 = s(parameters["w1"] * x + parameters["b1"])
    a2 = s(parameters["w2"] * a1 + parameters["b2"])
    return float(a1), float(a2), float(s(parameters["w3"] * a2 + parameters["b3"]))


def chain_backward(x, y, parameters):
    # Every derivative written out in full, from left to right.
    a1, a2, p = chain_forward(x, parameters)
    w2, w3 = parameters["w2"], parameters["w3"]
    b3 = (p - y) * p * (1 - p)
    b2 = (p - y) * p * (1 - p) * w3 * a2 * (1 - a2)
    b1 = (p - y) * p * (1 - p) * w3 * a2 * (1 - a2) * w2 * a1 * (1 - a1)
    return {"w1": b1 * x, "b1": b1, "w2": b2 * a1, "b2": b2, "w3": b3 * a2, "b3": b3}


def dense_forward(x, w, b):
    return np.einsum("ij,jk->ik", x, w) + b[None, :]


def dense_backward(delta, x, w):
    n = x.shape[0]
    dx = np.einsum("ik,jk->ij", delta, w)
    dw = np.einsum("ij,ik->jk", x, delta) / n
    return dx, dw, np.einsum("ik->k", delta) / n


class MLP:
    def __init__(self, weights, biases, activation):
        self.layers = tuple(zip(weights, biases))
        self.f, self.slope = FUNCTIONS[activation]

    def parameters(self):
        return tuple(w for w, _ in self.layers), tuple(b for _, b in self.layers)

    def trace(self, x):
        kept = []
        for depth, (w, b) in enumerate(self.layers):
            z = dense_forward(x, w, b)
            kept.append((x, z))
            x = z if depth == len(self.layers) - 1 else self.f(z)
        return x, kept

    def forward(self, x):
        return self.trace(x)[0]

    def backward(self, x, y):
        prediction, kept = self.trace(x)
        # The 1/n is here already: what follows adds up and does not average.
        delta = (prediction - y) * (2 / y.size)
        found = []
        while kept:
            entry, _ = kept.pop()
            w, _ = self.layers[len(kept)]
            found.append((np.einsum("ij,ik->jk", entry, delta), delta.sum(0)))
            if kept:
                delta = np.einsum("ik,jk->ij", delta, w) * self.slope(kept[-1][1])
        return tuple(zip(*reversed(found)))

    def step(self, gradients, lr):
        moved = []
        for (w, b), dw, db in zip(self.layers, *gradients):
            moved.append((w - dw * lr, b - db * lr))
        self.layers = tuple(moved)

    def train_step(self, x, y, lr):
        before = np.square(self.forward(x) - y).mean()
        self.step(self.backward(x, y), lr)
        return before

    def fit(self, x, y, lr, steps):
        return np.array([self.train_step(x, y, lr) for _ in range(steps)])

    def gradient_norms(self, x, y):
        return np.array([np.sqrt(np.einsum("jk,jk->", g, g)) for g in self.backward(x, y)[0]])


def gradient_factors(slopes, weights):
    return np.array([np.prod(slopes[at:] * weights[at:]) for at in range(len(slopes))])


def xavier_init(rng, fan_in, fan_out):
    unit = np.random.default_rng(rng).random((fan_in, fan_out))
    return (2 * unit - 1) * np.sqrt(6 / (fan_in + fan_out))


def he_init(rng, fan_in, fan_out):
    return np.random.default_rng(rng).standard_normal((fan_in, fan_out)) * (2 / fan_in) ** 0.5


def gradient_check(f, x, h=1e-5):
    moves = h * np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([(f(x + e) - f(x - e)) / (h + h) for e in moves]).reshape(x.shape)


def relative_error(a, b):
    size = np.sqrt(np.sum(a * a)) + np.sqrt(np.sum(b * b))
    return np.sqrt(np.sum((a - b) ** 2)) / size if size > 0 else 0.0
