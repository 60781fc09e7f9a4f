"""Right: boolean masks everywhere, each side of zero written apart."""

import math

import numpy as np


def sigmoid(x):
    out = np.empty_like(x)
    positive = x >= 0
    out[positive] = 1 / (1 + np.exp(-x[positive]))
    small = np.exp(x[~positive])
    out[~positive] = small / (1 + small)
    return out


def sigmoid_derivative(x):
    e = np.exp(-np.abs(x))
    return e / (1 + e) ** 2


def tanh(x):
    out = np.empty_like(x)
    positive = x >= 0
    e = np.exp(-2 * x[positive])
    out[positive] = (1 - e) / (1 + e)
    e = np.exp(2 * x[~positive])
    out[~positive] = (e - 1) / (e + 1)
    return out


def tanh_derivative(x):
    t = tanh(x)
    return (1 - t) * (1 + t)


def relu(x):
    out = x.copy()
    out[out < 0] = 0
    return out


def relu_derivative(x):
    out = np.zeros_like(x)
    out[x > 0] = 1
    return out


def leaky_relu(x, slope=0.01):
    out = x.copy()
    out[x < 0] *= slope
    return out


def leaky_relu_derivative(x, slope=0.01):
    out = np.ones_like(x)
    out[x <= 0] = slope
    return out


def prelu(x, slope):
    out = x.copy()
    out[x <= 0] *= slope
    return out


def prelu_derivative(x, slope):
    out = np.full_like(x, slope)
    out[x > 0] = 1
    return out


def prelu_slope_derivative(x, slope):
    out = x.copy()
    out[x > 0] = 0
    return out


def normal_cdf(x):
    out = np.empty_like(x)
    for index in np.ndindex(x.shape):
        out[index] = 0.5 * math.erfc(-x[index] / math.sqrt(2))
    return out


def gelu(x):
    return x * normal_cdf(x)


def gelu_derivative(x):
    out = normal_cdf(x)
    near = np.abs(x) < 40
    out[near] += x[near] * np.exp(-x[near] ** 2 / 2) / math.sqrt(2 * math.pi)
    return out


def softmax(z):
    e = np.exp(z - np.max(z, axis=-1)[..., None])
    return e / np.sum(e, axis=-1)[..., None]


def softmax_vjp(z, v):
    s = softmax(z)
    return s * v - s * np.sum(s * v, axis=-1)[..., None]
