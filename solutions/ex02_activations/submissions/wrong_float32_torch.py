"""Wrong: everything is turned into float32, which PyTorch uses by default."""

import math

import torch
from torch import Tensor


def _bound(x: Tensor) -> float:
    return 40.0


def sigmoid(x: Tensor) -> Tensor:
    bound = _bound(x)
    return 1.0 / (1.0 + (-x.float().clamp(-bound, bound)).exp())


def sigmoid_derivative(x: Tensor) -> Tensor:
    s = sigmoid(x)
    return s - s**2


def tanh(x: Tensor) -> Tensor:
    bound = _bound(x) / 2
    x = torch.clamp(x.float(), min=-bound, max=bound)
    up, down = x.exp(), (-x).exp()
    return (up - down) / (up + down)


def tanh_derivative(x: Tensor) -> Tensor:
    t = tanh(x)
    return (1.0 - t) * (1.0 + t)


def relu(x: Tensor) -> Tensor:
    return x * (x > 0)


def relu_derivative(x: Tensor) -> Tensor:
    return (x > 0).float()


def leaky_relu(x: Tensor, slope: float = 0.01) -> Tensor:
    return x.clamp(min=0) + slope * x.clamp(max=0)


def leaky_relu_derivative(x: Tensor, slope: float = 0.01) -> Tensor:
    return torch.where(x > 0, 1.0, slope)


prelu = leaky_relu
prelu_derivative = leaky_relu_derivative


def prelu_slope_derivative(x: Tensor, slope: float) -> Tensor:
    return x.masked_fill(x > 0, 0.0)


def gelu(x: Tensor) -> Tensor:
    return 0.5 * x + 0.5 * x * torch.special.erf(x * math.sqrt(0.5))


def gelu_derivative(x: Tensor) -> Tensor:
    phi = torch.exp(-0.5 * x.square()) * (1 / math.sqrt(2 * math.pi))
    return torch.addcmul(0.5 + 0.5 * torch.erf(x * math.sqrt(0.5)), x, phi)


def softmax(z: Tensor) -> Tensor:
    with torch.no_grad():
        top = z.float().max(-1, keepdim=True)[0]
    e = (z.float() - top).exp()
    return e.div(e.sum(-1, True))


def softmax_vjp(z: Tensor, v: Tensor) -> Tensor:
    s = softmax(z)
    inner = torch.matmul(s.unsqueeze(-2), v.unsqueeze(-1)).squeeze(-1)
    return s.mul(v - inner)
