"""Ex17 : écrire ses propres noyaux GPU avec Triton : softmax, biais et GELU, produit par tuiles.

Un noyau est écrit pour un bloc de données ; la grille dit combien d'exemplaires en tournent. Sans GPU,
l'interpréteur de Triton les exécute l'un après l'autre (TRITON_INTERPRET=1).

Dans un noyau, écrivez tl.exp(x) et tl.erf(x), jamais x.exp() ni x.erf() : le correcteur refuse tout
fichier qui appelle des méthodes de ces noms.
--
Ex17: kernels of your own with Triton: softmax, bias and GELU, a tiled product.

A kernel is written for one block of data; the grid says how many copies of it run. Without a GPU,
Triton's interpreter runs them one after the other (TRITON_INTERPRET=1).

Inside a kernel write tl.exp(x) and tl.erf(x), never x.exp() or x.erf(): the grader refuses any file
that calls methods of these names.
"""

import torch
import triton
import triton.language as tl

ELEMENTS = 256  # d'un bloc de bias_gelu / of a block of bias_gelu
TILE = 16  # côté d'une tuile de matmul / side of a tile of matmul


def run(kernel, grid: tuple[int, ...], out: torch.Tensor, *args, **constants) -> torch.Tensor:
    """Donnée : lance un noyau sur une grille et renvoie `out`, dans lequel il écrit.

    Les vérifications l'appellent, pour voir chaque noyau à l'œuvre sans la fonction qui l'entoure.
    --
    Given: launches a kernel on a grid and returns `out`, which it writes to.

    The checks call it, to see each kernel at work without the function around it.
    """
    places = [out if each == "out" else each for each in args]
    kernel[grid](*places, **constants)
    return out


# --- softmax ----------------------------------------------------------------------------------------


@triton.jit
def softmax_kernel(x_ptr, y_ptr, x_row, x_col, y_row, y_col, length, BLOCK: tl.constexpr):
    """Une ligne par programme : y = softmax(x), lue et écrite une seule fois.

    Args:
        x_ptr, y_ptr: adresses du premier élément de l'entrée et de la sortie.
        x_row, x_col, y_row, y_col: pas (en éléments) d'une ligne à la suivante, d'une colonne à la
            suivante.
        length: nombre d'éléments d'une ligne.
        BLOCK: puissance de 2, au moins length.
    --
    One row per program: y = softmax(x), read and written only once.

    Args:
        x_ptr, y_ptr: addresses of the first element of the input and of the output.
        x_row, x_col, y_row, y_col: strides (in elements) from one row to the next, from one column
            to the next.
        length: number of elements of a row.
        BLOCK: a power of 2, at least length.
    """
    ### BEGIN SOLUTION
    row = tl.program_id(0)
    cols = tl.arange(0, BLOCK)
    mask = cols < length
    # Outside the row: minus infinity, whose exponential adds nothing to the sum.
    x = tl.load(x_ptr + row * x_row + cols * x_col, mask=mask, other=float("-inf")).to(tl.float32)
    e = tl.exp(x - tl.max(x))
    tl.store(y_ptr + row * y_row + cols * y_col, e / tl.sum(e), mask=mask)
    ### END SOLUTION


def softmax(x: torch.Tensor, axis: int) -> torch.Tensor:
    """Softmax d'une matrice, le long de ses lignes ou de ses colonnes, en un seul noyau.

    Args:
        x: scores, forme (n, c), float32 ou float16.
        axis: 1, chaque ligne a pour somme 1 ; 0, chaque colonne. Le même noyau sert : seuls les pas
            changent.
    Returns:
        probabilités, forme (n, c), le type de x (calcul en float32).
    Raises:
        ValueError: axis n'est ni 0 ni 1.
    Source: manuel, section 3.2.6.
    --
    Softmax of a matrix, along its rows or its columns, in a single kernel.

    Args:
        x: scores, shape (n, c), float32 or float16.
        axis: 1, each row sums to 1; 0, each column. The same kernel serves: only the strides
            change.
    Returns:
        probabilities, shape (n, c), the dtype of x (computed in float32).
    Raises:
        ValueError: axis is neither 0 nor 1.
    Source: textbook, section 3.2.6.
    """
    ### BEGIN SOLUTION
    if axis not in (0, 1):
        raise ValueError(f"axis must be 0 or 1, not {axis}")
    y = torch.empty_like(x)
    # Transposed views of the same memory: the columns are their rows.
    rows, into = (x.T, y.T) if axis == 0 else (x, y)
    count, length = rows.shape
    block = triton.next_power_of_2(length)
    softmax_kernel[(count,)](rows, into, *rows.stride(), *into.stride(), length, BLOCK=block)
    return y
    ### END SOLUTION


# --- bias and GELU ----------------------------------------------------------------------------------


@triton.jit
def bias_gelu_kernel(x_ptr, b_ptr, y_ptr, size, columns, BLOCK: tl.constexpr):
    """BLOCK éléments par programme : y = GELU(x + b), sans matrice intermédiaire en mémoire.

    Args:
        x_ptr, b_ptr, y_ptr: adresses de x (contigu), du biais et de la sortie (contiguë).
        size: nombre d'éléments de x.
        columns: nombre de colonnes de x, donc d'éléments du biais.
        BLOCK: nombre d'éléments d'un programme.
    --
    BLOCK elements per program: y = GELU(x + b), without an intermediate matrix in memory.

    Args:
        x_ptr, b_ptr, y_ptr: addresses of x (contiguous), of the bias and of the output (contiguous).
        size: number of elements of x.
        columns: number of columns of x, hence of elements of the bias.
        BLOCK: number of elements of a program.
    """
    ### BEGIN SOLUTION
    at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = at < size
    # Element number i of a contiguous matrix is in column i modulo the number of columns.
    z = tl.load(x_ptr + at, mask=mask) + tl.load(b_ptr + at % columns, mask=mask)
    tl.store(y_ptr + at, 0.5 * z * (1 + tl.erf(z * 0.7071067811865476)), mask=mask)
    ### END SOLUTION


