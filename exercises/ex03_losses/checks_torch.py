"""Public checks of ex03 (losses), PyTorch track.

The checks of values are those of the NumPy track: every array that they pass is a tensor here.
What is added: autograd goes through each cost, what is lent stays as it is and where it is, and a
column against a row is refused.
"""

import numpy as np
import pytest

from grader.checks.api import agree, close, differentiates, keeps_device, raises, untouched

SHARED = {
    "mae": 0.5,
    "huber": 0.75,
    "binary_cross_entropy": 0.5,
    "binary_cross_entropy_gradient": 0.5,
    "categorical_cross_entropy": 1,
    "negative_log_likelihood": 1,
    "hinge": 0.75,
    "l1_distance": 0.5,
    "l2_distance": 0.75,
    "cosine_distance": 0.75,
    "softmax_cross_entropy": 0.75,
    "softmax_cross_entropy_gradient": 0.75,
    "float32": 0.75,
}

Y_HAT = np.array([15.0, 18.0, 20.0, 22.0, 25.0])
Y = np.array([17.0, 20.0, 18.0, 21.0, 20.0])
# The first step of the textbook's gradient descent: x, y, and the model 0 * x.
SLOPE_X = np.array([1.0, 2.0, 3.0, 4.0])
SLOPE_Y = np.array([2.0, 3.0, 4.0, 5.0])
SLOPE_Y_HAT = np.zeros(4)
CERTAIN = np.array([0.0, 1.0, 0.0, 1.0])  # probabilities that clipping moves
CERTAIN_Y = np.array([1.0, 0.0, 0.0, 1.0])


def costs(rng):
    """The arguments of each cost but the MSE, float64, far from kinks and from clipping."""
    shape = (3, 2)
    signs = np.resize([1.0, -1.0, -1.0, 1.0, 1.0], shape)
    y = rng.normal(size=shape)
    # Errors of 0.3 and 2, on both sides of Huber's delta = 1.
    y_hat = y + signs * np.resize([0.3, 2.0], shape) * rng.uniform(0.8, 1.2, size=shape)
    p, p_y = rng.uniform(0.05, 0.95, size=5), rng.permutation([0.0, 1.0, 1.0, 0.0, 1.0])
    q = rng.uniform(0.1, 1.0, size=(4, 3))
    q /= q.sum(axis=1, keepdims=True)
    labels = rng.permutation([0, 1, 2, 1])
    one_hot = np.eye(3)[labels]
    s_y = rng.permutation([1.0, 1.0, -1.0, -1.0, 1.0])
    s = s_y * np.array([-0.7, 0.4, 1.8, -2.0, 0.6]) * rng.uniform(0.8, 1.2, size=5)
    a, b = rng.normal(size=(4, 3)) + 2.0, rng.normal(size=(4, 3)) - 2.0
    return {
        "mae": (y_hat, y),
        "huber": (y_hat, y),
        "binary_cross_entropy": (p, p_y),
        "categorical_cross_entropy": (q, one_hot),
        "negative_log_likelihood": (np.log(q), labels),
        "hinge": (s, s_y),
        "l1_distance": (a, b),
        "l2_distance": (a, b),
        "cosine_distance": (a, b),
        "softmax_cross_entropy": (rng.uniform(-3.0, 3.0, size=(4, 3)), one_hot),
    }


@pytest.mark.check(points=1, task="mse")
def test_mse_autograd(student, reference, rng):
    """MSE : 7,6 et 13,5, son gradient à la main puis par autograd, une colonne refusée.
    --
    MSE: 7.6 and 13.5, its gradient by hand, then by autograd, a column refused."""
    flat = rng.normal(size=7), rng.normal(size=7)
    wide = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    close(student.mse(Y_HAT, Y), 7.6)
    close(student.mse(SLOPE_Y_HAT, SLOPE_Y), 13.5)
    agree(student.mse, reference.mse, *flat)
    agree(student.mse, reference.mse, *wide)
    close(student.mse_gradient(Y_HAT, Y), np.array([-0.8, -0.8, 0.8, 0.4, 2.0]))
    gradient = student.mse_gradient(SLOPE_Y_HAT, SLOPE_Y)
    close(gradient, np.array([-1.0, -1.5, -2.0, -2.5]))
    close(float(np.sum(SLOPE_X * gradient)), -20.0)
    agree(student.mse_gradient, reference.mse_gradient, *flat)
    agree(student.mse_gradient, reference.mse_gradient, *wide)
    differentiates(student.mse, reference.mse, *wide, wrt=[0])
    raises(
        student.mse,
        np.array([[1.0], [2.0]]),
        np.array([1.0, 2.0]),
        error="ValueError",
        fr="mse accepte une prédiction (2, 1) contre une cible (2,) : PyTorch étend l'une par "
        "l'autre et compare chaque prédiction à toutes les cibles. Levez ValueError quand les "
        "formes diffèrent.",
        en="mse accepts a prediction (2, 1) against a target (2,): PyTorch expands one by the other "
        "and compares each prediction with all the targets. Raise ValueError when the shapes "
        "differ.",
    )


@pytest.mark.check(points=1, task="conventions")
def test_graph(student, reference, rng):
    """Autograd traverse les dix autres coûts et trouve leur gradient.
    --
    Autograd goes through the ten other costs and finds their gradient."""
    for name, arguments in costs(rng).items():
        differentiates(getattr(student, name), getattr(reference, name), *arguments, wrt=[0])


@pytest.mark.check(points=0.75, task="conventions", declared=True)
def test_lent(student, reference, rng):
    """Les tenseurs prêtés ne changent pas, et le résultat reste sur leur appareil.
    --
    The tensors lent do not change, and the result stays on their device."""
    given = costs(rng)
    given["mse"] = given["mae"]
    for cost, arguments in given.items():
        for name in (cost, cost + "_gradient"):
            agree(getattr(student, name), getattr(reference, name), *arguments)
            untouched(getattr(student, name), *arguments)
            keeps_device(getattr(student, name), *arguments)
    # Extreme probabilities too: that is where clipping in place would write.
    for name in ("binary_cross_entropy", "binary_cross_entropy_gradient"):
        untouched(getattr(student, name), CERTAIN, CERTAIN_Y)
    for name in ("categorical_cross_entropy", "categorical_cross_entropy_gradient"):
        untouched(getattr(student, name), CERTAIN.reshape(2, 2), CERTAIN_Y.reshape(2, 2))
