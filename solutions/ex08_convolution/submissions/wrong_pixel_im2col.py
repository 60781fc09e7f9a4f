"""Wrong: one matrix product, but its columns are copied pixel by pixel in a Python loop."""

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


def surrounded(x, p, value=0.0):
    return np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), constant_values=value)


def im2col(x, kh, kw, stride, padding, value=0.0):
    big = surrounded(x, padding, value)
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    cols = np.empty((oh, ow, *x.shape[:2], kh, kw), dtype=x.dtype)
    for p in range(oh):
        for q in range(ow):
            top, left = p * stride, q * stride
            cols[p, q] = big[:, :, top : top + kh, left : left + kw]
    return cols


def col2im(cols, shape, stride, padding):
    n, c, h, w = shape
    oh, ow, _, _, kh, kw = cols.shape
    big = np.zeros((n, c, h + 2 * padding, w + 2 * padding), dtype=cols.dtype)
    for p in range(oh):
        for q in range(ow):
            top, left = p * stride, q * stride
            big[:, :, top : top + kh, left : left + kw] += cols[p, q]
    return big[:, :, padding : padding + h, padding : padding + w]


def conv2d(x, k, b, stride=1, padding=0):
    cols = im2col(x, k.shape[2], k.shape[3], stride, padding)
    return np.tensordot(cols, k, ((3, 4, 5), (1, 2, 3))).transpose(2, 3, 0, 1) + b[:, None, None]


def conv2d_backward(dout, x, k, stride=1, padding=0):
    cols = im2col(x, k.shape[2], k.shape[3], stride, padding)
    dk = np.tensordot(dout, cols, ((0, 2, 3), (2, 0, 1)))
    dcols = np.tensordot(dout.transpose(2, 3, 0, 1), k, (3, 0))
    return col2im(dcols, x.shape, stride, padding), dk, dout.sum((0, 2, 3))


def max_pool2d(x, size, stride, padding=0):
    cols = im2col(x, size, size, stride, padding, -np.inf)
    return cols.max(axis=(4, 5)).transpose(2, 3, 0, 1)


def max_pool2d_backward(dout, x, size, stride, padding=0):
    cols = im2col(x, size, size, stride, padding, -np.inf)
    flat = cols.reshape(*cols.shape[:4], -1)
    mask = np.arange(size * size) == flat.argmax(axis=-1)[..., None]
    dcols = mask.reshape(cols.shape) * dout.transpose(2, 3, 0, 1)[..., None, None]
    return col2im(dcols, x.shape, stride, padding)


def min_pool2d(x, size, stride, padding=0):
    return 0 - max_pool2d(0 - x, size, stride, padding)


def min_pool2d_backward(dout, x, size, stride, padding=0):
    return max_pool2d_backward(dout, 0 - x, size, stride, padding)


def avg_pool2d(x, size, stride, padding=0):
    return im2col(x, size, size, stride, padding).mean(axis=(4, 5)).transpose(2, 3, 0, 1)


def avg_pool2d_backward(dout, x, size, stride, padding=0):
    share = dout.transpose(2, 3, 0, 1)[..., None, None] / size**2
    return col2im(np.tile(share, (size, size)), x.shape, stride, padding)


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

