"""Wrong: loops over images, kernels and pixels, all in Python. Right values, far too slow."""

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


def zeros_around(x, p, value=0.0):
    return np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), constant_values=value)


def conv2d(x, k, b, stride=1, padding=0):
    n = x.shape[0]
    f, c, kh, kw = k.shape
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    big = zeros_around(x, padding)
    out = np.zeros((n, f, oh, ow), dtype=x.dtype)
    for image in range(n):
        for kernel in range(f):
            for p in range(oh):
                for q in range(ow):
                    top, left = p * stride, q * stride
                    window = big[image, :, top : top + kh, left : left + kw]
                    out[image, kernel, p, q] = np.sum(window * k[kernel]) + b[kernel]
    return out


def conv2d_backward(dout, x, k, stride=1, padding=0):
    n, f, oh, ow = dout.shape
    _, c, kh, kw = k.shape
    big = zeros_around(x, padding)
    dbig, dk = np.zeros_like(big), np.zeros_like(k)
    db = np.zeros(f, dtype=dout.dtype)
    for image in range(n):
        for kernel in range(f):
            for p in range(oh):
                for q in range(ow):
                    top, left = p * stride, q * stride
                    d = dout[image, kernel, p, q]
                    db[kernel] += d
                    dk[kernel] += d * big[image, :, top : top + kh, left : left + kw]
                    dbig[image, :, top : top + kh, left : left + kw] += d * k[kernel]
    h, w = x.shape[2:]
    return dbig[:, :, padding : padding + h, padding : padding + w], dk, db


def pool_loop(x, size, stride, padding, value, function):
    n, c = x.shape[:2]
    oh = output_size(x.shape[2], size, stride, padding)
    ow = output_size(x.shape[3], size, stride, padding)
    big = zeros_around(x, padding, value)
    out = np.zeros((n, c, oh, ow), dtype=x.dtype)
    for image in range(n):
        for channel in range(c):
            for p in range(oh):
                for q in range(ow):
                    top, left = p * stride, q * stride
                    window = big[image, channel, top : top + size, left : left + size]
                    out[image, channel, p, q] = function(window)
    return out


def max_pool2d(x, size, stride, padding=0):
    return pool_loop(x, size, stride, padding, -np.inf, np.max)


def min_pool2d(x, size, stride, padding=0):
    return pool_loop(x, size, stride, padding, np.inf, np.min)


def avg_pool2d(x, size, stride, padding=0):
    return pool_loop(x, size, stride, padding, 0.0, np.mean)


def pool_loop_backward(dout, x, size, stride, padding, value, share):
    n, c, oh, ow = dout.shape
    big = zeros_around(x, padding, value)
    dbig = np.zeros_like(big)
    for image in range(n):
        for channel in range(c):
            for p in range(oh):
                for q in range(ow):
                    top, left = p * stride, q * stride
                    at = (image, channel, slice(top, top + size), slice(left, left + size))
                    dbig[at] += share(big[at]) * dout[image, channel, p, q]
    h, w = x.shape[2:]
    return dbig[:, :, padding : padding + h, padding : padding + w]


def first_of(window, find):
    mask = np.zeros(window.shape, dtype=window.dtype)
    mask[np.unravel_index(find(window), window.shape)] = 1
    return mask


def max_pool2d_backward(dout, x, size, stride, padding=0):
    def share(window):
        return first_of(window, np.argmax)

    return pool_loop_backward(dout, x, size, stride, padding, -np.inf, share)


def min_pool2d_backward(dout, x, size, stride, padding=0):
    def share(window):
        return first_of(window, np.argmin)

    return pool_loop_backward(dout, x, size, stride, padding, np.inf, share)


def avg_pool2d_backward(dout, x, size, stride, padding=0):
    def share(window):
        return np.full(window.shape, 1 / size**2, dtype=window.dtype)

    return pool_loop_backward(dout, x, size, stride, padding, 0.0, share)


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

