"""Right: boolean masks on a copy, in a beginner's words."""

import math

import torch


def sigmoid(x):
    result = torch.empty_like(x)
    positive = x >= 0
    negative = ~positive
    result[positive] = 1 / (1 + torch.exp(-x[positive]))
    small = torch.exp(x[negative])
    result[negative] = small / (1 + small)
    return result


def sigmoid_derivative(x):
    s = sigmoid(x)
    one_minus_s = 1 - s
    return s * one_minus_s


def tanh(x):
    return 2 * sigmoid(2 * x) - 1


def tanh_derivative(x):
    t = tanh(x)
    t_squared = t * t
    return 1 - t_squared


def relu(x):
    result = x.clone()
    result[x < 0] = 0
    return result


def relu_derivative(x):
    result = torch.zeros(x.shape, dtype=x.dtype, device=x.device)
    result[x > 0] = 1
    return result


def leaky_relu(x, slope=0.01):
    result = x.clone()
    result[x <= 0] = slope * x[x <= 0]
    return result


def leaky_relu_derivative(x, slope=0.01):
    result = torch.ones_like(x)
    result[x <= 0] = slope
    return result


def prelu(x, slope):
    return leaky_relu(x, slope)


def prelu_derivative(x, slope):
    return leaky_relu_derivative(x, slope)


def prelu_slope_derivative(x, slope):
    result = torch.zeros_like(x)
    below = x < 0
    result[below] = x[below]
    return result


def gelu(x):
    root_of_two = math.sqrt(2)
    probability = (1 + torch.erf(x / root_of_two)) / 2
    return x * probability


def gelu_derivative(x):
    root_of_two = math.sqrt(2)
    probability = (1 + torch.erf(x / root_of_two)) / 2
    density = torch.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    return probability + x * density


def softmax(z):
    largest, _ = z.max(dim=-1, keepdim=True)
    exponentials = torch.exp(z - largest)
    total = torch.sum(exponentials, dim=-1, keepdim=True)
    probabilities = exponentials / total
    return probabilities


def softmax_vjp(z, v):
    s = softmax(z)
    total = torch.sum(s * v, dim=-1).unsqueeze(-1)
    return s * v - s * total
