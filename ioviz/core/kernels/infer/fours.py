"""Destinations in fours: those that share sources are found, and the streams of connections are written."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float32 = NDArray[np.float32]

SAMPLE = 32
"""So many sources of a destination are looked at to find others that share them."""
LONGEST_LIST = 512
"""So many destinations of a source are looked at."""
PATIENCE = 32
"""After so many destinations without a likeness, and none with, a layer is given up."""


@kernel
def shared_sources(source: Int32, begin: int, end: int, other_begin: int, other_end: int, kept: Int32, n: int) -> int:
    """Keep of the first `n` of `kept`, rising, what is also in ``source[other_begin:other_end]``; how many these are.

    With n < 0 what is kept of is ``source[begin:end]``.
    """
    size = n if n >= 0 else end - begin
    found = 0
    k = other_begin
    for i in range(size):
        s = kept[i] if n >= 0 else source[begin + i]
        while k < other_end and source[k] < s:
            k += 1
        if k < other_end and source[k] == s:
            kept[found] = s
            found += 1
    return found


@kernel
def find_fours(
    start: Int64, source: Int32, stage_start: Int64, kind: Int32, n_rows: int, least: float
) -> tuple[Int32, Int32]:
    """Find fours of destinations, in one stage and of one kind, that share most of their sources.

    Greedy: a four begins with the destination that is most like the last four, and takes the one that shares most with
    what its members have in common, three times. A four is made if they share at least `least` of the longest.

    Parameters
    ----------
    start : int64[n + 1]
        The sources of destination d are ``source[start[d]:start[d + 1]]``, rising.
    source : int32[W]
        Rows, less than `n_rows`.
    stage_start : int64[stages + 1]
    kind : int32[n]
    n_rows : int
    least : float

    Returns
    -------
    position : int32[n]
        A number for each destination in a four, rising from four to four; -1 for the others.
    shared : int32[n]
        How many sources the four of each destination shares.
    """
    n = start.size - 1
    position = np.full(n, -1, np.int32)
    shared = np.zeros(n, np.int32)
    back_start = np.zeros(n_rows + 1, np.int64)
    count = np.zeros(n, np.int32)
    touched = np.empty(n, np.int32)
    longest = 0
    for d in range(n):
        longest = max(longest, start[d + 1] - start[d])
    common = np.empty(longest, np.int32)
    members = np.empty(4, np.int64)
    taken = np.zeros(n, np.bool_)
    place = 0
    for stage in range(stage_start.size - 1):
        low, high = stage_start[stage], stage_start[stage + 1]
        if high - low < 4:
            continue
        first, last = start[low], start[high]
        smallest, largest = n_rows, 0
        for c in range(first, last):
            smallest = min(smallest, source[c])
            largest = max(largest, source[c])
        for r in range(smallest, largest + 2):
            back_start[r] = 0
        for c in range(first, last):
            back_start[source[c] + 1] += 1
        for r in range(smallest, largest + 1):
            back_start[r + 1] += back_start[r]
        back = np.empty(last - first, np.int32)
        for d in range(high - 1, low - 1, -1):
            for c in range(start[d], start[d + 1]):
                back_start[source[c] + 1] -= 1
                back[back_start[source[c] + 1]] = d
        # Now the list of row r begins at back_start[r + 1], and ends where that of r + 1 begins, or at the end.
        misses = 0
        fours = 0
        following = -1
        cursor = low
        while misses < PATIENCE or fours > 0:
            seed = following
            if seed < 0:
                while cursor < high and taken[cursor]:
                    cursor += 1
                if cursor == high:
                    break
                seed = cursor
            taken[seed] = True
            members[0] = seed
            n_members = 1
            n_common = -1
            most = start[seed + 1] - start[seed]
            following = -1
            while True:
                size = most if n_common < 0 else n_common
                stride = max(1, size // SAMPLE)
                n_touched = 0
                for i in range(0, size, stride):
                    s = source[start[seed] + i] if n_common < 0 else common[i]
                    begin = back_start[s + 1]
                    end = back_start[s + 2] if s < largest else last - first
                    if end - begin > LONGEST_LIST:  # all before the cursor are taken
                        above = end
                        while begin < above:
                            middle = (begin + above) // 2
                            if back[middle] < cursor:
                                begin = middle + 1
                            else:
                                above = middle
                    for c in range(begin, min(end, begin + LONGEST_LIST)):
                        w = back[c]
                        if not taken[w] and kind[w] == kind[seed]:
                            if count[w] == 0:
                                touched[n_touched] = w
                                n_touched += 1
                            count[w] += 1
                best = -1
                for i in range(n_touched):
                    w = touched[i]
                    if best < 0 or count[w] > count[best] or (count[w] == count[best] and w < best):
                        best = w
                for i in range(n_touched):
                    count[touched[i]] = 0
                if n_members == 4:
                    following = best
                    break
                if best < 0:
                    break
                longer = max(most, start[best + 1] - start[best])
                n_common = shared_sources(
                    source, start[seed], start[seed + 1], start[best], start[best + 1], common, n_common
                )
                if n_common < least * longer:
                    break
                most = longer
                members[n_members] = best
                n_members += 1
                taken[best] = True
            if n_members == 4:
                fours += 1
                for i in range(4):
                    position[members[i]] = place
                    shared[members[i]] = n_common
                    place += 1
            else:
                misses += 1
                for i in range(1, n_members):
                    taken[members[i]] = False
    return position, shared


@kernel
def write_streams(
    begin: Int64,
    count: Int64,
    in_four: NDArray[np.bool_],
    shared: Int64,
    source: Int32,
    weight: NDArray[Any],
    zero_row: int,
    sources: NDArray[Any],
    weights: NDArray[Any],
) -> tuple[int, int]:
    """Write the streams of `run_tile`; how much was written of each.

    Parameters
    ----------
    begin, count : int64[S]
        The connections of segment s are the `count[s]` from `begin[s]` on.
    in_four : bool[S]
        Four of them follow each other.
    shared : int64[S]
        How many sources the segments of a four share, of which each has all; 0 where the four does not share.
    source, weight : int32[W], float32[W]
        Sources rise in each segment.
    zero_row : int
        The row that lengthens segments.
    sources, weights
        Written to; long enough.
    """
    s_at = 0
    w_at = 0
    s = 0
    at = np.empty(4, np.int64)
    end = np.empty(4, np.int64)
    longest = 0
    for i in range(count.size):
        longest = max(longest, count[i])
    rest = np.empty((4, longest), np.int64)
    n_rest = np.empty(4, np.int64)
    while s < begin.size:
        if not in_four[s]:
            for c in range(begin[s], begin[s] + count[s]):
                sources[s_at] = source[c]
                weights[w_at] = weight[c]
                s_at += 1
                w_at += 1
            s += 1
            continue
        for k in range(4):
            at[k] = begin[s + k]
            end[k] = begin[s + k] + count[s + k]
            n_rest[k] = 0
        if shared[s] > 0:
            # One walk through the first: the others follow, and leave behind what they do not share.
            for c in range(at[0], end[0]):
                wanted = source[c]
                everywhere = True
                for k in range(1, 4):
                    while at[k] < end[k] and source[at[k]] < wanted:
                        rest[k, n_rest[k]] = at[k]
                        n_rest[k] += 1
                        at[k] += 1
                    everywhere = everywhere and at[k] < end[k] and source[at[k]] == wanted
                if everywhere:
                    sources[s_at] = wanted
                    s_at += 1
                    weights[w_at] = weight[c]
                    for k in range(1, 4):
                        weights[w_at + k] = weight[at[k]]
                        at[k] += 1
                    w_at += 4
                else:
                    rest[0, n_rest[0]] = c
                    n_rest[0] += 1
            at[0] = end[0]
        most = 0
        for k in range(4):
            while at[k] < end[k]:
                rest[k, n_rest[k]] = at[k]
                n_rest[k] += 1
                at[k] += 1
            most = max(most, n_rest[k])
        for i in range(most):
            for k in range(4):
                if i < n_rest[k]:
                    sources[s_at] = source[rest[k, i]]
                    weights[w_at] = weight[rest[k, i]]
                else:
                    sources[s_at] = zero_row
                    weights[w_at] = 0
                s_at += 1
                w_at += 1
        s += 4
    return s_at, w_at
