"""Hidden checks of ex02."""

import numpy as np
import pytest

from grader.checks.api import agree


@pytest.mark.check(points=4, task="clip")
def test_clip_both(student, reference, rng):
    """Les deux bornes à la fois, et leurs valeurs mêmes.
    --
    Both bounds at once, and their very values."""
    x = np.concatenate([rng.uniform(-4, 6, size=20), [-0.5, 1.5]])
    agree(student.clip, reference.clip, x, -0.5, 1.5)
