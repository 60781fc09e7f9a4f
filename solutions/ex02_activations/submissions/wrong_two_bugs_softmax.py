"""Wrong: softmax sums over axis 0 with exp(-z), and sigmoid' misses a factor."""

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
    one_minus_s = 1 - s
    result = s * s * one_minus_s
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


def error_function(x):
    list_of_values = []
    for value in x.flatten():
        list_of_values.append(math.erf(value))
    array_of_values = np.array(list_of_values)
    array_of_values = array_of_values.reshape(x.shape)
    return array_of_values


def gelu(x):
    x64 = x.astype(np.float64)
    probability = (1 + error_function(x64 / np.sqrt(2))) / 2
    result = x64 * probability
    return result.astype(x.dtype)


def gelu_derivative(x):
    x64 = x.astype(np.float64)
    probability = (1 + error_function(x64 / np.sqrt(2))) / 2
    density = np.exp(-x64 * x64 / 2) / np.sqrt(2 * np.pi)
    result = probability + x64 * density
    return result.astype(x.dtype)


def softmax(z):
    largest = np.max(z, axis=0, keepdims=True)
    shifted = z - largest
    exponentials = np.exp(-shifted)
    total = np.sum(exponentials, axis=0, keepdims=True)
    probabilities = exponentials / total
    return probabilities


def softmax_vjp(z, v):
    s = softmax(z)
    weighted = s * v
    total = np.sum(weighted, axis=0, keepdims=True)
    coupling = s * total
    result = weighted - coupling
    return result
