"""Public checks of ex03 (losses).

Each starts with the worked numbers of the statement, on a batch of several examples so that sums,
means and signs all show, and goes on with random batches and the edge cases that the statement
fixes. Values are compared in float64; one check is about float32.
"""

import numpy as np
import pytest

from grader.checks.api import agree, close, untouched

Y_HAT = np.array([15.0, 18.0, 20.0, 22.0, 25.0])
Y = np.array([17.0, 20.0, 18.0, 21.0, 20.0])
# The first step of the textbook's gradient descent: x, y, and the model 0 * x.
SLOPE_X = np.array([1.0, 2.0, 3.0, 4.0])
SLOPE_Y = np.array([2.0, 3.0, 4.0, 5.0])
SLOPE_Y_HAT = np.zeros(4)

P = np.array([0.9, 0.2, 0.6])
P_Y = np.array([1.0, 0.0, 1.0])
WRONG = np.array([0.0, 1.0])  # certain, and wrong about WRONG_Y
WRONG_Y = np.array([1.0, 0.0])
CERTAIN = np.array([0.0, 1.0, 0.0, 1.0])  # wrong, wrong, right, right
CERTAIN_Y = np.array([1.0, 0.0, 0.0, 1.0])

FOUR = np.array([[0.7, 0.1, 0.1, 0.1], [0.2, 0.7, 0.1, 0.0], [0.05, 0.15, 0.1, 0.7]])
FOUR_LABELS = np.array([0, 1, 3])
FOUR_Y = np.eye(4)[FOUR_LABELS]
TEN = np.array([[0.0, 0.1, 0.4, 0.0, 0.0, 0.2, 0.1, 0.0, 0.2, 0.0]])
TEN_Y = np.eye(10)[[2]]

SCORES = np.array([2.0, 0.5, -0.4, 0.3])
SCORES_Y = np.array([1.0, 1.0, -1.0, -1.0])
SCORES_KINK = np.array([1.0, -1.0, 1.0, -1.0, 0.0, 3.0])
SCORES_KINK_Y = np.array([1.0, -1.0, -1.0, 1.0, 1.0, 1.0])

A = np.array([[3.0, 4.0], [1.0, -1.0]])
B = np.array([[0.0, 0.0], [1.0, 1.0]])
ANGLE_A = np.array([[3.0, 4.0]])
ANGLE_B = np.array([[4.0, 3.0]])

Z = np.array([[2.0, 1.0, -1.0, 3.0], [0.0, 0.0, 0.0, 0.0]])
Z_Y = np.array([[0.0, 0.0, 0.0, 1.0], [1.0, 0.0, 0.0, 0.0]])
WIDE = np.array([[1e4, 0.0, -1e4], [-1e4, -1e4, 0.0], [3.0, 1e4, 1e4]])
WIDE_Y = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])

# Worked numbers are printed with three decimals: half a unit of the last one.
PRINTED = {"rtol": 0.0, "atol": 5e-4}


def targets(rng, shape):
    """A random prediction and target, float64; all errors nonzero, of both signs and sizes."""
    y = rng.normal(size=shape)
    size = np.resize([0.3, 2.0, 0.6, 3.0], shape) * rng.uniform(0.8, 1.2, size=shape)
    return y + size * np.resize([1.0, -1.0, -1.0, 1.0, 1.0], shape), y


def labels_01(rng, n):
    """Random probabilities and labels of both kinds, float64, shape (n,)."""
    return rng.uniform(0.05, 0.95, size=n), rng.permutation(np.resize([0.0, 1.0, 1.0], n))


def classes(rng, n, c):
    """Random probabilities (n, c) whose rows sum to 1, and labels (n,), not all the same."""
    p = rng.uniform(0.1, 1.0, size=(n, c))
    return p / p.sum(axis=1, keepdims=True), (np.arange(n) + rng.integers(c)) % c


