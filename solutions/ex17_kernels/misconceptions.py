"""What people really get wrong in kernels. None of these reads or writes outside its tensors."""

import torch
import triton
import triton.language as tl

from grader.checks.api import misconception


@misconception(
    "softmax-zero-outside",
    replaces="softmax_kernel",
    see="3.2.6",
    fr="Hors de la ligne, vous chargez 0 au lieu de moins l'infini : exp(0 - max) s'ajoute à la somme autant de fois que le bloc dépasse la ligne, et si tous les scores sont négatifs, le maximum est faux aussi. Chargez avec other=float(\"-inf\").",
    en='Outside the row you load 0 instead of minus infinity: exp(0 - max) joins the sum as often as the block sticks out of the row, and where all scores are negative the maximum is wrong too. Load with other=float("-inf").',
)
@triton.jit
def softmax_zero_outside(x_ptr, y_ptr, x_row, x_col, y_row, y_col, length, BLOCK: tl.constexpr):
    row = tl.program_id(0)
    cols = tl.arange(0, BLOCK)
    mask = cols < length
    x = tl.load(x_ptr + row * x_row + cols * x_col, mask=mask, other=0.0).to(tl.float32)
    e = tl.exp(x - tl.max(x))
    tl.store(y_ptr + row * y_row + cols * y_col, e / tl.sum(e), mask=mask)


@misconception(
    "softmax-unshifted",
    replaces="softmax_kernel",
    see="3.2.6",
    fr="Le maximum de la ligne n'est pas retranché : exp(10 000) déborde et inf / inf donne NaN. Retranchez tl.max(x, axis=0) avant l'exponentielle ; le résultat est le même, sans débordement.",
    en="The row's maximum is not subtracted: exp(10,000) overflows and inf / inf gives NaN. Subtract tl.max(x, axis=0) before the exponential; the result is the same, without overflow.",
)
@triton.jit
def softmax_unshifted(x_ptr, y_ptr, x_row, x_col, y_row, y_col, length, BLOCK: tl.constexpr):
    row = tl.program_id(0)
    cols = tl.arange(0, BLOCK)
    mask = cols < length
    x = tl.load(x_ptr + row * x_row + cols * x_col, mask=mask, other=float("-inf")).to(tl.float32)
    e = tl.exp(x)
    tl.store(y_ptr + row * y_row + cols * y_col, e / tl.sum(e), mask=mask)


@misconception(
    "softmax-unnormalised",
    replaces="softmax_kernel",
    see="3.2.6",
    fr="Les exponentielles ne sont pas divisées par leur somme : la somme des lignes ne vaut pas 1.",
    en="The exponentials are not divided by their sum: the rows do not sum to 1.",
)
@triton.jit
def softmax_unnormalised(x_ptr, y_ptr, x_row, x_col, y_row, y_col, length, BLOCK: tl.constexpr):
    row = tl.program_id(0)
    cols = tl.arange(0, BLOCK)
    mask = cols < length
    x = tl.load(x_ptr + row * x_row + cols * x_col, mask=mask, other=float("-inf")).to(tl.float32)
    tl.store(y_ptr + row * y_row + cols * y_col, tl.exp(x - tl.max(x)), mask=mask)


@misconception(
    "softmax-output-by-input-strides",
    replaces="softmax_kernel",
    see="3.2.6",
    fr="La sortie est écrite par les pas de l'entrée (x_row, x_col) au lieu des siens (y_row, y_col) : le résultat n'est à sa place que si les deux sont rangées de la même façon.",
    en="The output is written by the strides of the input (x_row, x_col) instead of its own (y_row, y_col): the result is in its place only where both are stored in the same way.",
)
@triton.jit
def softmax_output_by_input_strides(
    x_ptr, y_ptr, x_row, x_col, y_row, y_col, length, BLOCK: tl.constexpr
):
    at = tl.program_id(0) * x_row + tl.arange(0, BLOCK) * x_col
    mask = tl.arange(0, BLOCK) < length
    x = tl.load(x_ptr + at, mask=mask, other=float("-inf")).to(tl.float32)
    e = tl.exp(x - tl.max(x))
    tl.store(y_ptr + at, e / tl.sum(e), mask=mask)


