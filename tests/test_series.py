"""Divergence is recognised in what a training returns, and nowhere else."""

import numpy as np
import pytest

from grader.checks.series import diverging

AWAY = [2.0**n for n in range(20)]


@pytest.mark.parametrize(
    "value",
    [
        AWAY,
        (3.0, AWAY),
        {"w": np.zeros(3), "losses": AWAY},
        [(loss, 1.0) for loss in AWAY],
        [*AWAY, np.inf, np.nan, np.nan],
        [1.0, 0.5, *AWAY],
        [(-2.0) ** n for n in range(20)],
    ],
)
def test_histories_that_run_away(value):
    """Lists, columns, items of tuples and dicts; growth before NaN, and with any sign."""
    found = diverging(value, [1.0, 0.5, 0.2])
    assert found.id == "diverges"
    assert "about 2 times each" in found.text.en


@pytest.mark.parametrize(
    "value",
    [
        None,
        3.0,
        "abc",
        [],
        [[]],
        np.zeros(0),
        np.array(5.0),
        [1.0, 2.0, 3.0],
        [1.0, 0.5, 0.25, 0.1],
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        [np.nan] * 9,
        list(range(1, 500)),
        [1.0, 1e9, 1.0, 1e9, 1.0, 1e9],
        ["a", 1, None],
        {"x": object()},
        np.array(["a", "b"]),
        np.array(AWAY),  # parameters, perhaps: an array is no history
    ],
)
def test_what_is_no_divergence(value):
    """Short, falling, flat, merely counting or jumping series, and what is no series at all."""
    assert diverging(value, [1.0, 0.5]) is None


def test_where_divergence_is_what_is_asked_for():
    """A check that wants to see a training diverge calls nobody's result a divergence."""
    assert diverging([v * 1.1 for v in AWAY], (0.0, AWAY)) is None
