"""Kernels that make orders of connections and prove that an order is topological. All O(N + W)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

# What `first_fault` can find.
FAULTLESS, TWICE, TOO_EARLY = 0, 1, 2


@kernel
def first_fault(order: Int32, source: Int32, target: Int32, in_degree: Int32) -> tuple[int, int, int]:
    """The first position whose connection may not stand there: (kind, position, other).

    `other` is the earlier position for TWICE and the connection that is missing for TOO_EARLY.
    Every entry of `order` has to be the number of a connection: the caller has checked that.
    """
    n_connections = source.size
    place = np.full(n_connections, -1, np.int32)
    missing = in_degree.copy()  # incoming connections of each neuron that are still to come
    for position in range(order.size):
        connection = order[position]
        if place[connection] >= 0:
            return TWICE, position, int(np.int64(place[connection]))
        u = source[connection]
        if missing[u] > 0:
            for other in range(n_connections):
                if target[other] == u and place[other] < 0:
                    return TOO_EARLY, position, other
        place[connection] = position
        missing[target[connection]] -= 1
    return FAULTLESS, -1, -1


@kernel
def by_target(neurons: Int32, indptr: Int64, connection: Int32) -> Int32:
    """The incoming connections of each neuron, neuron after neuron, each group as it is listed."""
    order = np.empty(connection.size, np.int32)
    filled = 0
    for i in range(neurons.size):
        v = neurons[i]
        for at in range(indptr[v], indptr[v + 1]):
            order[filled] = connection[at]
            filled += 1
    return order


@kernel
def random_ready(target: Int32, in_degree: Int32, indptr: Int64, outgoing: Int32, rng: Any) -> Int32:
    """A uniformly chosen ready connection at a time, until none is left.

    The ready ones stand in `order[done:end]`: choosing one is a swap with `order[done]`, and those
    that get ready are appended, so that one array of W holds both the result and the choice.
    """
    order = np.empty(target.size, np.int32)
    missing = in_degree.copy()
    end = 0
    for u in range(missing.size):
        if missing[u] == 0:
            for at in range(indptr[u], indptr[u + 1]):
                order[end] = outgoing[at]
                end += 1
    for done in range(target.size):
        chosen = rng.integers(done, end)
        connection = order[chosen]
        order[chosen] = order[done]
        order[done] = connection
        v = target[connection]
        missing[v] -= 1
        if missing[v] == 0:
            for at in range(indptr[v], indptr[v + 1]):
                order[end] = outgoing[at]
                end += 1
    return order