@misconception(
    "softmax-always-rows",
    replaces="softmax",
    see="3.2.6",
    fr="axis=0 donne la même chose que axis=1 : les pas ne sont pas échangés. Pour les colonnes, un programme avance de x.stride(1) d'une colonne à la suivante, et de x.stride(0) d'un élément au suivant.",
    en="axis=0 gives the same as axis=1: the strides are not exchanged. For columns a program moves by x.stride(1) from one column to the next, and by x.stride(0) from one element to the next.",
)
def softmax_always_rows(x, axis):
    if axis not in (0, 1):
        raise ValueError(f"axis must be 0 or 1, not {axis}")
    y = torch.empty_like(x)
    (n, c), block = x.shape, triton.next_power_of_2(x.shape[1])
    softmax_kernel[(n,)](x, y, *x.stride(), *y.stride(), c, BLOCK=block)
    return y


@misconception(
    "gelu-tanh",
    replaces="bias_gelu_kernel",
    see="3.2",
    fr="C'est l'approximation de la GELU par tanh, qui s'écarte de l'exacte jusqu'à 4,7e-4. L'énoncé demande la GELU exacte : 0.5 * z * (1 + tl.erf(z / √2)).",
    en="This is GELU's approximation through tanh, up to 4.7e-4 away from the exact one. The statement asks for the exact GELU: 0.5 * z * (1 + tl.erf(z / √2)).",
)
@triton.jit
def gelu_tanh(x_ptr, b_ptr, y_ptr, size, columns, BLOCK: tl.constexpr):
    at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = at < size
    z = tl.load(x_ptr + at, mask=mask, other=0.0)
    z += tl.load(b_ptr + at % columns, mask=mask, other=0.0)
    inner = 0.7978845608028654 * (z + 0.044715 * z * z * z)
    tanh = 1 - 2 / (1 + tl.exp(2 * inner))
    tl.store(y_ptr + at, 0.5 * z * (1 + tanh), mask=mask)


@misconception(
    "gelu-erf-unscaled",
    replaces="bias_gelu_kernel",
    see="3.2",
    fr="erf est appliquée à z au lieu de z / √2 : la loi normale s'écrit Φ(z) = (1 + erf(z / √2)) / 2.",
    en="erf is applied to z instead of z / √2: the normal distribution is Φ(z) = (1 + erf(z / √2)) / 2.",
)
@triton.jit
def gelu_erf_unscaled(x_ptr, b_ptr, y_ptr, size, columns, BLOCK: tl.constexpr):
    at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = at < size
    z = tl.load(x_ptr + at, mask=mask, other=0.0)
    z += tl.load(b_ptr + at % columns, mask=mask, other=0.0)
    tl.store(y_ptr + at, 0.5 * z * (1 + tl.erf(z)), mask=mask)


@misconception(
    "bias-by-row",
    replaces="bias_gelu_kernel",
    see="3.4",
    fr="Le biais est pris au numéro de la ligne (i // columns) au lieu de la colonne (i % columns) : chaque neurone, donc chaque colonne, a le sien.",
    en="The bias is taken at the number of the row (i // columns) instead of the column (i % columns): each neuron, hence each column, has its own.",
)
@triton.jit
def bias_by_row(x_ptr, b_ptr, y_ptr, size, columns, BLOCK: tl.constexpr):
    at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = at < size
    row = at // columns
    bias = tl.load(b_ptr + row, mask=mask & (row < columns), other=0.0)
    z = tl.load(x_ptr + at, mask=mask, other=0.0) + bias
    tl.store(y_ptr + at, 0.5 * z * (1 + tl.erf(z * 0.7071067811865476)), mask=mask)


@misconception(
    "bias-forgotten",
    replaces="bias_gelu_kernel",
    see="3.4",
    fr="Le biais n'est pas ajouté : vous renvoyez GELU(x) au lieu de GELU(x + b).",
    en="The bias is not added: you return GELU(x) instead of GELU(x + b).",
)
@triton.jit
def bias_forgotten(x_ptr, b_ptr, y_ptr, size, columns, BLOCK: tl.constexpr):
    at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = at < size
    z = tl.load(x_ptr + at, mask=mask, other=0.0)
    tl.store(y_ptr + at, 0.5 * z * (1 + tl.erf(z * 0.7071067811865476)), mask=mask)


@misconception(
    "bias-after-gelu",
    replaces="bias_gelu_kernel",
    see="3.4",
    fr="Le biais est ajouté après la GELU : l'activation s'applique à x + b.",
    en="The bias is added after GELU: the activation applies to x + b.",
)
@triton.jit
def bias_after_gelu(x_ptr, b_ptr, y_ptr, size, columns, BLOCK: tl.constexpr):
    at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = at < size
    x = tl.load(x_ptr + at, mask=mask, other=0.0)
    bias = tl.load(b_ptr + at % columns, mask=mask, other=0.0)
    tl.store(y_ptr + at, 0.5 * x * (1 + tl.erf(x * 0.7071067811865476)) + bias, mask=mask)


