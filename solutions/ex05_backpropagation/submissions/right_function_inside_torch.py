"""The network of autograd is made of one's own dense operation; numbers are 0-d tensors."""

import math

import torch


def activate(name, z):
    if name == "relu":
        return torch.relu(z)
    if name == "tanh":
        return torch.tanh(z)
    if name == "sigmoid":
        return torch.sigmoid(z)
    if name == "identity":
        return z
    raise ValueError(f"unknown activation: {name}")


def activation_derivative(name, z):
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


def mse(prediction, y):
    return ((prediction - y) ** 2).mean()


def chain_forward(x, parameters):
    w1, b1, w2, b2, w3, b3 = (parameters[name] for name in ("w1", "b1", "w2", "b2", "w3", "b3"))
    a1 = torch.sigmoid(w1 * x + b1)
    a2 = torch.sigmoid(w2 * a1 + b2)
    p = torch.sigmoid(w3 * a2 + b3)
    return [a1, a2, p]


def chain_backward(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    b3 = (p - y) * (p - p**2)
    b2 = b3 * parameters["w3"] * (a2 - a2**2)
    b1 = b2 * parameters["w2"] * (a1 - a1**2)
    return {"w1": b1 * x, "w2": b2 * a1, "w3": b3 * a2, "b1": b1, "b2": b2, "b3": b3}


def chain_autograd(x, y, parameters):
    copies = {name: value.detach().clone() for name, value in parameters.items()}
    for copy in copies.values():
        copy.requires_grad = True
    with torch.enable_grad():
        p = chain_forward(x, copies)[2]
        (0.5 * (p - y) * (p - y)).backward()
    return {name: copy.grad for name, copy in copies.items()}


class DenseFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        return x.mm(w).add(b)

    @staticmethod
    def backward(ctx, grad_output):
        x, w = ctx.saved_tensors
        grad_x = (w @ grad_output.T).T
        grad_w = (grad_output.T @ x).T
        return grad_x, grad_w, torch.ones(len(x), dtype=x.dtype, device=x.device) @ grad_output


def dense(x, w, b):
    return DenseFunction.apply(x, w, b)


def dense_forward(x, w, b):
    return dense(x, w, b)


def dense_backward(delta, x, w):
    mean = delta / delta.size(0)
    return delta.mm(w.t()), x.t().mm(mean), mean.sum(0)


class MLP:
    def __init__(self, weights, biases, activation):
        self.layers = [tuple(pair) for pair in zip(weights, biases)]
        self.activation = activation

    def parameters(self):
        return [w for w, _ in self.layers], [b for _, b in self.layers]

    def forward(self, x):
        return self.run(x, self.layers)

    def run(self, x, layers, kept=None):
        for k, (w, b) in enumerate(layers):
            if k:
                x = activate(self.activation, x)
            if kept is not None:
                kept.append(x)
            x = dense(x, w, b)
            if kept is not None:
                kept.append(x)
        return x

    def backward(self, x, y):
        kept = []
        gradient = (self.run(x, self.layers, kept) - y) / y.shape[1] * 2
        found = []
        for k in range(len(self.layers) - 1, -1, -1):
            gradient, dw, db = dense_backward(gradient, kept[2 * k], self.layers[k][0])
            found.insert(0, (dw, db))
            if k:
                gradient = gradient * activation_derivative(self.activation, kept[2 * k - 1])
        return [dw for dw, _ in found], [db for _, db in found]

    def autograd(self, x, y):
        layers = [[t.clone().detach().requires_grad_() for t in pair] for pair in self.layers]
        mse(self.run(x, layers), y).backward()
        return tuple([pair[k].grad for pair in layers] for k in (0, 1))

    def step(self, gradients, lr):
        moves = zip(self.layers, *gradients)
        self.layers = [(w - lr * dw, b - lr * db) for (w, b), dw, db in moves]

    def train_step(self, x, y, lr):
        before = mse(self.forward(x), y)
        self.step(self.autograd(x, y), lr)
        return before

    def fit(self, x, y, lr, steps):
        return [self.train_step(x, y, lr) for _ in range(steps)]

    def gradient_norms(self, x, y):
        return tuple(torch.linalg.vector_norm(dw) for dw in self.autograd(x, y)[0])


class SignFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.sgn(x)

    @staticmethod
    def backward(ctx, grad_output):
        inside = (ctx.saved_tensors[0].clamp(-1, 1) == ctx.saved_tensors[0]).to(grad_output.dtype)
        return inside * grad_output


def straight_through_sign(x):
    return SignFunction.apply(x)


def xavier_init(seed, fan_in, fan_out):
    g = torch.Generator().manual_seed(seed)
    limit = math.sqrt(6 / (fan_in + fan_out))
    return torch.rand(fan_in, fan_out, dtype=torch.float64, generator=g).mul(2).sub(1).mul(limit)


def he_init(seed, fan_in, fan_out):
    g = torch.Generator().manual_seed(seed)
    return math.sqrt(2 / fan_in) * torch.randn(fan_in, fan_out, dtype=torch.double, generator=g)


def gradient_check(f, x, h=1e-5):
    gradient = torch.empty(x.numel(), dtype=x.dtype, device=x.device)
    for k in range(x.numel()):
        above, below = x.clone(), x.clone()
        above.view(-1)[k] += h
        below.view(-1)[k] -= h
        gradient[k] = f(above) - f(below)
    return (gradient / (2 * h)).view_as(x)
