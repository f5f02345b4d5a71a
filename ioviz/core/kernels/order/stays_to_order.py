"""The order that the stays of all neurons stand for; see `order_stays`."""

from __future__ import annotations

import numpy as np

from ioviz.core.kernels.jit import kernel
from ioviz.core.kernels.order.stays import Int32, Stays


@kernel
def write_order(stays: Stays, source: Int32, target: Int32, incoming: Int32, outgoing: Int32, order: Int32) -> int:
    """Write the order that the stays stand for; `incoming` and `outgoing` are the connections, grouped as in `stays`.

    In each slot: sums that are opened take what is held; each source that is read, or was completed in this
    slot, serves all open sums that need it. Returns how many connections were written: all of them.
    """
    opened, completed, left = stays.opened, stays.completed, stays.left
    n_neurons = opened.size
    processed = np.zeros(order.size, np.bool_)
    # The reads, by slot: neuron x is read in the slots in which it serves a sum, but for the one in which it leaves.
    entry = np.argsort(stays.met, kind="mergesort")
    reader = np.empty(order.size, np.int32)
    for v in range(n_neurons):
        for k in range(stays.in_ptr[v], stays.in_ptr[v + 1]):
            reader[k] = stays.in_source[k]
    by_opening = np.argsort(opened, kind="mergesort")
    by_completion = np.argsort(completed, kind="mergesort")
    filled = 0
    i = 0
    j = 0
    k = 0
    for slot in range(-1, stays.occupied.size):
        while i < n_neurons and opened[by_opening[i]] <= slot:
            v = by_opening[i]
            i += 1
            for e in range(stays.in_ptr[v], stays.in_ptr[v + 1]):
                s = source[incoming[e]]
                if 0 <= completed[s] < slot <= left[s] and not processed[incoming[e]]:
                    processed[incoming[e]] = True
                    order[filled] = incoming[e]
                    filled += 1
        while k < entry.size and stays.met[entry[k]] <= slot:
            x = reader[entry[k]]
            k += 1
            if left[x] == slot:
                continue
            for e in range(stays.out_ptr[x], stays.out_ptr[x + 1]):
                c = outgoing[e]
                v = target[c]
                if not processed[c] and opened[v] <= slot <= completed[v]:
                    processed[c] = True
                    order[filled] = c
                    filled += 1
        while j < n_neurons and completed[by_completion[j]] <= slot:
            x = by_completion[j]
            j += 1
            if completed[x] < 0:
                continue
            for e in range(stays.out_ptr[x], stays.out_ptr[x + 1]):
                c = outgoing[e]
                v = target[c]
                if not processed[c] and opened[v] <= slot < completed[v]:
                    processed[c] = True
                    order[filled] = c
                    filled += 1
    return filled
