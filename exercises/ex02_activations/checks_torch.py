"""Public checks of ex02 (activations), PyTorch track: values as with NumPy, then autograd.

tanh and ReLU, one call each in PyTorch, are looked at in the checks of autograd: these compare
values before gradients.
"""

import numpy as np
import pytest

from grader.checks.api import differentiates, keeps_device

# Checks of checks.py that say what is right for tensors too, and their points here.
SHARED = {
    "sigmoid": 0.5,
    "sigmoid_derivative": 0.75,
    "tanh_derivative": 0.5,
    "relu_derivative": 0.5,
    "leaky_relu": 0.5,
    "leaky_relu_derivative": 0.5,
    "prelu": 0.5,
    "prelu_derivative": 0.5,
    "prelu_slope_derivative": 0.75,
    "gelu": 0.75,
    "gelu_derivative": 1,
    "softmax": 0.75,
    "softmax_vjp": 1,
}

EXTREMES = np.array([[-1e4, -800.0, -60.0], [60.0, 800.0, 1e4]])


def off_kinks(rng):
    """Random pre-activations, float64, shape (5, 3), none near 0; the last rows are extreme.

    Near 0 some right formulas, such as those with |x|, have another slope than the function.
    """
    x = rng.choice([-1.0, 1.0], size=(3, 3)) * rng.uniform(0.1, 4.0, size=(3, 3))
    return np.concatenate([x, EXTREMES])


@pytest.mark.check(points=2, task="sigmoid", needs=["sigmoid", "gelu", "softmax"])
def test_autograd_smooth(student, reference, rng):
    """Autograd à travers sigmoïde, tanh, GELU et softmax : juste, et sans NaN jusqu'à 1e4.
    --
    Autograd through sigmoid, tanh, GELU and softmax: right, and without NaN up to 1e4."""
    x = off_kinks(rng)
    differentiates(student.sigmoid, reference.sigmoid, x, operations=8)
    differentiates(student.tanh, reference.tanh, x, operations=8)
    differentiates(student.gelu, reference.gelu, x, operations=8)
    # Three dimensions, so that the axis of the classes is neither 0 nor 1.
    z = rng.uniform(-4.0, 4.0, size=(2, 3, 4))
    z[0, 1] = [1e4, 9999.0, 0.0, -1e4]
    differentiates(student.softmax, reference.softmax, z, operations=16)


@pytest.mark.check(points=1.25, task="relu", needs=["leaky_relu", "prelu"])
def test_autograd_piecewise(student, reference, rng):
    """Autograd à travers ReLU, leaky ReLU et PReLU, dont la pente est un tenseur qui apprend.
    --
    Autograd through ReLU, leaky ReLU and PReLU, whose slope is a tensor that learns."""
    x = off_kinks(rng)
    differentiates(student.relu, reference.relu, x)
    differentiates(student.leaky_relu, reference.leaky_relu, x, 0.2)
    for slope in (0.3, -1.5):
        differentiates(student.prelu, reference.prelu, x, np.array(slope), operations=16)


@pytest.mark.check(points=0.5, task="softmax", declared=True, needs=["softmax", "softmax_vjp"])
def test_device(student, rng):
    """Les résultats restent sur l'appareil des tenseurs reçus, sans copie cachée.
    --
    Results stay on the device of the tensors received, without a hidden copy."""
    # Functions that need no boolean mask: x[x > 0] has a size that depends on the values, which
    # tensors without data cannot give.
    z, v = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    keeps_device(student.softmax, z)
    keeps_device(student.softmax_vjp, z, v)
    keeps_device(student.gelu, z)
    keeps_device(student.gelu_derivative, z)
    keeps_device(student.relu_derivative, z)
    keeps_device(student.leaky_relu_derivative, z, 0.2)
