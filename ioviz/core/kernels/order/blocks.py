"""Sequences of the sums of one layer: which come last, and which stand in one block.

The sums of a layer are 0 to b - 1, its sources 0 to a - 1; `ptr` and `sources` group the sources by sum, and
`back_ptr` and `sums` the sums by source.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]


@kernel
def freeing_sequence(ptr: Int64, sources: Int32, back_ptr: Int64, sums: Int32, first_tries: int) -> tuple[Int32, int]:
    """Arrange sums, one completed after the other, so that their sources are finished with early.

    Chosen from the last one backwards, each time the sum that needs the fewest sources which none after it
    needs. When all but the last m sums are there, as many sources as those m need are still to be held. Each of
    the first `first_tries` sums is tried as the last one, and the sequence with the least peak is returned.

    Returns
    -------
    sequence : int32[b]
    peak : int
        The largest number of sums that are complete and sources still needed at one time, less b.

    Notes
    -----
    O(first_tries * (W + b * b)).
    """
    b = ptr.size - 1
    best = np.empty(b, np.int32)
    best_peak = 1 << 40
    sequence = np.empty(b, np.int32)
    for attempt in range(max(1, min(first_tries, b))):
        fresh = ptr[1:] - ptr[:-1]  # sources of each sum that no later one needs
        needed = np.zeros(back_ptr.size - 1, np.bool_)
        left = np.arange(b).astype(np.int32)
        n_needed = 0
        peak = -b
        for m in range(b):
            n_left = b - m
            choice = attempt
            if m > 0:
                choice = 0
                for i in range(1, n_left):
                    if fresh[left[i]] < fresh[left[choice]]:
                        choice = i
            v = left[choice]
            left[choice] = left[n_left - 1]
            sequence[b - 1 - m] = v
            for e in range(ptr[v], ptr[v + 1]):
                s = sources[e]
                if not needed[s]:
                    needed[s] = True
                    n_needed += 1
                    for f in range(back_ptr[s], back_ptr[s + 1]):
                        fresh[sums[f]] -= 1
            peak = max(peak, n_needed - m - 1)
            if peak >= best_peak:
                break
        if peak < best_peak:
            best_peak = peak
            best[:] = sequence
    return best, best_peak


@kernel
def similar_sequence(ptr: Int64, sources: Int32, back_ptr: Int64, sums: Int32, block: int) -> Int32:
    """Arrange sums so that those of one block share many sources.

    A block begins with the first sum that is left; then comes, again and again, the one that shares most
    with those in the block, in proportion to the root of its number of sources.

    Notes
    -----
    O(b * b + sum of squares of the sources' out-degrees).
    """
    b = ptr.size - 1
    sequence = np.empty(b, np.int32)
    left = np.arange(b).astype(np.int32)
    shared = np.zeros(b, np.int64)
    for k in range(b):
        if k % block == 0:
            shared[:] = 0
        n_left = b - k
        choice = 0
        best = -1.0
        for i in range(n_left):
            v = left[i]
            score = shared[v] / np.sqrt(float(ptr[v + 1] - ptr[v]))
            if score > best or (score == best and v < left[choice]):
                best = score
                choice = i
        v = left[choice]
        left[choice] = left[n_left - 1]
        sequence[k] = v
        for e in range(ptr[v], ptr[v + 1]):
            s = sources[e]
            for f in range(back_ptr[s], back_ptr[s + 1]):
                shared[sums[f]] += 1
    return sequence
