"""Hidden checks of ex02 (activations): other shapes, other draws, properties."""

import numpy as np
import pytest

from grader.checks.api import agree, close, require, untouched

LIMIT = {"rtol": 1e-9, "atol": 1e-12}
LIMIT32 = {"rtol": 1e-5, "atol": 1e-6}
# Magnitudes on both sides of what exp can represent (about 88 in float32, 709 in float64).
STEPS = np.array([-1e4, -3000.0, -750.0, 750.0, 3000.0, 1e4])
STEPS32 = np.array([-1e4, -400.0, 400.0, 1e4], dtype=np.float32)


def cube(rng):
    """Random pre-activations, float64, shape (2, 3, 4)."""
    return rng.uniform(-3.0, 3.0, size=(2, 3, 4))


def single(rng):
    """Random pre-activations of 0.2 to 2 in absolute value, float32, shape (3, 2, 2)."""
    sign = rng.choice([-1.0, 1.0], size=(3, 2, 2))
    return (sign * rng.uniform(0.2, 2.0, size=(3, 2, 2))).astype(np.float32)


def with_zeros(rng):
    """Random pre-activations, float64, shape (3, 2, 3), with a 0 in each row of the middle."""
    x = rng.uniform(-3.0, 3.0, size=(3, 2, 3))
    x[:, :, 1] = 0.0
    return x


@pytest.mark.check(points=1, task="sigmoid")
def test_sigmoid_in_depth(student, reference, rng):
    """Sigmoïde et sa dérivée : trois dimensions, symétrie, grands scores, float32.
    --
    Sigmoid and its derivative: three dimensions, symmetry, large scores, float32."""
    x = cube(rng)
    agree(student.sigmoid, reference.sigmoid, x, operations=8)
    close(student.sigmoid(-x), 1.0 - reference.sigmoid(x), operations=8)
    agree(student.sigmoid_derivative, reference.sigmoid_derivative, x, operations=8)
    close(student.sigmoid(STEPS), np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0]), **LIMIT)
    close(student.sigmoid_derivative(STEPS), np.zeros(6), **LIMIT)
    close(student.sigmoid(STEPS32), np.array([0, 0, 1, 1], dtype=np.float32), **LIMIT32)
    close(student.sigmoid_derivative(STEPS32), np.zeros(4, dtype=np.float32), **LIMIT32)


@pytest.mark.check(points=1, task="tanh")
def test_tanh_in_depth(student, reference, rng):
    """Tangente hyperbolique et sa dérivée : trois dimensions, grands scores, float32.
    --
    Hyperbolic tangent and its derivative: three dimensions, large scores, float32."""
    x = cube(rng)
    agree(student.tanh, reference.tanh, x, operations=8)
    agree(student.tanh_derivative, reference.tanh_derivative, x, operations=8)
    close(student.tanh(STEPS), np.array([-1.0, -1.0, -1.0, 1.0, 1.0, 1.0]), **LIMIT)
    close(student.tanh_derivative(STEPS), np.zeros(6), **LIMIT)
    close(student.tanh(STEPS32), np.array([-1, -1, 1, 1], dtype=np.float32), **LIMIT32)
    close(student.tanh_derivative(STEPS32), np.zeros(4, dtype=np.float32), **LIMIT32)


@pytest.mark.check(points=0.75, task="relu")
def test_relu_in_depth(student, reference, rng):
    """ReLU et sa dérivée : trois dimensions, beaucoup de zéros, float32.
    --
    ReLU and its derivative: three dimensions, many zeros, float32."""
    x = with_zeros(rng)
    agree(student.relu, reference.relu, x)
    agree(student.relu_derivative, reference.relu_derivative, x)
    x32 = single(rng)
    agree(student.relu, reference.relu, x32)
    agree(student.relu_derivative, reference.relu_derivative, x32)


@pytest.mark.check(points=0.75, task="leaky_relu")
def test_leaky_relu_in_depth(student, reference, rng):
    """Leaky ReLU et sa dérivée : trois dimensions, pente aléatoire, zéros, float32.
    --
    Leaky ReLU and its derivative: three dimensions, random slope, zeros, float32."""
    x = with_zeros(rng)
    slope = float(rng.uniform(0.05, 0.6))
    agree(student.leaky_relu, reference.leaky_relu, x, slope)
    agree(student.leaky_relu_derivative, reference.leaky_relu_derivative, x, slope)
    x32 = single(rng)
    agree(student.leaky_relu, reference.leaky_relu, x32, slope)
    agree(student.leaky_relu_derivative, reference.leaky_relu_derivative, x32, slope)


