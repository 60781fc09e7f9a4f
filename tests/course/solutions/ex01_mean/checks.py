"""Hidden checks of ex01."""

import numpy as np
import pytest

from grader.checks.api import agree, array, require


@pytest.mark.check(points=4, task="mean")
def test_mean_far_values(student, reference, rng):
    """Moyenne : de grandes valeurs, plus de lignes que de colonnes.
    --
    Mean: large values, more rows than columns."""
    agree(student.mean, reference.mean, 1e4 + rng.normal(size=(7, 5)))


@pytest.mark.check(points=4, task="spread")
def test_spread_shift(student, reference, rng):
    """Dispersion : ajouter une constante n'y change rien, doubler la double.
    --
    Spread: adding a constant changes nothing, doubling doubles it."""
    x = rng.normal(size=(5, 6))
    agree(student.spread, reference.spread, x)
    spread = array(student.spread(x), (5,))
    moved = array(student.spread(2 * x + 3), (5,))
    require(
        np.allclose(moved, 2 * spread),
        fr="spread(2 x + 3) devrait valoir 2 spread(x).",
        en="spread(2 x + 3) should be 2 spread(x).",
    )
