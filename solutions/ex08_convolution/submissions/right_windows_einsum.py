"""Right: sliding_window_view and plain einsum, without optimize; pooling with masks and cumsum."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def output_size(size, kernel, stride=1, padding=0):
    return len(range(0, size + 2 * padding - kernel + 1, stride))


def parameter_count(kernel_h, kernel_w, channels, filters):
    return sum(np.prod(s, dtype=int) for s in ((filters, channels, kernel_h, kernel_w), (filters,)))


def dense_parameter_count(sizes):
    sizes = np.array(sizes)
    return np.sum((sizes[:-1] + 1) * sizes[1:])


def cnn_parameter_count(filters, hidden):
    return 224 + 73 * filters + (9 * filters + 1) * hidden + hidden + 1


def views(x, kh, kw, s, p, value=0.0):
    x = np.pad(x, ((0,), (0,), (p,), (p,)), constant_values=value)
    return sliding_window_view(x, (kh, kw), (2, 3))[:, :, ::s, ::s]


def fold(v, x, s, p):
    """The adjoint of views: v (n, c, oh, ow, kh, kw)."""
    n, c, oh, ow, kh, kw = v.shape
    out = np.zeros((n, c, x.shape[2] + 2 * p, x.shape[3] + 2 * p), x.dtype)
    for i in range(kh):
        for j in range(kw):
            out[:, :, i : i + s * oh : s, j : j + s * ow : s] += v[..., i, j]
    return out[:, :, p : x.shape[2] + p, p : x.shape[3] + p]


def conv2d(x, k, b, stride=1, padding=0):
    v = views(x, k.shape[2], k.shape[3], stride, padding)
    return np.einsum("nchwij,fcij->nfhw", v, k) + b[None, :, None, None]


def conv2d_backward(dout, x, k, stride=1, padding=0):
    v = views(x, k.shape[2], k.shape[3], stride, padding)
    dk = np.einsum("nfhw,nchwij->fcij", dout, v)
    dv = np.einsum("nfhw,fcij->nchwij", dout, k)
    return fold(dv, x, stride, padding), dk, np.einsum("nfhw->f", dout)


def max_pool2d(x, size, stride, padding=0):
    return np.max(views(x, size, size, stride, padding, -np.inf), axis=(4, 5))


def max_pool2d_backward(dout, x, size, stride, padding=0):
    v = views(x, size, size, stride, padding, -np.inf)
    flat = v.reshape(*v.shape[:4], size * size)
    mask = flat == flat.max(axis=-1, keepdims=True)
    mask &= np.cumsum(mask, axis=-1) == 1
    return fold(mask.reshape(v.shape) * dout[..., None, None], x, stride, padding)


def min_pool2d(x, size, stride, padding=0):
    return np.min(views(x, size, size, stride, padding, np.inf), axis=(4, 5))


def min_pool2d_backward(dout, x, size, stride, padding=0):
    return max_pool2d_backward(dout, 0 - x, size, stride, padding)


def avg_pool2d(x, size, stride, padding=0):
    return np.mean(views(x, size, size, stride, padding), axis=(4, 5))


def avg_pool2d_backward(dout, x, size, stride, padding=0):
    share = (dout / (size * size))[..., None, None]
    ones = np.ones((size, size), x.dtype)
    return fold(share * ones, x, stride, padding)


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