@misconception(
    "matmul-first-tile-only",
    replaces="matmul_kernel",
    see="GPU",
    fr="Seule la première tranche de k est multipliée : il faut parcourir toute la dimension intérieure, de T en T, et additionner les produits de tuiles.",
    en="Only the first slice of k is multiplied: go through the whole inner dimension, in steps of T, and add the products of tiles up.",
)
@triton.jit
def matmul_first_tile_only(
    a_ptr, b_ptr, c_ptr, m, n, k, a_row, a_col, b_row, b_col, c_row, c_col, T: tl.constexpr
):
    rows = tl.program_id(0) * T + tl.arange(0, T)
    cols = tl.program_id(1) * T + tl.arange(0, T)
    inner = tl.arange(0, T)
    a_at = rows[:, None] * a_row + inner[None, :] * a_col
    b_at = inner[:, None] * b_row + cols[None, :] * b_col
    a = tl.load(a_ptr + a_at, mask=(rows[:, None] < m) & (inner[None, :] < k), other=0.0)
    b = tl.load(b_ptr + b_at, mask=(inner[:, None] < k) & (cols[None, :] < n), other=0.0)
    c_at = rows[:, None] * c_row + cols[None, :] * c_col
    total = tl.dot(a, b, input_precision="ieee")
    tl.store(c_ptr + c_at, total, mask=(rows[:, None] < m) & (cols[None, :] < n))


@misconception(
    "matmul-last-tile-only",
    replaces="matmul_kernel",
    see="GPU",
    fr="Le total est remplacé à chaque tour au lieu d'être augmenté : il ne reste que la dernière tranche de k. Écrivez total += tl.dot(a, b).",
    en="The total is replaced in each round instead of being added to: only the last slice of k is left. Write total += tl.dot(a, b).",
)
@triton.jit
def matmul_last_tile_only(
    a_ptr, b_ptr, c_ptr, m, n, k, a_row, a_col, b_row, b_col, c_row, c_col, T: tl.constexpr
):
    rows = tl.program_id(0) * T + tl.arange(0, T)
    cols = tl.program_id(1) * T + tl.arange(0, T)
    total = tl.zeros((T, T), dtype=tl.float32)
    for start in range(0, k, T):
        inner = start + tl.arange(0, T)
        a_at = rows[:, None] * a_row + inner[None, :] * a_col
        b_at = inner[:, None] * b_row + cols[None, :] * b_col
        a = tl.load(a_ptr + a_at, mask=(rows[:, None] < m) & (inner[None, :] < k), other=0.0)
        b = tl.load(b_ptr + b_at, mask=(inner[:, None] < k) & (cols[None, :] < n), other=0.0)
        total = tl.dot(a, b, input_precision="ieee")
    c_at = rows[:, None] * c_row + cols[None, :] * c_col
    tl.store(c_ptr + c_at, total, mask=(rows[:, None] < m) & (cols[None, :] < n))


@misconception(
    "matmul-inner-wraps",
    replaces="matmul_kernel",
    see="GPU",
    fr="La dernière tranche de k n'est pas masquée : ce qui dépasse de la dimension intérieure est lu ailleurs dans la matrice (ici au début de la ligne) et compté en trop. Masquez aussi inner < k, avec 0.",
    en="The last slice of k is not masked: what sticks out of the inner dimension is read elsewhere in the matrix (here at the row's beginning) and counted too. Mask inner < k as well, with 0.",
)
@triton.jit
def matmul_inner_wraps(
    a_ptr, b_ptr, c_ptr, m, n, k, a_row, a_col, b_row, b_col, c_row, c_col, T: tl.constexpr
):
    rows = tl.program_id(0) * T + tl.arange(0, T)
    cols = tl.program_id(1) * T + tl.arange(0, T)
    total = tl.zeros((T, T), dtype=tl.float32)
    for start in range(0, k, T):
        inner = (start + tl.arange(0, T)) % k
        a_at = rows[:, None] * a_row + inner[None, :] * a_col
        b_at = inner[:, None] * b_row + cols[None, :] * b_col
        a = tl.load(a_ptr + a_at, mask=rows[:, None] < m, other=0.0)
        b = tl.load(b_ptr + b_at, mask=cols[None, :] < n, other=0.0)
        total += tl.dot(a, b, input_precision="ieee")
    c_at = rows[:, None] * c_row + cols[None, :] * c_col
    tl.store(c_ptr + c_at, total, mask=(rows[:, None] < m) & (cols[None, :] < n))


