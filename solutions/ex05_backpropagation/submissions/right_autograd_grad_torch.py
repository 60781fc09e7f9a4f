"""torch.autograd.grad instead of backward, einsum, setup_context, tensors returned for numbers."""

import torch


def activate(name, z):
    return {
        "relu": lambda: z.clamp(min=0) if not z.requires_grad else torch.relu(z),
        "tanh": lambda: z.tanh(),
        "sigmoid": lambda: z.sigmoid(),
        "identity": lambda: z,
    }[name]()


def activation_derivative(name, z):
    if name == "relu":
        return torch.where(z > 0, torch.ones_like(z), torch.zeros_like(z))
    if name == "identity":
        return z.new_ones(z.shape)
    a = activate(name, z)
    return a * (1 - a) if name == "sigmoid" else 1 - a * a


def mse(prediction, y):
    return (prediction - y).square().mean()


def chain_forward(x, parameters):
    a, found = x, []
    for k in "123":
        a = torch.sigmoid(parameters["w" + k] * a + parameters["b" + k])
        found.append(a)
    return tuple(found)


def chain_backward(x, y, parameters):
    inputs = [x, *chain_forward(x, parameters)]
    gradients = {}
    upstream = inputs[3] - y
    for k in (3, 2, 1):
        delta = upstream * inputs[k] * (1 - inputs[k])
        gradients[f"w{k}"], gradients[f"b{k}"] = delta * inputs[k - 1], delta
        upstream = delta * parameters[f"w{k}"]
    return gradients


def chain_autograd(x, y, parameters):
    names = sorted(parameters)
    leaves = [parameters[name].clone().requires_grad_(True) for name in names]
    p = chain_forward(x, dict(zip(names, leaves)))[-1]
    return dict(zip(names, torch.autograd.grad(0.5 * (p - y).pow(2), leaves)))


def dense_forward(x, w, b):
    return torch.addmm(b, x, w)


def dense_backward(delta, x, w):
    n = x.shape[0]
    return (
        torch.einsum("nk,jk->nj", delta, w),
        torch.einsum("nj,nk->jk", x, delta) / n,
        torch.einsum("nk->k", delta) / n,
    )


class MLP:
    def __init__(self, weights, biases, activation):
        self.weights = list(weights)
        self.biases = list(biases)
        self.activation = activation

    def parameters(self):
        return self.weights, self.biases

    def _run(self, x, weights, biases):
        activations, scores = [x], []
        for k, (w, b) in enumerate(zip(weights, biases)):
            scores.append(dense_forward(activations[-1], w, b))
            last = k == len(weights) - 1
            activations.append(scores[-1] if last else activate(self.activation, scores[-1]))
        return activations, scores

    def forward(self, x):
        return self._run(x, self.weights, self.biases)[0][-1]

    def backward(self, x, y):
        with torch.no_grad():
            activations, scores = self._run(x, self.weights, self.biases)
            delta = (activations[-1] - y) * (2 / y.shape[1])
            pairs = []
            for k in range(len(self.weights) - 1, -1, -1):
                dx, dw, db = dense_backward(delta, activations[k], self.weights[k])
                pairs.append((dw, db))
                if k:
                    delta = dx * activation_derivative(self.activation, scores[k - 1])
        pairs.reverse()
        return [dw for dw, _ in pairs], [db for _, db in pairs]

    def autograd(self, x, y):
        weights = [w.clone().requires_grad_() for w in self.weights]
        biases = [b.clone().requires_grad_() for b in self.biases]
        prediction = self._run(x, weights, biases)[0][-1]
        found = torch.autograd.grad(((prediction - y) ** 2).mean(), weights + biases)
        return found[: len(weights)], found[len(weights) :]

    def step(self, gradients, lr):
        for k, (dw, db) in enumerate(zip(*gradients)):
            self.weights[k] = torch.sub(self.weights[k], dw, alpha=lr)
            self.biases[k] = torch.sub(self.biases[k], db, alpha=lr)

    def train_step(self, x, y, lr):
        loss = mse(self.forward(x), y)
        self.step(self.autograd(x, y), lr)
        return loss

    def fit(self, x, y, lr, steps):
        return torch.stack([self.train_step(x, y, lr) for _ in range(steps)])

    def gradient_norms(self, x, y):
        return torch.stack([dw.square().sum().sqrt() for dw in self.autograd(x, y)[0]])


class DenseFunction(torch.autograd.Function):
    @staticmethod
    def forward(x, w, b):
        return torch.addmm(b, x, w)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs[:2])

    @staticmethod
    def backward(ctx, grad_output):
        x, w = ctx.saved_tensors
        dx = dw = db = None
        if ctx.needs_input_grad[0]:
            dx = grad_output.matmul(w.t())
        if ctx.needs_input_grad[1]:
            dw = x.t().matmul(grad_output)
        if ctx.needs_input_grad[2]:
            db = grad_output.sum(0)
        return dx, dw, db


def dense(x, w, b):
    return DenseFunction.apply(x, w, b)


class SignFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.inside = (x >= -1) & (x <= 1)
        return x.sign()

    @staticmethod
    def backward(ctx, grad_output):
        return torch.where(ctx.inside, grad_output, torch.zeros_like(grad_output))


def straight_through_sign(x):
    return SignFunction.apply(x)


def xavier_init(seed, fan_in, fan_out):
    torch.manual_seed(seed)
    limit = (6 / (fan_in + fan_out)) ** 0.5
    return limit * (2 * torch.rand((fan_in, fan_out), dtype=torch.float64) - 1)


def he_init(seed, fan_in, fan_out):
    torch.manual_seed(seed)
    return torch.randn((fan_in, fan_out), dtype=torch.float64) * (2 / fan_in) ** 0.5


def gradient_check(f, x, h=1e-5):
    flat = x.flatten()
    moves = h * torch.eye(flat.numel(), dtype=x.dtype, device=x.device)
    above = [f((flat + move).view(x.shape)) for move in moves]
    below = [f((flat - move).view(x.shape)) for move in moves]
    return (x.new_tensor(above) - x.new_tensor(below)).view(x.shape) / (2 * h)
