"""When neurons take part in an order, and how many are live at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import kernel

Int32 = NDArray[np.int32]


def find_uses(source: Int32, target: Int32, order: Int32, n_neurons: int) -> tuple[Int32, Int32, Int32, Int32, Int32]:
    """Find the next use of both ends of each connection, and the milestones of each neuron.

    Parameters
    ----------
    source, target : int32[W]
        The ends of each connection.
    order : int32[W]
        A topological order of the connections.
    n_neurons : int

    Returns
    -------
    next_source, next_target : int32[W]
        For each position p: the next position after p in which the source, the target of the
        connection at p takes part; W if there is none.
    first, last : int32[N]
        The first and last position in which each neuron takes part; W and -1 for one that never does.
    complete : int32[N]
        The position of each neuron's last incoming connection; -1 for an input.

    Notes
    -----
    One walk from the end, O(N + W).
    """
    n = order.size
    # Not allocated by the kernel: numpy asks for huge pages, which large networks gain much from.
    next_source = np.empty(n, np.int32)
    next_target = np.empty(n, np.int32)
    first = np.empty(n_neurons, np.int32)
    last = np.full(n_neurons, -1, np.int32)
    complete = np.full(n_neurons, -1, np.int32)
    _walk_back(source, target, order, next_source, next_target, first, last, complete)
    return next_source, next_target, first, last, complete


@kernel
def _walk_back(
    source: Int32,
    target: Int32,
    order: Int32,
    next_source: Int32,
    next_target: Int32,
    first: Int32,
    last: Int32,
    complete: Int32,
) -> None:
    n = order.size
    # The use of each neuron that was met last: 2q + 1 as the source of the connection at q, 2q as its
    # target. A target whose next use is as a source, or never, is complete.
    never = 2 * n + 1
    met = np.full(first.size, never, np.uint32)
    for i in range(n):
        p = n - 1 - i
        connection = np.uintp(order[np.uintp(p)])
        u = np.uintp(source[connection])
        v = np.uintp(target[connection])
        after_u = met[u]
        after_v = met[v]
        next_source[np.uintp(p)] = after_u >> 1
        next_target[np.uintp(p)] = after_v >> 1
        if after_u == never:  # like the next one: true once a neuron, so well predicted
            last[u] = p
        if after_v & 1:
            complete[v] = p
            if after_v == never:
                last[v] = p
        met[u] = 2 * p + 1
        met[v] = 2 * p
    for neuron in range(first.size):
        first[neuron] = met[neuron] >> 1


def find_accesses(source: Int32, target: Int32, order: Int32, n_neurons: int) -> tuple[Int32, Int32]:
    """Lay out the neurons in the order in which they are accessed.

    Parameters are those of `find_uses`.

    Returns
    -------
    accesses : int32[2 W]
        The source and the target of the first connection of the order, of the second, ...
    last : int32[N]
        As of `find_uses`.

    Notes
    -----
    A walk of its own for what is scattered over memory: a policy's kernel, which often guesses wrong what comes
    next, would wait for each of these fetches; here many are under way at a time.
    """
    accesses = np.empty(2 * order.size, np.int32)
    last = np.full(n_neurons, -1, np.int32)
    _walk(source, target, order, accesses, last)
    return accesses, last


@kernel
def _walk(source: Int32, target: Int32, order: Int32, accesses: Int32, last: Int32) -> None:
    for p in range(order.size):
        connection = np.uintp(order[p])
        u = source[connection]
        v = target[connection]
        accesses[2 * p] = u
        accesses[2 * p + 1] = v
        last[np.uintp(u)] = p
        last[np.uintp(v)] = p


@kernel
def live_memory(first: Int32, last: Int32, n_connections: int) -> int:
    """Return the least size of fast memory at which an order attains the lower bound.

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
