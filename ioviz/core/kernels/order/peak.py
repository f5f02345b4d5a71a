"""A sequence of the sums of one layer in which few sums and sources are held at a time, found by swapping.

The arrays are those of `order_blocks`. The *level* of a place in the sequence is the number of sums that are
complete before it and of sources still needed there: its largest value, less the number of sums, is the peak of
`order_blocks.freeing_sequence`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

DEPTH = 6
"""How far below the lowest peak so far the levels should come: the squares of what they exceed that by count."""
MARGIN = 30
"""One sum of each swap stands between places whose level is this near to the peak."""
FAR = 0.65
"""The share of the proposals whose other sum stands anywhere; in the others it is at most `NEAR` places ahead."""
NEAR = 20


@kernel
def fill_levels(
    ptr: Int64, back_ptr: Int64, sums: Int32, current: Int32, place: Int64, close: Int64, level: Int64
) -> int:
    """Find each sum's place, the place of the last sum that needs each source (-1: none), and the levels.

    Returns the largest level.
    """
    b = ptr.size - 1
    for p in range(b):
        place[current[p]] = p
    level[:] = 0
    needed = 0
    for s in range(back_ptr.size - 1):
        close[s] = -1
        for f in range(back_ptr[s], back_ptr[s + 1]):
            close[s] = max(close[s], place[sums[f]])
        if close[s] >= 0:
            level[close[s]] += 1
            needed += 1
    peak = 0
    for p in range(b):
        closing = level[p]
        level[p] = p + needed
        needed -= closing
        peak = max(peak, level[p])
    return peak


@kernel
def peak_of(ptr: Int64, back_ptr: Int64, sums: Int32, sequence: Int32) -> int:
    """The peak of a sequence."""
    b = ptr.size - 1
    place = np.empty(b, np.int64)
    close = np.empty(back_ptr.size - 1, np.int64)
    level = np.empty(b, np.int64)
    return int(fill_levels(ptr, back_ptr, sums, sequence, place, close, level)) - b


@kernel
def lower_peak(
    ptr: Int64,
    sources: Int32,
    back_ptr: Int64,
    sums: Int32,
    current: Int32,
    best: Int32,
    proposals: int,
    temperature: float,
    rng: np.random.Generator,
) -> tuple[int, int]:
    """Lower the peak of a sequence of sums by swapping two at a time.

    What is made small is the sum of the squares of what the levels exceed a goal by, `DEPTH` below the lowest
    peak so far: at many places the level is near to the peak, and all must come down. A worse sequence is accepted
    with probability exp(-(increase) / temperature).

    Parameters
    ----------
    current, best : int32[b]
        Where the search is, and the sequence with the lowest peak so far; both are changed in place.
    temperature : float
        In squares of slots.

    Returns
    -------
    peak : int
        Of `best`, as of `freeing_sequence`.
    accepted : int

    Notes
    -----
    O(W + proposals * (out-degree + in-degree + the places between the two)).
    """
    b = ptr.size - 1
    n_sources = back_ptr.size - 1
    place = np.empty(b, np.int64)
    close = np.empty(n_sources, np.int64)
    level = np.empty(b, np.int64)
    best_peak = fill_levels(ptr, back_ptr, sums, best, place, close, level)
    fill_levels(ptr, back_ptr, sums, current, place, close, level)
    low = 0
    while low + 1 < b and level[low] < best_peak - MARGIN:
        low += 1
    high = b
    while high > low + 1 and level[high - 1] < best_peak - MARGIN:
        high -= 1
    goal = best_peak - DEPTH
    changed = np.empty(n_sources, np.int64)
    before = np.empty(n_sources, np.int64)
    closing = np.zeros(b, np.int64)  # how many more sources are closed at a place than before the swap
    accepted = 0
    for _ in range(proposals if b > 1 else 0):
        q = low + int(rng.random() * (high - low))
        p = int(rng.random() * b) if rng.random() < FAR else max(0, q - 1 - int(rng.random() * NEAR))
        threshold = -temperature * np.log(1.0 - rng.random())
        if p > q:
            p, q = q, p
        if p == q:
            continue
        v = current[p]
        u = current[q]
        place[v], place[u] = q, p
        n_changed = 0
        for e in range(ptr[v], ptr[v + 1]):
            s = sources[e]
            if close[s] < q:
                changed[n_changed] = s
                before[n_changed] = close[s]
                n_changed += 1
                closing[close[s]] -= 1
                closing[q] += 1
                close[s] = q
        for e in range(ptr[u], ptr[u + 1]):
            s = sources[e]
            if close[s] != q:
                continue
            last = 0
            for f in range(back_ptr[s], back_ptr[s + 1]):
                last = max(last, place[sums[f]])
                if last == q:
                    break
            if last < q:
                changed[n_changed] = s
                before[n_changed] = q
                n_changed += 1
                closing[q] -= 1
                closing[last] += 1
                close[s] = last
        # Only the levels behind p up to q can be others.
        increase = 0
        shift = 0
        for i in range(p, q):
            shift -= closing[i]
            if shift != 0:
                above = max(0, level[i + 1] - goal)
                new_above = max(0, level[i + 1] + shift - goal)
                increase += new_above * new_above - above * above
        if increase > threshold:
            for k in range(n_changed - 1, -1, -1):
                s = changed[k]
                closing[close[s]] = 0
                closing[before[k]] = 0
                close[s] = before[k]
            place[v], place[u] = p, q
            continue
        accepted += 1
        current[p], current[q] = u, v
        shift = 0
        lowered = False
        for i in range(p, q):
            shift -= closing[i]
            closing[i] = 0
            lowered = lowered or (shift < 0 and level[i + 1] >= best_peak)
            level[i + 1] += shift
        closing[q] = 0
        if lowered:
            peak = 0
            for i in range(b):
                peak = max(peak, level[i])
            if peak < best_peak:
                best_peak = peak
                best[:] = current
                goal = best_peak - DEPTH
    return best_peak - b, accepted
