"""Right: SciPy's erf, which the rules allow, and SciPy's module by its whole name elsewhere."""

import math

import numpy as np
import scipy.special
from scipy.special import erf


def _step(x, below):
    """1 on the positive side, `below` on the other, in the dtype of x."""
    out = np.full_like(x, below)
    out[x > 0] = 1
    return out


def sigmoid(x):
    return np.exp(-np.logaddexp(x.dtype.type(0), -x))


def sigmoid_derivative(x):
    return sigmoid(x) * sigmoid(-x)


def tanh(x):
    return np.tanh(x)


def tanh_derivative(x):
    t = np.tanh(x)
    return (1 - t) * (1 + t)


def relu(x):
    return x * (x > 0)


def relu_derivative(x):
    return _step(x, 0)


def leaky_relu(x, slope=0.01):
    return x * _step(x, slope)


def leaky_relu_derivative(x, slope=0.01):
    return _step(x, slope)


def prelu(x, slope):
    return x * _step(x, slope)


def prelu_derivative(x, slope):
    return _step(x, slope)


def prelu_slope_derivative(x, slope):
    return x * (x < 0)


def gelu(x):
    return x * (1 + erf(x / math.sqrt(2))) / 2


def gelu_derivative(x):
    below = (1 + scipy.special.erf(x / math.sqrt(2))) / 2
    return below + x * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


def softmax(z):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def softmax_vjp(z, v):
    p = softmax(z)
    mean = np.sum(p * v, axis=-1, keepdims=True)
    return p * (v - mean)
