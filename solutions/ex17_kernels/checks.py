"""Hidden checks of ex17: other sizes, half precision, transposed operands."""

import numpy as np
import pytest

from grader.checks.api import agree, close, require


def scores(rng, *shape):
    return rng.normal(scale=2.0, size=shape).astype(np.float32)


@pytest.mark.check(points=1, task="softmax")
def test_kernels_alone(student, reference, rng):
    """Les trois noyaux, lancés seuls, sur d'autres tailles et d'autres pas.
    --
    The three kernels, launched alone, on other sizes and other strides."""
    x = scores(rng, 4, 3)
    student.softmax(x, 1)
    works = [
        ("softmax_kernel", (3,), x, "out", 1, 3, 1, 3, 4, {"BLOCK": 4}),
        ("bias_gelu_kernel", (1,), x, scores(rng, 3), "out", 12, 3, {"BLOCK": 16}),
        (
            "matmul_kernel",
            (1, 1),
            x,
            scores(rng, 3, 3),
            "out",
            4,
            3,
            3,
            3,
            1,
            3,
            1,
            3,
            1,
            {"T": 16},
        ),
    ]
    for name, grid, *args, constants in works:
        out = np.full((4, 3), -1, np.float32)
        expected = reference.run(reference.get_(name), grid, out, *args, **constants)
        close(student.run(student.get_(name), grid, out, *args, **constants), expected, 16)


@pytest.mark.check(points=1, task="softmax", needs=["kernels_alone"])
def test_softmax_other_sizes(student, reference, rng):
    """Softmax : d'autres longueurs, dans les deux sens ; chaque ligne a pour somme 1.
    --
    Softmax: other lengths, both ways; each row sums to 1."""
    x = scores(rng, 3, 19)
    y = agree(student.softmax, reference.softmax, x, 1, operations=24)
    require(
        np.allclose(np.asarray(y).sum(axis=1), 1, atol=1e-5),
        fr="Chaque ligne devrait avoir pour somme 1.",
        en="Each row should sum to 1.",
    )
    agree(student.softmax, reference.softmax, scores(rng, 7, 2), 0, operations=8)
    agree(student.softmax, reference.softmax, scores(rng, 1, 4), 0, operations=4)


@pytest.mark.check(points=1, task="softmax", needs=["kernels_alone"])
def test_softmax_half(student, reference, rng):
    """Softmax : float16 reste float16.
    --
    Softmax: float16 stays float16."""
    agree(student.softmax, reference.softmax, scores(rng, 4, 6).astype(np.float16), 1)
    agree(student.softmax, reference.softmax, scores(rng, 3, 2).astype(np.float16), 0)


@pytest.mark.check(points=1, task="bias_gelu", needs=["kernels_alone"])
def test_bias_gelu_other_sizes(student, reference, rng):
    """Biais et GELU : un bloc exact, un élément de plus, une seule colonne, de grandes valeurs.
    --
    Bias and GELU: an exact block, one element more, a single column, large values."""
    for n, c in ((16, 16), (257, 1), (5, 52)):
        x, b = scores(rng, n, c), scores(rng, c)
        agree(student.bias_gelu, reference.bias_gelu, x, b, operations=4)
    agree(student.bias_gelu, reference.bias_gelu, 20 * scores(rng, 3, 4), scores(rng, 4))


@pytest.mark.check(points=1.5, task="matmul", needs=["kernels_alone"])
def test_matmul_transposed(student, reference, rng):
    """Produit avec b donnée transposée : mêmes valeurs, et les formes qui vont avec.
    --
    Product with b given transposed: the same values, and the shapes that go with it."""
    a, b = scores(rng, 5, 18), scores(rng, 18, 20)
    agree(student.matmul, reference.matmul, a, b.T.copy(), True, operations=72)
    agree(
        student.matmul, reference.matmul, scores(rng, 2, 3), scores(rng, 4, 3), True, operations=12
    )


@pytest.mark.check(points=1.5, task="matmul", needs=["kernels_alone"])
def test_matmul_other_sizes(student, reference, rng):
    """Produit : une ligne, une colonne, une dimension intérieure de 1, plusieurs tuiles entamées.
    --
    Product: one row, one column, an inner dimension of 1, several ragged tiles."""
    for m, k, n in ((1, 19, 1), (9, 1, 4), (34, 18, 21)):
        agree(
            student.matmul,
            reference.matmul,
            scores(rng, m, k),
            scores(rng, k, n),
            operations=4 * k,
        )


@pytest.mark.check(points=1, task="matmul", needs=["kernels_alone"])
def test_matmul_half(student, reference, rng):
    """Produit en float16 : les sommes se font en float32 et ne débordent pas.
    --
    Product in float16: the sums are made in float32 and do not overflow."""
    # Partial sums of 48 000 and more, then back: float16 ends at 65 504.
    a = np.concatenate([np.full((1, 16), 60.0), np.full((1, 16), -60.0)], axis=1)
    b = np.full((32, 2), 100.0) + rng.integers(0, 3, size=(32, 2))
    agree(student.matmul, reference.matmul, a.astype(np.float16), b.astype(np.float16))
    agree(
        student.matmul,
        reference.matmul,
        scores(rng, 3, 40).astype(np.float16),
        scores(rng, 40, 5).astype(np.float16),
        operations=4,
    )