def margins(rng, n):
    """Random scores and labels, float64, shape (n,): margins below 0, in (0, 1) and above 1."""
    y = rng.permutation(np.resize([1.0, -1.0, 1.0], n))
    return y * np.resize([-0.7, 0.4, 1.8], n) * rng.uniform(0.8, 1.2, size=n), y


def vectors(rng, n, d):
    """Two batches of random vectors, float64, shape (n, d), none close to zero."""
    return rng.normal(size=(n, d)) + np.eye(n, d) * 3.0, rng.normal(size=(n, d)) - 1.0


def every_function(rng, dtype):
    """One (name, arguments) for each of the 22 functions, floats in `dtype`."""
    y_hat, y = (v.astype(dtype) for v in targets(rng, (2, 3)))
    p, p_y = (v.astype(dtype) for v in labels_01(rng, 4))
    q, q_labels = classes(rng, 2, 3)
    q_y = np.eye(3, dtype=dtype)[q_labels]
    s, s_y = (v.astype(dtype) for v in margins(rng, 4))
    a, b = (v.astype(dtype) for v in vectors(rng, 2, 3))
    z = rng.uniform(-3.0, 3.0, size=(2, 3)).astype(dtype)
    arguments = {
        "mae": (y_hat, y),
        "mse": (y_hat, y),
        "huber": (y_hat, y),
        "binary_cross_entropy": (p, p_y),
        "categorical_cross_entropy": (q.astype(dtype), q_y),
        "negative_log_likelihood": (np.log(q).astype(dtype), q_labels),
        "hinge": (s, s_y),
        "l1_distance": (a, b),
        "l2_distance": (a, b),
        "cosine_distance": (a, b),
        "softmax_cross_entropy": (z, q_y),
    }
    return [(name + end, args) for name, args in arguments.items() for end in ("", "_gradient")]


@pytest.mark.check(points=1, task="mae")
def test_mae(student, reference, rng):
    """MAE et son gradient : l'exemple 2,4, erreurs nulles, lots (n,) et (n, d).
    --
    MAE and its gradient: the 2.4 example, zero errors, batches (n,) and (n, d)."""
    close(student.mae(Y_HAT, Y), 2.4)
    agree(student.mae, reference.mae, *targets(rng, (7,)))
    agree(student.mae, reference.mae, *targets(rng, (4, 3)))
    close(student.mae_gradient(Y_HAT, Y), np.array([-0.2, -0.2, 0.2, 0.2, 0.2]))
    ties = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 5.0, 3.0, 0.0])
    agree(student.mae_gradient, reference.mae_gradient, *ties)
    agree(student.mae_gradient, reference.mae_gradient, *targets(rng, (4, 3)))


@pytest.mark.check(points=0.5, task="mse")
def test_mse(student, reference, rng):
    """MSE : les exemples 7,6 et 13,5, lots (n,) et (n, d).
    --
    MSE: the 7.6 and 13.5 examples, batches (n,) and (n, d)."""
    close(student.mse(Y_HAT, Y), 7.6)
    close(student.mse(SLOPE_Y_HAT, SLOPE_Y), 13.5)
    agree(student.mse, reference.mse, *targets(rng, (7,)))
    agree(student.mse, reference.mse, *targets(rng, (4, 3)))


@pytest.mark.check(points=0.5, task="mse")
def test_mse_gradient(student, reference, rng):
    """Gradient de la MSE : l'exemple à la main, la pente -20 du manuel, lots aléatoires.
    --
    Gradient of the MSE: the example by hand, the textbook's slope -20, random batches."""
    close(student.mse_gradient(Y_HAT, Y), np.array([-0.8, -0.8, 0.8, 0.4, 2.0]))
    gradient = student.mse_gradient(SLOPE_Y_HAT, SLOPE_Y)
    close(gradient, np.array([-1.0, -1.5, -2.0, -2.5]))
    close(float(np.sum(SLOPE_X * gradient)), -20.0)
    agree(student.mse_gradient, reference.mse_gradient, *targets(rng, (7,)))
    agree(student.mse_gradient, reference.mse_gradient, *targets(rng, (4, 3)))


