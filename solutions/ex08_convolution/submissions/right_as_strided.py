"""Right: as_strided and tensordot; dx as a correlation of the spread dout with the flipped kernel."""

import numpy as np
from numpy.lib.stride_tricks import as_strided


def output_size(size, kernel, stride=1, padding=0):
    return int(np.floor((size - kernel + 2 * padding) / stride)) + 1


def parameter_count(kernel_h, kernel_w, channels, filters):
    weights = filters * channels * kernel_h * kernel_w
    biases = filters
    return weights + biases


def dense_parameter_count(sizes):
    total = 0
    for layer in range(len(sizes) - 1):
        total += sizes[layer] * sizes[layer + 1] + sizes[layer + 1]
    return total


def cnn_parameter_count(filters, hidden):
    count = parameter_count(3, 3, 3, 8)
    count += parameter_count(3, 3, 8, filters)
    count += 9 * filters * hidden + hidden
    count += hidden + 1
    return count


def surround(x, top, bottom, left, right, value=0.0):
    margins = ((0, 0), (0, 0), (top, bottom), (left, right))
    return np.pad(x, margins, constant_values=value)


def patches(x, kh, kw, stride):
    x = np.ascontiguousarray(x)
    n, c, h, w = x.shape
    sn, sc, sh, sw = x.strides
    shape = (n, c, (h - kh) // stride + 1, (w - kw) // stride + 1, kh, kw)
    steps = (sn, sc, sh * stride, sw * stride, sh, sw)
    return as_strided(x, shape, steps, writeable=False)


def correlate(x, k, stride=1):
    out = np.tensordot(patches(x, *k.shape[2:], stride), k, axes=[(1, 4, 5), (1, 2, 3)])
    return out.transpose(0, 3, 1, 2)


def conv2d(x, k, b, stride=1, padding=0):
    p = padding
    return correlate(surround(x, p, p, p, p), k, stride) + b.reshape(-1, 1, 1)


def conv2d_backward(dout, x, k, stride=1, padding=0):
    n, f, oh, ow = dout.shape
    _, c, kh, kw = k.shape
    h, w = x.shape[2:]
    p = padding
    big = patches(surround(x, p, p, p, p), kh, kw, stride)
    dk = np.tensordot(dout, big, axes=[(0, 2, 3), (0, 2, 3)])
    # Zeros between the values of dout for the stride, then margins that bring back the size of x.
    spread = np.zeros((n, f, (oh - 1) * stride + 1, (ow - 1) * stride + 1), dtype=dout.dtype)
    spread[:, :, ::stride, ::stride] = dout
    rest_h = h + 2 * p - kh - (oh - 1) * stride
    rest_w = w + 2 * p - kw - (ow - 1) * stride
    spread = surround(spread, kh - 1, kh - 1 + rest_h, kw - 1, kw - 1 + rest_w)
    flipped = k[:, :, ::-1, ::-1].transpose(1, 0, 2, 3)
    dx = correlate(spread, flipped)
    return dx[:, :, p : p + h, p : p + w], dk, np.sum(np.sum(dout, axis=(2, 3)), axis=0)


def max_pool2d(x, size, stride, padding=0):
    p = padding
    return patches(surround(x, p, p, p, p, -np.inf), size, size, stride).max(axis=(-2, -1))


def min_pool2d(x, size, stride, padding=0):
    p = padding
    return patches(surround(x, p, p, p, p, np.inf), size, size, stride).min(axis=(-2, -1))


def spread_back(winner, dout, x, size, stride, p):
    n, c, oh, ow = dout.shape
    rows = np.arange(oh)[:, None] * stride + winner // size
    columns = np.arange(ow) * stride + winner % size
    out = np.zeros((n, c, x.shape[2] + 2 * p, x.shape[3] + 2 * p), dtype=x.dtype)
    example, channel = np.arange(n)[:, None, None, None], np.arange(c)[:, None, None]
    np.add.at(out, (example, channel, rows, columns), dout)
    return out[:, :, p : p + x.shape[2], p : p + x.shape[3]]


def max_pool2d_backward(dout, x, size, stride, padding=0):
    p = padding
    seen = patches(surround(x, p, p, p, p, -np.inf), size, size, stride)
    winner = seen.reshape(*dout.shape, -1).argmax(-1)
    return spread_back(winner, dout, x, size, stride, p)


def min_pool2d_backward(dout, x, size, stride, padding=0):
    p = padding
    seen = patches(surround(x, p, p, p, p, np.inf), size, size, stride)
    winner = seen.reshape(*dout.shape, -1).argmin(-1)
    return spread_back(winner, dout, x, size, stride, p)


def avg_pool2d(x, size, stride, padding=0):
    p = padding
    return patches(surround(x, p, p, p, p), size, size, stride).mean(axis=(-2, -1))


def avg_pool2d_backward(dout, x, size, stride, padding=0):
    n, c, h, w = x.shape
    k = np.ones((1, 1, size, size), dtype=x.dtype) / size**2
    alone = dout.reshape(n * c, 1, *dout.shape[2:])
    dx = conv2d_backward(alone, x.reshape(n * c, 1, h, w), k, stride, padding)[0]
    return dx.reshape(n, c, h, w)


class Conv:
    def __init__(self, k, b, stride=1, padding=0):
        self.k, self.b, self.how = k, b, (stride, padding)

    def forward(self, x):
        self.x = x
        return conv2d(x, self.k, self.b, *self.how)

    def backward(self, d):
        dx, self.dk, self.db = conv2d_backward(d, self.x, self.k, *self.how)
        return dx


class PoolThenRelu:
    """ReLU after the pooling: the same values, and the same gradient, as before it."""

    def forward(self, x):
        self.x, self.y = x, max_pool2d(x, 2, 2)
        return self.y * (self.y > 0)

    def backward(self, d):
        return max_pool2d_backward(d * (self.y > 0), self.x, 2, 2)


class Flatten:
    def forward(self, x):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, d):
        return d.reshape(self.shape)


