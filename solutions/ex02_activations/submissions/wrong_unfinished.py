"""Wrong: handed in half-way, with a print left in and no GELU or softmax."""

import math

import numpy as np


def sigmoid(x):
    dtype_of_x = x.dtype
    minus_absolute = -1 * np.abs(x)
    exponential = np.exp(minus_absolute)
    if_positive = 1 / (1 + exponential)
    if_negative = exponential / (1 + exponential)
    result = np.where(x >= 0, if_positive, if_negative)
    result = result.astype(dtype_of_x)
    return result


def sigmoid_derivative(x):
    s = sigmoid(x)
    print("s =", s)
    one_minus_s = 1 - s
    result = s * one_minus_s
    return result


def tanh(x):
    exponential = np.exp(-2 * np.abs(x))
    ratio = (1 - exponential) / (1 + exponential)
    result = np.sign(x) * ratio
    return result


def tanh_derivative(x):
    t = tanh(x)
    t_squared = t * t
    result = 1 - t_squared
    return result


def relu(x):
    zeros = np.zeros(x.shape)
    result = np.where(x > zeros, x, zeros)
    result = result.astype(x.dtype)
    return result


def relu_derivative(x):
    is_positive = x > 0
    result = is_positive.astype(x.dtype)
    return result


def leaky_relu(x, slope=0.01):
    positive_part = x * (x > 0)
    negative_part = x * (x < 0)
    result = positive_part + slope * negative_part
    return result


def leaky_relu_derivative(x, slope=0.01):
    ones = np.ones(x.shape)
    result = np.where(x > 0, ones, slope * ones)
    return result.astype(x.dtype)


def prelu(x, slope):
    positive_part = x * (x > 0)
    negative_part = x * (x <= 0)
    result = positive_part + slope * negative_part
    return result


def prelu_derivative(x, slope):
    ones = np.ones(x.shape)
    result = np.where(x > 0, ones, slope * ones)
    return result.astype(x.dtype)


def prelu_slope_derivative(x, slope):
    result = np.where(x < 0, x, 0 * x)
    return result