@pytest.mark.check(points=1, task="huber")
def test_huber(student, reference, rng):
    """Huber et son gradient : delta = 1 par défaut, delta = 2, lots aléatoires.
    --
    Huber and its gradient: delta = 1 by default, delta = 2, random batches."""
    close(student.huber(Y_HAT, Y, 2.0), 2.9)
    close(student.huber(Y_HAT, Y), 1.9)
    agree(student.huber, reference.huber, *targets(rng, (7,)))
    agree(student.huber, reference.huber, *targets(rng, (4, 3)), 1.5)
    close(student.huber_gradient(Y_HAT, Y, 2.0), np.array([-0.4, -0.4, 0.4, 0.2, 0.4]))
    agree(student.huber_gradient, reference.huber_gradient, *targets(rng, (7,)))
    agree(student.huber_gradient, reference.huber_gradient, *targets(rng, (4, 3)), 1.5)


@pytest.mark.check(points=0.5, task="binary_cross_entropy")
def test_binary_cross_entropy(student, reference, rng):
    """Entropie croisée binaire : 0,280, puis 0,105, 0,223, 0,511, et les probabilités 0 et 1.
    --
    Binary cross-entropy: 0.280, then 0.105, 0.223, 0.511, and the probabilities 0 and 1."""
    bce, expected = student.binary_cross_entropy, reference.binary_cross_entropy
    close(bce(P, P_Y), 0.280, **PRINTED)
    close(bce(P[:1], P_Y[:1]), 0.105, **PRINTED)
    close(bce(P[1:2], P_Y[1:2]), 0.223, **PRINTED)
    close(bce(P[2:], P_Y[2:]), 0.511, **PRINTED)
    agree(bce, expected, *labels_01(rng, 6))
    agree(bce, expected, WRONG, WRONG_Y)
    agree(bce, expected, CERTAIN, CERTAIN_Y)


@pytest.mark.check(points=0.5, task="binary_cross_entropy")
def test_binary_cross_entropy_gradient(student, reference, rng):
    """Gradient de l'entropie croisée binaire : l'exemple, un lot, les probabilités 0 et 1.
    --
    Gradient of the binary cross-entropy: the example, a batch, the probabilities 0 and 1."""
    gradient, expected = (
        student.binary_cross_entropy_gradient,
        reference.binary_cross_entropy_gradient,
    )
    close(gradient(P, P_Y), np.array([-0.370, 0.417, -0.556]), **PRINTED)
    agree(gradient, expected, *labels_01(rng, 6))
    # Clipping p, or p and 1 - p separately, differ in the last digits of 1e7.
    agree(gradient, expected, CERTAIN, CERTAIN_Y, operations=10)


@pytest.mark.check(points=1, task="categorical_cross_entropy")
def test_categorical_cross_entropy(student, reference, rng):
    """Entropie croisée catégorielle et son gradient : 0,357, dix classes (0,916), probabilité 0.
    --
    Categorical cross-entropy and its gradient: 0.357, ten classes (0.916), probability 0."""
    cce, expected = student.categorical_cross_entropy, reference.categorical_cross_entropy
    p, labels = classes(rng, 5, 3)
    close(cce(FOUR, FOUR_Y), 0.357, **PRINTED)
    close(cce(TEN, TEN_Y), 0.916, **PRINTED)
    agree(cce, expected, p, np.eye(3)[labels])
    agree(cce, expected, np.array([[0.0, 1.0], [0.25, 0.75]]), np.array([[1.0, 0.0], [0.0, 1.0]]))
    gradient = student.categorical_cross_entropy_gradient
    expected = reference.categorical_cross_entropy_gradient
    close(gradient(FOUR, FOUR_Y), FOUR_Y * -0.476, **PRINTED)
    agree(gradient, expected, p, np.eye(3)[labels])
    sure = np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]])
    agree(gradient, expected, sure, np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))