@pytest.mark.check(points=1, task="prelu")
def test_prelu_in_depth(student, reference, rng):
    """PReLU et ses deux dérivées : pentes quelconques, trois dimensions, float32.
    --
    PReLU and both its derivatives: any slope, three dimensions, float32."""
    x = with_zeros(rng)
    for slope in (0.0, float(rng.uniform(1.2, 3.0)), float(rng.uniform(-2.0, -0.2))):
        agree(student.prelu, reference.prelu, x, slope)
        agree(student.prelu_derivative, reference.prelu_derivative, x, slope)
        agree(student.prelu_slope_derivative, reference.prelu_slope_derivative, x, slope)
    x32 = single(rng)
    agree(student.prelu, reference.prelu, x32, 2.5)
    agree(student.prelu_derivative, reference.prelu_derivative, x32, -0.4)
    agree(student.prelu_slope_derivative, reference.prelu_slope_derivative, x32, 2.5)


@pytest.mark.check(points=1, task="gelu")
def test_gelu_in_depth(student, reference, rng):
    """GELU et sa dérivée : trois dimensions, identité GELU(x) - GELU(-x) = x, float32.
    --
    GELU and its derivative: three dimensions, identity GELU(x) - GELU(-x) = x, float32."""
    x = cube(rng)
    agree(student.gelu, reference.gelu, x, operations=8)
    close(student.gelu(-x), reference.gelu(x) - x, **LIMIT)
    agree(student.gelu_derivative, reference.gelu_derivative, x, operations=8)
    close(student.gelu(STEPS), np.array([0.0, 0.0, 0.0, 750.0, 3000.0, 1e4]), **LIMIT)
    close(student.gelu_derivative(STEPS), np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0]), **LIMIT)
    close(student.gelu(STEPS32), np.array([0, 0, 400, 1e4], dtype=np.float32), **LIMIT32)
    expected = np.array([0, 0, 1, 1], dtype=np.float32)
    close(student.gelu_derivative(STEPS32), expected, **LIMIT32)


@pytest.mark.check(points=1, task="softmax")
def test_softmax_in_depth(student, reference, rng):
    """Softmax : trois dimensions, sommes à 1, décalage des scores, ex aequo, grands scores.
    --
    Softmax: three dimensions, sums of 1, shifted scores, ties, large scores."""
    z = cube(rng)
    s = student.softmax(z)
    close(s, reference.softmax(z), operations=8)
    require(
        bool(np.all(np.abs(s.sum(axis=-1) - 1.0) < 1e-9)),
        fr="Sur le dernier axe, les probabilités ont pour somme 1.",
        en="Over the last axis, the probabilities sum to 1.",
    )
    shift = rng.uniform(500.0, 900.0, size=(2, 3, 1))
    close(student.softmax(z + shift), reference.softmax(z), **LIMIT)
    close(student.softmax(np.full((2, 5), -1e4)), np.full((2, 5), 0.2), operations=8)
    z32 = np.array([[1e4, 0, 1e4], [-400, -1e4, -1e4]], dtype=np.float32)
    expected = np.array([[0.5, 0, 0.5], [1, 0, 0]], dtype=np.float32)
    close(student.softmax(z32), expected, **LIMIT32)


@pytest.mark.check(points=1, task="softmax_vjp")
def test_softmax_vjp_in_depth(student, reference, rng):
    """Produit vecteur-jacobienne : trois dimensions, v constant, somme nulle, grands scores.
    --
    Vector-Jacobian product: three dimensions, constant v, zero sum, large scores."""
    z, v = cube(rng), rng.normal(size=(2, 3, 4))
    product = student.softmax_vjp(z, v)
    close(product, reference.softmax_vjp(z, v), **LIMIT)
    require(
        bool(np.all(np.abs(product.sum(axis=-1)) < 1e-9)),
        fr="Sur le dernier axe, ce produit a toujours une somme nulle.",
        en="Over the last axis, this product always sums to zero.",
    )
    close(student.softmax_vjp(z, np.full((2, 3, 4), 7.0)), np.zeros((2, 3, 4)), **LIMIT)
    large = z * 3000.0
    close(student.softmax_vjp(large, v), reference.softmax_vjp(large, v), **LIMIT)
    z32 = np.array([[1e4, 1e4, -1e4], [-400, -1e4, -400]], dtype=np.float32)
    v32 = np.array([[1, 3, 2], [-2, 5, 2]], dtype=np.float32)
    expected = np.array([[-0.5, 0.5, 0.0], [-1, 0, 1]], dtype=np.float32)
    close(student.softmax_vjp(z32, v32), expected, **LIMIT32)


@pytest.mark.check(points=0.25, task="relu_derivative", declared=True, needs=["relu_in_depth"])
def test_derivative_inputs_kept(student, rng):
    """Aucune dérivée ne modifie le tableau qu'elle reçoit.
    --
    No derivative changes the array that it receives."""
    x = rng.uniform(0.2, 2.0, size=(2, 3)) * np.array([-1.0, 1.0, -1.0])
    # Their values are looked at elsewhere: a wrong one is no array modified.
    untouched(student.relu_derivative, x)
    untouched(student.leaky_relu_derivative, x)
    untouched(student.prelu_derivative, x, 0.25)
    untouched(student.prelu_slope_derivative, x, 0.25)
    untouched(student.sigmoid_derivative, x)
    untouched(student.tanh_derivative, x)
    untouched(student.gelu_derivative, x)
