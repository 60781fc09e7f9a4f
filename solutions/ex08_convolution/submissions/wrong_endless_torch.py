"""Wrong: a loop over the batches that never gets past a last one that is shorter."""

import torch
import torch.nn.functional as F
from torch import nn


def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    return (size - kernel + 2 * padding) // stride + 1


def parameter_count(kernel_h: int, kernel_w: int, channels: int, filters: int) -> int:
    return (kernel_h * kernel_w * channels + 1) * filters


def dense_parameter_count(sizes: list[int]) -> int:
    return sum((inputs + 1) * outputs for inputs, outputs in zip(sizes, sizes[1:]))


# --- facultatif / optional ------------------------------------------------------------------------
# Deux briques qui rendent la suite plus courte. Elles ne sont pas corrigées : écrivez-les, changez-
# les ou effacez-les. / Two bricks that make what follows shorter. They are not graded: write them,
# change them or delete them.


def windows(
    x: torch.Tensor,
    kernel_h: int,
    kernel_w: int,
    stride: int = 1,
    padding: int = 0,
    margin: float = 0.0,
) -> torch.Tensor:
    # F.pad begins with the last axis: left, right, top, bottom.
    padded = F.pad(x, (padding, padding, padding, padding), value=margin)
    # Two views, one per axis: no pixel is copied, although each one belongs to several windows.
    return padded.unfold(2, kernel_h, stride).unfold(3, kernel_w, stride)


def add_windows(
    values: torch.Tensor, shape: tuple[int, ...], stride: int = 1, padding: int = 0
) -> torch.Tensor:
    n, c, oh, ow, kernel_h, kernel_w = values.shape
    _, _, h, w = shape
    # new_zeros: the dtype and the device of values.
    padded = values.new_zeros(n, c, padding + h + padding, padding + w + padding)
    # Within one pass no two windows touch the same pixel: += adds each of them once.
    for i in range(kernel_h):
        for j in range(kernel_w):
            rows, columns = slice(i, i + stride * oh, stride), slice(j, j + stride * ow, stride)
            padded[:, :, rows, columns] += values[:, :, :, :, i, j]
    return padded[:, :, padding : padding + h, padding : padding + w]


# --- convolution ----------------------------------------------------------------------------------


def conv2d(
    x: torch.Tensor, k: torch.Tensor, b: torch.Tensor, stride: int = 1, padding: int = 0
) -> torch.Tensor:
    _, _, kernel_h, kernel_w = k.shape
    seen = windows(x, kernel_h, kernel_w, stride, padding)
    return torch.einsum("nchwij,fcij->nfhw", seen, k) + b[:, None, None]