@pytest.mark.check(points=1, task="negative_log_likelihood")
def test_negative_log_likelihood(student, reference, rng):
    """Log-vraisemblance négative et son gradient : 0,357, puis un lot aléatoire.
    --
    Negative log-likelihood and its gradient: 0.357, then a random batch."""
    log_p = np.log(np.array([[0.7, 0.1, 0.2], [0.2, 0.7, 0.1]]))
    close(student.negative_log_likelihood(log_p, np.array([0, 1])), 0.357, **PRINTED)
    p, labels = classes(rng, 5, 3)
    log_p = np.log(p)
    agree(student.negative_log_likelihood, reference.negative_log_likelihood, log_p, labels)
    gradient = student.negative_log_likelihood_gradient
    expected = np.array([[-0.5, 0.0, 0.0], [0.0, 0.0, -0.5]])
    close(
        gradient(np.log(np.array([[0.7, 0.1, 0.2], [0.2, 0.7, 0.1]])), np.array([0, 2])), expected
    )
    agree(gradient, reference.negative_log_likelihood_gradient, log_p, labels)


@pytest.mark.check(points=1, task="hinge")
def test_hinge(student, reference, rng):
    """Charnière et son gradient : l'exemple 0,6, un lot aléatoire, la marge exactement 1.
    --
    Hinge and its gradient: the 0.6 example, a random batch, a margin of exactly 1."""
    close(student.hinge(SCORES, SCORES_Y), 0.6)
    agree(student.hinge, reference.hinge, *margins(rng, 7))
    close(student.hinge_gradient(SCORES, SCORES_Y), np.array([0.0, -0.25, 0.25, 0.25]))
    agree(student.hinge_gradient, reference.hinge_gradient, *margins(rng, 7))
    agree(student.hinge_gradient, reference.hinge_gradient, SCORES_KINK, SCORES_KINK_Y)


@pytest.mark.check(points=0.5, task="l1_distance")
def test_l1_distance(student, reference, rng):
    """Distance L1 et son gradient : l'exemple 4,5, dix classes (1,2), un lot aléatoire.
    --
    L1 distance and its gradient: the 4.5 example, ten classes (1.2), a random batch."""
    a, b = vectors(rng, 5, 3)
    close(student.l1_distance(A, B), 4.5)
    close(student.l1_distance(TEN, TEN_Y), 1.2)
    agree(student.l1_distance, reference.l1_distance, a, b)
    close(student.l1_distance_gradient(A, B), np.array([[0.5, 0.5], [0.0, -0.5]]))
    agree(student.l1_distance_gradient, reference.l1_distance_gradient, a, b)


@pytest.mark.check(points=1, task="l2_distance")
def test_l2_distance(student, reference, rng):
    """Distance L2 et son gradient : l'exemple 3,5, dix classes (0,678), une ligne a = b.
    --
    L2 distance and its gradient: the 3.5 example, ten classes (0.678), a row with a = b."""
    a, b = vectors(rng, 5, 3)
    close(student.l2_distance(A, B), 3.5)
    ten = student.l2_distance(TEN, TEN_Y)
    close(ten, 0.678, **PRINTED)
    close(float(ten) ** 2, 0.46)
    agree(student.l2_distance, reference.l2_distance, a, b)
    close(student.l2_distance_gradient(A, B), np.array([[0.3, 0.4], [0.0, -0.5]]))
    agree(student.l2_distance_gradient, reference.l2_distance_gradient, a, b)
    same = np.array([[1.0, 2.0], [3.0, 4.0], [0.1, 0.2]])
    other = np.array([[1.0, 2.0], [0.0, 0.0], [0.0, 0.1]])
    agree(student.l2_distance_gradient, reference.l2_distance_gradient, same, other)


