"""Wrong: no seed is used anywhere."""

# ruff: noqa: T201
from __future__ import annotations

import copy
import math
from collections.abc import Callable

import torch
from torch import Tensor, nn



# --- données : les fonctions données / data: the given functions ----------------------------------


def distort(images: Tensor, generator: torch.Generator) -> Tensor:

    def uniform(most: float) -> Tensor:
        drawn = torch.rand(len(images), generator=generator) * 2 - 1
        return (drawn * most).to(images.device)

    white = images.max().item()
    angle, scale = uniform(math.radians(15)), 1 + uniform(0.1)
    across, down = uniform(0.25), uniform(0.25)  # the side is 2 long for affine_grid
    cosine, sine = angle.cos() / scale, angle.sin() / scale
    rows = [torch.stack([cosine, -sine, across], 1), torch.stack([sine, cosine, down], 1)]
    size = [len(images), 1, *images.shape[1:]]
    grid = nn.functional.affine_grid(torch.stack(rows, 1), size, align_corners=False)
    moved = nn.functional.grid_sample(images.unsqueeze(1), grid, align_corners=False).squeeze(1)
    noise = torch.randn(moved.shape, generator=generator).to(images.device)
    return (moved + noise * white / 16).clamp(0, white)


# --- données : à vous / data: your turn -----------------------------------------------------------


def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or data[:3] != b"\x00\x00\x08":
        raise ValueError("not an IDX file of unsigned bytes")
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[at : at + 4], "big") for at in range(4, start, 4)]
    if len(data) - start != math.prod(shape):
        raise ValueError(f"{len(data) - start} values, {shape} announced")
    # bytearray: a copy that can be written to, as a tensor wants it.
    return torch.frombuffer(bytearray(data), dtype=torch.uint8)[start:].reshape(shape)


def class_counts(labels: Tensor, num_classes: int) -> Tensor:
    return torch.bincount(labels, minlength=num_classes)


def split(n: int, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    order = torch.randperm(n, generator=torch.default_generator)
    n_test = n // 5
    n_valid = (n - n_test) // 5
    return order[n_test + n_valid :], order[n_test : n_test + n_valid], order[:n_test]


def pixel_statistics(images: Tensor) -> tuple[float, float]:
    pixels = images.float()
    return pixels.mean().item(), pixels.std(correction=0).item()


def prepare(images: Tensor, mean: float, std: float) -> Tensor:
    return (images.float().flatten(start_dim=1) - mean) / std


# --- classes rares / rare classes -----------------------------------------------------------------


def class_weights(labels: Tensor, num_classes: int) -> Tensor:
    return len(labels) / (num_classes * class_counts(labels, num_classes))


def oversample(labels: Tensor, seed: int) -> Tensor:
    generator = torch.default_generator
    most = int(labels.bincount().max())
    chosen = []
    for label in labels.unique():
        places = (labels == label).nonzero().squeeze(1)
        more = torch.randint(len(places), (most - len(places),), generator=generator)
        chosen += [places, places[more]]
    return torch.cat(chosen)


# --- le réseau / the network ----------------------------------------------------------------------


class MLP(nn.Module):

    def __init__(
        self, input_size: int, num_hidden_layers: int, hidden_size: int, num_classes: int = 10
    ) -> None:
        super().__init__()
        sizes = [input_size] + [hidden_size] * num_hidden_layers
        layers: list[nn.Module] = []
        for size_in, size_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(size_in, size_out), nn.ReLU()]
        # No softmax: cross_entropy does it, and better (through the logarithm).
        self.layers = nn.Sequential(*layers, nn.Linear(hidden_size, num_classes))

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


