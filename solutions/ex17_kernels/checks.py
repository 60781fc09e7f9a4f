"""Hidden checks of ex17: other sizes, half precision, transposed operands."""

import math

import numpy as np
import pytest

from grader.checks.api import agree, array, close, require
from grader.subjects import Raised

# No kernel here computes this value: where it still stands, nothing was written.
UNWRITTEN = np.float32(-4096)
# Around the inputs, where a load without mask finds it.
NOISE = np.float32(1000)


def scores(rng, *shape):
    return rng.normal(scale=2.0, size=shape).astype(np.float32)


def framed(values, *shape):
    """The values in the corner of a larger array, of noise that no program should count."""
    whole = np.full(shape, NOISE)
    whole[tuple(slice(size) for size in values.shape)] = values
    return whole


def launched(student, reference, name, grid, room, *args, operations=1, **constants):
    """Launch both kernels of a name in the same large room; they must fill the same places alike.

    "out" among the arguments stands for the room: a store without mask stays inside it, where it
    shows, and breaks nothing that a later check needs. Hence nothing of a kernel comes before this.
    """
    out = np.full(room, UNWRITTEN)
    expected = reference.run(reference.get_(name), grid, out, *args, **constants)
    try:
        actual = student.run(student.get_(name), grid, out, *args, **constants)
    except Raised:
        # Triton wraps what a kernel raises. The function says plainly whether it is unwritten.
        before_writing(student, name)
        raise
    array(actual, out.shape, out.dtype)
    in_its_places(name, grid, actual == UNWRITTEN, expected == UNWRITTEN)
    close(actual, expected, operations=operations)


def before_writing(student, name):
    """Ask the function around a kernel for a result: where it is unwritten, so is the kernel."""
    one = np.ones((1, 1), np.float32)
    others = {"softmax_kernel": 1, "bias_gelu_kernel": one[0], "matmul_kernel": one}
    getattr(student, name.removesuffix("_kernel"))(one, others[name])


def in_its_places(name, grid, left, should_be_left):
    """The kernel must write to all the places that are its own, and to no other."""
    beyond = np.count_nonzero(~left & should_be_left)
    require(
        beyond == 0,
        fr=f"Lancé seul sur la grille {grid}, {name} écrit au-delà de ce qui lui revient : {beyond} "
        "places de la mémoire qui ne font pas partie du résultat ont changé. Regardez le masque de "
        "tl.store, puis les pas de la sortie.",
        en=f"Launched alone on the grid {grid}, {name} writes beyond what is its own: {beyond} places "
        "in memory that are no part of the result have changed. Look at the mask of tl.store, then "
        "at the strides of the output.",
    )
    missing, total = np.count_nonzero(left & ~should_be_left), np.count_nonzero(~should_be_left)
    require(
        missing == 0,
        fr=f"Lancé seul sur la grille {grid}, {name} n'écrit que {total - missing} des {total} valeurs "
        "du résultat. Regardez de quelle place tl.program_id part, et le masque de tl.store.",
        en=f"Launched alone on the grid {grid}, {name} writes only {total - missing} of the {total} "
        "values of the result. Look at the place where tl.program_id begins, and at the mask of "
        "tl.store.",
    )


def chosen(student, name, usual, most):
    """A size that the student's file sets, where it is one that a test can go beyond."""
    try:
        value = student.get_(name)
    except Raised:
        return usual
    return value if type(value) is int and 0 < value <= most else usual


def gelu(z):
    """The exact GELU, computed here: its sizes follow the student's block, not the reference's."""
    return (z * (1 + np.vectorize(math.erf)(z / math.sqrt(2))) / 2).astype(np.float32)


@pytest.mark.check(points=0.5, task="softmax")
def test_softmax_kernel_alone(student, reference, rng):
    """Le noyau de softmax, lancé seul : des lignes d'une autre longueur, d'autres pas.
    --
    The softmax kernel, launched alone: rows of another length, other strides."""
    x = framed(scores(rng, 6, 4), 16, 5)
    # The rows are columns in memory.
    strides = (1, 5, 1, 5)
    launched(
        *(student, reference, "softmax_kernel", (4,), (16, 5), x, "out", *strides, 6),
        BLOCK=16,
        operations=8,
    )


