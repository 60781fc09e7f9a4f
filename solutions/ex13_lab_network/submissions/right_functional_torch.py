"""Everything through one gradient function; the model holds a ParameterDict; shuffles by sorting."""

import torch
from torch import nn
from torch.nn.functional import cross_entropy

EPSILON = 1e-7
NAMES = ("Wh", "bh", "Wy", "by")


def init_params(nx, nh, ny, seed):
    g = torch.Generator().manual_seed(seed)
    shapes = {"Wh": (nx, nh), "Wy": (nh, ny)}
    params = {
        name: torch.normal(0.0, 0.3, shape, generator=g, dtype=torch.float64)
        for name, shape in shapes.items()
    }
    for name, size in (("bh", nh), ("by", ny)):
        params[name] = torch.zeros((size,), dtype=torch.float64)
    return params


def softmax(ytilde):
    ratios = [torch.exp(ytilde - ytilde[..., k : k + 1]) for k in range(ytilde.shape[-1])]
    return torch.stack([1 / ratio.sum(-1) for ratio in ratios], dim=-1)


def scores_of(params, X):
    htilde = X.mm(params["Wh"]) + params["bh"][None, :]
    h = torch.tanh(htilde)
    return htilde, h, h.mm(params["Wy"]) + params["by"][None, :]


def forward(params, X):
    htilde, h, ytilde = scores_of(params, X)
    yhat = softmax(ytilde)
    return yhat, {"yhat": yhat, "ytilde": ytilde, "h": h, "htilde": htilde, "X": X}


def loss_accuracy(yhat, Y):
    rows = torch.arange(len(Y), device=Y.device)
    truth = Y.argmax(dim=1)
    loss = -torch.log(yhat.clamp(min=EPSILON)[rows, truth]).mean()
    return loss, torch.mean((yhat.argmax(dim=1) == truth).to(torch.float32)).item()


def backward(params, outputs, Y):
    delta = (outputs["yhat"] - Y).div(Y.size(0))
    ones = torch.ones_like(Y[:, :1])
    back = delta.mm(params["Wy"].t()).mul(1 - outputs["h"].pow(2))
    return {
        "Wy": outputs["h"].t().mm(delta),
        "by": ones.t().mm(delta).squeeze(0),
        "Wh": outputs["X"].t().mm(back),
        "bh": ones.t().mm(back).squeeze(0),
    }


def sgd(params, grads, lr):
    return {name: value + (-lr) * grads[name] for name, value in params.items()}


def autograd_backward(params, X, Y):
    leaves = {name: value.clone().requires_grad_() for name, value in params.items()}
    cross_entropy(scores_of(leaves, X)[2], Y).backward()
    return {name: leaf.grad.detach() for name, leaf in leaves.items()}


class Model(nn.Module):
    def __init__(self, params):
        super().__init__()
        self.inner = nn.ParameterDict({name: params[name].clone() for name in NAMES})

    def forward(self, X):
        return scores_of(self.inner, X)[2]


def make_model(params):
    return Model(params)


def model_loss_accuracy(model, X, Y):
    with torch.inference_mode():
        scores = model(X)
        loss = cross_entropy(scores, Y.argmax(dim=1), reduction="sum") / len(X)
        return loss.item(), loss_accuracy(softmax(scores), Y)[1]


def model_step(model, X, Y, lr):
    model.zero_grad(set_to_none=True)
    loss = cross_entropy(model(X), Y)
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            p.add_(p.grad, alpha=-lr)
            p.grad.zero_()
    return loss.item()


def make_optimizer(model, lr):
    return torch.optim.SGD(model.parameters(), lr)


def train_step(model, optimizer, X, Y):
    optimizer.zero_grad()

    def closure():
        loss = cross_entropy(model(X), Y)
        loss.backward()
        return loss

    return optimizer.step(closure).item()


def train(model, optimizer, X, Y, X_valid, Y_valid, epochs, batch_size, seed, report=None):
    g = torch.Generator().manual_seed(seed)
    history = {"loss": [], "accuracy": [], "valid_loss": [], "valid_accuracy": []}

    def note():
        for key, value in zip(history, model_loss_accuracy(model, X, Y)):
            history[key].append(value)
        for key, value in zip(
            ("valid_loss", "valid_accuracy"), model_loss_accuracy(model, X_valid, Y_valid)
        ):
            history[key].append(value)

    note()
    for epoch in range(epochs):
        order = torch.rand(len(X), generator=g).argsort()
        for batch in torch.split(order, batch_size):
            train_step(model, optimizer, X[batch], Y[batch])
        note()
        if report is not None:
            report(epoch + 1, history["loss"][-1])
    return history


def predict(model, X):
    return softmax(model(X)).argmax(-1)


def decision_grid(model, xs, ys):
    grid = torch.zeros(len(ys), len(xs), dtype=torch.int64, device=xs.device)
    for i in range(len(ys)):
        for j in range(len(xs)):
            grid[i, j] = predict(model, torch.stack([xs[j], ys[i]])[None, :])[0]
    return grid
