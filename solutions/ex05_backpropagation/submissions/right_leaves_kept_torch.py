"""Parameters that are leaves for good, zero_grad by hand, steps under no_grad on own copies."""

import math

import torch


def activate(name, z):
    if name == "relu":
        return z * (z > 0)
    if name == "tanh":
        return torch.tanh(z)
    if name == "sigmoid":
        return 1 / (1 + torch.exp(-z))
    return z


def activation_derivative(name, z):
    if name == "relu":
        return (z > 0).to(z)
    if name == "tanh":
        return 1 / torch.cosh(z) ** 2
    if name == "sigmoid":
        return activate(name, z) * activate(name, -z)
    return torch.ones_like(z)


def mse(prediction, y):
    return torch.mean((prediction - y) ** 2)


def chain_forward(x, parameters):
    a1 = activate("sigmoid", parameters["w1"] * x + parameters["b1"])
    a2 = activate("sigmoid", parameters["w2"] * a1 + parameters["b2"])
    return a1, a2, activate("sigmoid", parameters["w3"] * a2 + parameters["b3"])


def chain_backward(x, y, parameters):
    a1, a2, p = chain_forward(x, parameters)
    gradients = dict.fromkeys(parameters)
    gradients["b3"] = (p - y) * p * (1 - p)
    gradients["b2"] = gradients["b3"] * parameters["w3"] * a2 * (1 - a2)
    gradients["b1"] = gradients["b2"] * parameters["w2"] * a1 * (1 - a1)
    for name, before in zip(("w1", "w2", "w3"), (x, a1, a2)):
        gradients[name] = gradients["b" + name[1]] * before
    return gradients


def chain_autograd(x, y, parameters):
    mine = {}
    for name in parameters:
        mine[name] = torch.empty_like(parameters[name])
        mine[name].copy_(parameters[name])
        mine[name].requires_grad = True
    a1, a2, p = chain_forward(x, mine)
    loss = 0.5 * (y - p) ** 2
    loss.backward()
    return {name: mine[name].grad.clone() for name in mine}


def dense_forward(x, w, b):
    return torch.matmul(x, w) + b.unsqueeze(0)


def dense_backward(delta, x, w):
    n = len(x)
    dx = torch.stack([(w * delta[i]).sum(1) for i in range(n)])
    dw = sum(torch.outer(x[i], delta[i]) for i in range(n)) / n
    return dx, dw, delta.sum(0) / n


class MLP:
    def __init__(self, weights, biases, activation):
        self.weights = [w.clone().requires_grad_() for w in weights]
        self.biases = [b.clone().requires_grad_() for b in biases]
        self.activation = activation

    def parameters(self):
        return [w.detach() for w in self.weights], [b.detach() for b in self.biases]

    def forward(self, x):
        self.a, self.z = [x], []
        for w, b in zip(self.weights, self.biases):
            self.z.append(dense_forward(self.a[-1], w, b))
            self.a.append(activate(self.activation, self.z[-1]))
        return self.z[-1]

    @torch.no_grad()
    def backward(self, x, y):
        delta = 2 / y.shape[1] * (self.forward(x) - y)
        weights, biases = [], []
        for k in range(len(self.weights))[::-1]:
            dx, dw, db = dense_backward(delta, self.a[k], self.weights[k])
            weights, biases = [dw] + weights, [db] + biases
            if k > 0:
                delta = dx * activation_derivative(self.activation, self.z[k - 1])
        return weights, biases

    def zero_grad(self):
        for tensor in self.weights + self.biases:
            tensor.grad = None

    def autograd(self, x, y):
        self.zero_grad()
        mse(self.forward(x), y).backward()
        return [w.grad for w in self.weights], [b.grad for b in self.biases]

    def step(self, gradients, lr):
        with torch.no_grad():
            for w, dw in zip(self.weights, gradients[0]):
                w -= lr * dw
            for b, db in zip(self.biases, gradients[1]):
                b -= lr * db

    def train_step(self, x, y, lr):
        gradients = self.autograd(x, y)
        with torch.no_grad():
            loss = mse(self.forward(x), y)
        self.step(gradients, lr)
        return float(loss)

    def fit(self, x, y, lr, steps):
        losses = []
        for _ in range(steps):
            losses.append(self.train_step(x, y, lr))
        return losses

    def gradient_norms(self, x, y):
        return [dw.norm() for dw in self.backward(x, y)[0]]


class DenseFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return dense_forward(x, w, b)

    @staticmethod
    def backward(ctx, grad_output):
        x, w, b = ctx.saved_tensors
        dx, dw, db = dense_backward(grad_output, x, w)
        return dx, dw * len(x), db * len(x)


def dense(x, w, b):
    return DenseFunction.apply(x, w, b)


class SignFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return (x > 0).to(x.dtype) - (x < 0).to(x.dtype)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        grad_input = grad_output.clone()
        grad_input[x.abs() > 1] = 0
        return grad_input


def straight_through_sign(x):
    return SignFunction.apply(x)


def xavier_init(seed, fan_in, fan_out):
    generator = torch.Generator()
    generator.manual_seed(seed)
    m = math.sqrt(6) / math.sqrt(fan_in + fan_out)
    u = torch.rand(fan_in, fan_out, generator=generator)
    return (u * 2 * m - m).double().clamp(-m, m)


def he_init(seed, fan_in, fan_out):
    generator = torch.Generator()
    generator.manual_seed(seed)
    std = torch.full((fan_in, fan_out), math.sqrt(2 / fan_in), dtype=torch.float64)
    return torch.normal(torch.zeros_like(std), std, generator=generator)


def gradient_check(f, x, h=1e-5):
    gradient = torch.zeros_like(x)
    for place in torch.cartesian_prod(*[torch.arange(s) for s in x.shape]).reshape(-1, x.dim()):
        place = tuple(place.tolist())
        moved = x.clone()
        moved[place] += h
        above = f(moved)
        moved = x.clone()
        moved[place] -= h
        gradient[place] = (above - f(moved)) / (2 * h)
    return gradient