@pytest.mark.check(points=0.5, task="bias_gelu")
def test_bias_gelu_kernel_alone(student, reference, rng):
    """Le noyau de biais et GELU, lancé seul : une autre taille, un autre bloc.
    --
    The kernel of bias and GELU, launched alone: another size, another block."""
    x, b = framed(scores(rng, 3, 7), 5, 7), framed(scores(rng, 7), 35)
    launched(
        *(student, reference, "bias_gelu_kernel", (2,), (5, 7), x, b, "out", 21, 7),
        BLOCK=16,
        operations=4,
    )


@pytest.mark.check(points=0.5, task="matmul")
def test_matmul_kernel_alone(student, reference, rng):
    """Le noyau du produit, lancé seul : d'autres dimensions, d'autres pas.
    --
    The product's kernel, launched alone: other dimensions, other strides."""
    a, b = framed(scores(rng, 19, 18), 32, 32), framed(scores(rng, 21, 19), 32, 32)
    # All three lie by columns.
    sizes, strides = (18, 21, 19), (1, 32, 1, 32, 1, 32)
    launched(
        *(student, reference, "matmul_kernel", (2, 2), (32, 32), a, b, "out"),
        *sizes,
        *strides,
        T=16,
        operations=80,
    )


@pytest.mark.check(points=1, task="softmax", needs=["softmax_kernel_alone"])
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


@pytest.mark.check(points=1, task="softmax", needs=["softmax_kernel_alone"])
def test_softmax_half(student, reference, rng):
    """Softmax : float16 reste float16.
    --
    Softmax: float16 stays float16."""
    agree(student.softmax, reference.softmax, scores(rng, 4, 6).astype(np.float16), 1)
    agree(student.softmax, reference.softmax, scores(rng, 3, 2).astype(np.float16), 0)


@pytest.mark.check(points=1, task="bias_gelu", needs=["bias_gelu_kernel_alone"])
def test_bias_gelu_other_sizes(student, reference, rng):
    """Biais et GELU : un bloc exact, un élément de plus, une seule colonne, de grandes valeurs.
    --
    Bias and GELU: an exact block, one element more, a single column, large values."""
    for n, c in ((16, 16), (257, 1), (5, 52)):
        x, b = scores(rng, n, c), scores(rng, c)
        agree(student.bias_gelu, reference.bias_gelu, x, b, operations=4)
    agree(student.bias_gelu, reference.bias_gelu, 20 * scores(rng, 3, 4), scores(rng, 4))
    # One or two elements more than the student's own block: the last program has few.
    third = chosen(student, "ELEMENTS", 256, 2**16) // 3 + 1
    x, b = scores(rng, 3, third), scores(rng, third)
    close(student.bias_gelu(x, b), gelu(x.astype(np.float64) + b), operations=16)


@pytest.mark.check(points=1.5, task="matmul", needs=["matmul_kernel_alone"])
def test_matmul_transposed(student, reference, rng):
    """Produit avec b donnée transposée : mêmes valeurs, et les formes qui vont avec.
    --
    Product with b given transposed: the same values, and the shapes that go with it."""
    a, b = scores(rng, 5, 18), scores(rng, 18, 20)
    agree(student.matmul, reference.matmul, a, b.T.copy(), True, operations=72)
    agree(
        student.matmul, reference.matmul, scores(rng, 2, 3), scores(rng, 4, 3), True, operations=12
    )


@pytest.mark.check(points=1, task="matmul", needs=["matmul_kernel_alone"])
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
    # A little more than the student's own tiles: 2 by 3 programs.
    tile = chosen(student, "TILE", 16, 128)
    a, b = scores(rng, tile + 1, tile + 3), scores(rng, tile + 3, 2 * tile + 1)
    product = a.astype(np.float64) @ b
    close(student.matmul(a, b), product.astype(np.float32), operations=4 * (tile + 3))


@pytest.mark.check(points=1, task="matmul", needs=["matmul_kernel_alone"])
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
