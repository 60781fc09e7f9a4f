"""Public checks of ex01 with PyTorch: those of NumPy, on tensors, then autograd and the device."""

import numpy as np
import pytest

from grader.checks.api import differentiates, keeps_device

# Checks of checks.py that say what is right for tensors too, and their points here.
SHARED = {
    "weighted_sum_known": 1,
    "weighted_sum_batch": 1,
    "predict_step": 1,
    "predict_batch": 1,
    "update_known": 1,
    "update_rule": 1.5,
    "float32": 0.5,
    "inputs_untouched": 0.5,
    "train_one_epoch": 1,
    "train_and": 1,
    "train_needs_bias": 1,
    "train_xor": 0.5,
}


@pytest.mark.check(points=0.5, task="weighted_sum", needs=["weighted_sum_batch"])
def test_weighted_sum_autograd(student, reference, rng):
    """Autograd traverse le score, par rapport aux entrées, aux poids et au biais.
    --
    Autograd goes through the score, with respect to the inputs, the weights and the bias."""
    x, w, b = rng.normal(size=(4, 3)), rng.normal(size=3), np.array(rng.normal())
    differentiates(student.weighted_sum, reference.weighted_sum, x, w, b, operations=8)
    differentiates(student.weighted_sum, reference.weighted_sum, x[0], w, b, operations=8)


@pytest.mark.check(points=0.5, task="predict", declared=True, needs=["predict_batch"])
def test_device(student, rng):
    """Les scores et les prédictions d'un lot restent sur l'appareil des tenseurs reçus.
    --
    The scores and the predictions of a batch stay on the device of the tensors received."""
    x, w = rng.normal(size=(4, 3)), rng.normal(size=3)
    keeps_device(student.weighted_sum, x, w, 0.5)
    keeps_device(student.predict, x, w, 0.5)
