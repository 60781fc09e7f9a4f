"""Public checks of ex02 (activations).

Every check of a function goes the same way: worked numbers of the statement, a random batch,
scores of 1e4, then float32. The first call always has several different values, so that a
named diagnosis never rests on one number.
"""

import numpy as np
import pytest

from grader.checks.api import agree, close, quiet, require, untouched

X = np.array([-1.0, 0.0, 1.0, 3.75])
KINK = np.array([-3.0, -0.5, 0.0, 2.0, 3.75])
BELL = np.array([-2.7, -1.0, 0.0, 1.0, 2.0])
SCORES = np.array([2.0, 1.0, -1.0, 3.0])
LARGE = np.array([[-1e4, -800.0], [800.0, 1e4]])
WIDE = np.array([[1e4, 9999.0, 0.0], [-1e4, -9999.0, -9999.0], [800.0, -800.0, 1e4]])

# Worked numbers are printed with three or four decimals: half a unit of the last one.
THREE = {"rtol": 0.0, "atol": 5e-4}
FOUR = {"rtol": 0.0, "atol": 5e-5}
# At 1e4 the limits are exact up to rounding, whichever stable formula is used.
LIMIT = {"rtol": 1e-9, "atol": 1e-12}


def batch(rng):
    """Random pre-activations, float64, shape (4, 3)."""
    return rng.uniform(-4.0, 4.0, size=(4, 3))


def single(rng):
    """Random pre-activations of 0.2 to 2 in absolute value, float32, shape (2, 5).

    Neither so small nor so large that a correct formula loses its digits in single precision.
    """
    sign = rng.choice([-1.0, 1.0], size=(2, 5))
    return (sign * rng.uniform(0.2, 2.0, size=(2, 5))).astype(np.float32)


@pytest.mark.check(points=1, task="sigmoid")
def test_sigmoid(student, reference, rng):
    """Sigmoïde : valeurs de l'énoncé, lot aléatoire, scores de 1e4, float32.
    --
    Sigmoid: numbers of the statement, random batch, scores of 1e4, float32."""
    close(student.sigmoid(X), np.array([0.269, 0.5, 0.731, 0.977]), **THREE)
    agree(student.sigmoid, reference.sigmoid, batch(rng), operations=8)
    close(student.sigmoid(LARGE), np.array([[0.0, 0.0], [1.0, 1.0]]), **LIMIT)
    agree(student.sigmoid, reference.sigmoid, single(rng), operations=8)


@pytest.mark.check(points=0.75, task="sigmoid_derivative")
def test_sigmoid_derivative(student, reference, rng):
    """Dérivée de la sigmoïde : valeurs, maximum 0,25, scores de 1e4, float32.
    --
    Derivative of the sigmoid: values, maximum 0.25, scores of 1e4, float32."""
    close(student.sigmoid_derivative(X), np.array([0.197, 0.25, 0.197, 0.022]), **THREE)
    x = np.concatenate([np.zeros(1), rng.uniform(-4.0, 4.0, size=11)])
    slopes = student.sigmoid_derivative(x)
    close(slopes, reference.sigmoid_derivative(x), operations=8)
    require(
        bool(np.argmax(slopes) == 0 and abs(slopes[0] - 0.25) < 1e-9),
        fr="La dérivée de la sigmoïde est maximale en 0, où elle vaut 0,25.",
        en="The derivative of the sigmoid is largest at 0, where it is 0.25.",
    )
    close(student.sigmoid_derivative(LARGE), np.zeros((2, 2)), **LIMIT)
    agree(student.sigmoid_derivative, reference.sigmoid_derivative, single(rng), operations=8)


