"""When each neuron is in fast memory, as intervals by neuron, and a picture of them at any zoom."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel
from ioviz.core.kernels.simulate.machine import EVICTED, READ, TARGET_SHIFT, Whole

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]


@kernel
def count_intervals(source: Int32, target: Int32, order: Int32, flags: NDArray[np.uint8], n_neurons: int) -> Int64:
    """Count how often each neuron comes into fast memory; the sums before each, int64[N + 1]."""
    indptr = np.zeros(n_neurons + 1, np.int64)
    for p in range(order.size):
        connection = np.uintp(order[p])
        flag = flags[p]
        indptr[np.int64(source[connection]) + 1] += flag & (READ | EVICTED) != 0
        indptr[np.int64(target[connection]) + 1] += flag >> TARGET_SHIFT & (READ | EVICTED) != 0
    for neuron in range(n_neurons):
        indptr[neuron + 1] += indptr[neuron]
    return indptr


@kernel
def fill_intervals(
    source: Int32,
    target: Int32,
    order: Int32,
    last: Int32,
    flags: NDArray[np.uint8],
    victims: Int32,
    indptr: Int64,
    begin: Int32,
    end: Int32,
) -> None:
    """Write the intervals of each neuron, in time.

    Parameters
    ----------
    source, target, order, last, flags, victims
        As in `ioviz.core.kernels.trace.replay`.
    indptr : int64[N + 1]
        From `count_intervals`.
    begin, end : int32[R]
        Written: the first connection at which it is multiplied while resident, and the first at which
        it is so no more.
    """
    interval = indptr[:-1].copy()  # of each neuron, the one that is open or comes next
    evicted = 0
    for p in range(order.size):
        connection = np.uintp(order[p])
        u = np.uintp(source[connection])
        v = np.uintp(target[connection])
        flag = flags[p]
        for side in range(2):
            code = flag >> TARGET_SHIFT if side else flag
            if code & (READ | EVICTED) == 0:
                continue
            if code & EVICTED:
                victim = np.uintp(victims[np.uintp(evicted)])
                evicted += 1
                end[interval[victim]] = p
                interval[victim] += 1
            begin[interval[v if side else u]] = p
        if last[u] == p:
            end[interval[u]] = p + 1
        if last[v] == p:
            end[interval[v]] = p + 1


@kernel
def draw_density(
    indptr: Int64,
    begin: Int32,
    end: Int32,
    rows: Int32,
    step_low: float,
    step_high: float,
    picture: NDArray[np.float32],
) -> None:
    """Draw which share of each pixel's area is resident.

    Parameters
    ----------
    indptr, begin, end
        The intervals of each neuron.
    rows : int32[n]
        The neurons from top to bottom; at least one.
    step_low, step_high : float
        The steps at the left and the right edge.
    picture : float32[h, w]
        Written, 0..1; h at most n. A row of neurons belongs to one row of pixels.

    Notes
    -----
    An interval adds, for each of its two edges, to two pixels of a line whose running sum is the
    coverage; so each costs the same however long it is, and intervals out of sight are not looked at.
    """
    height, width = picture.shape
    scale = width / (step_high - step_low)
    line = np.empty(width + 2, np.float64)
    for y in range(height):
        first = y * rows.size // height
        stop = (y + 1) * rows.size // height
        line[:] = 0.0
        for row in range(first, stop):
            neuron = rows[row]
            i = _first_ending_after(end, indptr[neuron], indptr[neuron + 1], step_low)
            while i < indptr[neuron + 1] and begin[i] < step_high:
                x = max(0.0, (begin[i] - step_low) * scale)
                pixel = np.int64(x)
                into = x - pixel
                line[np.uintp(pixel)] += 1.0 - into
                line[np.uintp(pixel + 1)] += into
                x = min(np.float64(width), (end[i] - step_low) * scale)
                pixel = np.int64(x)
                into = x - pixel
                line[np.uintp(pixel)] -= 1.0 - into
                line[np.uintp(pixel + 1)] -= into
                i += 1
        share = 1.0 / (stop - first)
        covered = 0.0
        for column in range(width):
            covered += line[column]
            picture[y, column] = min(1.0, max(0.0, covered * share))


@kernel
def _first_ending_after(end: Int32, low: Whole, high: Whole, step: float) -> Whole:
    while low < high:
        middle = (low + high) >> 1
        if end[middle] <= step:
            low = middle + 1
        else:
            high = middle
    return low