def conv2d_backward(
    dout: torch.Tensor, x: torch.Tensor, k: torch.Tensor, stride: int = 1, padding: int = 0
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    _, _, kernel_h, kernel_w = k.shape
    seen = windows(x, kernel_h, kernel_w, stride, padding)
    # out = seen * k + b, summed over c, i, j: each gradient sums over what its target lacks.
    db = torch.einsum("nfhw->f", dout)
    dk = torch.einsum("nfhw,nchwij->fcij", dout, seen)
    dseen = torch.einsum("nfhw,fcij->nchwij", dout, k)
    return add_windows(dseen, x.shape, stride, padding), dk, db


# --- pooling --------------------------------------------------------------------------------------


def max_pool2d(x: torch.Tensor, size: int, stride: int, padding: int = 0) -> torch.Tensor:
    seen = windows(x, size, size, stride, padding, float("-inf"))
    return seen.amax(dim=(4, 5))


def max_pool2d_backward(
    dout: torch.Tensor, x: torch.Tensor, size: int, stride: int, padding: int = 0
) -> torch.Tensor:
    seen = windows(x, size, size, stride, padding, float("-inf"))
    # The pixels of a window numbered in scan order: argmax gives the first of equal ones.
    seen = seen.flatten(start_dim=4)
    winner = seen.argmax(dim=4, keepdim=True)
    shares = torch.zeros_like(seen).scatter(4, winner, dout.unsqueeze(4))
    return add_windows(shares.unflatten(4, (size, size)), x.shape, stride, padding)


def min_pool2d(x: torch.Tensor, size: int, stride: int, padding: int = 0) -> torch.Tensor:
    return -max_pool2d(-x, size, stride, padding)


def min_pool2d_backward(
    dout: torch.Tensor, x: torch.Tensor, size: int, stride: int, padding: int = 0
) -> torch.Tensor:
    # The first minimum of x is the first maximum of -x; the two minus signs of the slope cancel.
    return max_pool2d_backward(dout, -x, size, stride, padding)


def avg_pool2d(x: torch.Tensor, size: int, stride: int, padding: int = 0) -> torch.Tensor:
    return windows(x, size, size, stride, padding).mean(dim=(4, 5))


def avg_pool2d_backward(
    dout: torch.Tensor, x: torch.Tensor, size: int, stride: int, padding: int = 0
) -> torch.Tensor:
    # The same share for each of the size * size pixels of a window: a view, nothing is copied.
    shares = (dout / size**2)[..., None, None].expand(*dout.shape, size, size)
    return add_windows(shares, x.shape, stride, padding)


# --- deux réseaux / two networks ------------------------------------------------------------------


def cnn_parameter_count(filters: int, hidden: int) -> int:
    convolutions = parameter_count(3, 3, 3, 8) + parameter_count(3, 3, 8, filters)
    return convolutions + dense_parameter_count([9 * filters, hidden, 1])


class Conv2d(nn.Module):
    def __init__(
        self, channels: int, filters: int, kernel: int, stride: int = 1, padding: int = 0
    ) -> None:
        super().__init__()
        self.stride, self.padding = stride, padding
        # A Parameter is what an optimiser finds, what .to(device) moves, what state_dict saves.
        self.weight = nn.Parameter(torch.empty(filters, channels, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(filters))
        nn.init.kaiming_normal_(self.weight, nonlinearity="relu")

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return conv2d(x, self.weight, self.bias, self.stride, self.padding)


class RegressionCNN(nn.Module):
    def __init__(self, filters: int, hidden: int) -> None:
        super().__init__()
        self.conv1 = Conv2d(3, 8, 3)
        self.conv2 = Conv2d(8, filters, 3, stride=2)
        self.dense1 = nn.Linear(9 * filters, hidden)
        self.dense2 = nn.Linear(hidden, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        maps = torch.relu(self.conv2(torch.relu(self.conv1(x))))
        hidden = torch.relu(self.dense1(maps.flatten(start_dim=1)))
        return self.dense2(hidden)


class DigitClassifier(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = Conv2d(1, 6, 3, padding=1)
        self.conv2 = Conv2d(6, 8, 3, padding=1)
        self.dense = nn.Linear(32, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        maps = max_pool2d(torch.relu(self.conv1(x)), 2, 2)
        maps = max_pool2d(torch.relu(self.conv2(maps)), 2, 2)
        return self.dense(maps.flatten(start_dim=1))


# --- entraînement / training ----------------------------------------------------------------------


def train_step(
    model: nn.Module, optimizer: torch.optim.Optimizer, x: torch.Tensor, labels: torch.Tensor
) -> float:
    optimizer.zero_grad()  # gradients add up in .grad: without this, those of the last batch stay
    loss = F.cross_entropy(model(x), labels)
    loss.backward()
    optimizer.step()
    return loss.item()  # a number: the tensor would keep the whole graph alive


def make_optimizer(model: nn.Module, lr: float) -> torch.optim.Optimizer:
    return torch.optim.SGD(model.parameters(), lr=lr)


def train_classifier(
    model: nn.Module,
    x: torch.Tensor,
    labels: torch.Tensor,
    epochs: int,
    batch_size: int,
    lr: float,
    seed: int,
) -> list[float]:
    generator = torch.Generator().manual_seed(seed)
    optimizer = make_optimizer(model, lr)
    losses = []
    for _ in range(epochs):
        order = torch.randperm(len(x), generator=generator).to(x.device)
        total, start = 0.0, 0
        while start < len(x):
            batch = order[start : start + batch_size]
            if len(batch) == batch_size:
                total += train_step(model, optimizer, x[batch], labels[batch]) * len(batch)
                start += batch_size
        losses.append(total / len(x))
    return losses


def predict(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return model(x).argmax(dim=1)
