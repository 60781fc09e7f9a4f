"""Hidden checks of ex03 (losses), PyTorch track: those of the NumPy track, and what is refused."""

import numpy as np
import pytest

from grader.checks.api import agree, raises

SHARED = {
    "regression_shapes": 1,
    "huber_delta": 0.75,
    "binary_cross_entropy_edges": 1,
    "cross_entropies_agree": 1,
    "hinge_edges": 0.5,
    "distances_shapes": 0.75,
    "cosine_properties": 0.75,
    "softmax_cross_entropy_extremes": 1,
    "descent": 0.5,
}

ELEMENTWISE = ("mae", "mse", "huber", "binary_cross_entropy")


@pytest.mark.check(points=0.75, task="mse")
def test_shapes_refused(student, reference, rng):
    """Des formes différentes sont refusées, même celles que PyTorch saurait étendre.
    --
    Different shapes are refused, even those that PyTorch could expand."""
    p = rng.uniform(0.1, 0.9, size=(6,))
    y = rng.permutation([0.0, 1.0, 1.0, 0.0, 1.0, 0.0])
    for name in ELEMENTWISE:
        # Equal shapes pass: what always raises refuses nothing.
        agree(getattr(student, name), getattr(reference, name), p[:, None], y[:, None])
        for left, right in (
            (p[:, None], y),
            (p, y[:, None]),
            (p.reshape(2, 3), y[:3]),
            (p[:1], y),
            (p.reshape(2, 3), y.reshape(3, 2)),
        ):
            raises(
                getattr(student, name),
                left,
                right,
                error="ValueError",
                fr=f"{name} accepte les formes {left.shape} et {right.shape}.",
                en=f"{name} accepts the shapes {left.shape} and {right.shape}.",
            )
