"""What a processor can do at most: loops that do one thing each, for measuring it.

Each returns or writes what it has computed, so that nothing of it can be left out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel
from ioviz.core.kernels.vectors.lanes import (
    Address,
    Lanes,
    load,
    load_float32,
    load_index,
    multiply_add,
    splat,
    store,
)

Float32 = NDArray[np.float32]

FEW, MANY = 5, 12
"""Sums at once, of 16 numbers: as many as fit in 16 registers of 256 bits, and in 32 of 512."""
STEP = 8
"""Vectors a turn of the loops over memory."""


@kernel
def multiply_adds_few(turns: int, factor: float, addend: float, lanes: Lanes, out: Float32) -> None:
    """Compute x = x * factor + addend so often, for `FEW` vectors of sixteens that begin at 0, 1, ...; their sum."""
    m, s = splat(np.float32(factor), lanes), splat(np.float32(addend), lanes)
    a, b, c = splat(np.float32(0), lanes), splat(np.float32(1), lanes), splat(np.float32(2), lanes)
    d, e = splat(np.float32(3), lanes), splat(np.float32(4), lanes)
    for _ in range(turns):
        a, b, c = multiply_add(a, m, s), multiply_add(b, m, s), multiply_add(c, m, s)
        d, e = multiply_add(d, m, s), multiply_add(e, m, s)
    store(np.int64(out.ctypes.data), a + b + c + d + e)


@kernel
def multiply_adds_many(turns: int, factor: float, addend: float, lanes: Lanes, out: Float32) -> None:
    """The same for `MANY` vectors."""
    m, s = splat(np.float32(factor), lanes), splat(np.float32(addend), lanes)
    a, b, c = splat(np.float32(0), lanes), splat(np.float32(1), lanes), splat(np.float32(2), lanes)
    d, e, f = splat(np.float32(3), lanes), splat(np.float32(4), lanes), splat(np.float32(5), lanes)
    g, h, i = splat(np.float32(6), lanes), splat(np.float32(7), lanes), splat(np.float32(8), lanes)
    j, k, n = splat(np.float32(9), lanes), splat(np.float32(10), lanes), splat(np.float32(11), lanes)
    for _ in range(turns):
        a, b, c = multiply_add(a, m, s), multiply_add(b, m, s), multiply_add(c, m, s)
        d, e, f = multiply_add(d, m, s), multiply_add(e, m, s), multiply_add(f, m, s)
        g, h, i = multiply_add(g, m, s), multiply_add(h, m, s), multiply_add(i, m, s)
        j, k, n = multiply_add(j, m, s), multiply_add(k, m, s), multiply_add(n, m, s)
    store(np.int64(out.ctypes.data), a + b + c + d + e + f + g + h + i + j + k + n)


@kernel
def sum_rows(turns: int, index: NDArray[np.uint16], weight: Float32, rows: Float32, lanes: Lanes, out: Float32) -> None:
    """Add weight times row at an index, over all indices, `turns` times.

    Parameters
    ----------
    turns : int
    index : uint16[n]
        n is a multiple of 4.
    weight : float32[n]
    rows : float32[r, 16 * len(lanes)]
        Contiguous.
    lanes : see `ioviz.core.kernels.vectors.lanes`
    out : float32[16 * len(lanes)]
    """
    size = 4 * rows.shape[1]
    base = np.int64(rows.ctypes.data)
    first, second = splat(np.float32(0), lanes), splat(np.float32(0), lanes)
    for _ in range(turns):
        at, by = np.int64(index.ctypes.data), np.int64(weight.ctypes.data)
        for _ in range(0, index.size, 4):
            first = _add_row(first, at, by, base, size, index, lanes)
            second = _add_row(second, at + 2, by + 4, base, size, index, lanes)
            first = _add_row(first, at + 4, by + 8, base, size, index, lanes)
            second = _add_row(second, at + 6, by + 12, base, size, index, lanes)
            at += 8
            by += 16
    store(np.int64(out.ctypes.data), first + second)


@kernel
def _add_row(
    total: Float32, at: Address, by: Address, base: Address, size: int, index: NDArray[np.uint16], lanes: Lanes
) -> Float32:
    row = load(base + np.int64(load_index(at, index)) * size, lanes)
    return multiply_add(row, splat(load_float32(by), lanes), total)


@kernel
def read_all(turns: int, values: Float32, lanes: Lanes, out: Float32) -> None:
    """Add all vectors of `values`, `turns` times; its size is a multiple of `STEP` vectors."""
    width = 64 * len(lanes)
    a, b = splat(np.float32(0), lanes), splat(np.float32(0), lanes)
    c, d = splat(np.float32(0), lanes), splat(np.float32(0), lanes)
    for _ in range(turns):
        at = np.int64(values.ctypes.data)
        for _ in range(values.size // (16 * len(lanes) * STEP)):
            a = a + load(at, lanes)
            b = b + load(at + width, lanes)
            c = c + load(at + 2 * width, lanes)
            d = d + load(at + 3 * width, lanes)
            a = a + load(at + 4 * width, lanes)
            b = b + load(at + 5 * width, lanes)
            c = c + load(at + 6 * width, lanes)
            d = d + load(at + 7 * width, lanes)
            at += STEP * width
    store(np.int64(out.ctypes.data), a + b + c + d)


@kernel
def triad(factor: float, left: Float32, right: Float32, lanes: Lanes, out: Float32) -> None:
    """Write left + factor * right to `out`; all three of one size, a multiple of a vector."""
    width = 64 * len(lanes)
    s = splat(np.float32(factor), lanes)
    a, b, c = np.int64(left.ctypes.data), np.int64(right.ctypes.data), np.int64(out.ctypes.data)
    for _ in range(out.size // (16 * len(lanes))):
        store(c, multiply_add(load(b, lanes), s, load(a, lanes)))
        a += width
        b += width
        c += width