@misconception(
    "matmul-floor-grid",
    replaces="matmul",
    see="GPU",
    fr="La grille compte m // T par n // T programmes : les bords qui ne remplissent pas une tuile ne sont jamais calculés. Arrondissez vers le haut, avec triton.cdiv.",
    en="The grid has m // T by n // T programs: the edges that do not fill a tile are never computed. Round up, with triton.cdiv.",
)
def matmul_floor_grid(a, b, transpose_b=False):
    if transpose_b:
        b = b.T
    (m, k), (inner, n) = a.shape, b.shape
    if k != inner:
        raise ValueError(f"a has {k} columns and b has {inner} rows")
    c = torch.zeros((m, n), dtype=a.dtype, device=a.device)
    grid = (max(m // TILE, 1), max(n // TILE, 1))
    matmul_kernel[grid](a, b, c, m, n, k, *a.stride(), *b.stride(), *c.stride(), T=TILE)
    return c


@misconception(
    "matmul-strides-kept",
    replaces="matmul",
    see="GPU",
    fr="Avec transpose_b, les formes sont échangées mais pas les pas : le noyau lit b comme si elle était rangée par lignes de longueur n. Passez b.stride(1), b.stride(0).",
    en="With transpose_b the shapes are exchanged, but not the strides: the kernel reads b as if it were stored by rows of length n. Give it b.stride(1), b.stride(0).",
)
def matmul_strides_kept(a, b, transpose_b=False):
    m, k = a.shape
    inner, n = b.shape[::-1] if transpose_b else b.shape
    if k != inner:
        raise ValueError(f"a has {k} columns and b has {inner} rows")
    c = torch.empty((m, n), dtype=a.dtype, device=a.device)
    grid = (triton.cdiv(m, TILE), triton.cdiv(n, TILE))
    matmul_kernel[grid](a, b, c, m, n, k, *a.stride(), n, 1, *c.stride(), T=TILE)
    return c


@misconception(
    "matmul-axes-swapped",
    replaces="matmul_kernel",
    see="GPU",
    fr="Les deux axes de la grille sont échangés : l'énoncé demande tl.program_id(0) pour les lignes du résultat et tl.program_id(1) pour ses colonnes, et une grille dans ce même ordre.",
    en="The two axes of the grid are exchanged: the statement asks for tl.program_id(0) for the rows of the result and tl.program_id(1) for its columns, and a grid in that same order.",
)
@triton.jit
def matmul_kernel_axes_swapped(
    a_ptr, b_ptr, c_ptr, m, n, k, a_row, a_col, b_row, b_col, c_row, c_col, T: tl.constexpr
):
    rows = tl.program_id(1) * T + tl.arange(0, T)
    cols = tl.program_id(0) * T + tl.arange(0, T)
    total = tl.zeros((T, T), dtype=tl.float32)
    for start in range(0, k, T):
        inner = start + tl.arange(0, T)
        a_at = rows[:, None] * a_row + inner[None, :] * a_col
        b_at = inner[:, None] * b_row + cols[None, :] * b_col
        a = tl.load(a_ptr + a_at, mask=(rows[:, None] < m) & (inner[None, :] < k), other=0.0)
        b = tl.load(b_ptr + b_at, mask=(inner[:, None] < k) & (cols[None, :] < n), other=0.0)
        total += tl.dot(a, b, input_precision="ieee")
    c_at = rows[:, None] * c_row + cols[None, :] * c_col
    tl.store(c_ptr + c_at, total, mask=(rows[:, None] < m) & (cols[None, :] < n))


@misconception("matmul-axes-swapped", replaces="matmul")
def matmul_axes_swapped(a, b, transpose_b=False):
    if transpose_b:
        b = b.T
    (m, k), (inner, n) = a.shape, b.shape
    if k != inner:
        raise ValueError(f"a has {k} columns and b has {inner} rows")
    c = torch.empty((m, n), dtype=a.dtype, device=a.device)
    grid = (triton.cdiv(n, TILE), triton.cdiv(m, TILE))
    matmul_kernel[grid](a, b, c, m, n, k, *a.stride(), *b.stride(), *c.stride(), T=TILE)
    return c
