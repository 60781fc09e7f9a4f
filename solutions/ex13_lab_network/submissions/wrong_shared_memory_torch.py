"""The model shares memory with the parameters, backward asks autograd, the measure keeps its graph."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

EPSILON = 1e-7


def init_params(nx, nh, ny, seed):
    torch.manual_seed(seed)
    Wh = torch.empty(nx, nh, dtype=torch.double).normal_(0, 0.3)
    Wy = torch.empty(nh, ny, dtype=torch.double).normal_(0, 0.3)
    bh, by = Wh.new_zeros(nh), Wy.new_zeros(ny)
    return dict(Wh=Wh, bh=bh, Wy=Wy, by=by)


def softmax(ytilde):
    return torch.exp(ytilde - torch.logsumexp(ytilde, dim=-1, keepdim=True))


def forward(params, X):
    o = {"X": X}
    o["htilde"] = torch.addmm(params["bh"], X, params["Wh"])
    o["h"] = o["htilde"].tanh()
    o["ytilde"] = torch.addmm(params["by"], o["h"], params["Wy"])
    o["yhat"] = softmax(o["ytilde"])
    return o["yhat"], o


def loss_accuracy(yhat, Y):
    labels = Y.argmax(1)
    loss = F.nll_loss(torch.log(torch.clamp(yhat, min=EPSILON)), labels)
    return loss, (yhat.argmax(1) == labels).float().mean()


def backward(params, outputs, Y):
    return autograd_backward(params, outputs["X"], Y)


def sgd(params, grads, lr):
    return {k: torch.sub(params[k], grads[k], alpha=lr) for k in params}


def autograd_backward(params, X, Y):
    names = list(params)
    leaves = [params[k].clone().requires_grad_(True) for k in names]
    _, outputs = forward(dict(zip(names, leaves)), X)
    loss = F.cross_entropy(outputs["ytilde"], Y.argmax(1))
    return dict(zip(names, torch.autograd.grad(loss, leaves)))


class Network(nn.Module):
    def __init__(self, params):
        super().__init__()
        self.Wh = nn.Parameter(params["Wh"])
        self.bh = nn.Parameter(params["bh"])
        self.Wy = nn.Parameter(params["Wy"])
        self.by = nn.Parameter(params["by"])

    def forward(self, x):
        return torch.tanh(x @ self.Wh + self.bh) @ self.Wy + self.by


def make_model(params):
    return Network(params)


def model_loss_accuracy(model, X, Y):
    was = model.training
    model.eval()
    logp = F.log_softmax(model(X), dim=1)
    model.train(was)
    loss = -(Y * logp).sum(1).mean()
    return loss, (logp.argmax(1) == Y.argmax(1)).float().mean()


def model_step(model, X, Y, lr):
    loss = nn.CrossEntropyLoss()(model(X), Y)
    grads = torch.autograd.grad(loss, list(model.parameters()))
    with torch.no_grad():
        for p, g in zip(model.parameters(), grads):
            p.copy_(p - lr * g)
    return loss.detach()


def make_optimizer(model, lr):
    return torch.optim.SGD([{"params": list(model.parameters()), "lr": lr}])


def train_step(model, optimizer, X, Y):
    model.train()
    loss = nn.CrossEntropyLoss()(model(X), Y.argmax(1))
    optimizer.zero_grad(set_to_none=False)
    loss.backward()
    optimizer.step()
    return loss.detach()


def train(model, optimizer, X, Y, X_valid, Y_valid, epochs, batch_size, seed, report=None):
    g = torch.Generator()
    g.manual_seed(seed)
    loader = DataLoader(TensorDataset(X, Y), batch_size=batch_size, shuffle=True, generator=g)
    history = {"loss": [], "accuracy": [], "valid_loss": [], "valid_accuracy": []}
    for epoch in range(epochs + 1):
        if epoch > 0:
            for x, y in loader:
                train_step(model, optimizer, x, y)
        loss, accuracy = model_loss_accuracy(model, X, Y)
        history["loss"].append(loss.item())
        history["accuracy"].append(accuracy.item())
        loss, accuracy = model_loss_accuracy(model, X_valid, Y_valid)
        history["valid_loss"].append(loss.item())
        history["valid_accuracy"].append(accuracy.item())
        if report and epoch:
            report(epoch, history["loss"][-1])
    return history


def predict(model, X):
    return torch.max(model(X), dim=1).indices


def decision_grid(model, xs, ys):
    rows = [predict(model, torch.stack([xs, y.expand_as(xs)], dim=1)) for y in ys]
    return torch.stack(rows)
