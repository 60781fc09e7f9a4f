"""Right: slices of all the images, loops over filters, channels and kernel places; long."""

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


def add_border(x, p, value):
    if p == 0:
        return x.copy()
    n, c, h, w = x.shape
    bigger = np.ones((n, c, h + 2 * p, w + 2 * p)) * value
    bigger[:, :, p:-p, p:-p] = x
    return bigger.astype(x.dtype)


def conv2d(x, k, b, stride=1, padding=0):
    n, c, h, w = x.shape
    f, c, kh, kw = k.shape
    out_h = output_size(h, kh, stride, padding)
    out_w = output_size(w, kw, stride, padding)
    bigger = add_border(x, padding, 0)
    out = np.zeros((n, f, out_h, out_w))
    for kernel in range(f):
        for channel in range(c):
            for i in range(kh):
                for j in range(kw):
                    plane = bigger[:, channel, i:, j:]
                    plane = plane[:, ::stride, ::stride][:, :out_h, :out_w]
                    out[:, kernel] += plane * k[kernel, channel, i, j]
        out[:, kernel] += b[kernel]
    return out.astype(x.dtype)


def conv2d_backward(dout, x, k, stride=1, padding=0):
    n, c, h, w = x.shape
    f, c, kh, kw = k.shape
    out_h, out_w = dout.shape[2], dout.shape[3]
    bigger = add_border(x, padding, 0)
    dbigger = np.zeros(bigger.shape)
    dk = np.zeros(k.shape)
    db = np.zeros(f)
    for kernel in range(f):
        d = dout[:, kernel]
        db[kernel] = d.sum()
        for channel in range(c):
            for i in range(kh):
                for j in range(kw):
                    rows = slice(i, i + (out_h - 1) * stride + 1, stride)
                    columns = slice(j, j + (out_w - 1) * stride + 1, stride)
                    plane = bigger[:, channel, rows, columns]
                    dk[kernel, channel, i, j] = (plane * d).sum()
                    dbigger[:, channel, rows, columns] += d * k[kernel, channel, i, j]
    dx = dbigger[:, :, padding : padding + h, padding : padding + w]
    return dx.astype(x.dtype), dk.astype(x.dtype), db.astype(x.dtype)


def each_window(x, size, stride, padding):
    """Pooling is not timed: here a loop over the pixels of the output is fine."""
    out_h = output_size(x.shape[2], size, stride, padding)
    out_w = output_size(x.shape[3], size, stride, padding)
    for row in range(out_h):
        for column in range(out_w):
            top, left = row * stride, column * stride
            yield row, column, slice(top, top + size), slice(left, left + size)


def pool(x, size, stride, padding, value, function):
    bigger = add_border(x, padding, value)
    out_h = output_size(x.shape[2], size, stride, padding)
    out_w = output_size(x.shape[3], size, stride, padding)
    out = np.zeros((x.shape[0], x.shape[1], out_h, out_w))
    for row, column, rows, columns in each_window(x, size, stride, padding):
        out[:, :, row, column] = function(bigger[:, :, rows, columns], axis=(2, 3))
    return out.astype(x.dtype)


def max_pool2d(x, size, stride, padding=0):
    return pool(x, size, stride, padding, -np.inf, np.max)


def min_pool2d(x, size, stride, padding=0):
    return pool(x, size, stride, padding, np.inf, np.min)


def avg_pool2d(x, size, stride, padding=0):
    return pool(x, size, stride, padding, 0, np.mean)


def extreme_backward(dout, x, size, stride, padding, value, find):
    bigger = add_border(x, padding, value)
    dbigger = np.zeros(bigger.shape)
    n, c, h, w = x.shape
    for row, column, rows, columns in each_window(x, size, stride, padding):
        for image in range(n):
            for channel in range(c):
                window = bigger[image, channel, rows, columns]
                i, j = np.unravel_index(find(window), window.shape)
                place = (image, channel, rows.start + i, columns.start + j)
                dbigger[place] += dout[image, channel, row, column]
    return dbigger[:, :, padding : padding + h, padding : padding + w].astype(x.dtype)


def max_pool2d_backward(dout, x, size, stride, padding=0):
    return extreme_backward(dout, x, size, stride, padding, -np.inf, np.argmax)


def min_pool2d_backward(dout, x, size, stride, padding=0):
    return extreme_backward(dout, x, size, stride, padding, np.inf, np.argmin)


def avg_pool2d_backward(dout, x, size, stride, padding=0):
    dbigger = np.zeros(add_border(x, padding, 0).shape)
    h, w = x.shape[2:]
    for row, column, rows, columns in each_window(x, size, stride, padding):
        share = dout[:, :, row, column] / (size * size)
        dbigger[:, :, rows, columns] += share[:, :, None, None]
    return dbigger[:, :, padding : padding + h, padding : padding + w].astype(x.dtype)


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

