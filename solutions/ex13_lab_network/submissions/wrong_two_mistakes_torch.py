"""No zero_grad in the loop, and a measure that puts a softmax before cross-entropy."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

EPSILON = 1e-07

def init_params(nx: int, nh: int, ny: int, seed: int) -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(seed)

    def draw(inputs: int, outputs: int) -> Tensor:
        return 0.3 * torch.randn(inputs, outputs, generator=generator, dtype=torch.float64)
    return {'Wh': draw(nx, nh), 'bh': torch.zeros(nh, dtype=torch.float64), 'Wy': draw(nh, ny), 'by': torch.zeros(ny, dtype=torch.float64)}

def softmax(ytilde: Tensor) -> Tensor:
    e = torch.exp(ytilde - ytilde.amax(dim=-1, keepdim=True))
    return e / e.sum(dim=-1, keepdim=True)

def forward(params: dict[str, Tensor], X: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    htilde = X @ params['Wh'] + params['bh']
    h = torch.tanh(htilde)
    ytilde = h @ params['Wy'] + params['by']
    yhat = softmax(ytilde)
    return (yhat, {'X': X, 'htilde': htilde, 'h': h, 'ytilde': ytilde, 'yhat': yhat})

def loss_accuracy(yhat: Tensor, Y: Tensor) -> tuple[Tensor, float]:
    loss = -torch.sum(Y * torch.log(yhat.clamp(min=EPSILON))) / len(Y)
    right = yhat.argmax(dim=1) == Y.argmax(dim=1)
    return (loss, right.double().mean().item())

def backward(params: dict[str, Tensor], outputs: dict[str, Tensor], Y: Tensor) -> dict[str, Tensor]:
    dytilde = (outputs['yhat'] - Y) / len(Y)
    dhtilde = dytilde @ params['Wy'].T * (1 - outputs['h'] ** 2)
    return {'Wy': outputs['h'].T @ dytilde, 'by': dytilde.sum(dim=0), 'Wh': outputs['X'].T @ dhtilde, 'bh': dhtilde.sum(dim=0)}

def sgd(params: dict[str, Tensor], grads: dict[str, Tensor], lr: float) -> dict[str, Tensor]:
    return {name: params[name] - lr * grads[name] for name in params}

def autograd_backward(params: dict[str, Tensor], X: Tensor, Y: Tensor) -> dict[str, Tensor]:
    leaves = {name: value.detach().requires_grad_() for name, value in params.items()}
    loss, _ = loss_accuracy(forward(leaves, X)[0], Y)
    loss.backward()
    return {name: leaf.grad for name, leaf in leaves.items()}

def make_model(params: dict[str, Tensor]) -> nn.Module:
    nx, nh = params['Wh'].shape
    ny, = params['by'].shape
    model = nn.Sequential(nn.Linear(nx, nh), nn.Tanh(), nn.Linear(nh, ny)).to(params['Wh'])
    with torch.no_grad():
        model[0].weight.copy_(params['Wh'].T)
        model[0].bias.copy_(params['bh'])
        model[2].weight.copy_(params['Wy'].T)
        model[2].bias.copy_(params['by'])
    return model

def model_loss_accuracy(model: nn.Module, X: Tensor, Y: Tensor) -> tuple[float, float]:
    with torch.no_grad():
        scores = model(X)
    right = scores.argmax(dim=1) == Y.argmax(dim=1)
    return (nn.functional.cross_entropy(softmax(scores), Y).item(), right.double().mean().item())

def model_step(model: nn.Module, X: Tensor, Y: Tensor, lr: float) -> float:
    model.zero_grad()
    loss = nn.functional.cross_entropy(model(X), Y)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= lr * parameter.grad
    return loss.item()

def make_optimizer(model: nn.Module, lr: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(model.parameters(), lr=lr)

def train_step(model: nn.Module, optimizer: torch.optim.Optimizer, X: Tensor, Y: Tensor) -> float:
    loss = nn.functional.cross_entropy(model(X), Y)
    loss.backward()
    optimizer.step()
    return loss.item()

def train(model: nn.Module, optimizer: torch.optim.Optimizer, X: Tensor, Y: Tensor, X_valid: Tensor, Y_valid: Tensor, epochs: int, batch_size: int, seed: int, report: Callable[[int, float], object] | None=None) -> dict[str, list[float]]:
    generator = torch.Generator().manual_seed(seed)
    history: dict[str, list[float]] = {}

    def measure() -> None:
        for prefix, inputs, targets in (('', X, Y), ('valid_', X_valid, Y_valid)):
            loss, accuracy = model_loss_accuracy(model, inputs, targets)
            history.setdefault(prefix + 'loss', []).append(loss)
            history.setdefault(prefix + 'accuracy', []).append(accuracy)
    measure()
    for epoch in range(1, epochs + 1):
        for batch in torch.randperm(len(X), generator=generator).split(batch_size):
            train_step(model, optimizer, X[batch], Y[batch])
        measure()
        if report is not None:
            report(epoch, history['loss'][-1])
    return history

def predict(model: nn.Module, X: Tensor) -> Tensor:
    return model(X).argmax(dim=1)

def decision_grid(model: nn.Module, xs: Tensor, ys: Tensor) -> Tensor:
    abscissas, ordinates = torch.meshgrid(xs, ys, indexing='xy')
    points = torch.stack([abscissas, ordinates], dim=-1).reshape(-1, 2)
    return predict(model, points).reshape(abscissas.shape)
