"""Run a compiled program over tiles of a batch: all connections for some vectors, then for the next.

The values of a tile of 16, 32 or 64 vectors lie in an arena: a row of so many numbers for each neuron. Connections
are grouped into *segments*, with one destination each, whose sums stay in registers from the first connection to
the last; and segments that are alike in length and kind into *runs*, so that the processor foresees every branch.
So slow memory sees the inputs, the program and the outputs only.

Rows of the arena: those of `place_rows`, then one for each entry of the output vector.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import inlined, kernel
from ioviz.core.kernels.vector_math import activate, bend
from ioviz.core.kernels.vectors import (
    Address,
    Lanes,
    Number,
    Vector,
    address_of,
    fetch_add,
    item_size,
    load,
    load_float32,
    load_index,
    multiply_add,
    select,
    splat,
    store,
    store_float32,
    transpose16,
)

Int64 = NDArray[np.int64]
Float32 = NDArray[np.float32]
Uint32 = NDArray[np.uint32]

FIRST, LAST, TO_OUTPUT, SMOOTH = 1, 2, 4, 8
"""What a run is: its segments begin their sums, end them, are outputs, have a smooth activation function."""
RUN_FIELDS = 4
"""Of each run: connections of a segment, number of segments, flags, activation."""


@inlined
def _sum(
    total: Vector, sources: Address, weights: Address, count: int, kind: Any, base: Address, lanes: Lanes
) -> Vector:
    """Add `count` products to `total`; narrow vectors in four sums, as each addition waits for the one before."""
    row = 64 * len(lanes)
    size = item_size(kind)
    second = splat(np.float32(0.0), lanes)
    third = second
    fourth = second
    for _ in range(count >> 2):
        total = multiply_add(
            splat(load_float32(weights), lanes), load(base + load_index(sources, kind) * row, lanes), total
        )
        second = multiply_add(
            splat(load_float32(weights + 4), lanes), load(base + load_index(sources + size, kind) * row, lanes), second
        )
        if len(lanes) == 1:
            third = multiply_add(
                splat(load_float32(weights + 8), lanes),
                load(base + load_index(sources + 2 * size, kind) * row, lanes),
                third,
            )
            fourth = multiply_add(
                splat(load_float32(weights + 12), lanes),
                load(base + load_index(sources + 3 * size, kind) * row, lanes),
                fourth,
            )
        else:
            total = multiply_add(
                splat(load_float32(weights + 8), lanes),
                load(base + load_index(sources + 2 * size, kind) * row, lanes),
                total,
            )
            second = multiply_add(
                splat(load_float32(weights + 12), lanes),
                load(base + load_index(sources + 3 * size, kind) * row, lanes),
                second,
            )
        sources += 4 * size
        weights += 16
    for _ in range(count & 3):
        total = multiply_add(
            splat(load_float32(weights), lanes), load(base + load_index(sources, kind) * row, lanes), total
        )
        sources += size
        weights += 4
    if len(lanes) == 1:
        return (total + third) + (second + fourth)
    return total + second


@kernel
def run_tile(
    runs: Int64,
    parameters: Float32,
    rows: Uint32,
    biases: Float32,
    sources: NDArray[Any],
    weights: Float32,
    bias_where_nonzero: bool,
    base: Address,
    first_output: int,
    outputs: Address,
    output_stride: Any,
    lanes: Lanes,
) -> None:
    """Run all connections for one tile, whose inputs are in the arena at the address `base`.

    Outputs are written to ``outputs + output_stride * entry``, addresses and bytes; `first_output` is the first of the
    arena's rows for outputs.
    """
    row = 64 * len(lanes)
    size = item_size(sources)
    source_at = address_of(sources)
    weight_at = address_of(weights)
    nothing = splat(np.float32(0.0), lanes)
    segment = 0
    for r in range(parameters.size):
        count = runs[RUN_FIELDS * r]
        end = segment + runs[RUN_FIELDS * r + 1]
        flags = runs[RUN_FIELDS * r + 2]
        activation = runs[RUN_FIELDS * r + 3]
        to, to_stride = base, row
        if flags & TO_OUTPUT and flags & LAST:
            to, to_stride = outputs - first_output * output_stride, output_stride
        while segment < end:
            place = np.int64(rows[segment])
            total = load(base + place * row, lanes)
            if flags & FIRST:
                total = nothing if bias_where_nonzero else splat(biases[segment], lanes)
            total = _sum(total, source_at, weight_at, count, sources, base, lanes)
            source_at += size * count
            weight_at += 4 * count
            if flags & LAST:
                if bias_where_nonzero:
                    total = add_where_nonzero(total, biases[segment], lanes)
                total = activate(activation, parameters[r], total)
            store(to + place * to_stride, total)
            if flags & SMOOTH:
                bend(activation, to + place * to_stride, 16 * len(lanes))
            segment += 1


@inlined
def add_where_nonzero(total: Vector, bias: Number, lanes: Lanes) -> Vector:
    """Add the bias to the entries that are not 0; NaN is not 0 either."""
    return select(total == splat(np.float32(0.0), lanes), total, total + splat(bias, lanes))


@kernel
def pack(x: Address, stride: Any, width: int, by_column: bool, count: int, base: Address, lanes: Lanes) -> None:
    """Put `count` input vectors of `width` entries into the first rows of an arena, zeros behind them.

    Entry j of vector i is at ``x + 4 * i + stride * j`` if `by_column`, else at ``x + stride * i + 4 * j``.
    """
    row = 64 * len(lanes)
    full = count == 16 * len(lanes)
    if by_column and full:
        for j in range(width):
            store(base + row * j, load(x + stride * j, lanes))
        return
    done = 0
    if not full:
        zero = splat(np.float32(0.0), lanes)
        for j in range(width):
            store(base + row * j, zero)
    if not by_column:
        whole = width & -16
        done = count & -16
        for i in range(0, done, 16):
            for j in range(0, whole, 16):
                transpose16(base + row * j + 4 * i, row, x + stride * i + 4 * j, stride)
            for j in range(whole, width):
                for k in range(i, i + 16):
                    store_float32(base + row * j + 4 * k, load_float32(x + stride * k + 4 * j))
    for j in range(width):
        for i in range(done, count):
            at = 4 * i + stride * j if by_column else stride * i + 4 * j
            store_float32(base + row * j + 4 * i, load_float32(x + at))


@kernel
def unpack(base: Address, width: int, by_column: bool, count: int, y: Address, stride: Any, lanes: Lanes) -> None:
    """Write `width` rows of an arena from `base` on as `count` output vectors; addresses as in `pack`."""
    row = 64 * len(lanes)
    done = 0
    if not by_column:
        whole = width & -16
        done = count & -16
        for i in range(0, done, 16):
            for j in range(0, whole, 16):
                transpose16(y + stride * i + 4 * j, stride, base + row * j + 4 * i, row)
            for j in range(whole, width):
                for k in range(i, i + 16):
                    store_float32(y + stride * k + 4 * j, load_float32(base + row * j + 4 * k))
    for j in range(width):
        for i in range(done, count):
            at = 4 * i + stride * j if by_column else stride * i + 4 * j
            store_float32(y + at, load_float32(base + row * j + 4 * i))


@kernel
def run_tiles(
    runs: Int64,
    parameters: Float32,
    rows: Uint32,
    biases: Float32,
    sources: NDArray[Any],
    weights: Float32,
    bias_where_nonzero: bool,
    constants: Float32,
    x: Address,
    x_stride: Any,
    input_width: int,
    y: Address,
    y_stride: Any,
    by_column: bool,
    start: int,
    stop: int,
    next_tile: Address,
    base: Address,
    first_output: int,
    lanes: Lanes,
) -> None:
    """Run a program for vectors `start` to `stop`, tile by tile, in the arena at the address `base`.

    `next_tile` is the address of a counter, 0 at first: of several threads each takes the next tile from it.
    `constants` are the entries of the output vector that are constant, NaN for the others. Strides are in bytes.
    """
    row = 64 * len(lanes)
    width = 16 * len(lanes)
    output_width = constants.size
    output_rows = base + first_output * row
    for j in range(output_width):
        store(output_rows + row * j, splat(constants[j], lanes))
    step = np.int64(4) if by_column else x_stride
    y_step = np.int64(4) if by_column else y_stride
    while True:
        at = start + width * fetch_add(next_tile, 1)
        if at >= stop:
            break
        count = min(width, stop - at)
        pack(x + step * at, x_stride, input_width, by_column, count, base, lanes)
        if by_column and count == width:
            run_tile(
                runs, parameters, rows, biases, sources, weights, bias_where_nonzero,
                base, first_output, y + 4 * at, y_stride, lanes,
            )  # fmt: skip
        else:
            run_tile(
                runs, parameters, rows, biases, sources, weights, bias_where_nonzero,
                base, first_output, output_rows, row, lanes,
            )  # fmt: skip
            unpack(output_rows, output_width, by_column, count, y + y_step * at, y_stride, lanes)
