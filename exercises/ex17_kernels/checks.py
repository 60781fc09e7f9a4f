"""Public checks of ex17: three kernels, on sizes that fit their blocks and on sizes that do not.

Triton's interpreter runs one program after the other, so that all sizes here are small.
"""

import numpy as np
import pytest

from grader.checks.api import agree, array, close, raises, require, untouched
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


@pytest.mark.check(points=0.5, task="softmax")
def test_softmax_kernel(student, reference, rng):
    """Le noyau de softmax, lancé seul : une ligne par programme, écrite sans déborder.
    --
    The softmax kernel, launched alone: one row per program, written without going beyond."""
    x = framed(scores(rng, 3, 5), 4, 9)
    strides = (9, 1, 9, 1)
    launched(
        *(student, reference, "softmax_kernel", (3,), (4, 9), x, "out", *strides, 5),
        BLOCK=8,
        operations=8,
    )


@pytest.mark.check(points=0.5, task="softmax", needs=["softmax_kernel"])
def test_softmax_strides(student, reference, rng):
    """Le noyau de softmax, lancé seul : l'entrée par lignes, la sortie par colonnes, chacune par ses pas.
    --
    The softmax kernel, launched alone: the input by rows, the output by columns, each by its strides.
    """
    x = framed(scores(rng, 3, 5), 4, 9)
    strides = (9, 1, 1, 4)
    launched(
        *(student, reference, "softmax_kernel", (3,), (9, 4), x, "out", *strides, 5),
        BLOCK=8,
        operations=8,
    )


@pytest.mark.check(points=1, task="softmax", needs=["softmax_kernel"])
def test_softmax_values(student, reference, rng):
    """Softmax : [2, 1, -1, 3] donne [0,242 ; 0,089 ; 0,012 ; 0,657] ; des lignes de 4 et de 8.
    --
    Softmax: [2, 1, -1, 3] gives [0.242, 0.089, 0.012, 0.657]; rows of 4 and of 8."""
    known = np.array([[2.0, 1.0, -1.0, 3.0]], np.float32)
    agree(student.softmax, reference.softmax, known, 1, operations=4)
    agree(student.softmax, reference.softmax, scores(rng, 3, 8), 1, operations=8)


@pytest.mark.check(points=1.5, task="softmax", needs=["softmax_values"])
def test_softmax_ragged(student, reference, rng):
    """Softmax : des lignes de 5, de 13 et de 1, plus courtes que leur bloc ; de grands scores négatifs.
    --
    Softmax: rows of 5, of 13 and of 1, shorter than their block; large negative scores."""
    agree(student.softmax, reference.softmax, scores(rng, 4, 5), 1, operations=8)
    agree(student.softmax, reference.softmax, scores(rng, 2, 13) - 40, 1, operations=16)
    agree(student.softmax, reference.softmax, scores(rng, 3, 1), 1, operations=4)


@pytest.mark.check(points=0.5, task="softmax", needs=["softmax_values"])
def test_softmax_large(student, reference, rng):
    """Softmax : des scores de ±10 000 ne débordent pas.
    --
    Softmax: scores of ±10,000 do not overflow."""
    large = np.array([[1e4, 0.0, -1e4], [-1e4, -1e4, -1e4]], np.float32)
    agree(student.softmax, reference.softmax, large, 1, operations=4)


@pytest.mark.check(points=1, task="softmax", needs=["softmax_values"])
def test_softmax_columns(student, reference, rng):
    """Softmax, axis=0 : les mêmes programmes, par colonnes.
    --
    Softmax, axis=0: the same programs, by columns."""
    agree(student.softmax, reference.softmax, scores(rng, 5, 3), 0, operations=8)
    agree(student.softmax, reference.softmax, scores(rng, 2, 6), 0, operations=8)


@pytest.mark.check(points=0.5, task="softmax")
def test_softmax_axis(student, reference, rng):
    """Softmax : un axe autre que 0 ou 1 est refusé par ValueError.
    --
    Softmax: an axis other than 0 or 1 is refused with ValueError."""
    x = scores(rng, 2, 4)
    for axis in (2, -1):
        raises(
            student.softmax,
            x,
            axis,
            error="ValueError",
            fr=f"softmax(x, {axis}) devrait lever ValueError : axis vaut 0 ou 1.",
            en=f"softmax(x, {axis}) should raise ValueError: axis is 0 or 1.",
        )


@pytest.mark.check(points=0.5, task="bias_gelu")
def test_bias_gelu_kernel(student, reference, rng):
    """Le noyau de biais et GELU, lancé seul : BLOCK éléments par programme.
    --
    The kernel of bias and GELU, launched alone: BLOCK elements per program."""
    x, b = framed(scores(rng, 4, 5), 6, 5), framed(scores(rng, 5), 30)
    launched(
        *(student, reference, "bias_gelu_kernel", (3,), (6, 5), x, b, "out", 20, 5),
        BLOCK=8,
        operations=4,
    )


