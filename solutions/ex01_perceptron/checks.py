"""Hidden checks of ex01, the perceptron (same conventions as the public ones: exact inputs)."""

import numpy as np
import pytest

from grader.checks.api import agree, close, require

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
OR = np.array([0, 1, 1, 1])
XOR = np.array([0, 1, 1, 0])


def _quarters(rng, *shape):
    """Random odd multiples of 1/4 in [-2.25, 2.25]: never zero, exact in binary."""
    return (2 * rng.integers(-5, 5, size=shape) + 1) / 4


def _numbers(result):
    """Weights, bias and what follows; the bias as a plain number, which it may be everywhere."""
    weights, bias, *more = result
    return (weights, float(bias), *more)


def _by_value(trained):
    """What `train_perceptron` returned, its bias as a plain number where it is one.

    The dtype of the bias has a check of its own.
    """
    if type(trained) not in (tuple, list) or len(trained) != 3:
        return trained
    weights, bias, errors = trained
    if isinstance(bias, np.ndarray | np.generic) and bias.shape == () and bias.dtype.kind == "f":
        return type(trained)((weights, float(bias), errors))
    return trained


def _clouds(rng, n, d):
    """Two clouds of n / 2 points that a hyperplane separates with room to spare, and labels."""
    y = rng.permutation(np.arange(n) % 2)
    direction = rng.choice([-1.0, 1.0], size=d)
    noise = rng.integers(-4, 5, size=(n, d)) / 4
    return rng.integers(-2, 3, size=d) + (3 * y - 1.5)[:, None] * direction + noise, y


@pytest.mark.check(points=1, task="weighted_sum")
def test_weighted_sum_other_shapes(student, reference, rng):
    """Score : d'autres tailles, un lot d'une seule ligne, de grandes valeurs.
    --
    Score: other sizes, a batch of a single row, large values."""
    for shape in [(6,), (1,), (1, 5), (12, 2), (4, 4)]:
        x, w = rng.normal(size=shape), rng.normal(size=shape[-1]) + 0.01
        agree(student.weighted_sum, reference.weighted_sum, x, w, -0.625, operations=10)
    x = 1e4 * _quarters(rng, 3, 2)
    agree(student.weighted_sum, reference.weighted_sum, x, _quarters(rng, 2), 1e4, operations=3)


@pytest.mark.check(points=1, task="predict")
def test_predict_boundary(student, reference, rng):
    """Échelon : sur la frontière, tout près d'elle, très loin d'elle.
    --
    Step: on the boundary, very close to it, very far from it."""
    offsets = np.array([0.0, 2.0**-20, -(2.0**-20), 1e4, -1e4, 0.25, -0.25])
    w, x = np.array([1.0, -1.0]), _quarters(rng, 7)
    points = np.stack([x + offsets, x], axis=1)
    agree(student.predict, reference.predict, points, w, 0.0)
    agree(student.predict, reference.predict, points + np.array([0.5, 0.0]), w, -0.5)
    for offset in (0.0, -(2.0**-20), 1e4, -1e4):
        x = np.array([offset + 1.5, 0.5])
        expected = int(reference.predict(x, w, -1.0))
        close(student.predict(x, w, -1.0), expected)


@pytest.mark.check(points=1, task="perceptron_update")
def test_update_every_case(student, reference, rng):
    """Mise à jour : d'autres tailles, et un score exactement nul.
    --
    Update: other sizes, and a score of exactly zero."""
    for d, score, y in [(1, 0.0, 0), (6, 0.0, 1), (3, 0.0, 0), (5, -2.5, 1), (2, 1.75, 0)]:
        x, w = _quarters(rng, d), 2.0 * rng.integers(1, 4, size=d)
        b = score - float(x @ w)
        expected = _numbers(reference.perceptron_update(w, b, x, y, 0.3))
        close(student.perceptron_update(w, b, x, y, 0.3), expected)


@pytest.mark.check(points=2, task="train_perceptron")
def test_train_random_clouds(student, reference, rng):
    """Deux nuages séparables tirés au hasard : l'apprentissage, puis des prédictions toutes justes.
    --
    Two random separable clouds: training, then predictions that are all right."""
    for n, d in [(12, 2), (10, 3)]:
        X, y = _clouds(rng, n, d)
        expected = _numbers(reference.train_perceptron(X, y, 0.5, 30))
        trained = student.train_perceptron(X, y, 0.5, 30)
        close(_by_value(trained), expected)
        w, b, errors = trained
        require(
            errors[-1] == 0,
            fr="Sur des classes séparables, les dernières époques doivent être sans erreur.",
            en="On separable classes, the last epochs must be without errors.",
        )
        # Points of these clouds may lie on the boundary: quarters make their scores exact.
        require(
            np.array_equal(student.predict(X, w, b), y),
            fr="Après cet apprentissage, `predict` doit retrouver toutes les étiquettes.",
            en="After this training, `predict` must give all the labels back.",
        )


@pytest.mark.check(points=1, task="train_perceptron")
def test_train_learning_rate(student, reference):
    """En partant de zéro, le taux change l'échelle des poids, pas les erreurs.
    --
    Starting from zero, the rate changes the scale of the weights, not the errors."""
    for lr in (0.25, 2.0):
        expected = (lr * np.array([1.0, 1.0]), -lr, [2, 2, 1, 0, 0, 0])
        close(_by_value(student.train_perceptron(CORNERS, OR, lr, 6)), expected)


@pytest.mark.check(points=1, task="train_perceptron")
def test_train_xor_moved(student, reference, rng):
    """OU exclusif agrandi, déplacé, dans un autre ordre : jamais d'époque sans erreur.
    --
    XOR enlarged, moved, in another order: never an epoch without an error."""
    order = rng.permutation(4)
    X = 2.0 * CORNERS[order] + rng.integers(-1, 2, size=2)
    expected = _numbers(reference.train_perceptron(X, XOR[order], 0.25, 40))
    close(_by_value(student.train_perceptron(X, XOR[order], 0.25, 40)), expected)


@pytest.mark.check(points=1, task="train_perceptron")
def test_train_float32(student, reference, rng):
    """Entraîné sur des float32, le perceptron a des poids float32.
    --
    Trained on float32, the perceptron has float32 weights."""
    X, y = _clouds(rng, 6, 2)
    X = X.astype(np.float32)
    trained = student.train_perceptron(X, y, 0.5, 5)
    require(
        isinstance(trained, (tuple, list)) and len(trained) == 3,
        fr="`train_perceptron` doit renvoyer trois valeurs : les poids, le biais, les erreurs.",
        en="`train_perceptron` must return three values: the weights, the bias, the errors.",
    )
    expected = reference.train_perceptron(X, y, 0.5, 5)
    # The bias may be a Python float: only the weights have a dtype to keep.
    close(trained[0], expected[0], operations=30)
    close(trained[2], expected[2])
