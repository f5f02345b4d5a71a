"""Counting and finding events in the flags of a trace.

Flags are counted with a table: the five counts of each flag byte, packed into one word that is added up over
a block of `BLOCK` connections. Sums up to each block are kept, so that no question walks more than two blocks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import frozen, kernel
from ioviz.core.kernels.simulate.machine import EVICTED, OUTPUT_WRITE, READ, REREAD, TARGET_SHIFT

Int64 = NDArray[np.int64]
Flags = NDArray[np.uint8]

BLOCK_SHIFT = 10
BLOCK = 1 << BLOCK_SHIFT

# The columns of a sum.
FIRST_READS = 0
REREADS = 1
EVICTIONS = 2
EVICT_WRITES = 3
OUTPUT_WRITES = 4
COLUMNS = 5

FIELD = 12
"""Bits of a count in a packed word: at most two of a kind a connection, 2 * BLOCK in all."""

FIELD_MASK = (1 << FIELD) - 1


def _packed_counts() -> Int64:
    table = np.zeros(256, np.int64)
    for flag in range(256):
        counts = [0] * COLUMNS
        for code in (flag & 7, flag >> TARGET_SHIFT & 7):
            if code & (READ | EVICTED):
                counts[REREADS if code & REREAD else FIRST_READS] += 1
                counts[EVICTIONS] += bool(code & EVICTED)
                counts[EVICT_WRITES] += code & (READ | EVICTED) == READ | EVICTED
        counts[OUTPUT_WRITES] += bool(flag & OUTPUT_WRITE)
        table[flag] = sum(count << FIELD * column for column, count in enumerate(counts))
    return frozen(table)


PACKED = _packed_counts()
"""The counts of each flag byte, packed; int64[256]."""


@kernel
def sum_blocks(flags: Flags, packed: Int64) -> Int64:
    """Sum the counts of all connections before each block.

    Returns
    -------
    int64[B + 1, COLUMNS]
        Row b: before block b; the last one: of all connections.
    """
    n = flags.size
    blocks = (n + BLOCK - 1) >> BLOCK_SHIFT
    sums = np.zeros((blocks + 1, COLUMNS), np.int64)
    for block in range(blocks):
        word = np.int64(0)
        for p in range(block << BLOCK_SHIFT, min(n, (block + 1) << BLOCK_SHIFT)):
            word += packed[flags[p]]
        for column in range(COLUMNS):
            sums[block + 1, column] = sums[block, column] + (word >> FIELD * column & FIELD_MASK)
    return sums


@kernel
def count_before(flags: Flags, packed: Int64, sums: Int64, steps: Int64) -> Int64:
    """Return the counts of the connections before each of `steps`, in 0..W; int64[steps, COLUMNS]."""
    counts = np.empty((steps.size, COLUMNS), np.int64)
    for i in range(steps.size):
        step = steps[i]
        block = step >> BLOCK_SHIFT
        word = np.int64(0)
        for p in range(block << BLOCK_SHIFT, step):
            word += packed[flags[p]]
        for column in range(COLUMNS):
            counts[i, column] = sums[block, column] + (word >> FIELD * column & FIELD_MASK)
    return counts


@kernel
def find_next(flags: Flags, sums: Int64, wanted: NDArray[np.bool_], columns: NDArray[np.bool_], step: int) -> int:
    """Return the first position from `step` on whose flag is `wanted`, -1 if there is none.

    `columns` marks the counts that a wanted flag adds to: blocks that add nothing to them are skipped.
    """
    n = flags.size
    p = step
    while p < n:
        block = p >> BLOCK_SHIFT
        stop = min(n, (block + 1) << BLOCK_SHIFT)
        if _adds(sums, columns, block):
            for position in range(p, stop):
                if wanted[flags[position]]:
                    return position
        p = stop
    return -1


@kernel
def find_previous(flags: Flags, sums: Int64, wanted: NDArray[np.bool_], columns: NDArray[np.bool_], step: int) -> int:
    """Return the last position before `step` whose flag is `wanted`, -1 if there is none."""
    stop = step
    while stop > 0:
        block = (stop - 1) >> BLOCK_SHIFT
        start = block << BLOCK_SHIFT
        if _adds(sums, columns, block):
            for position in range(stop - 1, start - 1, -1):
                if wanted[flags[position]]:
                    return position
        stop = start
    return -1


@kernel
def _adds(sums: Int64, columns: NDArray[np.bool_], block: int) -> bool:
    adds = False
    for column in range(COLUMNS):
        adds |= columns[column] and sums[block + 1, column] != sums[block, column]
    return adds
