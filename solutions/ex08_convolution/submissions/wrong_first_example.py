"""Wrong: works for a batch of one image only, which it takes out and puts back."""

import numpy as np


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


def padded(x, p, value):
    n, c, h, w = x.shape
    big = np.full((n, c, h + 2 * p, w + 2 * p), value, dtype=x.dtype)
    big[:, :, p : p + h, p : p + w] = x
    return big


def places(kh, kw, stride, oh, ow):
    for i in range(kh):
        for j in range(kw):
            rows = slice(i, i + stride * oh, stride)
            columns = slice(j, j + stride * ow, stride)
            yield i, j, (slice(None), slice(None), rows, columns)


def conv2d(x, k, b, stride=1, padding=0):
    f, c, kh, kw = k.shape
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    big = padded(x, padding, 0)
    out = np.zeros((len(x), f, oh, ow), dtype=x.dtype) + b.reshape(1, f, 1, 1)
    for i, j, at in places(kh, kw, stride, oh, ow):
        out[0] += np.einsum("chw,fc->fhw", big[at][0], k[:, :, i, j])
    return out


def conv2d_backward(dout, x, k, stride=1, padding=0):
    f, c, kh, kw = k.shape
    big = padded(x, padding, 0)
    dbig, dk = np.zeros_like(big), np.zeros_like(k)
    for i, j, at in places(kh, kw, stride, *dout.shape[2:]):
        dk[:, :, i, j] = np.einsum("nfhw,nchw->fc", dout, big[at])
        dbig[at] += np.einsum("nfhw,fc->nchw", dout, k[:, :, i, j])
    h, w = x.shape[2:]
    return dbig[:, :, padding : h + padding, padding : w + padding], dk, dout.sum(axis=(0, 2, 3))


def stacked(x, size, stride, padding, value):
    oh = output_size(x.shape[2], size, stride, padding)
    ow = output_size(x.shape[3], size, stride, padding)
    big = padded(x, padding, value)
    return big, [(big[at], at) for _, _, at in places(size, size, stride, oh, ow)]


def max_pool2d(x, size, stride, padding=0):
    _, pairs = stacked(x, size, stride, padding, -np.inf)
    best = pairs[0][0].copy()
    for piece, _ in pairs:
        best = np.maximum(best, piece)
    return best


def max_pool2d_backward(dout, x, size, stride, padding=0):
    big, pairs = stacked(x, size, stride, padding, -np.inf)
    best = np.max([piece for piece, _ in pairs], axis=0)
    free = np.ones(dout.shape, dtype=bool)
    dbig = np.zeros_like(big)
    for piece, at in pairs:
        here = free & (piece == best)
        dbig[at] += dout * here
        free &= ~here
    return dbig[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]


def min_pool2d(x, size, stride, padding=0):
    _, pairs = stacked(x, size, stride, padding, np.inf)
    return np.min([piece for piece, _ in pairs], axis=0)


def min_pool2d_backward(dout, x, size, stride, padding=0):
    return max_pool2d_backward(dout, -x, size, stride, padding)


def avg_pool2d(x, size, stride, padding=0):
    _, pairs = stacked(x, size, stride, padding, 0)
    return sum(piece for piece, _ in pairs) / size**2


def avg_pool2d_backward(dout, x, size, stride, padding=0):
    big, pairs = stacked(x, size, stride, padding, 0)
    dbig = np.zeros_like(big)
    for _, at in pairs:
        dbig[at] += dout / size**2
    return dbig[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]


def relu(z):
    return np.maximum(z, 0)


def cnn_forward(params, x):
    a = relu(conv2d(x, params["k1"], params["b1"], 1, 0))
    a = relu(conv2d(a, params["k2"], params["b2"], 2, 0))
    n, f, h, w = a.shape
    a = relu(np.dot(a.reshape(n, f * h * w), params["w3"]) + params["b3"])
    return np.dot(a, params["w4"]) + params["b4"]


def init_classifier(rng):
    rng = np.random.default_rng(rng)
    k1 = rng.normal(0.0, np.sqrt(2 / 9), (6, 1, 3, 3))
    k2 = rng.normal(0.0, np.sqrt(2 / 54), (8, 6, 3, 3))
    w3 = rng.normal(0.0, 0.01, (32, 10))
    zeros = np.zeros
    return {"k1": k1, "b1": zeros(6), "k2": k2, "b2": zeros(8), "w3": w3, "b3": zeros(10)}


def run(params, x):
    z1 = conv2d(x, params["k1"], params["b1"], 1, 1)
    p1 = max_pool2d(relu(z1), 2, 2)
    z2 = conv2d(p1, params["k2"], params["b2"], 1, 1)
    p2 = max_pool2d(relu(z2), 2, 2)
    flat = p2.reshape(x.shape[0], -1)
    return z1, p1, z2, p2, flat, flat @ params["w3"] + params["b3"]


def classifier_forward(params, x):
    return run(params, x)[-1]


def classifier_backward(params, x, labels):
    z1, p1, z2, p2, flat, z3 = run(params, x)
    n = len(labels)
    z3 = z3 - z3.max(axis=-1, keepdims=True)
    total = np.exp(z3).sum(axis=-1, keepdims=True)
    loss = np.mean(np.log(total[:, 0]) - z3[np.arange(n), labels])
    y = np.zeros_like(z3)
    y[np.arange(n), labels] = 1
    dz3 = (np.exp(z3) / total - y) / n
    dp2 = (dz3 @ params["w3"].T).reshape(p2.shape)
    dz2 = np.where(z2 > 0, max_pool2d_backward(dp2, relu(z2), 2, 2), 0)
    dp1, dk2, db2 = conv2d_backward(dz2, p1, params["k2"], 1, 1)
    dz1 = np.where(z1 > 0, max_pool2d_backward(dp1, relu(z1), 2, 2), 0)
    _, dk1, db1 = conv2d_backward(dz1, x, params["k1"], 1, 1)
    grads = dict(k1=dk1, b1=db1, k2=dk2, b2=db2, w3=flat.T @ dz3, b3=dz3.sum(0))
    return loss, grads


def train_step(params, x, labels, lr):
    loss, grads = classifier_backward(params, x, labels)
    new = {}
    for key in params:
        new[key] = params[key] - lr * grads[key]
    return new, loss


def train_classifier(params, x, labels, epochs, batch_size, lr, rng):
    rng = np.random.default_rng(rng)
    losses = []
    for epoch in range(epochs):
        indices = np.arange(len(x))
        rng.shuffle(indices)
        sums = []
        for i in range(0, len(x), batch_size):
            some = indices[i : i + batch_size]
            params, loss = train_step(params, x[some], labels[some], lr)
            sums.append(len(some) * float(loss))
        losses.append(sum(sums) / len(x))
    return params, losses