class Dense:
    def __init__(self, w, b):
        self.k, self.b = w, b

    def forward(self, x):
        self.x = x
        return x @ self.k + self.b

    def backward(self, d):
        self.dk, self.db = self.x.T @ d, d.sum(axis=0)
        return d @ self.k.T


def layers(p):
    first, second = Conv(p["k1"], p["b1"], 1, 1), Conv(p["k2"], p["b2"], 1, 1)
    dense = Dense(p["w3"], p["b3"])
    return [first, PoolThenRelu(), second, PoolThenRelu(), Flatten(), dense]


def cnn_forward(params, x):
    for number in "12":
        x = conv2d(x, params["k" + number], params["b" + number], stride=int(number))
        x = x.clip(min=0)
    x = x.reshape(-1, x[0].size)
    return (x @ params["w3"] + params["b3"]).clip(0) @ params["w4"] + params["b4"]


def init_classifier(rng):
    draw = np.random.default_rng(rng).standard_normal
    params = {"k1": draw((6, 1, 3, 3)) * (2 / 9) ** 0.5}
    params["k2"] = draw((8, 6, 3, 3)) * (2 / 54) ** 0.5
    params["w3"] = draw((32, 10)) / 100
    params.update(b1=np.zeros(6), b2=np.zeros(8), b3=np.zeros(10))
    return params


def classifier_forward(params, x):
    for layer in layers(params):
        x = layer.forward(x)
    return x


def classifier_backward(params, x, labels):
    net = layers(params)
    for layer in net:
        x = layer.forward(x)
    x = x - x.max(1)[:, None]
    log_p = x - np.log(np.exp(x).sum(1))[:, None]
    rows = range(len(labels))
    loss = -sum(log_p[i, labels[i]] for i in rows) / len(labels)
    d = np.exp(log_p)
    for i in rows:
        d[i, labels[i]] -= 1
    d = d / len(labels)
    for layer in reversed(net):
        d = layer.backward(d)
    first, _, second, _, _, dense = net
    pairs = ((first, "k1", "b1"), (second, "k2", "b2"), (dense, "w3", "b3"))
    return loss, {key: g for at, k, b in pairs for key, g in ((k, at.dk), (b, at.db))}


def train_step(params, x, labels, lr):
    loss, g = classifier_backward(params, x, labels)
    return {k: v - lr * g[k] for k, v in params.items()}, loss


def train_classifier(params, x, labels, epochs, batch_size, lr, rng):
    rng = np.random.default_rng(rng)
    n, losses = len(x), np.zeros(epochs)
    for epoch in range(epochs):
        order = rng.choice(n, n, replace=False)
        for batch in np.array_split(order, range(batch_size, n, batch_size)):
            params, loss = train_step(params, x[batch], labels[batch], lr)
            losses[epoch] += loss * len(batch) / n
    return params, losses

