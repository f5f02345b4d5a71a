"""Graph kernels: adjacency by counting sort, topological order, layers, reachability.

Connections are given by `source` and `target`, i32[W]. A grouping of the connections by neuron is a
pair `indptr` i64[N + 1], `connection` i32[W]: the connections of neuron n are
``connection[indptr[n]:indptr[n + 1]]``. Every kernel takes O(N + W), but for the heap's log N.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import frozen, kernel

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]


@kernel
def stable_order(key: Ints, order: Ints, n_keys: int) -> tuple[Longs, Ints]:
    """Sort `order` by `key`, stably: ``order[np.argsort(key[order], kind="stable")]``.

    An empty `order` stands for 0..W-1. The first array returned holds the start of each key.
    Two passes, the minor key first, sort by two keys.
    """
    n_items = key.size
    start = np.zeros(n_keys + 1, np.int64)
    for i in range(n_items):
        start[key[i] + 1] += 1
    for k in range(n_keys):
        start[k + 1] += start[k]
    free = start[:-1].copy()
    result = np.empty(n_items, np.int32)
    in_sequence = order.size == 0
    for i in range(n_items):
        item = np.int32(i) if in_sequence else order[i]
        k = key[item]
        result[free[k]] = item
        free[k] += 1
    return start, result


@kernel
def first_duplicate(indptr: Longs, connection: Ints, source: Ints) -> tuple[int, int]:
    """Return the first connection that repeats an earlier one, and that one; (-1, -1) if none does.

    The connections into each neuron have to be sorted by (source, connection).
    """
    again, earlier = -1, -1
    for v in range(indptr.size - 1):
        for p in range(indptr[v] + 1, indptr[v + 1]):
            if source[connection[p]] == source[connection[p - 1]] and (again < 0 or connection[p] < again):
                again, earlier = connection[p], connection[p - 1]
    return again, earlier


@kernel
def topological_order(source_start: Longs, by_source: Ints, target: Ints) -> tuple[int, Ints]:
    """Kahn's algorithm, the smallest index first among the ready neurons, by a binary heap.

    Returns the number of neurons that could be ordered, fewer than N if there is a cycle, and the
    order, whose first so many entries hold them.
    """
    n = source_start.size - 1
    missing = np.zeros(n, np.int32)
    for c in range(target.size):
        missing[target[c]] += 1
    heap = np.empty(n, np.int32)
    size = 0
    for v in range(n):  # in rising order: this is a heap already
        if missing[v] == 0:
            heap[size] = v
            size += 1
    order = np.empty(n, np.int32)
    count = 0
    while size > 0:
        u = heap[0]
        order[count] = u
        count += 1
        size -= 1
        last = heap[size]  # sink the last entry from the root
        hole = 0
        while True:
            child = 2 * hole + 1
            if child >= size:
                break
            if child + 1 < size and heap[child + 1] < heap[child]:
                child += 1
            if heap[child] >= last:
                break
            heap[hole] = heap[child]
            hole = child
        heap[hole] = last
        for p in range(source_start[u], source_start[u + 1]):
            v = target[by_source[p]]
            missing[v] -= 1
            if missing[v] == 0:
                hole = size  # let v rise from the end
                size += 1
                while hole > 0 and heap[(hole - 1) // 2] > v:
                    heap[hole] = heap[(hole - 1) // 2]
                    hole = (hole - 1) // 2
                heap[hole] = v
    return count, order


@kernel
def find_cycle(indptr: Longs, connection: Ints, source: Ints, left: Flags) -> Ints:
    """Return the neurons of a cycle, in the direction of its connections.

    `left` marks the neurons that no topological order could take: each of them has an incoming
    connection from another such neuron, so walking backwards among them must close a cycle.
    """
    n = left.size
    seen_at = np.full(n, -1, np.int32)
    walk = np.empty(n, np.int32)
    v = 0
    while not left[v]:
        v += 1
    length = 0
    while seen_at[v] < 0:
        seen_at[v] = length
        walk[length] = v
        length += 1
        for p in range(indptr[v], indptr[v + 1]):
            u = source[connection[p]]
            if left[u]:
                v = u
                break
    return walk[seen_at[v] : length][::-1].copy()


@kernel
def longest_distance(topological: Ints, indptr: Longs, connection: Ints, source: Ints) -> Ints:
    """Return the longest distance of each neuron from a neuron without incoming connections."""
    layer = np.zeros(topological.size, np.int32)
    for i in range(topological.size):
        v = topological[i]
        deepest = -1
        for p in range(indptr[v], indptr[v + 1]):
            deepest = max(deepest, layer[source[connection[p]]])
        layer[v] = deepest + 1
    return layer


@kernel
def reachable(start: Flags, topological: Ints, indptr: Longs, connection: Ints, other_end: Ints) -> Flags:
    """Mark the neurons from which a neuron in `start` is reached, itself included.

    `topological` has to list the neurons so that a neuron comes after those its grouped connections
    lead to: with the connections grouped by target, their sources as `other_end` and a topological
    order, what `start` leads to is marked; grouped by source, with their targets as `other_end` and
    the reversed order, what leads to `start`.
    """
    marked = start.copy()
    for i in range(topological.size):
        v = topological[i]
        for p in range(indptr[v], indptr[v + 1]):
            if marked[v]:
                break
            marked[v] = marked[other_end[connection[p]]]
    return marked


def group_connections(key: Ints, order: Ints, n_neurons: int) -> tuple[Longs, Ints]:
    """Call :func:`stable_order`, and freeze what it returns."""
    indptr, connection = stable_order(frozen(key.view()), order, n_neurons)
    return frozen(indptr), frozen(connection)


def no_order() -> Ints:
    """Return the empty order, read-only, that stands for 0..W-1 in :func:`stable_order`."""
    empty: NDArray[Any] = np.empty(0, np.int32)
    empty.setflags(write=False)
    return empty
