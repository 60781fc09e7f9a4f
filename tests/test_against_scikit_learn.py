"""The metrics of ex11's solution against scikit-learn's."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

metrics = pytest.importorskip("sklearn.metrics")
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def ours():
    (path,) = (ROOT / "solutions").glob("ex11_*/evaluation.py")
    spec = importlib.util.spec_from_file_location("evaluation", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", range(20))
def test_classification_metrics(ours, seed):
    """Confusion matrix, accuracy, scores per class and macro, with classes that never occur."""
    rng = np.random.default_rng(seed)
    classes = int(rng.integers(2, 7))
    truth, guess = rng.integers(classes, size=(2, int(rng.integers(1, 40))))
    labels = np.arange(classes)
    matrix = ours.confusion_matrix(truth, guess, classes)
    np.testing.assert_array_equal(matrix, metrics.confusion_matrix(truth, guess, labels=labels))
    assert ours.accuracy(matrix) == pytest.approx(metrics.accuracy_score(truth, guess))
    options = {"labels": labels, "zero_division": 0}
    each = metrics.precision_recall_fscore_support(truth, guess, average=None, **options)
    for name, theirs in zip(("precision", "recall", "f1"), each, strict=False):
        np.testing.assert_allclose(getattr(ours, name)(matrix), theirs)
    macro = metrics.precision_recall_fscore_support(truth, guess, average="macro", **options)
    np.testing.assert_allclose(ours.macro_scores(matrix), macro[:3])


@pytest.mark.parametrize("seed", range(5))
def test_r2(ours, seed):
    """The share of the variance that is explained, below 0 for guesses worse than the mean."""
    rng = np.random.default_rng(seed)
    truth, noise = rng.normal(size=(2, 30))
    for guess in (truth + 0.3 * noise, noise):
        assert ours.r2_score(truth, guess) == pytest.approx(metrics.r2_score(truth, guess))
