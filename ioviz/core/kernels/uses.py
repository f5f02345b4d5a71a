"""When neurons take part in an order, and how many are live at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel

Int32 = NDArray[np.int32]


@kernel
def find_uses(source: Int32, target: Int32, order: Int32, n_neurons: int) -> tuple[Int32, Int32, Int32, Int32]:
    """Find the next use of both ends of each connection, and the first and last use of each neuron.

    Parameters
    ----------
    source, target : int32[W]
        The ends of each connection.
    order : int32[W]
        A permutation of the connections.
    n_neurons : int

    Returns
    -------
    next_source, next_target : int32[W]
        For each position p: the next position after p in which the source, the target of the
        connection at p takes part; W if there is none.
    first, last : int32[N]
        The first and last position in which each neuron takes part; W and -1 for one that never does.

    Notes
    -----
    One walk from the end, O(N + W).
    """
    n = order.size
    next_source = np.empty(n, np.int32)
    next_target = np.empty(n, np.int32)
    first = np.full(n_neurons, n, np.int32)  # while walking: the use that was met last
    last = np.full(n_neurons, -1, np.int32)
    for i in range(n):
        p = np.uintp(n - 1 - i)
        connection = np.uintp(order[p])
        u = np.uintp(source[connection])
        v = np.uintp(target[connection])
        after_u = first[u]
        after_v = first[v]
        next_source[p] = after_u
        next_target[p] = after_v
        if after_u == n:  # once a neuron, so well predicted
            last[u] = p
        if after_v == n:
            last[v] = p
        first[u] = p
        first[v] = p
    return next_source, next_target, first, last


@kernel
def live_memory(first: Int32, last: Int32, n_connections: int) -> int:
    """Count the values of room that an order needs to cost no more than the lower bound.

    Parameters
    ----------
    first, last : int32[N]
        From `find_uses`.
    n_connections : int

    Returns
    -------
    int
        1 + the largest number of neurons that are, at one time, between their first and last use.
    """
    change = np.zeros(n_connections + 1, np.int32)
    for neuron in range(first.size):
        if last[neuron] >= 0:
            change[first[neuron]] += 1
            change[last[neuron] + 1] -= 1
    live = 0
    most = 0
    for p in range(n_connections):
        live += change[p]
        most = max(most, live)
    return 1 + most
