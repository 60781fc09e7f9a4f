"""Wrong: only the sigmoid and tanh, the rest returns nothing."""

import math

import torch
from torch import Tensor


def _bound(x: Tensor) -> float:
    return {torch.float16: 10.0, torch.float32: 40.0}.get(x.dtype, 100.0)


def sigmoid(x: Tensor) -> Tensor:
    bound = _bound(x)
    return 1.0 / (1.0 + (-x.clamp(-bound, bound)).exp())


def sigmoid_derivative(x: Tensor) -> Tensor:
    s = sigmoid(x)
    return s - s**2


def tanh(x: Tensor) -> Tensor:
    bound = _bound(x) / 2
    x = torch.clamp(x, min=-bound, max=bound)
    up, down = x.exp(), (-x).exp()
    return (up - down) / (up + down)


def tanh_derivative(x: Tensor) -> Tensor:
    t = tanh(x)
    return (1.0 - t) * (1.0 + t)


def relu(x: Tensor) -> Tensor:
    pass


def relu_derivative(x: Tensor) -> Tensor:
    pass


def leaky_relu(x: Tensor, slope: float = 0.01) -> Tensor:
    return x.clamp(min=0) + slope * x.clamp(max=0)


def leaky_relu_derivative(x: Tensor, slope: float = 0.01) -> Tensor:
    pass


prelu = leaky_relu
prelu_derivative = leaky_relu_derivative


def prelu_slope_derivative(x: Tensor, slope: float) -> Tensor:
    pass


def gelu(x: Tensor) -> Tensor:
    pass


def gelu_derivative(x: Tensor) -> Tensor:
    pass


def softmax(z: Tensor) -> Tensor:
    pass


def softmax_vjp(z: Tensor, v: Tensor) -> Tensor:
    pass