@pytest.mark.check(points=0.5, task="tanh")
def test_tanh(student, reference, rng):
    """Tangente hyperbolique : valeurs, lot aléatoire, scores de 1e4, float32.
    --
    Hyperbolic tangent: values, random batch, scores of 1e4, float32."""
    x = np.array([-1.0, 0.0, 0.5, 2.0])
    close(student.tanh(x), np.array([-0.762, 0.0, 0.462, 0.964]), **THREE)
    agree(student.tanh, reference.tanh, batch(rng), operations=8)
    close(student.tanh(LARGE), np.array([[-1.0, -1.0], [1.0, 1.0]]), **LIMIT)
    agree(student.tanh, reference.tanh, single(rng), operations=8)


@pytest.mark.check(points=0.75, task="tanh_derivative")
def test_tanh_derivative(student, reference, rng):
    """Dérivée de la tangente hyperbolique : valeurs, lot, scores de 1e4, float32.
    --
    Derivative of the hyperbolic tangent: values, batch, scores of 1e4, float32."""
    x = np.array([-1.0, 0.0, 0.5, 2.0])
    close(student.tanh_derivative(x), np.array([0.420, 1.0, 0.786, 0.071]), **THREE)
    agree(student.tanh_derivative, reference.tanh_derivative, batch(rng), operations=8)
    close(student.tanh_derivative(LARGE), np.zeros((2, 2)), **LIMIT)
    agree(student.tanh_derivative, reference.tanh_derivative, single(rng), operations=8)


@pytest.mark.check(points=0.5, task="relu")
def test_relu(student, reference, rng):
    """ReLU : valeurs, lot aléatoire, scores de 1e4, float32.
    --
    ReLU: values, random batch, scores of 1e4, float32."""
    close(student.relu(KINK), np.array([0.0, 0.0, 0.0, 2.0, 3.75]))
    agree(student.relu, reference.relu, batch(rng))
    close(student.relu(LARGE), np.array([[0.0, 0.0], [800.0, 1e4]]))
    agree(student.relu, reference.relu, single(rng))


@pytest.mark.check(points=0.5, task="relu_derivative")
def test_relu_derivative(student, reference, rng):
    """Dérivée de ReLU : valeurs (0 en 0), lot aléatoire, scores de 1e4, float32.
    --
    Derivative of ReLU: values (0 at 0), random batch, scores of 1e4, float32."""
    close(student.relu_derivative(KINK), np.array([0.0, 0.0, 0.0, 1.0, 1.0]))
    agree(student.relu_derivative, reference.relu_derivative, batch(rng))
    close(student.relu_derivative(LARGE), np.array([[0.0, 0.0], [1.0, 1.0]]))
    agree(student.relu_derivative, reference.relu_derivative, single(rng))


@pytest.mark.check(points=0.5, task="leaky_relu")
def test_leaky_relu(student, reference, rng):
    """Leaky ReLU : pente 0,01 par défaut, une autre pente, scores de 1e4, float32.
    --
    Leaky ReLU: default slope 0.01, another slope, scores of 1e4, float32."""
    close(student.leaky_relu(KINK), np.array([-0.03, -0.005, 0.0, 2.0, 3.75]))
    agree(student.leaky_relu, reference.leaky_relu, batch(rng), 0.2)
    close(student.leaky_relu(LARGE), np.array([[-100.0, -8.0], [800.0, 1e4]]))
    agree(student.leaky_relu, reference.leaky_relu, single(rng))


@pytest.mark.check(points=0.5, task="leaky_relu_derivative")
def test_leaky_relu_derivative(student, reference, rng):
    """Dérivée de la leaky ReLU : valeurs (la pente en 0), une autre pente, float32.
    --
    Derivative of the leaky ReLU: values (the slope at 0), another slope, float32."""
    close(student.leaky_relu_derivative(KINK), np.array([0.01, 0.01, 0.01, 1.0, 1.0]))
    agree(student.leaky_relu_derivative, reference.leaky_relu_derivative, batch(rng), 0.2)
    close(student.leaky_relu_derivative(LARGE), np.array([[0.01, 0.01], [1.0, 1.0]]))
    agree(student.leaky_relu_derivative, reference.leaky_relu_derivative, single(rng))