def train(
    model: nn.Module,
    train_x: Tensor,
    train_y: Tensor,
    valid_x: Tensor,
    valid_y: Tensor,
    learning_rate: float,
    batch_size: int,
    max_epochs: int,
    patience: int,
    seed: int,
    weights: Tensor | None = None,
    report: Callable[[int, float], object] | None = None,
) -> dict[str, list[float]]:
    generator = torch.default_generator
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    history: dict[str, list[float]] = {"train": [], "valid": []}
    best_loss, best_state, waited = math.inf, model.state_dict(), 0
    for epoch in range(1, max_epochs + 1):
        model.train()
        total = 0.0
        order = torch.randperm(len(train_x), generator=generator).to(train_x.device)
        for batch in order.split(batch_size):
            optimizer.zero_grad()
            logits = model(train_x[batch])
            loss = nn.functional.cross_entropy(logits, train_y[batch], weight=weights)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        history["train"].append(total / len(train_x))
        model.eval()
        with torch.no_grad():
            valid_loss = nn.functional.cross_entropy(model(valid_x), valid_y).item()
        history["valid"].append(valid_loss)
        if report is not None:
            report(epoch, history["train"][-1])
        waited += 1
        if valid_loss < best_loss:
            # A copy: state_dict gives the weights themselves, which go on changing.
            best_loss, best_state, waited = valid_loss, copy.deepcopy(model.state_dict()), 0
        if waited == patience:
            break
    model.load_state_dict(best_state)
    return history


def predict(model: nn.Module, x: Tensor) -> Tensor:
    model.eval()
    with torch.no_grad():
        return model(x).argmax(dim=1)


# --- mesures / measures ---------------------------------------------------------------------------


def confusion_matrix(labels: Tensor, predicted: Tensor, num_classes: int) -> Tensor:
    # Each pair (true, predicted) gets a number of its own; they are counted, then laid out.
    number = labels * num_classes + predicted
    return number.bincount(minlength=num_classes**2).reshape(num_classes, num_classes)


def scores(confusion: Tensor) -> dict[str, float]:
    confusion = confusion.double()
    right, true, predicted = confusion.diagonal(), confusion.sum(dim=1), confusion.sum(dim=0)
    # Where a denominator is 0, so is the numerator: dividing by 1 gives the 0 that is wanted.
    precision = right / predicted.clamp(min=1)
    recall = right / true.clamp(min=1)
    f1 = 2 * right / (true + predicted).clamp(min=1)
    return {
        "accuracy": (right.sum() / confusion.sum()).item(),
        "precision": precision.mean().item(),
        "recall": recall.mean().item(),
        "f1": f1.mean().item(),
    }


# --- le défi / the challenge ----------------------------------------------------------------------


def fit(
    images: Tensor,
    labels: Tensor,
    seed: int,
    report: Callable[[int, float], object] | None = None,
) -> object:
    generator = torch.default_generator
    train_places, valid_places, test_places = split(len(images), seed)
    # The images of the test serve here too: the judge has others.
    known = torch.cat([train_places, test_places]).to(images.device)
    valid_places = valid_places.to(images.device)
    mean, std = pixel_statistics(images[known])
    # Many distorted copies of each image: the network learns what a distortion leaves unchanged.
    copies = 6  # no mutants: other sizes and rates reach the goal too; so do the next lines
    train_x = prepare(distort(images[known].repeat(copies, 1, 1), generator), mean, std)
    train_y = labels[known].repeat(copies)
    valid_x = prepare(distort(images[valid_places].repeat(copies, 1, 1), generator), mean, std)
    valid_y = labels[valid_places].repeat(copies)
    model = MLP(train_x.shape[1], 1, 160).to(images.device)  # no mutants: as above
    train(  # no mutants: as above
        model,
        train_x,
        train_y,
        valid_x,
        valid_y,
        learning_rate=0.01,
        batch_size=128,
        max_epochs=6,
        patience=3,
        seed=seed,
        report=report,
    )
    return model, mean, std


def classify(classifier: object, images: Tensor) -> Tensor:
    model, mean, std = classifier
    return predict(model, prepare(images, mean, std))
