"""Wrong: right values, but computed with NumPy and turned back into tensors."""

import math

import numpy as np
import torch


def with_numpy(function):
    def wrapped(x, *more):
        arrays = [m.detach().cpu().numpy() if torch.is_tensor(m) else m for m in more]
        array = x.detach().cpu().numpy()
        return torch.from_numpy(function(array, *arrays).astype(array.dtype))

    return wrapped


@with_numpy
def sigmoid(x):
    return 0.5 * (1 + np.tanh(x / 2))


@with_numpy
def sigmoid_derivative(x):
    s = 0.5 * (1 + np.tanh(x / 2))
    return s * (1 - s)


@with_numpy
def tanh(x):
    return np.tanh(x)


@with_numpy
def tanh_derivative(x):
    return 1 - np.tanh(x) ** 2


@with_numpy
def relu(x):
    return np.maximum(x, 0)


@with_numpy
def relu_derivative(x):
    return np.where(x > 0, 1.0, 0.0)


@with_numpy
def leaky_relu(x, slope=0.01):
    return np.where(x > 0, x, slope * x)


@with_numpy
def leaky_relu_derivative(x, slope=0.01):
    return np.where(x > 0, 1.0, slope)


@with_numpy
def prelu(x, slope):
    return np.where(x > 0, x, slope * x)


@with_numpy
def prelu_derivative(x, slope):
    return np.where(x > 0, 1.0, slope)


@with_numpy
def prelu_slope_derivative(x, slope):
    return np.minimum(x, 0)


def _phi(x):
    return 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


@with_numpy
def gelu(x):
    return x * _phi(x)


@with_numpy
def gelu_derivative(x):
    return _phi(x) + x * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


@with_numpy
def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


@with_numpy
def softmax_vjp(z, v):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    s = e / e.sum(axis=-1, keepdims=True)
    return s * (v - (s * v).sum(axis=-1, keepdims=True))
