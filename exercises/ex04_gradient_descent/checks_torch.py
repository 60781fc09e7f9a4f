"""Public checks of ex04 (gradient descent), PyTorch track.

They are those of the NumPy track, whose arrays are tensors here. Added: what is lent stays as it is
and where it is. The hidden checks are the NumPy track's, all of them.
"""

import numpy as np
import pytest

from grader.checks.api import close, keeps_device, support, untouched

SHARED = {
    "gradient_step": 0.5,
    "fit_slope": 1,
    "fit_line": 1,
    "fit_slope_online": 0.5,
    "minibatches_once": 1,
    "minibatches_shuffled": 0.5,
    "sgd_one_batch": 1,
    "sgd_epoch_cost": 0.5,
    "sgd_finds_the_line": 1,
    "learning_rate_regime": 0.5,
    "largest_safe_rate": 0.5,
    "normalise": 1,
    "classify_critical_point": 1,
    "descend": 1,
    "float32": 0.5,
}


@pytest.mark.check(points=0.5, task="conventions", declared=True)
def test_lent(student, reference, rng):
    """Les tenseurs prêtés ne changent pas, et les résultats restent sur leur appareil.
    --
    The tensors lent do not change, and the results stay on their device."""
    w, X = np.array([0.5, -0.25]), rng.normal(size=(6, 2))
    y, u = rng.normal(size=6), rng.normal(size=6)
    # The values count too: a function that does nothing leaves everything untouched.
    stepped = untouched(student.gradient_step, w, np.array([1.0, 2.0]), 0.5)
    close(stepped, np.array([0.0, -1.25]))
    untouched(student.fit_slope, u, y, 0.5, 0.1, 2)
    untouched(student.fit_line, u, y, 0.5, 0.25, 0.1, 2)
    untouched(student.fit_slope_online, u, y, 0.5, 0.1, 2)
    # minibatches may be a generator, which runs later: sgd, which uses it, is watched instead.
    untouched(student.sgd, X, y, w, 0.5, 0.1, 4, 2, 11)
    untouched(student.largest_safe_rate, X, True)
    constant = X.copy()
    constant[:, 0] = 2.0
    untouched(student.normalise, constant, X)
    untouched(student.classify_critical_point, np.zeros(2), np.array([[1.0, 3.0], [3.0, 1.0]]))
    untouched(student.descend, support("bowl_gradient"), w, 0.05, 3)
    keeps_device(student.gradient_step, X, X, 0.5)
    keeps_device(student.normalise, X, X)
    keeps_device(student.descend, support("bowl_gradient"), w, 0.05, 3)
