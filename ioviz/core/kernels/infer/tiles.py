"""Run a compiled program over tiles of a batch: all connections for some vectors, then for the next.

The values of a tile of 16, 32 or 64 vectors lie in an arena: a row of so many numbers for each neuron. Connections
are grouped into *segments*, with one destination each, whose sums stay in registers from the first connection to
the last; and segments that are alike in length and kind into *runs*, so that the processor foresees every branch.
So slow memory sees the inputs, the program and the outputs only.

Segments are computed in fours, where the processor has registers enough: one after the other each takes a connection,
and four indices and four weights are loaded at a time. Sources that four destinations share are loaded once for all of
them: they come first, an index and four weights each. A segment that is shorter than the others of its four goes on
with weights of 0 and the row before the outputs', which holds zeros: that changes nothing.

Rows of the arena: those of `place_rows`, then one for each entry of the output vector.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import inlined, kernel
from ioviz.core.kernels.vectors.activations import CLIPPED_RELU, IDENTITY, RELU, activate, bend
from ioviz.core.kernels.vectors.lanes import (
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
    load_indices4,
    multiply_add,
    select,
    splat,
    splat4,
    store,
    store_float32,
    transpose16,
)
from ioviz.core.kernels.vectors.lookups import load_weight, splat_4_weights

Int64 = NDArray[np.int64]
Float32 = NDArray[np.float32]
Uint32 = NDArray[np.uint32]

FIRST, LAST, TO_OUTPUT, FOURS = 1, 2, 4, 8
"""What a run is: its segments begin sums, end them, are outputs, are in fours."""
RUN_FIELDS = 5
"""Of each run: connections of a segment (not shared), number of segments, flags, activation, shared sources."""


@inlined
def _sum(
    total: Vector,
    sources: Address,
    weights: Address,
    count: int,
    kind: Any,
    weight_kind: Any,
    base: Address,
    hidden: int,
    lanes: Lanes,
) -> Vector:
    """Add `count` products to `total`; in two sums, or four if they are narrow, as an addition waits for the last."""
    row = 64 * len(lanes)
    size = item_size(kind)
    weight_size = item_size(weight_kind)
    second = splat(np.float32(0.0), lanes)
    third = second
    fourth = second
    for _ in range(count >> 2):
        i, j, k, m = load_indices4(sources, kind)
        a, b, c, d = splat_4_weights(weights, weight_kind, hidden, lanes)
        total = multiply_add(a, load(base + i * row, lanes), total)
        second = multiply_add(b, load(base + j * row, lanes), second)
        if len(lanes) == 1:
            third = multiply_add(c, load(base + k * row, lanes), third)
            fourth = multiply_add(d, load(base + m * row, lanes), fourth)
        else:
            total = multiply_add(c, load(base + k * row, lanes), total)
            second = multiply_add(d, load(base + m * row, lanes), second)
        sources += 4 * size
        weights += 4 * weight_size
    for _ in range(count & 3):
        weight = splat(load_weight(weights, weight_kind), lanes)
        total = multiply_add(weight, load(base + load_index(sources, kind) * row, lanes), total)
        sources += size
        weights += weight_size
    if len(lanes) == 1:
        return (total + third) + (second + fourth)
    return total + second


@inlined
def _clip(total: Vector, floor: Vector, cap: Vector) -> Vector:
    """Return `total`, at least `floor` and at most `cap`; NaN stays NaN."""
    total = select(total < floor, floor, total)
    return select(total > cap, cap, total)


@kernel
def finish_rows(
    row_at: Address,
    bias_at: Address,
    rows: Uint32,
    segments: Any,
    to: Address,
    to_stride: Any,
    width: int,
    activation: int,
    parameter: Number,
    bias_where_nonzero: bool,
    scale_at: Address,
) -> None:
    """Give the sums of a run their activation function, and what comes before it.

    That is a scale and then the bias, if `scale_at` is not 0; or a bias that is added only where a sum is not 0. Apart
    from `run_tile`, which keeps its registers for sums; ReLU and clipped ReLU are part of it.
    """
    lanes = (0,)
    zero = splat(np.float32(0.0), lanes)
    for s in range(segments):
        at = to + load_index(row_at + 4 * s, rows) * to_stride
        bias = splat(load_float32(bias_at + 4 * s), lanes)
        for i in range(0, 4 * width, 64):
            total = load(at + i, lanes)
            if scale_at != 0:
                total = total * splat(load_float32(scale_at + 4 * s), lanes)
                if not bias_where_nonzero:
                    total = total + bias
            if bias_where_nonzero:  # NaN is not 0 either
                total = select(total == zero, total, total + bias)
            store(at + i, activate(activation, parameter, total))
        bend(activation, at, width)


@kernel
def run_tile(
    runs: Int64,
    parameters: Float32,
    rows: Uint32,
    biases: Float32,
    sources: NDArray[Any],
    weights: NDArray[Any],
    scales: Float32,
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
    # Their types, for functions that are inlined: an array that is handed on is counted, each time.
    kind, weight_kind = sources.dtype.type(0), weights.dtype.type(0)
    size, weight_size = item_size(kind), item_size(weight_kind)
    scaled = scales.size > 0
    scale_at = address_of(scales) if scaled else np.int64(0)
    hidden = base & 3  # 0, as all addresses of float32 numbers
    source_at = address_of(sources)
    weight_at = address_of(weights)
    row_at = address_of(rows)
    bias_at = address_of(biases)
    nothing = splat(np.float32(0.0), lanes)
    lowest = splat(np.float32(-np.inf), lanes)
    highest = splat(np.float32(np.inf), lanes)
    for r in range(parameters.size):
        count = runs[RUN_FIELDS * r]
        segments = runs[RUN_FIELDS * r + 1]
        flags = runs[RUN_FIELDS * r + 2]
        activation = runs[RUN_FIELDS * r + 3]
        parameter = parameters[r]
        first = flags & FIRST != 0
        last = flags & LAST != 0
        later = last and (scaled or bias_where_nonzero or activation not in (IDENTITY, RELU, CLIPPED_RELU))
        floor, cap = lowest, highest
        if not later and activation in (RELU, CLIPPED_RELU):
            floor = nothing
            if activation == CLIPPED_RELU:
                cap = splat(parameter, lanes)
        to, to_stride = base, np.int64(row)
        if flags & TO_OUTPUT and last:
            to, to_stride = outputs - first_output * output_stride, output_stride
        if flags & FOURS:
            shared = runs[RUN_FIELDS * r + 4]
            for s in range(segments >> 2):
                i, j, k, m = load_indices4(row_at + 16 * s, rows)
                if not first:
                    a, b = load(base + i * row, lanes), load(base + j * row, lanes)
                    c, d = load(base + k * row, lanes), load(base + m * row, lanes)
                elif scaled or bias_where_nonzero:
                    a, b, c, d = nothing, nothing, nothing, nothing
                else:
                    a, b, c, d = splat4(bias_at + 16 * s, hidden, lanes)
                for _ in range(shared):
                    x = load(base + load_index(source_at, kind) * row, lanes)
                    e, f, g, h = splat_4_weights(weight_at, weight_kind, hidden, lanes)
                    a, b = multiply_add(e, x, a), multiply_add(f, x, b)
                    c, d = multiply_add(g, x, c), multiply_add(h, x, d)
                    source_at += size
                    weight_at += 4 * weight_size
                for _ in range(count):
                    p, q, t, u = load_indices4(source_at, kind)
                    e, f, g, h = splat_4_weights(weight_at, weight_kind, hidden, lanes)
                    a = multiply_add(e, load(base + p * row, lanes), a)
                    b = multiply_add(f, load(base + q * row, lanes), b)
                    c = multiply_add(g, load(base + t * row, lanes), c)
                    d = multiply_add(h, load(base + u * row, lanes), d)
                    source_at += 4 * size
                    weight_at += 4 * weight_size
                store(to + i * to_stride, _clip(a, floor, cap))
                store(to + j * to_stride, _clip(b, floor, cap))
                store(to + k * to_stride, _clip(c, floor, cap))
                store(to + m * to_stride, _clip(d, floor, cap))
        else:
            for s in range(segments):
                i = load_index(row_at + 4 * s, rows)
                total = nothing
                if not first:
                    total = load(base + i * row, lanes)
                elif not (scaled or bias_where_nonzero):
                    total = splat(load_float32(bias_at + 4 * s), lanes)
                total = _sum(total, source_at, weight_at, count, kind, weight_kind, base, hidden, lanes)
                store(to + i * to_stride, _clip(total, floor, cap))
                source_at += size * count
                weight_at += weight_size * count
        if later:
            finish_rows(
                row_at, bias_at, rows, segments, to, to_stride, 16 * len(lanes), activation, parameter,
                bias_where_nonzero, scale_at,
            )  # fmt: skip
        row_at += 4 * segments
        bias_at += 4 * segments
        if scaled:
            scale_at += 4 * segments


@kernel
def pack(x: Address, stride: int, width: int, by_column: bool, count: int, base: Address, row: int) -> None:
    """Put `count` input vectors of `width` entries into the first rows of an arena, zeros behind them.

    Entry j of vector i is at ``x + 4 * i + stride * j`` if `by_column`, else at ``x + stride * i + 4 * j``; `row` is
    the size of the arena's rows. Sixteens that hold no vector are left as they are.
    """
    lanes = (0,)
    whole = width & -16
    for i in range(0, count, 16):
        n = min(16, count - i)
        if n < 16:
            for j in range(width):
                store(base + row * j + 4 * i, splat(np.float32(0.0), lanes))
                for k in range(i, i + n):
                    at = 4 * k + stride * j if by_column else stride * k + 4 * j
                    store_float32(base + row * j + 4 * k, load_float32(x + at))
        elif by_column:
            for j in range(width):
                store(base + row * j + 4 * i, load(x + stride * j + 4 * i, lanes))
        else:
            for j in range(0, whole, 16):
                transpose16(base + row * j + 4 * i, row, x + stride * i + 4 * j, stride)
            for j in range(whole, width):
                for k in range(i, i + 16):
                    store_float32(base + row * j + 4 * k, load_float32(x + stride * k + 4 * j))


@kernel
def unpack(base: Address, row: int, width: int, by_column: bool, count: int, y: Address, stride: int) -> None:
    """Write `width` rows of an arena from `base` on as `count` output vectors; addresses as in `pack`."""
    lanes = (0,)
    whole = width & -16
    for i in range(0, count, 16):
        n = min(16, count - i)
        if n == 16 and by_column:
            for j in range(width):
                store(y + stride * j + 4 * i, load(base + row * j + 4 * i, lanes))
            continue
        done = 0
        if n == 16:
            done = whole
            for j in range(0, whole, 16):
                transpose16(y + stride * i + 4 * j, stride, base + row * j + 4 * i, row)
        for j in range(done, width):
            for k in range(i, i + n):
                at = 4 * k + stride * j if by_column else stride * k + 4 * j
                store_float32(y + at, load_float32(base + row * j + 4 * k))


@kernel
def run_tiles(
    runs: Int64,
    parameters: Float32,
    rows: Uint32,
    biases: Float32,
    sources: NDArray[Any],
    weights: NDArray[Any],
    scales: Float32,
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
    store(output_rows - row, splat(np.float32(0.0), lanes))
    step = np.int64(4) if by_column else x_stride
    y_step = np.int64(4) if by_column else y_stride
    while True:
        at = start + width * fetch_add(next_tile, 1)
        if at >= stop:
            break
        count = min(width, stop - at)
        pack(x + step * at, x_stride, input_width, by_column, count, base, row)
        if by_column and count == width:
            run_tile(
                runs, parameters, rows, biases, sources, weights, scales, bias_where_nonzero,
                base, first_output, y + 4 * at, y_stride, lanes,
            )  # fmt: skip
        else:
            run_tile(
                runs, parameters, rows, biases, sources, weights, scales, bias_where_nonzero,
                base, first_output, output_rows, row, lanes,
            )  # fmt: skip
            unpack(output_rows, row, output_width, by_column, count, y + y_step * at, y_stride)
