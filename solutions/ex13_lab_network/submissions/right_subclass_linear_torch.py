"""Two nn.Linear in a class, load_state_dict, foreach, numbers kept in tensors."""

import math

import torch
from torch import nn

EPSILON = 1e-7


def init_params(nx, nh, ny, seed):
    generator = torch.Generator()
    generator.manual_seed(seed)
    weights = torch.randn(nx * nh + nh * ny, generator=generator, dtype=torch.float64) * 0.3
    return {
        "by": torch.zeros(ny).double(),
        "Wy": weights[nx * nh :].view(nh, ny),
        "bh": torch.zeros(nh).double(),
        "Wh": weights[: nx * nh].view(nx, nh),
    }


def softmax(ytilde):
    shifted = ytilde - ytilde.max(dim=-1, keepdim=True).values
    e = shifted.exp()
    return e.div(e.sum(-1, keepdim=True))


def forward(params, X):
    htilde = torch.matmul(X, params["Wh"]).add(params["bh"])
    h = torch.tanh(htilde)
    ytilde = torch.matmul(h, params["Wy"]).add(params["by"])
    yhat = softmax(ytilde)
    return [yhat, dict(X=X, htilde=htilde, h=h, ytilde=ytilde, yhat=yhat)]


def loss_accuracy(yhat, Y):
    picked = (yhat * Y).sum(dim=1)
    floored = torch.where(picked < EPSILON, torch.full_like(picked, EPSILON), picked)
    correct = torch.sum(yhat.argmax(dim=-1) == Y.argmax(dim=-1)).item()
    return -floored.log().mean(), correct / len(Y)


def backward(params, outputs, Y):
    grads = {name: torch.zeros_like(value) for name, value in params.items()}
    n = len(Y)
    for i in range(n):
        d = (outputs["yhat"][i] - Y[i]) / n
        dh = (params["Wy"] @ d) * (1 - outputs["h"][i] ** 2)
        grads["Wy"] += torch.outer(outputs["h"][i], d)
        grads["by"] += d
        grads["Wh"] += torch.outer(outputs["X"][i], dh)
        grads["bh"] += dh
    return grads


def sgd(params, grads, lr):
    new = {}
    for name in params:
        new[name] = params[name].clone()
        new[name] -= lr * grads[name]
    return new


def autograd_backward(params, X, Y):
    mine = {}
    for name in params:
        mine[name] = params[name].detach().clone()
        mine[name].requires_grad = True
    yhat, _ = forward(mine, X)
    loss, _ = loss_accuracy(yhat, Y)
    loss.backward()
    return {
        "Wy": mine["Wy"].grad,
        "by": mine["by"].grad,
        "Wh": mine["Wh"].grad,
        "bh": mine["bh"].grad,
    }


class Net(nn.Module):
    def __init__(self, nx, nh, ny):
        super().__init__()
        self.hidden = nn.Linear(nx, nh)
        self.out = nn.Linear(nh, ny)

    def forward(self, x):
        x = torch.tanh(self.hidden(x))
        return self.out(x)


def make_model(params):
    model = Net(params["Wh"].size(0), params["Wh"].size(1), params["Wy"].size(1))
    model = model.to(dtype=params["Wh"].dtype, device=params["Wh"].device)
    model.load_state_dict(
        {
            "hidden.weight": params["Wh"].t(),
            "hidden.bias": params["bh"],
            "out.weight": params["Wy"].t(),
            "out.bias": params["by"],
        }
    )
    return model


def model_loss_accuracy(model, X, Y):
    scores = model(X).detach()
    loss = (torch.logsumexp(scores, dim=1) - (scores * Y).sum(dim=1)).mean()
    return float(loss), float((scores.argmax(1) == Y.argmax(1)).sum()) / len(X)


def model_step(model, X, Y, lr):
    for p in model.parameters():
        p.grad = None
    scores = model(X)
    loss = (torch.logsumexp(scores, dim=1) - (scores * Y).sum(dim=1)).mean()
    loss.backward()
    for p in model.parameters():
        p.data = p.data - lr * p.grad
    return loss


def make_optimizer(model, lr):
    return torch.optim.SGD(params=model.parameters(), lr=lr, momentum=0, foreach=False)


criterion = nn.CrossEntropyLoss()


def train_step(model, optimizer, X, Y):
    loss = criterion(model(X), Y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def train(model, optimizer, X, Y, X_valid, Y_valid, epochs, batch_size, seed, report=None):
    torch.manual_seed(seed)
    n = X.shape[0]
    record = [[*model_loss_accuracy(model, X, Y), *model_loss_accuracy(model, X_valid, Y_valid)]]
    for epoch in range(epochs):
        order = torch.randperm(n)
        for k in range(math.ceil(n / batch_size)):
            chosen = order[k * batch_size : (k + 1) * batch_size]
            train_step(model, optimizer, X[chosen], Y[chosen])
        row = [*model_loss_accuracy(model, X, Y), *model_loss_accuracy(model, X_valid, Y_valid)]
        record.append(row)
        if report is not None:
            report(epoch + 1, row[0])
    columns = torch.tensor(record, dtype=torch.float64).T
    return dict(zip(("loss", "accuracy", "valid_loss", "valid_accuracy"), columns))


def predict(model, X):
    with torch.no_grad():
        return nn.functional.log_softmax(model(X), dim=1).argmax(dim=1)


def decision_grid(model, xs, ys):
    abscissas = xs.repeat(len(ys))
    ordinates = ys.repeat_interleave(len(xs))
    return predict(model, torch.column_stack([abscissas, ordinates])).view(len(ys), len(xs))