@pytest.mark.check(points=0.5, task="prelu")
def test_prelu(student, reference, rng):
    """PReLU : pente 0,25, puis plus grande que 1, puis négative ; float32.
    --
    PReLU: slope 0.25, then larger than 1, then negative; float32."""
    close(student.prelu(KINK, 0.25), np.array([-0.75, -0.125, 0.0, 2.0, 3.75]))
    x = batch(rng)
    x[0] = [-3.0, 2.0, -0.5]
    agree(student.prelu, reference.prelu, x, 1.5)
    agree(student.prelu, reference.prelu, x, -0.5)
    close(student.prelu(LARGE, 0.25), np.array([[-2500.0, -200.0], [800.0, 1e4]]))
    agree(student.prelu, reference.prelu, single(rng), 0.25)


@pytest.mark.check(points=0.5, task="prelu_derivative")
def test_prelu_derivative(student, reference, rng):
    """Dérivée de PReLU par rapport à x : valeurs (la pente en 0), pentes variées, float32.
    --
    Derivative of PReLU w.r.t. x: values (the slope at 0), various slopes, float32."""
    close(student.prelu_derivative(KINK, 0.25), np.array([0.25, 0.25, 0.25, 1.0, 1.0]))
    agree(student.prelu_derivative, reference.prelu_derivative, batch(rng), 1.5)
    close(student.prelu_derivative(LARGE, -0.5), np.array([[-0.5, -0.5], [1.0, 1.0]]))
    agree(student.prelu_derivative, reference.prelu_derivative, single(rng), 0.25)


@pytest.mark.check(points=1, task="prelu_slope_derivative")
def test_prelu_slope_derivative(student, reference, rng):
    """Dérivée de PReLU par rapport à sa pente : valeurs, lot aléatoire, float32.
    --
    Derivative of PReLU w.r.t. its slope: values, random batch, float32."""
    close(student.prelu_slope_derivative(KINK, 0.25), np.array([-3.0, -0.5, 0.0, 0.0, 0.0]))
    agree(student.prelu_slope_derivative, reference.prelu_slope_derivative, batch(rng), 1.5)
    close(student.prelu_slope_derivative(LARGE, 0.1), np.array([[-1e4, -800.0], [0.0, 0.0]]))
    agree(student.prelu_slope_derivative, reference.prelu_slope_derivative, single(rng), 0.25)


@pytest.mark.check(points=1, task="gelu")
def test_gelu(student, reference, rng):
    """GELU exacte : valeurs (la forme tanh s'en écarte), lot, scores de 1e4, float32.
    --
    Exact GELU: values (the tanh form strays from them), batch, scores of 1e4, float32."""
    close(student.gelu(BELL), np.array([-0.0094, -0.1587, 0.0, 0.8413, 1.9545]), **FOUR)
    agree(student.gelu, reference.gelu, batch(rng), operations=8)
    close(student.gelu(LARGE), np.array([[0.0, 0.0], [800.0, 1e4]]), **LIMIT)
    agree(student.gelu, reference.gelu, single(rng), operations=8)


@pytest.mark.check(points=1.25, task="gelu_derivative")
def test_gelu_derivative(student, reference, rng):
    """Dérivée de la GELU exacte : valeurs, lot, scores de 1e4, float32.
    --
    Derivative of the exact GELU: values, batch, scores of 1e4, float32."""
    expected = np.array([-0.0247, -0.0833, 0.5, 1.0833, 1.0852])
    close(student.gelu_derivative(BELL), expected, **FOUR)
    agree(student.gelu_derivative, reference.gelu_derivative, batch(rng), operations=8)
    close(student.gelu_derivative(LARGE), np.array([[0.0, 0.0], [1.0, 1.0]]), **LIMIT)
    # The derivative crosses 0 near -0.75, where single precision has no correct digit left.
    x = np.abs(single(rng))
    agree(student.gelu_derivative, reference.gelu_derivative, x, operations=8)


