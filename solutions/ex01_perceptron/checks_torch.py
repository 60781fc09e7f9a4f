"""Hidden checks of ex01 with PyTorch (same conventions as the public ones: exact inputs)."""

import numpy as np
import pytest

from grader.checks.api import agree, close, differentiates, require

SHARED = {
    "weighted_sum_other_shapes": 1,
    "predict_boundary": 1,
    "update_every_case": 1,
    "train_random_clouds": 1.5,
    "train_learning_rate": 0.5,
    "train_xor_moved": 1,
    "train_float32": 0.5,
}


def _quarters(rng, *shape):
    """Random odd multiples of 1/4 in [-2.25, 2.25]: never zero, exact in binary."""
    return (2 * rng.integers(-5, 5, size=shape) + 1) / 4


@pytest.mark.check(points=0.5, task="perceptron_update")
def test_tensors_as_numbers(student, reference, rng):
    """Biais et étiquette donnés en tenseurs sans axe ; un apprentissage où rien n'est à corriger.
    --
    Bias and label given as tensors without axes; a training with nothing to correct."""
    for score, y in [(-1.5, 1), (0.0, 0), (2.25, 1)]:
        x, w = _quarters(rng, 5), 2.0 * rng.integers(1, 4, size=5)
        b, label = np.array(score - float(x @ w)), np.array(y)
        close(student.predict(x, w, b), int(score >= 0))
        weights, bias = reference.perceptron_update(w, b, x, label, 0.7)
        updated = student.perceptron_update(w, b, x, label, 0.7)
        close(updated, (weights, float(bias)))
    # From zero every score is 0, and every prediction 1: the bias keeps the dtype it began with.
    trained = student.train_perceptron(_quarters(rng, 5, 3), np.ones(5, dtype=np.int64), 0.5, 2)
    close(trained, (np.zeros(3), 0.0, [0, 0]))


@pytest.mark.check(points=0.5, task="weighted_sum")
def test_float16(student, reference, rng):
    """Des float16 en entrée donnent des float16 en sortie.
    --
    float16 in gives float16 out."""
    x, w = _quarters(rng, 6, 2).astype(np.float16), _quarters(rng, 2).astype(np.float16)
    agree(student.weighted_sum, reference.weighted_sum, x, w, 0.25)
    # What comes first of the two values are the weights; the bias may be a Python float.
    for row, y in [(x[0], 1), (x[1], 0)]:
        expected = reference.perceptron_update(w, 0.25, row, y, 0.5)[0]
        updated = student.perceptron_update(w, 0.25, row, y, 0.5)
        require(
            isinstance(updated, (tuple, list)) and len(updated) == 2,
            fr="`perceptron_update` doit renvoyer deux valeurs : les poids et le biais.",
            en="`perceptron_update` must return two values: the weights and the bias.",
        )
        close(updated[0], expected)
    X, y = _quarters(rng, 4, 2).astype(np.float16), np.array([0, 1, 0, 1])
    trained = student.train_perceptron(X, y, 0.5, 2)
    require(
        isinstance(trained, (tuple, list)) and len(trained) == 3,
        fr="`train_perceptron` doit renvoyer trois valeurs : les poids, le biais, les erreurs.",
        en="`train_perceptron` must return three values: the weights, the bias, the errors.",
    )
    expected = reference.train_perceptron(X, y, 0.5, 2)
    close(trained[0], expected[0])
    require(
        isinstance(trained[1], (float, int)) or np.asarray(trained[1]).dtype == np.float16,
        fr="Un biais renvoyé en tenseur a le dtype des poids.",
        en="A bias that is returned as a tensor has the dtype of the weights.",
    )
    close(trained[2], expected[2])


@pytest.mark.check(points=0.5, task="weighted_sum")
def test_autograd_one_row(student, reference, rng):
    """Autograd à travers le score d'un lot d'une ligne et d'un exemple à une entrée.
    --
    Autograd through the score of a batch of one row and of an example with one input."""
    for shape in [(1, 5), (1,)]:
        x, w, b = rng.normal(size=shape), rng.normal(size=shape[-1]), np.array(rng.normal())
        differentiates(student.weighted_sum, reference.weighted_sum, x, w, b, operations=8)
