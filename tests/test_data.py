"""The data that checks hand out."""

import subprocess
import sys

import numpy as np
import pytest

from grader.checks.data import digits


def test_digits_are_scikit_learns():
    """The images and labels are those that scikit-learn's own loader gives, in its order."""
    datasets = pytest.importorskip("sklearn.datasets")
    images, labels = digits()
    wanted = datasets.load_digits()
    assert images.dtype == np.float64
    assert labels.dtype == np.int64
    assert (images == wanted.images).all()
    assert (labels == wanted.target).all()


def test_what_a_check_does_to_them_does_not_last():
    """Each call gives fresh arrays."""
    images, labels = digits()
    images[:], labels[:] = -1, -1
    assert digits()[0].min() == 0
    assert digits()[1].min() == 0


def test_scikit_learn_is_not_imported():
    """Its import would cost more than the whole grading."""
    code = "import sys; from grader.checks.data import digits; digits(); print('sklearn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
