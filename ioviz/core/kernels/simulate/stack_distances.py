"""Stack distances: for each use of a neuron, the least number of slots with which it is still there.

MIN and LRU are stack policies: what K slots hold, K + 1 slots hold too. So the contents for every K are one
list, the stack: K slots hold what stands at its first K positions. A use of the neuron at position D is a hit
for K >= D and a re-read for K < D. A neuron that is dropped leaves a hole at its position, since no memory gets
back what it evicted before; the next neuron that comes from below a hole fills it, and leaves its own
position as a hole. One pass over the order gives the counts for every K (Mattson et al., 1970).

A dirty value is written in the first gap between two uses in which it is evicted. A partial sum is dirtied by
each of its uses: each of its gaps has a write if D > K. A complete value is not: it is written once, if
the greatest D of its remaining gaps is beyond K.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]


@kernel
def count_lru_distances(
    source: Int32, target: Int32, order: Int32, last: Int32, complete: Int32, n_slots: int
) -> tuple[Int64, Int64]:
    """Count the stack distances of re-uses, and those that decide about a write, under LRU.

    Parameters
    ----------
    source, target, order : int32[W]
    last, complete : int32[N]
        From `uses.find_uses`.
    n_slots : int
        At least the number of neurons live at one time: the length of the stack.

    Returns
    -------
    reuses, dirty : int64[n_slots + 1]
        How many uses after the first one have distance D; how many values are written if and only if
        there are fewer than D slots.

    Notes
    -----
    O(W log W). The stack is in the order of last uses: a Fenwick tree over the 2W uses counts the positions
    above one, and a heap holds the holes, the topmost first.
    """
    n = order.size
    slots = 2 * n
    reuses = np.zeros(n_slots + 1, np.int64)
    dirty = np.zeros(n_slots + 1, np.int64)
    tree = np.zeros(slots + 1, np.int32)
    slot = np.full(last.size, -1, np.int32)  # the last use of each neuron
    peak = np.zeros(last.size, np.int32)  # its greatest distance since it was last dirtied
    holes = np.empty(n_slots + 1, np.int32)
    n_holes = 0
    depth = 0  # positions of the stack, holes included
    for p in range(n):
        u = source[order[p]]
        v = target[order[p]]
        # Both distances before either moves: v is protected while u comes in, so u does not push it down.
        # What stands at the top already is at position 2 when the other one has come in.
        far_u = depth - _prefix(tree, slot[u]) if slot[u] >= 0 else 0
        far_v = max(2, depth - _prefix(tree, slot[v])) if slot[v] >= 0 else 0
        for side in range(2):
            x = v if side else u
            distance = far_v if side else far_u
            old = slot[x]
            if distance > 0:
                reuses[distance] += 1
                peak[x] = max(peak[x], distance)
            if n_holes > 0 and holes[0] > old:
                # The topmost hole is above x: what stands above it moves down by one.
                _add(tree, holes[0], -1)
                depth -= 1
                if old >= 0:
                    _replace_top(holes, n_holes, old)
                else:
                    n_holes -= 1
                    if n_holes > 0:
                        _replace_top(holes, n_holes, holes[n_holes])
            elif old >= 0:
                _add(tree, old, -1)
                depth -= 1
            slot[x] = 2 * p + side
            _add(tree, slot[x], 1)
            depth += 1
        if peak[v] > 0:
            dirty[peak[v]] += 1
        peak[v] = 0
        for x in (u, v):
            if last[x] == p:
                if peak[x] > 0 and complete[x] >= 0:
                    dirty[peak[x]] += 1
                n_holes = _push(holes, n_holes, slot[x])
    return reuses, dirty


@kernel
def count_min_distances(
    source: Int32,
    target: Int32,
    order: Int32,
    next_source: Int32,
    next_target: Int32,
    last: Int32,
    complete: Int32,
    n_slots: int,
) -> tuple[Int64, Int64]:
    """Count the stack distances of re-uses, and those that decide about a write, under MIN.

    Parameters and results are those of `count_lru_distances`, with `next_source` and `next_target` from
    `uses.find_uses`.

    Notes
    -----
    When x comes to the top from position D, what stood at the top moves down to the first position that holds
    a neuron used later, that one to the next such position below, and so on; the last one goes to D or into
    the topmost hole above D. A tree of maxima over the positions finds each of these in O(log n_slots), and
    they are few: O(W R log n_slots) in all, where R, the mean length of such a chain, is about 2 to 10.
    """
    n = order.size
    reuses = np.zeros(n_slots + 1, np.int64)
    dirty = np.zeros(n_slots + 1, np.int64)
    hole = 2 * n + 2  # used later than any neuron: a chain ends there
    leaf = 1
    while leaf < n_slots + 1:
        leaf *= 2
    tree = np.full(2 * leaf, hole, np.int64)  # next uses; position D (from 1) is leaf + D - 1
    at = np.full(leaf, -1, np.int32)
    position = np.full(last.size, -1, np.int32)  # from 0
    peak = np.zeros(last.size, np.int32)
    for p in range(n):
        u = source[order[p]]
        v = target[order[p]]
        for side in range(2):
            x = v if side else u
            end = position[x]
            if end >= 0:
                # Two slots at least: u is at the top when v comes in, and v stays when u does.
                distance = max(2, end + 1) if side else end + 1
                reuses[distance] += 1
                peak[x] = max(peak[x], distance)
            if end != 0:
                stop = end if end > 0 else leaf
                carried = at[0]
                key = tree[leaf]
                i = 0
                while key < hole:
                    i = _next_greater(tree, leaf, i, key)
                    if i >= stop:
                        i = stop
                        key_here = hole + 1
                    else:
                        key_here = tree[leaf + i]
                    neuron_here = at[i]
                    at[i] = carried
                    position[carried] = i
                    _set(tree, leaf + i, key)
                    if key_here > hole:
                        break
                    carried = neuron_here
                    key = key_here
                else:
                    # A hole above x was filled, the top itself if it was one.
                    if end > 0:
                        at[end] = -1
                        _set(tree, leaf + end, hole)
                at[0] = x
                position[x] = 0
                _set(tree, leaf, 2 * p)
        if peak[v] > 0:
            dirty[peak[v]] += 1
        peak[v] = 0
        for side in range(2):
            x = v if side else u
            q = np.int64(next_target[p] if side else next_source[p])
            if q < n:
                # From its last incoming connection on a neuron takes part as a source only.
                as_source = side == 0 or complete[v] == p
                _set(tree, leaf + position[x], 2 * q + as_source)
            else:
                if peak[x] > 0 and complete[x] >= 0:
                    dirty[peak[x]] += 1
                at[position[x]] = -1
                _set(tree, leaf + position[x], hole)
    return reuses, dirty


@kernel
def _prefix(tree: Int32, slot: int) -> int:
    """Count the marks at slots below `slot` in a Fenwick tree."""
    total = 0
    while slot > 0:
        total += tree[slot]
        slot &= slot - 1
    return total


@kernel
def _add(tree: Int32, slot: int, change: int) -> None:
    slot += 1
    while slot < tree.size:
        tree[slot] += change
        slot += slot & -slot


@kernel
def _push(heap: Int32, size: int, value: int) -> int:
    """Add to a heap with the greatest value first; return its new size."""
    i = size
    while i > 0:
        parent = (i - 1) >> 1
        if heap[parent] >= value:
            break
        heap[i] = heap[parent]
        i = parent
    heap[i] = value
    return size + 1


@kernel
def _replace_top(heap: Int32, size: int, value: int) -> None:
    i = 0
    while True:
        child = 2 * i + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] > heap[child]:
            child += 1
        if heap[child] <= value:
            break
        heap[i] = heap[child]
        i = child
    heap[i] = value


@kernel
def _next_greater(tree: Int64, leaf: int, i: int, key: int) -> int:
    """Return the first position after `i` whose entry is greater than `key`; `leaf` if there is none."""
    node = leaf + i
    while True:
        # Up, until there is a right neighbour that has one.
        while node & 1:
            node >>= 1
            if node <= 1:
                return leaf
        node += 1
        if tree[node] > key:
            break
    while node < leaf:
        node *= 2
        if tree[node] <= key:
            node += 1
    return node - leaf


@kernel
def _set(tree: Int64, node: int, key: int | np.int64) -> None:
    tree[node] = key
    node >>= 1
    while node > 0:
        greater = max(tree[2 * node], tree[2 * node + 1])
        if tree[node] == greater:
            break
        tree[node] = greater
        node >>= 1
