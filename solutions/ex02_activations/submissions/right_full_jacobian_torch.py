"""Right: log-space formulas, the normal law's own function, the whole Jacobian by einsum."""

import math

import torch


def sigmoid(x):
    zero = torch.zeros((), dtype=x.dtype, device=x.device)
    return torch.exp(-torch.logaddexp(zero, -x))


def sigmoid_derivative(x):
    zero = x.new_zeros(1)
    return torch.exp(-torch.logaddexp(zero, -x) - torch.logaddexp(zero, x))


def tanh(x):
    return 2 * sigmoid(2 * x) - 1


def tanh_derivative(x):
    return 4 * sigmoid_derivative(2 * x)


def relu(x):
    return torch.maximum(x, torch.zeros_like(x))


def relu_derivative(x):
    return torch.sign(relu(x))


def leaky_relu(x, slope=0.01):
    return torch.max(x, slope * x)


def leaky_relu_derivative(x, slope=0.01):
    return slope + (1 - slope) * relu_derivative(x)


def prelu(x, slope):
    return (1 + slope) / 2 * x + (1 - slope) / 2 * torch.abs(x)


def prelu_derivative(x, slope):
    return torch.where(x > 0, torch.ones_like(x), slope * torch.ones_like(x))


def prelu_slope_derivative(x, slope):
    return torch.minimum(x, x.new_tensor(0.0))


def gelu(x):
    return x * torch.special.ndtr(x)


def gelu_derivative(x):
    return torch.special.ndtr(x) + x * torch.exp(-0.5 * x * x - 0.5 * math.log(2 * math.pi))


def softmax(z):
    shifted = z - torch.amax(z, -1, True)
    return torch.exp(shifted - torch.logsumexp(shifted, dim=-1, keepdim=True))


def softmax_vjp(z, v):
    s = softmax(z)
    eye = torch.eye(z.shape[-1], dtype=z.dtype, device=z.device)
    jacobian = s[..., :, None] * eye - s[..., :, None] * s[..., None, :]
    return torch.einsum("...ij,...i->...j", jacobian, v)
