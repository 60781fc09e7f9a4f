"""Public checks of ex02."""

import numpy as np
import pytest

from grader.checks.api import agree


@pytest.mark.check(points=3, task="clip")
def test_clip_low(student, reference, rng):
    """Les valeurs trop petites montent à la borne basse.
    --
    Values that are too small rise to the lower bound."""
    agree(student.clip, reference.clip, rng.uniform(-3, 0, size=(4, 3)), -1.0, 2.0)


@pytest.mark.check(points=3, task="clip")
def test_clip_high(student, reference, rng):
    """Les valeurs trop grandes descendent à la borne haute.
    --
    Values that are too large come down to the upper bound."""
    agree(student.clip, reference.clip, rng.uniform(0, 5, size=(4, 3)), -1.0, 2.0)