@pytest.mark.check(points=1.25, task="softmax")
def test_softmax(student, reference, rng):
    """Softmax : valeurs de l'énoncé, lignes indépendantes, scores de 1e4, float32.
    --
    Softmax: numbers of the statement, independent rows, scores of 1e4, float32."""
    close(student.softmax(SCORES), np.array([0.242, 0.089, 0.012, 0.657]), **THREE)
    agree(student.softmax, reference.softmax, batch(rng), operations=8)
    near, half = 1.0 / (1.0 + np.exp(-1.0)), 1.0 / (2.0 + np.exp(-1.0))
    rows = [[near, 1.0 - near, 0.0], [1.0 - 2.0 * half, half, half], [0.0, 0.0, 1.0]]
    close(student.softmax(WIDE), np.array(rows), **LIMIT)
    agree(student.softmax, reference.softmax, single(rng), operations=8)


@pytest.mark.check(points=1, task="softmax_vjp")
def test_softmax_vjp(student, reference, rng):
    """Produit vecteur-jacobienne de softmax : valeurs, lot, scores de 1e4, float32.
    --
    Vector-Jacobian product of softmax: values, batch, scores of 1e4, float32."""
    product = student.softmax_vjp(SCORES, np.array([1.0, 2.0, 3.0, 4.0]))
    close(product, np.array([-0.504, -0.096, -0.001, 0.602]), **THREE)
    product = student.softmax_vjp(SCORES, np.array([0.0, 0.0, 0.0, 1.0]))
    close(product, np.array([-0.159, -0.058, -0.008, 0.225]), **THREE)
    v = rng.normal(size=(4, 3))
    agree(student.softmax_vjp, reference.softmax_vjp, batch(rng), v, operations=16)
    v = np.array([[1.0, -1.0, 2.0], [0.5, 3.0, -2.0], [4.0, 1.0, 1.0]])
    close(student.softmax_vjp(WIDE, v), reference.softmax_vjp(WIDE, v), **LIMIT)
    # One value of v stands out, so that v - sum(s v) keeps its digits in single precision.
    v32 = np.array([[0, 3, 0, 0, 0], [2, 0, 0, 0, 0]], dtype=np.float32)
    agree(student.softmax_vjp, reference.softmax_vjp, single(rng), v32, operations=16)


@pytest.mark.check(
    points=0.5,
    task="sigmoid",
    declared=True,
    needs=["sigmoid", "sigmoid_derivative", "tanh", "gelu", "softmax"],
)
def test_no_warning(student):
    """Aucun avertissement de NumPy (débordement, valeur invalide) pour des scores de 1e4.
    --
    No NumPy warning (overflow, invalid value) for scores of 1e4."""
    quiet(student.sigmoid, LARGE)
    quiet(student.sigmoid_derivative, LARGE)
    quiet(student.tanh, LARGE)
    quiet(student.gelu, LARGE)
    quiet(student.softmax, WIDE)


@pytest.mark.check(
    points=0.25,
    task="softmax",
    declared=True,
    needs=["sigmoid", "tanh", "relu", "leaky_relu", "prelu", "gelu", "softmax", "softmax_vjp"],
)
def test_inputs_kept(student, rng):
    """Aucune fonction ne modifie les tableaux qu'elle reçoit.
    --
    No function changes the arrays that it receives."""
    z, v = batch(rng), rng.normal(size=(4, 3))
    untouched(student.softmax, z)
    untouched(student.softmax_vjp, z, v)
    untouched(student.sigmoid, z)
    untouched(student.tanh, z)
    untouched(student.relu, z)
    untouched(student.leaky_relu, z)
    untouched(student.prelu, z, 0.25)
    untouched(student.gelu, z)
