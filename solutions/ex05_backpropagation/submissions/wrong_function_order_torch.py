"""The gradients of the operation in the wrong order, and a sign without its window and with a factor."""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor


def activate(name: str, z: Tensor) -> Tensor:
    if name == "relu":
        return torch.relu(z)
    if name == "tanh":
        return torch.tanh(z)
    if name == "sigmoid":
        return torch.sigmoid(z)
    if name == "identity":
        return z
    raise ValueError(f"unknown activation: {name}")


def activation_derivative(name: str, z: Tensor) -> Tensor:
    if name == "relu":
        return (z > 0).to(z.dtype)
    if name == "tanh":
        return 1 - torch.tanh(z) ** 2
    if name == "sigmoid":
        s = torch.sigmoid(z)
        return s * (1 - s)
    if name == "identity":
        return torch.ones_like(z)
    raise ValueError(f"unknown activation: {name}")


def mse(prediction: Tensor, y: Tensor) -> Tensor:
    return ((prediction - y) ** 2).mean()


def chain_forward(x: Tensor, parameters: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    a1 = activate("sigmoid", parameters["w1"] * x + parameters["b1"])
    a2 = activate("sigmoid", parameters["w2"] * a1 + parameters["b2"])
    p = activate("sigmoid", parameters["w3"] * a2 + parameters["b3"])
    return (a1, a2, p)


def chain_backward(x: Tensor, y: Tensor, parameters: dict[str, Tensor]) -> dict[str, Tensor]:
    a1, a2, p = chain_forward(x, parameters)
    delta3 = (p - y) * p * (1 - p)
    delta2 = delta3 * parameters["w3"] * a2 * (1 - a2)
    delta1 = delta2 * parameters["w2"] * a1 * (1 - a1)
    return {
        "w3": delta3 * a2,
        "b3": delta3,
        "w2": delta2 * a1,
        "b2": delta2,
        "w1": delta1 * x,
        "b1": delta1,
    }


def chain_autograd(x: Tensor, y: Tensor, parameters: dict[str, Tensor]) -> dict[str, Tensor]:
    leaves = {name: value.detach().requires_grad_() for name, value in parameters.items()}
    _, _, p = chain_forward(x, leaves)
    loss = (y - p) ** 2 / 2
    loss.backward()
    return {name: leaf.grad for name, leaf in leaves.items()}


def dense_forward(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return x @ w + b


def dense_backward(delta: Tensor, x: Tensor, w: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    dx = delta @ w.T
    dw = x.T @ delta / len(x)
    db = delta.mean(dim=0)
    return (dx, dw, db)


class MLP:
    def __init__(self, weights: list[Tensor], biases: list[Tensor], activation: str):
        self.weights = list(weights)
        self.biases = list(biases)
        self.activation = activation

    def parameters(self) -> tuple[list[Tensor], list[Tensor]]:
        return (self.weights, self.biases)

    def forward(self, x: Tensor) -> Tensor:
        self.inputs, self.scores = ([], [])
        a = x
        for w, b in zip(self.weights, self.biases):
            z = dense_forward(a, w, b)
            self.inputs.append(a)
            self.scores.append(z)
            a = activate(self.activation, z)
        return z

    def backward(self, x: Tensor, y: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        _, outputs = y.shape
        delta = 2 * (self.forward(x) - y) / outputs
        weight_gradients, bias_gradients = ([], [])
        for layer in reversed(range(len(self.weights))):
            dx, dw, db = dense_backward(delta, self.inputs[layer], self.weights[layer])
            weight_gradients.insert(0, dw)
            bias_gradients.insert(0, db)
            if layer > 0:
                delta = dx * activation_derivative(self.activation, self.scores[layer - 1])
        return (weight_gradients, bias_gradients)

    def autograd(self, x: Tensor, y: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        weights, biases = [
            [value.detach().requires_grad_() for value in part] for part in self.parameters()
        ]
        mse(MLP(weights, biases, self.activation).forward(x), y).backward()
        return ([w.grad for w in weights], [b.grad for b in biases])

    def step(self, gradients: tuple[list[Tensor], list[Tensor]], lr: float) -> None:
        weight_gradients, bias_gradients = gradients
        self.weights = [w - lr * dw for w, dw in zip(self.weights, weight_gradients)]
        self.biases = [b - lr * db for b, db in zip(self.biases, bias_gradients)]

    def train_step(self, x: Tensor, y: Tensor, lr: float) -> float:
        gradients = self.backward(x, y)
        loss = mse(self.scores[-1], y)
        self.step(gradients, lr)
        return loss.item()

    def fit(self, x: Tensor, y: Tensor, lr: float, steps: int) -> list[float]:
        return [self.train_step(x, y, lr) for _ in range(steps)]

    def gradient_norms(self, x: Tensor, y: Tensor) -> list[float]:
        weight_gradients, _ = self.backward(x, y)
        return [torch.linalg.norm(dw).item() for dw in weight_gradients]


class DenseFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
        ctx.save_for_backward(x, w)
        return x @ w + b

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x, w = ctx.saved_tensors
        return (x.T @ grad_output, grad_output @ w.T, grad_output.sum(dim=0))


def dense(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return DenseFunction.apply(x, w, b)


class SignFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return torch.sign(x)

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        return 2 * grad_output * (x > -1)


def straight_through_sign(x: Tensor) -> Tensor:
    return SignFunction.apply(x)


def xavier_init(seed: int, fan_in: int, fan_out: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    limit = math.sqrt(6 / (fan_in + fan_out))
    w = torch.empty(fan_in, fan_out, dtype=torch.float64)
    return w.uniform_(-limit, limit, generator=generator)


def he_init(seed: int, fan_in: int, fan_out: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    w = torch.empty(fan_in, fan_out, dtype=torch.float64)
    return w.normal_(0, math.sqrt(2 / fan_in), generator=generator)


def gradient_check(f: Callable[[Tensor], float], x: Tensor, h: float = 1e-05) -> Tensor:
    slopes = []
    for place in range(x.numel()):
        step = torch.zeros_like(x)
        step.view(-1)[place] = h
        slopes.append((f(x + step) - f(x - step)) / (2 * h))
    return torch.tensor(slopes, dtype=x.dtype, device=x.device).reshape(x.shape)
