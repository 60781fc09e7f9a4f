"""Public checks of ex01, the perceptron.

Inputs are quarters, halves and powers of two wherever a score is compared with zero: every
order of summation then gives the same score to the last bit, so that a correct solution cannot
fall on the other side of the step because of rounding.
"""

import numpy as np
import pytest

from grader.checks.api import agree, close, require, untouched

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
AND = np.array([0, 0, 0, 1])
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


@pytest.mark.check(points=1, task="weighted_sum")
def test_weighted_sum_known(student, reference):
    """Score d'un exemple : les nombres calculés à la main.
    --
    Score of one example: the numbers worked out by hand."""
    x = np.array([7.0, -3.0, 2.0])
    close(student.weighted_sum(x, np.full(3, 1 / 3), 0.0), 2.0, operations=4)
    close(student.weighted_sum(x, np.array([0.6, 0.25, 0.15]), 0.0), 3.75, operations=4)
    close(student.weighted_sum(x, np.array([0.6, 0.25, 0.15]), -1.0), 2.75, operations=4)
    w = np.array([0.2, -0.5])
    close(student.weighted_sum(np.array([2.0, 3.0]), w, 0.1), -1.0, operations=3)


@pytest.mark.check(points=1, task="weighted_sum")
def test_weighted_sum_batch(student, reference, rng):
    """Scores d'un lot : un score par ligne, du lot vide au lot carré.
    --
    Scores of a batch: one score per row, from the empty batch to the square one."""
    for n, d in [(5, 3), (3, 3), (2, 1), (0, 4)]:
        x, w = rng.normal(size=(n, d)), rng.normal(size=d) + 0.01
        agree(student.weighted_sum, reference.weighted_sum, x, w, 0.75, operations=d + 1)


@pytest.mark.check(points=1, task="predict")
def test_predict_step(student, reference):
    """Échelon : positif, petit, exactement nul, négatif.
    --
    Step: positive, small, exactly zero, negative."""
    w = np.array([0.5, -0.25])
    close(student.predict(np.array([5.0, 2.0]), w, 0.0), 1)
    close(student.predict(np.array([0.5, 0.5]), w, 0.125), 1)
    close(student.predict(np.array([1.0, 2.0]), w, 0.0), 1)
    close(student.predict(np.array([1.0, 4.0]), w, -0.5), 0)
    close(student.predict(np.array([2.0, 3.0]), np.array([0.2, -0.5]), 0.1), 0)
    close(student.predict(np.array([-2.0, 0.0]), w, 1.0), 1)


@pytest.mark.check(points=1, task="predict")
def test_predict_batch(student, reference, rng):
    """Prédictions d'un lot : un entier 0 ou 1 par ligne.
    --
    Predictions of a batch: one integer 0 or 1 per row."""
    w = np.array([0.75, -0.25])
    agree(student.predict, reference.predict, CORNERS, w, -0.5)
    x = np.concatenate([_quarters(rng, 8, 3), np.zeros((1, 3))])
    agree(student.predict, reference.predict, x, _quarters(rng, 3), 0.25)
    agree(student.predict, reference.predict, -x, _quarters(rng, 3), -0.25)
    agree(student.predict, reference.predict, np.zeros((0, 2)), w, 0.5)


@pytest.mark.check(points=1, task="perceptron_update")
def test_update_known(student, reference):
    """Mise à jour : les quatre cas du tableau, calculés à la main.
    --
    Update: the four cases of the table, worked out by hand."""
    w, lr = np.array([0.5, -0.5]), 0.1
    low, high = np.array([1.0, 2.0]), np.array([2.0, 1.0])
    for x, label in [(low, 0), (high, 1)]:
        # Only its value counts here: its type has checks of its own.
        require(
            np.array_equal(student.predict(x, w, 0.0), label),
            fr=f"Avant toute mise à jour, la prédiction pour x = {x.tolist()}, "
            f"w = {w.tolist()}, b = 0 doit être {label}. Vérifiez d'abord `predict`.",
            en=f"Before any update, the prediction for x = {x.tolist()}, "
            f"w = {w.tolist()}, b = 0 must be {label}. Look at `predict` first.",
        )
    close(student.perceptron_update(w, 0.0, low, 1, lr), (np.array([0.6, -0.3]), 0.1))
    close(student.perceptron_update(w, 0.0, low, 0, lr), (w, 0.0))
    close(student.perceptron_update(w, 0.0, high, 1, lr), (w, 0.0))
    close(student.perceptron_update(w, 0.0, high, 0, lr), (np.array([0.3, -0.6]), -0.1))