def bias_gelu(x: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """GELU exacte de x + b : z (1 + erf(z / √2)) / 2, en un seul noyau.

    Args:
        x: forme (n, c), float32.
        b: biais, forme (c,), float32.
    Returns:
        forme (n, c), float32.
    Source: manuel, section 3.2 (GELU par erf, comme PyTorch par défaut).
    --
    Exact GELU of x + b: z (1 + erf(z / √2)) / 2, in a single kernel.

    Args:
        x: shape (n, c), float32.
        b: bias, shape (c,), float32.
    Returns:
        shape (n, c), float32.
    Source: textbook, section 3.2 (GELU through erf, as PyTorch's default).
    """
    ### BEGIN SOLUTION
    y = torch.empty_like(x)
    grid = (triton.cdiv(x.numel(), ELEMENTS),)
    bias_gelu_kernel[grid](x, b, y, x.numel(), b.numel(), BLOCK=ELEMENTS)
    return y
    ### END SOLUTION


# --- a product by tiles -----------------------------------------------------------------------------


@triton.jit
def matmul_kernel(
    a_ptr, b_ptr, c_ptr, m, n, k, a_row, a_col, b_row, b_col, c_row, c_col, T: tl.constexpr
):
    """Une tuile (T, T) de c = a b par programme, somme de produits de tuiles de a et de b.

    Args:
        a_ptr, b_ptr, c_ptr: adresses des trois matrices.
        m, n, k: a est (m, k), b est (k, n), c est (m, n).
        a_row, ..., c_col: pas (en éléments) d'une ligne, d'une colonne à la suivante.
        T: côté des tuiles ; m, n et k n'en sont pas forcément des multiples.
    --
    One tile (T, T) of c = a b per program, a sum of products of tiles of a and of b.

    Args:
        a_ptr, b_ptr, c_ptr: addresses of the three matrices.
        m, n, k: a is (m, k), b is (k, n), c is (m, n).
        a_row, ..., c_col: strides (in elements) from one row, one column to the next.
        T: side of the tiles; m, n and k need not be multiples of it.
    """
    ### BEGIN SOLUTION
    rows = tl.program_id(0) * T + tl.arange(0, T)
    cols = tl.program_id(1) * T + tl.arange(0, T)
    total = tl.zeros((T, T), dtype=tl.float32)
    for start in range(0, k, T):
        inner = start + tl.arange(0, T)
        # Beyond an edge the places begin again: what is read there meets a 0, or is not stored.
        a_at = (rows % m)[:, None] * a_row + (inner % k)[None, :] * a_col
        b_at = (inner % k)[:, None] * b_row + (cols % n)[None, :] * b_col
        a = tl.load(a_ptr + a_at, mask=(inner < k)[None, :], other=0.0)
        total += tl.dot(a, tl.load(b_ptr + b_at), input_precision="ieee")
    c_at = rows[:, None] * c_row + cols[None, :] * c_col
    tl.store(c_ptr + c_at, total, mask=(rows[:, None] < m) & (cols[None, :] < n))
    ### END SOLUTION


def matmul(a: torch.Tensor, b: torch.Tensor, transpose_b: bool = False) -> torch.Tensor:
    """Produit de deux matrices par tuiles ; b peut être donnée transposée, sans être recopiée.

    Args:
        a: forme (m, k), float32 ou float16.
        b: forme (k, n), ou (n, k) avec transpose_b ; le type de a.
        transpose_b: b est donnée par ses lignes de longueur k : ce sont ses pas que l'on échange.
    Returns:
        a b (ou a bᵀ), forme (m, n), le type de a ; les sommes se font en float32.
    Raises:
        ValueError: les dimensions intérieures diffèrent.
    Source: TP GPU.
    --
    Product of two matrices by tiles; b may be given transposed, without being copied.

    Args:
        a: shape (m, k), float32 or float16.
        b: shape (k, n), or (n, k) with transpose_b; the dtype of a.
        transpose_b: b is given by its rows of length k: its strides are what is exchanged.
    Returns:
        a b (or a bᵀ), shape (m, n), the dtype of a; the sums are made in float32.
    Raises:
        ValueError: the inner dimensions differ.
    Source: GPU lab.
    """
    ### BEGIN SOLUTION
    if transpose_b:
        b = b.T  # a view: shape and strides are exchanged, no element moves
    (m, k), (inner, n) = a.shape, b.shape
    if k != inner:
        raise ValueError(f"a has {k} columns and b has {inner} rows")
    c = torch.empty((m, n), dtype=a.dtype, device=a.device)
    grid = (triton.cdiv(m, TILE), triton.cdiv(n, TILE))
    matmul_kernel[grid](a, b, c, m, n, k, *a.stride(), *b.stride(), *c.stride(), T=TILE)
    return c
    ### END SOLUTION