@pytest.mark.check(points=1, task="bias_gelu", needs=["bias_gelu_kernel"])
def test_bias_gelu_values(student, reference, rng):
    """Biais et GELU : GELU(0) = 0, GELU(1) = 0,8413, GELU(-1) = -0,1587 ; un biais par colonne.
    --
    Bias and GELU: GELU(0) = 0, GELU(1) = 0.8413, GELU(-1) = -0.1587; one bias per column."""
    x = np.array([[0.0, 0.5, -0.75]], np.float32)
    b = np.array([0.0, 0.5, -0.25], np.float32)
    agree(student.bias_gelu, reference.bias_gelu, scores(rng, 4, 3), scores(rng, 3), operations=4)
    agree(student.bias_gelu, reference.bias_gelu, x, b, operations=4)


@pytest.mark.check(points=1, task="bias_gelu", needs=["bias_gelu_values"])
def test_bias_gelu_blocks(student, reference, rng):
    """Biais et GELU : plus d'éléments qu'un bloc, et pas un multiple de sa taille.
    --
    Bias and GELU: more elements than one block, and no multiple of its size."""
    agree(student.bias_gelu, reference.bias_gelu, scores(rng, 7, 45), scores(rng, 45), operations=4)


@pytest.mark.check(points=0.5, task="matmul")
def test_matmul_kernel(student, reference, rng):
    """Le noyau du produit, lancé seul : une tuile par programme, écrite sans déborder.
    --
    The product's kernel, launched alone: one tile per program, written without going beyond."""
    a, b = framed(scores(rng, 18, 20), 32, 32), framed(scores(rng, 20, 17), 32, 32)
    sizes, strides = (18, 17, 20), (32, 1, 32, 1, 32, 1)
    launched(
        *(student, reference, "matmul_kernel", (2, 2), (32, 32), a, b, "out"),
        *sizes,
        *strides,
        T=16,
        operations=80,
    )


@pytest.mark.check(points=0.5, task="matmul", needs=["matmul_kernel"])
def test_matmul_grid(student, reference, rng):
    """Le noyau du produit, lancé seul sur 2 × 3 programmes : le premier axe pour les lignes.
    --
    The product's kernel, launched alone on 2 × 3 programs: the first axis is for the rows."""
    a, b = framed(scores(rng, 17, 20), 48, 48), framed(scores(rng, 20, 33), 48, 48)
    sizes, strides = (17, 33, 20), (48, 1, 48, 1, 48, 1)
    launched(
        *(student, reference, "matmul_kernel", (2, 3), (48, 48), a, b, "out"),
        *sizes,
        *strides,
        T=16,
        operations=80,
    )


@pytest.mark.check(points=0.5, task="matmul", needs=["matmul_kernel"])
def test_matmul_one_tile(student, reference, rng):
    """Produit : une tuile pleine, 16 × 16.
    --
    Product: one full tile, 16 × 16."""
    agree(student.matmul, reference.matmul, scores(rng, 16, 16), scores(rng, 16, 16), operations=64)


@pytest.mark.check(points=0.5, task="matmul", needs=["matmul_one_tile"])
def test_matmul_tiles(student, reference, rng):
    """Produit : plusieurs tuiles dans les trois directions.
    --
    Product: several tiles in all three directions."""
    agree(
        student.matmul, reference.matmul, scores(rng, 32, 48), scores(rng, 48, 16), operations=192
    )
    agree(
        student.matmul, reference.matmul, scores(rng, 16, 32), scores(rng, 32, 48), operations=128
    )


@pytest.mark.check(points=1, task="matmul", needs=["matmul_one_tile"])
def test_matmul_ragged(student, reference, rng):
    """Produit : des dimensions qui ne sont pas des multiples de la tuile.
    --
    Product: dimensions that are no multiples of the tile."""
    agree(student.matmul, reference.matmul, scores(rng, 17, 5), scores(rng, 5, 33), operations=64)
    agree(student.matmul, reference.matmul, scores(rng, 3, 20), scores(rng, 20, 1), operations=80)


@pytest.mark.check(points=0.5, task="matmul", needs=["matmul_one_tile"])
def test_matmul_shapes(student, reference, rng):
    """Produit : des dimensions intérieures différentes sont refusées par ValueError.
    --
    Product: inner dimensions that differ are refused with ValueError."""
    a = scores(rng, 4, 3)
    for b, transposed in ((scores(rng, 4, 3), False), (scores(rng, 3, 4), True)):
        raises(
            student.matmul,
            a,
            b,
            transposed,
            error="ValueError",
            fr="Un produit impossible devrait lever ValueError.",
            en="A product that is impossible should raise ValueError.",
        )


@pytest.mark.check(
    points=0.5,
    task="matmul",
    declared=True,
    needs=["softmax_values", "bias_gelu_kernel", "matmul_kernel"],
)
def test_inputs_untouched(student, reference, rng):
    """Les entrées restent telles quelles : un noyau écrit dans sa sortie, pas dans son entrée.
    --
    The inputs stay as they are: a kernel writes to its output, not to its input."""
    x = scores(rng, 3, 5)
    agree(student.softmax, reference.softmax, x, 1, operations=8)
    untouched(student.softmax, x, 1)
    untouched(student.bias_gelu, x, scores(rng, 5))
    close(student.matmul(x, scores(rng, 5, 2)).shape, (3, 2))
    untouched(student.matmul, x, scores(rng, 5, 2))
