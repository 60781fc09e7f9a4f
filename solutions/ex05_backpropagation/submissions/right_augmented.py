"""Weights and bias of a layer in one matrix, with a column of ones; the network keeps only that."""

import numpy as np


def activate(name, z):
    table = {"relu": lambda: np.where(z > 0, z, 0 * z), "tanh": lambda: np.tanh(z)}
    table |= {"sigmoid": lambda: 1 / (1 + np.exp(-z)), "identity": lambda: z}
    return table[name]()


def slope_from_output(name, a):
    """The derivatives written on the output a: allowed, as long as it is a and not z."""
    if name == "relu":
        return (a > 0).astype(a.dtype)
    if name == "tanh":
        return (1 - a) * (1 + a)
    if name == "sigmoid":
        return a * (1 - a)
    return np.ones(a.shape, a.dtype)


def chain_forward(x, parameters):
    a1 = activate("sigmoid", parameters["w1"] * x + parameters["b1"])
    a2 = activate("sigmoid", parameters["w2"] * a1 + parameters["b2"])
    return a1, a2, activate("sigmoid", parameters["w3"] * a2 + parameters["b3"])


def chain_backward(x, y, parameters):
    # The chain is a network with one neuron per layer, a batch of one, and a sigmoid at the end.
    a1, a2, p = chain_forward(x, parameters)
    entries, outputs = (x, a1, a2), (a1, a2, p)
    found, upstream = {}, -(y - p)
    for at in (2, 1, 0):
        found[f"b{at + 1}"] = upstream * outputs[at] * (1 - outputs[at])
        found[f"w{at + 1}"] = found[f"b{at + 1}"] * entries[at]
        upstream = found[f"b{at + 1}"] * parameters[f"w{at + 1}"]
    return found


def with_ones(x):
    return np.hstack([x, np.ones((len(x), 1), x.dtype)])


def dense_forward(x, w, b):
    return with_ones(x) @ np.vstack([w, b])


def dense_backward(delta, x, w):
    both = with_ones(x).T @ delta / len(delta)
    return np.dot(w, delta.T).T, both[:-1], both[-1]


class MLP:
    def __init__(self, weights, biases, activation):
        self.matrices = [np.vstack([w, b]) for w, b in zip(weights, biases)]
        self.name = activation

    def parameters(self):
        return [m[:-1] for m in self.matrices], [m[-1] for m in self.matrices]

    def forward(self, x):
        self.entries = []
        for at, matrix in enumerate(self.matrices):
            x = x if at == 0 else activate(self.name, x)
            self.entries.append(x)
            x = with_ones(x) @ matrix
        return x

    def backward(self, x, y):
        delta = 2 * (self.forward(x) - y) / y.size
        found = []
        for at in range(len(self.matrices))[::-1]:
            found = [with_ones(self.entries[at]).T @ delta, *found]
            # The output of the layer before is the input of this one.
            slope = slope_from_output(self.name, self.entries[at])
            delta = (delta @ self.matrices[at].T)[:, :-1] * slope
        return [g[:-1] for g in found], [g[-1] for g in found]

    def step(self, gradients, lr):
        both = [np.vstack(pair) for pair in zip(*gradients)]
        # In place, in matrices that belong to the network alone.
        for matrix, gradient in zip(self.matrices, both):
            matrix -= lr * gradient

    def train_step(self, x, y, lr):
        loss = np.average((self.forward(x) - y) ** 2)
        self.step(self.backward(x, y), lr)
        return loss

    def fit(self, x, y, lr, steps):
        return tuple(self.train_step(x, y, lr) for _ in range(steps))

    def gradient_norms(self, x, y):
        return tuple(float(np.sqrt(np.sum(dw**2))) for dw in self.backward(x, y)[0])


def gradient_factors(slopes, weights):
    return np.flip(np.multiply.accumulate(np.flip(weights) * np.flip(slopes)))


def xavier_init(rng, fan_in, fan_out):
    rng = np.random.default_rng(rng)
    limit = np.sqrt(3) * np.sqrt(2 / (fan_in + fan_out))
    return rng.uniform(-limit, limit, (fan_out, fan_in)).T


def he_init(rng, fan_in, fan_out):
    rng = np.random.default_rng(rng)
    return rng.normal(scale=np.sqrt(2 / fan_in), size=fan_in * fan_out).reshape(fan_in, fan_out)


def gradient_check(f, x, h=1e-5):
    x = np.array(x)
    gradient = np.zeros(x.shape)
    walk = np.nditer(x, flags=["multi_index"])
    for _ in walk:
        at = walk.multi_index
        kept = x[at]
        x[at] = kept + h
        above = f(x)
        x[at] = kept - h
        below = f(x)
        x[at] = kept
        gradient[at] = (above - below) / (2 * h)
    return gradient


def relative_error(a, b):
    if not a.any() and not b.any():
        return 0.0
    a, b = a.ravel(), b.ravel()
    return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))
