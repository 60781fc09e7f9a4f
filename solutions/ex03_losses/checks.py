"""Hidden checks of ex03 (losses): other shapes, other draws, properties, edges of the domain."""

import numpy as np
import pytest

from grader.checks.api import agree, array, close, require

REGRESSION = ("mae", "mse", "huber")
# Nothing of a distance of 0 or a gradient of 0 is left but rounding.
ZERO = {"rtol": 1e-9, "atol": 1e-12}


def one_hot(labels, c):
    """One-hot rows, float64, shape (n, c)."""
    return np.eye(c)[labels]


def log_softmax(z):
    """Logarithms of the softmax of moderate scores, shape (n, c)."""
    return z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))


@pytest.mark.check(points=1, task="mse")
def test_regression_shapes(student, reference, rng):
    """MAE, MSE, Huber et leurs gradients : un seul exemple, une colonne, un tableau large.
    --
    MAE, MSE, Huber and their gradients: a single example, one column, a wide array."""
    for shape in ((1,), (5, 1), (3, 7)):
        y_hat = rng.normal(scale=2.0, size=shape)
        y = rng.normal(scale=2.0, size=shape)
        for name in REGRESSION:
            agree(getattr(student, name), getattr(reference, name), y_hat, y)
            gradient = name + "_gradient"
            agree(getattr(student, gradient), getattr(reference, gradient), y_hat, y)


@pytest.mark.check(points=1, task="huber")
def test_huber_delta(student, reference, rng):
    """Huber : delta petit, grand, et erreurs exactement égales à delta.
    --
    Huber: delta small, large, and errors of exactly delta."""
    y = rng.normal(size=6)
    y_hat = y + np.array([0.1, -0.2, 0.7, -1.4, 3.0, -5.0]) * rng.uniform(0.9, 1.1, size=6)
    for delta in (0.25, 0.5, 4.0):
        agree(student.huber, reference.huber, y_hat, y, delta)
        agree(student.huber_gradient, reference.huber_gradient, y_hat, y, delta=delta)
    edge = np.array([0.5, -0.5, 0.0, 0.25])
    close(student.huber(edge, np.zeros(4), delta=0.5), 0.0703125)
    close(student.huber_gradient(edge, np.zeros(4), 0.5), np.array([0.125, -0.125, 0.0, 0.0625]))


@pytest.mark.check(points=1, task="binary_cross_entropy")
def test_binary_cross_entropy_edges(student, reference, rng):
    """Entropie croisée binaire : tableau (n, d), écrêtage des deux côtés, certitude juste.
    --
    Binary cross-entropy: an array (n, d), clipping on both sides, a right certainty."""
    bce, bce_gradient = student.binary_cross_entropy, student.binary_cross_entropy_gradient
    p = rng.uniform(0.02, 0.98, size=(4, 3))
    y = rng.permutation(np.resize([0.0, 1.0], 12)).reshape(4, 3)
    agree(bce, reference.binary_cross_entropy, p, y)
    agree(bce_gradient, reference.binary_cross_entropy_gradient, p, y)
    tiny = np.array([1e-9, 1e-3, 1.0 - 1e-9, 0.0]), np.array([1.0, 0.0, 0.0, 1.0])
    agree(bce, reference.binary_cross_entropy, *tiny, operations=10)
    agree(bce_gradient, reference.binary_cross_entropy_gradient, *tiny, operations=10)
    close(bce(np.array([1.0, 0.0]), np.array([1.0, 0.0])), 1e-7, rtol=1e-5, atol=0.0)


@pytest.mark.check(points=1, task="categorical_cross_entropy")
def test_cross_entropies_agree(student, reference, rng):
    """Les trois entropies croisées donnent le même nombre ; gradients d'un lot large.
    --
    The three cross-entropies give the same number; gradients of a wide batch."""
    z = rng.uniform(-2.0, 2.0, size=(3, 6))
    labels = rng.permutation(6)[:3]
    y, log_p = one_hot(labels, 6), log_softmax(z)
    cost = float(-np.mean(log_p[np.arange(3), labels]))
    close(student.categorical_cross_entropy(np.exp(log_p), y), cost)
    close(student.negative_log_likelihood(log_p, labels), cost)
    close(student.softmax_cross_entropy(z, y), cost)
    close(student.categorical_cross_entropy_gradient(np.exp(log_p), y), -y / np.exp(log_p) / 3)
    close(student.negative_log_likelihood_gradient(log_p, labels), -y / 3)
    # The same class for every example, and one example alone.
    again = np.array([4, 4, 4])
    agree(student.negative_log_likelihood, reference.negative_log_likelihood, log_p, again)
    agree(
        student.negative_log_likelihood_gradient,
        reference.negative_log_likelihood_gradient,
        log_p[:1],
        again[:1],
    )
    sure = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    close(student.categorical_cross_entropy(sure, sure), 1e-7, rtol=1e-5, atol=0.0)


