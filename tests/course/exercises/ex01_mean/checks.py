"""Public checks of ex01."""

import numpy as np
import pytest

from grader.checks.api import agree, close, untouched


@pytest.mark.check(points=3, task="mean")
def test_mean_values(student, reference, rng):
    """Moyenne : une ligne connue, puis un lot.
    --
    Mean: a known row, then a batch."""
    close(student.mean(np.array([2.0, 4.0, 9.0])), 5.0)
    agree(student.mean, reference.mean, rng.normal(size=(4, 3)))


@pytest.mark.check(points=2, task="mean", needs=["mean_values"])
def test_mean_shapes(student, reference, rng):
    """Moyenne : trois axes, et un lot vide.
    --
    Mean: three axes, and an empty batch."""
    agree(student.mean, reference.mean, rng.normal(size=(2, 3, 4)))
    agree(student.mean, reference.mean, np.zeros((0, 3)))


@pytest.mark.check(points=1, task="mean", declared=True)
def test_mean_untouched(student, reference, rng):
    """Moyenne : l'argument reste tel quel.
    --
    Mean: the argument stays as it is."""
    x = rng.normal(size=(2, 3))
    agree(student.mean, reference.mean, x)
    untouched(student.mean, x)


@pytest.mark.check(points=4, task="spread")
def test_spread_values(student, reference, rng):
    """Dispersion : une ligne connue, puis un lot.
    --
    Spread: a known row, then a batch."""
    close(student.spread(np.array([2.0, 4.0, 9.0])), np.sqrt(26 / 3))
    agree(student.spread, reference.spread, rng.normal(size=(4, 3)))


@pytest.mark.check(points=2, task="spread", needs=["spread_values"])
def test_spread_dtype(student, reference, rng):
    """Dispersion : float32 reste float32.
    --
    Spread: float32 stays float32."""
    x = rng.normal(size=(4, 3)).astype(np.float32)
    agree(student.spread, reference.spread, x)
