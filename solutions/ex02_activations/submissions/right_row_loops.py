"""Right: a loop over rows for softmax, number by number for the rest, all with `math`."""

import math

import numpy as np


def each(function, x):
    result = np.zeros(x.shape, dtype=x.dtype)
    flat = result.reshape(-1)
    for position, value in enumerate(x.reshape(-1)):
        flat[position] = function(float(value))
    return result


def rows(function, *arrays):
    first = arrays[0]
    width = first.shape[-1]
    flat = [a.reshape(-1, width) for a in arrays]
    out = [function(*(a[i] for a in flat)) for i in range(len(flat[0]))]
    return np.array(out, dtype=first.dtype).reshape(first.shape)


def one_sigmoid(t):
    if t >= 0:
        return 1 / (1 + math.exp(-t))
    return math.exp(t) / (1 + math.exp(t))


def sigmoid(x):
    return each(one_sigmoid, x)


def sigmoid_derivative(x):
    return each(lambda t: one_sigmoid(t) * one_sigmoid(-t), x)


def tanh(x):
    return each(math.tanh, x)


def tanh_derivative(x):
    return each(lambda t: 1 - math.tanh(t) ** 2, x)


def relu(x):
    return each(lambda t: t if t > 0 else 0.0, x)


def relu_derivative(x):
    return each(lambda t: 1.0 if t > 0 else 0.0, x)


def leaky_relu(x, slope=0.01):
    return each(lambda t: t if t > 0 else slope * t, x)


def leaky_relu_derivative(x, slope=0.01):
    return each(lambda t: 1.0 if t > 0 else slope, x)


def prelu(x, slope):
    return each(lambda t: t if t > 0 else slope * t, x)


def prelu_derivative(x, slope):
    return each(lambda t: 1.0 if t > 0 else slope, x)


def prelu_slope_derivative(x, slope):
    return each(lambda t: min(t, 0.0), x)


def gelu(x):
    return each(lambda t: t * 0.5 * math.erfc(-t / math.sqrt(2)), x)


def gelu_derivative(x):
    def one(t):
        density = math.exp(-t * t / 2) / math.sqrt(2 * math.pi)
        return 0.5 * (1 + math.erf(t / math.sqrt(2))) + t * density

    return each(one, x)


def row_softmax(row):
    top = max(float(t) for t in row)
    exps = [math.exp(float(t) - top) for t in row]
    total = sum(exps)
    return [e / total for e in exps]


def row_vjp(row, v):
    s = row_softmax(row)
    n = len(s)
    answer = []
    for j in range(n):
        total = 0.0
        for i in range(n):
            if i == j:
                total += float(v[i]) * s[i] * (1 - s[i])
            else:
                total -= float(v[i]) * s[i] * s[j]
        answer.append(total)
    return answer


def softmax(z):
    return rows(row_softmax, z)


def softmax_vjp(z, v):
    return rows(row_vjp, z, v)