@pytest.mark.check(points=1, task="cosine_distance")
def test_cosine_distance(student, reference, rng):
    """Distance cosinus et son gradient : l'exemple 0,04, puis des lots aléatoires.
    --
    Cosine distance and its gradient: the 0.04 example, then random batches."""
    a, b = vectors(rng, 5, 3)
    close(student.cosine_distance(ANGLE_A, ANGLE_B), 0.04)
    agree(student.cosine_distance, reference.cosine_distance, a, b)
    close(student.cosine_distance_gradient(ANGLE_A, ANGLE_B), np.array([[-0.0448, 0.0336]]))
    agree(student.cosine_distance_gradient, reference.cosine_distance_gradient, a, b)


@pytest.mark.check(points=0.5, task="softmax_cross_entropy")
def test_softmax_cross_entropy(student, reference, rng):
    """Softmax et entropie croisée : l'exemple 0,903, un lot aléatoire, des scores de 1e4.
    --
    Softmax and cross-entropy: the 0.903 example, a random batch, scores of 1e4."""
    loss, expected = student.softmax_cross_entropy, reference.softmax_cross_entropy
    close(loss(Z, Z_Y), 0.903, **PRINTED)
    close(loss(Z[:1], Z_Y[:1]), 0.420, **PRINTED)
    _, labels = classes(rng, 5, 3)
    agree(loss, expected, rng.uniform(-3.0, 3.0, size=(5, 3)), np.eye(3)[labels])
    agree(loss, expected, WIDE, WIDE_Y)


@pytest.mark.check(points=0.5, task="softmax_cross_entropy")
def test_softmax_cross_entropy_gradient(student, reference, rng):
    """Gradient par rapport aux scores : (y_hat - y) / n, un lot, des scores de 1e4.
    --
    Gradient with respect to the scores: (y_hat - y) / n, a batch, scores of 1e4."""
    gradient, expected = (
        student.softmax_cross_entropy_gradient,
        reference.softmax_cross_entropy_gradient,
    )
    worked = np.array([[0.121, 0.044, 0.006, -0.171], [-0.375, 0.125, 0.125, 0.125]])
    close(gradient(Z, Z_Y), worked, **PRINTED)
    close(gradient(Z[:1], Z_Y[:1]), np.array([[0.242, 0.089, 0.012, -0.343]]), **PRINTED)
    _, labels = classes(rng, 5, 3)
    agree(gradient, expected, rng.uniform(-3.0, 3.0, size=(5, 3)), np.eye(3)[labels])
    agree(gradient, expected, WIDE, WIDE_Y)


@pytest.mark.check(points=1, task="conventions")
def test_float32(student, reference, rng):
    """float32 en entrée, float32 en sortie : les 22 fonctions.
    --
    float32 in, float32 out: the 22 functions."""
    for name, arguments in every_function(rng, np.float32):
        agree(getattr(student, name), getattr(reference, name), *arguments, operations=20)


@pytest.mark.check(points=0.5, task="conventions", declared=True)
def test_untouched(student, reference, rng):
    """Les tableaux donnés ne sont pas modifiés : les 22 fonctions.
    --
    The arrays given are not modified: the 22 functions."""
    for name, arguments in every_function(rng, np.float64):
        agree(getattr(student, name), getattr(reference, name), *arguments)
        untouched(getattr(student, name), *arguments)
    # Extreme probabilities too: that is where clipping in place would write.
    for name in ("binary_cross_entropy", "binary_cross_entropy_gradient"):
        untouched(getattr(student, name), CERTAIN, CERTAIN_Y)
    for name in ("categorical_cross_entropy", "categorical_cross_entropy_gradient"):
        untouched(getattr(student, name), CERTAIN.reshape(2, 2), CERTAIN_Y.reshape(2, 2))
