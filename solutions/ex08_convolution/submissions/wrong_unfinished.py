"""Wrong: handed in half-way, with prints; pooling back and the networks are missing."""

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
    print('kernels', k.shape)
    oh = output_size(x.shape[2], kh, stride, padding)
    ow = output_size(x.shape[3], kw, stride, padding)
    big = padded(x, padding, 0)
    out = np.zeros((len(x), f, oh, ow), dtype=x.dtype) + b.reshape(1, f, 1, 1)
    for i, j, at in places(kh, kw, stride, oh, ow):
        out += np.einsum("nchw,fc->nfhw", big[at], k[:, :, i, j])
    return out


def conv2d_backward(dout, x, k, stride=1, padding=0):
    f, c, kh, kw = k.shape
    print('kernels', k.shape)
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


