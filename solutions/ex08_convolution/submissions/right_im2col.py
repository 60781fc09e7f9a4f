"""Right: im2col with index arrays, one matrix product, np.add.at on the way back; layer classes."""

import numpy as np


def output_size(size, kernel, stride=1, padding=0):
    return len(range(0, size + 2 * padding - kernel + 1, stride))


def parameter_count(kernel_h, kernel_w, channels, filters):
    return sum(np.prod(s, dtype=int) for s in ((filters, channels, kernel_h, kernel_w), (filters,)))


def dense_parameter_count(sizes):
    sizes = np.array(sizes)
    return np.sum((sizes[:-1] + 1) * sizes[1:])


def cnn_parameter_count(filters, hidden):
    return 224 + 73 * filters + (9 * filters + 1) * hidden + hidden + 1


def indices(shape, kh, kw, stride, padding):
    _, c, h, w = shape
    oh = (h + 2 * padding - kh) // stride + 1
    ow = (w + 2 * padding - kw) // stride + 1
    i0 = np.tile(np.repeat(np.arange(kh), kw), c)
    i1 = stride * np.repeat(np.arange(oh), ow)
    j0 = np.tile(np.arange(kw), kh * c)
    j1 = stride * np.tile(np.arange(ow), oh)
    rows = i0.reshape(-1, 1) + i1.reshape(1, -1)
    columns = j0.reshape(-1, 1) + j1.reshape(1, -1)
    channels = np.repeat(np.arange(c), kh * kw).reshape(-1, 1)
    return channels, rows, columns, oh, ow


def around(x, p, value=0):
    return np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)], mode="constant", constant_values=value)


def im2col(x, kh, kw, stride, padding, value=0):
    channels, rows, columns, oh, ow = indices(x.shape, kh, kw, stride, padding)
    return around(x, padding, value)[:, channels, rows, columns], oh, ow


def col2im(cols, shape, kh, kw, stride, padding):
    channels, rows, columns, _, _ = indices(shape, kh, kw, stride, padding)
    dx = np.zeros_like(around(np.zeros(shape, dtype=cols.dtype), padding))
    np.add.at(dx, (slice(None), channels, rows, columns), cols)
    if padding == 0:
        return dx
    return dx[:, :, padding:-padding, padding:-padding]


def conv2d(x, k, b, stride=1, padding=0):
    f, c, kh, kw = k.shape
    cols, oh, ow = im2col(x, kh, kw, stride, padding)
    out = k.reshape(f, -1) @ cols + b.reshape(-1, 1)
    return out.reshape(x.shape[0], f, oh, ow)


def conv2d_backward(dout, x, k, stride=1, padding=0):
    f, c, kh, kw = k.shape
    cols, oh, ow = im2col(x, kh, kw, stride, padding)
    d = dout.reshape(len(x), f, oh * ow)
    db = np.sum(d, axis=(0, 2))
    dk = np.matmul(d, cols.transpose(0, 2, 1)).sum(axis=0).reshape(k.shape)
    dx = col2im(k.reshape(f, -1).T @ d, x.shape, kh, kw, stride, padding)
    return [dx, dk, db]


def split(x, size, stride, padding, value):
    n, c, h, w = x.shape
    cols, oh, ow = im2col(x.reshape(n * c, 1, h, w), size, size, stride, padding, value)
    return cols, (n, c, oh, ow)


def joined(cols, shape, size, stride, padding):
    n, c, h, w = shape
    return col2im(cols, (n * c, 1, h, w), size, size, stride, padding).reshape(shape)


def max_pool2d(x, size, stride, padding=0):
    cols, shape = split(x, size, stride, padding, -np.inf)
    return cols.max(axis=1).reshape(shape)


def max_pool2d_backward(dout, x, size, stride, padding=0):
    cols, shape = split(x, size, stride, padding, -np.inf)
    dcols = np.zeros_like(cols)
    best = np.argmax(cols, axis=1)[:, None]
    np.put_along_axis(dcols, best, dout.reshape(best.shape), axis=1)
    return joined(dcols, x.shape, size, stride, padding)


def min_pool2d(x, size, stride, padding=0):
    cols, shape = split(x, size, stride, padding, np.inf)
    return cols.min(axis=1).reshape(shape)


def min_pool2d_backward(dout, x, size, stride, padding=0):
    cols, shape = split(x, size, stride, padding, np.inf)
    dcols = np.zeros_like(cols)
    best = np.argmin(cols, axis=1)[:, None]
    np.put_along_axis(dcols, best, dout.reshape(best.shape), axis=1)
    return joined(dcols, x.shape, size, stride, padding)


def avg_pool2d(x, size, stride, padding=0):
    cols, shape = split(x, size, stride, padding, 0)
    return np.mean(cols, axis=1).reshape(shape)


def avg_pool2d_backward(dout, x, size, stride, padding=0):
    n, c, oh, ow = dout.shape
    each = dout.reshape(n * c, 1, oh * ow) / (size * size)
    return joined(np.repeat(each, size * size, axis=1), x.shape, size, stride, padding)


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

