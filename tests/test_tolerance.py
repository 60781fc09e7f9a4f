"""Tolerances leave room for rounding in any order, and for nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from grader.checks.tolerance import tolerance_for


@pytest.mark.parametrize(
    ("dtype", "rtol", "atol"),
    [("float64", 1e-9, 1e-12), ("float32", 1e-5, 1e-6), ("float16", 5e-3, 5e-3)],
)
def test_floors(dtype, rtol, atol):
    """One operation gets the floor of the precision; complex numbers that of their parts."""
    tolerance = tolerance_for(dtype)
    assert (tolerance.rtol, tolerance.atol) == (rtol, atol)
    assert dtype in tolerance.reason.en


def test_complex_dtypes():
    """A complex number is as precise as its two floats."""
    assert tolerance_for("complex64").rtol == tolerance_for("float32").rtol
    assert tolerance_for("complex128").rtol == tolerance_for("float64").rtol
    assert tolerance_for(np.longdouble).rtol == tolerance_for("float64").rtol


@pytest.mark.parametrize("dtype", ["int8", "int64", "uint8", "bool", "U3", "S2"])
def test_exact_dtypes(dtype):
    """What does not round is compared exactly, and the reason says so."""
    tolerance = tolerance_for(dtype, operations=1000)
    assert (tolerance.rtol, tolerance.atol) == (0.0, 0.0)
    assert "exactly" in tolerance.reason.en


def test_more_operations_widen():
    """More operations never narrow a tolerance, widen it in the end, and the reason counts them."""
    rtols = [tolerance_for("float32", n).rtol for n in (-1, 0, 1, 10, 100, 10_000)]
    assert rtols == sorted(rtols)
    assert rtols[0] == rtols[2] < rtols[-1]
    assert "10000" in tolerance_for("float32", 10_000).reason.en


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("seed", range(20))
def test_any_order_of_a_sum_passes(dtype, seed):
    """A sum of positive numbers in any order is within the tolerance for its length."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.5, 1.5, size=200).astype(dtype)
    exact = float(x.astype(np.float64).sum())
    tolerance = tolerance_for(dtype, operations=200)
    for order in (x, x[::-1], np.sort(x)):
        total = dtype(0)
        for value in order:
            total = dtype(total + value)
        assert abs(float(total) - exact) <= tolerance.atol + tolerance.rtol * exact
