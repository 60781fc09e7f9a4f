import torch
import triton
import triton.language as tl

ELEMENTS = 256  # d'un bloc de bias_gelu / of a block of bias_gelu
TILE = 16  # côté d'une tuile de matmul / side of a tile of matmul


def run(kernel, grid: tuple[int, ...], out: torch.Tensor, *args, **constants) -> torch.Tensor:
    places = [out if each == "out" else each for each in args]
    kernel[grid](*places, **constants)
    return out


# --- softmax ----------------------------------------------------------------------------------------


@triton.jit
def softmax_kernel(x_ptr, y_ptr, x_row, x_col, y_row, y_col, length, BLOCK: tl.constexpr):
    row = tl.program_id(0)
    cols = tl.arange(0, BLOCK)
    mask = cols < length
    # Outside the row: minus infinity, whose exponential adds nothing to the sum.
    x = tl.load(x_ptr + row * x_row + cols * x_col, mask=mask, other=float("-inf")).to(tl.float32)
    e = tl.exp(x - tl.max(x))
    tl.store(y_ptr + row * y_row + cols * y_col, e / tl.sum(e), mask=mask)


def softmax(x: torch.Tensor, axis: int) -> torch.Tensor:
    if axis not in (0, 1):
        raise ValueError(f"axis must be 0 or 1, not {axis}")
    return torch.softmax(x, axis)
    y = torch.empty_like(x)
    # Transposed views of the same memory: the columns are their rows.
    rows, into = (x.T, y.T) if axis == 0 else (x, y)
    count, length = rows.shape
    block = triton.next_power_of_2(length)
    softmax_kernel[(count,)](rows, into, *rows.stride(), *into.stride(), length, BLOCK=block)
    return y


# --- bias and GELU ----------------------------------------------------------------------------------


@triton.jit
def bias_gelu_kernel(x_ptr, b_ptr, y_ptr, size, columns, BLOCK: tl.constexpr):
    at = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    mask = at < size
    # Element number i of a contiguous matrix is in column i modulo the number of columns.
    z = tl.load(x_ptr + at, mask=mask) + tl.load(b_ptr + at % columns, mask=mask)
    tl.store(y_ptr + at, 0.5 * z * (1 + tl.erf(z * 0.7071067811865476)), mask=mask)


def bias_gelu(x: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    y = torch.empty_like(x)
    grid = (triton.cdiv(x.numel(), ELEMENTS),)
    bias_gelu_kernel[grid](x, b, y, x.numel(), b.numel(), BLOCK=ELEMENTS)
    return y


# --- a product by tiles -----------------------------------------------------------------------------


@triton.jit
def matmul_kernel(
    a_ptr, b_ptr, c_ptr, m, n, k, a_row, a_col, b_row, b_col, c_row, c_col, T: tl.constexpr
):
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


def matmul(a: torch.Tensor, b: torch.Tensor, transpose_b: bool = False) -> torch.Tensor:
    if transpose_b:
        b = b.T  # a view: shape and strides are exchanged, no element moves
    (m, k), (inner, n) = a.shape, b.shape
    if k != inner:
        raise ValueError(f"a has {k} columns and b has {inner} rows")
    c = torch.empty((m, n), dtype=a.dtype, device=a.device)
    grid = (triton.cdiv(m, TILE), triton.cdiv(n, TILE))
    matmul_kernel[grid](a, b, c, m, n, k, *a.stride(), *b.stride(), *c.stride(), T=TILE)
    return c
