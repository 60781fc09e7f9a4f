"""Wrong: the data are done, the network and what follows are missing."""

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
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
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
    generator = torch.Generator().manual_seed(seed)
    most = int(labels.bincount().max())
    chosen = []
    for label in labels.unique():
        places = (labels == label).nonzero().squeeze(1)
        more = torch.randint(len(places), (most - len(places),), generator=generator)
        chosen += [places, places[more]]
    return torch.cat(chosen)


# --- le réseau / the network ----------------------------------------------------------------------