@pytest.mark.check(points=1, task="perceptron_update")
def test_update_rule(student, reference, rng):
    """Mise à jour : exemples tirés au hasard, mal prédits dans les deux sens, puis bien prédits.
    --
    Update: random examples, predicted wrongly both ways, then rightly."""
    for score, y in [(-1.5, 1), (2.25, 0), (-0.75, 0), (1.25, 1)]:
        x, w = _quarters(rng, 4), 2.0 * rng.integers(1, 4, size=4)
        b = score - float(x @ w)
        expected = _numbers(reference.perceptron_update(w, b, x, y, 0.2))
        close(student.perceptron_update(w, b, x, y, 0.2), expected)


@pytest.mark.check(points=1, task="perceptron_update")
def test_float32(student, reference, rng):
    """Des float32 en entrée donnent des float32 en sortie.
    --
    float32 in gives float32 out."""
    w = np.array([0.5, -0.25, 1.5], dtype=np.float32)
    x = np.array([1.25, 0.5, -2.0], dtype=np.float32)
    for y in (1, 0):
        updated = student.perceptron_update(w, 0.5, x, y, 0.1)
        require(
            isinstance(updated, (tuple, list)) and len(updated) == 2,
            fr="`perceptron_update` doit renvoyer deux valeurs : les poids et le biais.",
            en="`perceptron_update` must return two values: the weights and the bias.",
        )
        # The bias may be a Python float: only the weights have a dtype to keep.
        close(updated[0], reference.perceptron_update(w, 0.5, x, y, 0.1)[0], operations=2)
    batch = _quarters(rng, 4, 3).astype(np.float32)
    agree(student.weighted_sum, reference.weighted_sum, batch, w, 0.5, operations=4)


@pytest.mark.check(points=1, task="perceptron_update", declared=True)
def test_inputs_untouched(student, reference):
    """Vos fonctions ne modifient pas les tableaux reçus.
    --
    Your functions do not change the arrays they receive."""
    w, x = np.array([0.5, -0.5]), np.array([1.0, 2.0])
    # The values count too: a function that does nothing leaves everything untouched.
    updated = untouched(student.perceptron_update, w, 0.0, x, 1, 0.1)
    close(updated, (np.array([0.6, -0.3]), 0.1))
    scores = untouched(student.weighted_sum, CORNERS, w, 0.25)
    close(scores, np.array([0.25, -0.25, 0.75, 0.25]))
    close(untouched(student.predict, CORNERS, w, 0.25), np.array([1, 0, 1, 1]))
    untouched(student.train_perceptron, CORNERS, AND, 0.5, 3)


@pytest.mark.check(points=1, task="train_perceptron")
def test_train_one_epoch(student, reference):
    """Une époque sur la fonction ET, suivie pas à pas dans l'énoncé.
    --
    One epoch on the AND function, followed step by step in the statement."""
    trained = student.train_perceptron(CORNERS, AND, 0.5, 1)
    close(_by_value(trained), (np.array([0.5, 0.5]), 0.0, [2]))


@pytest.mark.check(points=1, task="train_perceptron")
def test_train_and(student, reference):
    """La fonction ET est séparable : plus aucune erreur dès la sixième époque.
    --
    The AND function is separable: no more errors from the sixth epoch on."""
    trained = student.train_perceptron(CORNERS, AND, 0.5, 8)
    close(_by_value(trained), (np.array([1.0, 0.5]), -1.5, [2, 3, 3, 2, 1, 0, 0, 0]))


@pytest.mark.check(points=1, task="train_perceptron", needs=["train_and"])
def test_train_needs_bias(student, reference, rng):
    """Des classes que seule une frontière décalée de l'origine sépare : le biais est appris.
    --
    Classes that only a boundary away from the origin separates: the bias is learned."""
    X, y = np.array([[1.0], [2.0], [3.0], [4.0]]), np.array([0, 0, 1, 1])
    close(
        _by_value(student.train_perceptron(X, y, 0.5, 7)),
        (np.array([0.5]), -1.5, [2, 3, 3, 1, 0, 0, 0]),
    )
    X = X + rng.integers(0, 3)
    expected = _numbers(reference.train_perceptron(X, 1 - y, 0.25, 25))
    close(_by_value(student.train_perceptron(X, 1 - y, 0.25, 25)), expected)


@pytest.mark.check(points=1, task="train_perceptron", needs=["train_one_epoch"])
def test_train_xor(student, reference):
    """La fonction OU exclusif n'est pas séparable : aucune époque sans erreur.
    --
    The XOR function is not separable: no epoch without an error."""
    trained = student.train_perceptron(CORNERS, XOR, 0.5, 25)
    close(_by_value(trained), (np.array([-0.5, 0.0]), 0.0, [3, 3] + [4] * 23))
