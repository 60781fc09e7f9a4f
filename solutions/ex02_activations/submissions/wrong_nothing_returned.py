"""Wrong: computes and prints, but returns nothing (or a constant)."""

import numpy as np


def sigmoid(x):
    print(1 / (1 + np.exp(-x)))


def sigmoid_derivative(x):
    return 0.25


def tanh(x):
    print(np.tanh(x))


def tanh_derivative(x):
    return 1.0


def relu(x):
    return 0.0


def relu_derivative(x):
    return True


def leaky_relu(x, slope=0.01):
    return [slope]


def leaky_relu_derivative(x, slope=0.01):
    return slope


def prelu(x, slope):
    return ()


def prelu_derivative(x, slope):
    return slope


def prelu_slope_derivative(x, slope):
    return None


def gelu(x):
    return np.array([])


def gelu_derivative(x):
    return np.array(0.5)


def softmax(z):
    return 1 / len(z)


def softmax_vjp(z, v):
    return v
