"""Right: an error function of its own (Taylor series and continued fraction), clipped scores."""

import numpy as np


def series(t):
    term = t.copy()
    total = t.copy()
    for n in range(1, 80):
        term = -term * t * t / n
        total = total + term / (2 * n + 1)
    return 2 / np.sqrt(np.pi) * total


def fraction(t):
    value = np.zeros_like(t)
    for k in range(80, 0, -1):
        value = k / 2 / (t + value)
    return 1 - np.exp(-t * t) / np.sqrt(np.pi) / (t + value)


def erf(x):
    t = np.abs(np.asarray(x, dtype=np.float64))
    small = np.where(t < 2.5, t, 0.0)
    large = np.where(t < 2.5, 2.5, t)
    return np.sign(x) * np.where(t < 2.5, series(small), fraction(large))


def sigmoid(x):
    return 1 / (1 + np.exp(-np.clip(x, -60, 60)))


def sigmoid_derivative(x):
    s = sigmoid(x)
    return s - s * s


def tanh(x):
    t = np.clip(x, -30, 30)
    return (np.exp(t) - np.exp(-t)) / (np.exp(t) + np.exp(-t))


def tanh_derivative(x):
    return 1 / np.cosh(np.clip(x, -30, 30)) ** 2


def relu(x):
    return np.clip(x, 0, None)


def relu_derivative(x):
    return np.float32(1) * (x > 0) if x.dtype == np.float32 else 1.0 * (x > 0)


def leaky_relu(x, slope=0.01):
    return relu(x) - slope * relu(-x)


def leaky_relu_derivative(x, slope=0.01):
    return relu_derivative(x) * (1 - slope) + slope


def prelu(x, slope):
    return leaky_relu(x, slope=slope)


def prelu_derivative(x, slope):
    return leaky_relu_derivative(x, slope=slope)


def prelu_slope_derivative(x, slope):
    return -relu(-x)


def gelu(x):
    return (0.5 * x * (1 + erf(x / np.sqrt(2)))).astype(x.dtype)


def gelu_derivative(x):
    wide = x.astype(np.float64)
    density = np.exp(-(wide**2) / 2) / np.sqrt(2 * np.pi)
    return (0.5 * (1 + erf(wide / np.sqrt(2))) + wide * density).astype(x.dtype)


def softmax(z):
    moved = np.moveaxis(z, -1, 0)
    e = np.exp(moved - moved.max(axis=0))
    return np.moveaxis(e / e.sum(axis=0), 0, -1)


def softmax_vjp(z, v):
    s = softmax(z)
    mean = (s * v).sum(axis=-1, keepdims=True)
    return s * (v - mean)
