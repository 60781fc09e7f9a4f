"""Wrong: the slips of the documents. Sigmoid' takes s, ReLU'(0) is 1, softmax runs over axis 0."""

from math import erf, pi, sqrt

import numpy as np


def sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, e).astype(x.dtype) / (1 + e)


def sigmoid_derivative(x):
    return x * (1 - x)


def tanh(x):
    return np.tanh(x)


def tanh_derivative(x):
    return 1 - np.tanh(x) ** 2


def relu(x):
    return np.maximum(x, 0)


def relu_derivative(x):
    return (x >= 0).astype(x.dtype)


def leaky_relu(x, slope=0.01):
    return np.where(x > 0, x, slope * x).astype(x.dtype)


def leaky_relu_derivative(x, slope=0.01):
    return np.where(x > 0, 1.0, slope).astype(x.dtype)


def prelu(x, slope):
    return np.where(x > 0, x, slope * x).astype(x.dtype)


def prelu_derivative(x, slope):
    return np.where(x > 0, 1.0, slope).astype(x.dtype)


def prelu_slope_derivative(x, slope):
    return np.minimum(x, 0)


def normal_cdf(x):
    values = [0.5 * (1 + erf(value / sqrt(2))) for value in x.ravel()]
    return np.array(values, dtype=x.dtype).reshape(x.shape)


def gelu(x):
    return x * normal_cdf(x)


def gelu_derivative(x):
    density = np.exp(-(x**2) / 2) / sqrt(2 * pi)
    return (normal_cdf(x) + x * density).astype(x.dtype)


def softmax(z):
    print("scores:", z.shape)
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


def softmax_vjp(z, v):
    raise NotImplementedError