@pytest.mark.check(points=0.5, task="hinge")
def test_hinge_edges(student, reference, rng):
    """Charnière : un seul exemple, toutes les marges tenues, de grands scores.
    --
    Hinge: a single example, every margin kept, large scores."""
    y = rng.permutation(np.array([1.0, 1.0, -1.0, -1.0, 1.0]))
    agree(student.hinge, reference.hinge, rng.normal(size=5) * 2.0, y)
    kept = y * rng.uniform(1.1, 5.0, size=5)
    close(student.hinge(kept, y), 0.0, **ZERO)
    close(student.hinge_gradient(kept, y), np.zeros(5), **ZERO)
    agree(student.hinge, reference.hinge, np.array([-1e4]), np.array([1.0]))
    agree(student.hinge_gradient, reference.hinge_gradient, np.array([-1e4]), np.array([1.0]))
    agree(student.hinge_gradient, reference.hinge_gradient, -kept, y)


@pytest.mark.check(points=1, task="l2_distance")
def test_distances_shapes(student, reference, rng):
    """Distances L1 et L2 : vecteurs longs, une coordonnée, une ligne a = b au milieu.
    --
    L1 and L2 distances: long vectors, one coordinate, a row with a = b in the middle."""
    for n, d in ((3, 8), (4, 1), (1, 3)):
        a, b = rng.normal(size=(n, d)), rng.normal(size=(n, d))
        a[n // 2] = b[n // 2] if n > 1 else a[0]
        agree(student.l1_distance, reference.l1_distance, a, b)
        agree(student.l2_distance, reference.l2_distance, a, b)
        agree(student.l1_distance_gradient, reference.l1_distance_gradient, a, b)
        agree(student.l2_distance_gradient, reference.l2_distance_gradient, a, b)


@pytest.mark.check(points=1, task="cosine_distance")
def test_cosine_properties(student, reference, rng):
    """Distance cosinus : longueurs sans effet, 0, 1 et 2, gradient orthogonal à a.
    --
    Cosine distance: lengths without effect, 0, 1 and 2, a gradient orthogonal to a."""
    a, b = rng.normal(size=(4, 3)) + 0.5, rng.normal(size=(4, 3)) - 0.5
    close(student.cosine_distance(a * 20.0, b * 0.1), reference.cosine_distance(a, b))
    right_angle = np.array([[1.0, 2.0, 0.0]]), np.array([[-2.0, 1.0, 5.0]])
    close(student.cosine_distance(*right_angle), 1.0)
    close(student.cosine_distance(a, -3.0 * a), 2.0)
    close(student.cosine_distance(a, 3.0 * a), 0.0, **ZERO)
    close(student.cosine_distance_gradient(a, 3.0 * a), np.zeros((4, 3)), **ZERO)
    gradient = array(student.cosine_distance_gradient(a, b), shape=(4, 3), dtype="float64")
    close(gradient, reference.cosine_distance_gradient(a, b), **ZERO)
    require(
        bool(np.all(np.abs(np.sum(gradient * a, axis=1)) < 1e-9)),
        fr="Allonger a ne change pas la distance : le gradient doit être orthogonal à a.",
        en="Making a longer does not change the distance: the gradient must be orthogonal to a.",
    )


@pytest.mark.check(points=1, task="softmax_cross_entropy")
def test_softmax_cross_entropy_extremes(student, reference, rng):
    """Softmax et entropie croisée : scores décalés, lignes de 1e4, somme nulle du gradient.
    --
    Softmax and cross-entropy: shifted scores, rows of 1e4, gradient rows that sum to zero."""
    z = rng.uniform(-2.0, 2.0, size=(4, 6))
    y = one_hot(rng.permutation(6)[:4], 6)
    cost, slope = (
        reference.softmax_cross_entropy(z, y),
        reference.softmax_cross_entropy_gradient(z, y),
    )
    for shift in (-9000.0, 500.0, 9000.0):
        # Adding 9000 loses digits of z: 9000 * 2**-53 is about 1e-12.
        close(student.softmax_cross_entropy(z + shift, y), cost, rtol=1e-9, atol=1e-9)
        close(student.softmax_cross_entropy_gradient(z + shift, y), slope, rtol=1e-9, atol=1e-9)
    equal = np.array([[1e4, 1e4, 1e4], [-1e4, -1e4, -1e4]])
    first = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    agree(student.softmax_cross_entropy, reference.softmax_cross_entropy, equal, first)
    gradient = array(student.softmax_cross_entropy_gradient(z, y), shape=(4, 6), dtype="float64")
    require(
        bool(np.all(np.abs(np.sum(gradient, axis=1)) < 1e-9)),
        fr="Chaque ligne de (y_hat - y) / n a une somme nulle.",
        en="Every row of (y_hat - y) / n sums to zero.",
    )


@pytest.mark.check(points=0.5, task="mse")
def test_descent(student, reference, rng):
    """Vingt pas de descente avec vos gradients de la MSE rapprochent la prédiction de la cible.
    --
    Twenty steps of descent with your MSE gradients bring the prediction to the target."""
    start, y = rng.normal(size=5), rng.normal(size=5)
    y_hat = start
    for _ in range(20):
        y_hat = y_hat - array(student.mse_gradient(y_hat, y), shape=(5,), dtype="float64")
    # With the rate 1 and 5 examples, each step leaves 3/5 of the error.
    close(y_hat, y + (start - y) * 0.6**20, rtol=1e-9, atol=1e-9)
    close(student.mse(y_hat, y), reference.mse(y + (start - y) * 0.6**20, y), **ZERO)
