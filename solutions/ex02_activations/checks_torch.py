"""Hidden checks of ex02 (activations), PyTorch track: other shapes, second derivatives, float16."""

import numpy as np
import pytest

from grader.checks.api import agree, differentiates

SHARED = {
    "sigmoid_in_depth": 0.5,
    "tanh_in_depth": 0.5,
    "relu_in_depth": 0.5,
    "prelu_in_depth": 1,
    "gelu_in_depth": 0.75,
    "softmax_in_depth": 0.75,
    "softmax_vjp_in_depth": 0.75,
    "derivative_inputs_kept": 0.5,
}


def off_kinks(rng, *shape):
    """Random pre-activations of 0.25 to 2 in absolute value, float64."""
    return rng.choice([-1.0, 1.0], size=shape) * rng.uniform(0.25, 2.0, size=shape)


@pytest.mark.check(points=1.75, task="softmax_vjp")
def test_autograd_of_derivatives(student, reference, rng):
    """Autograd à travers vos dérivées lisses et softmax_vjp (par rapport à z et à v).
    --
    Autograd through your smooth derivatives and softmax_vjp (with respect to z and to v)."""
    x = np.concatenate([off_kinks(rng, 2, 2), [[-1e4, 1e4]]])
    differentiates(student.sigmoid_derivative, reference.sigmoid_derivative, x, operations=8)
    differentiates(student.tanh_derivative, reference.tanh_derivative, x, operations=8)
    differentiates(student.gelu_derivative, reference.gelu_derivative, x, operations=8)
    differentiates(student.prelu_slope_derivative, reference.prelu_slope_derivative, x, 0.3)
    z, v = rng.uniform(-3.0, 3.0, size=(3, 2, 5)), rng.normal(size=(3, 2, 5))
    differentiates(student.softmax_vjp, reference.softmax_vjp, z, v, operations=32)


@pytest.mark.check(points=0.75, task="leaky_relu")
def test_float16(student, reference, rng):
    """float16 donne float16, pour les sept activations.
    --
    float16 gives float16, for the seven activations."""
    x = off_kinks(rng, 2, 2, 3).astype(np.float16)
    slope = float(rng.uniform(0.1, 0.6))
    agree(student.leaky_relu, reference.leaky_relu, x, slope)
    agree(student.leaky_relu_derivative, reference.leaky_relu_derivative, x, slope)
    agree(student.prelu, reference.prelu, x, -slope)
    agree(student.relu, reference.relu, x)
    agree(student.relu_derivative, reference.relu_derivative, x)
    agree(student.sigmoid, reference.sigmoid, x)
    agree(student.tanh, reference.tanh, x)
    agree(student.gelu, reference.gelu, x)
    agree(student.softmax, reference.softmax, x)
