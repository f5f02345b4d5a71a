"""The least I/Os of a tiny network, by Dijkstra's algorithm over every single move of the model.

Slow and obvious: any neuron may be read while slots are free, any resident evicted at any time, any
connection with both ends there processed at any time. Nothing is shared with `ioviz.core`.
"""

from __future__ import annotations

import heapq


def least_ios(n_neurons: int, connections: list[tuple[int, int]], memory: int) -> int:
    """Least I/Os over all orders and all evictions of a trimmed network; memory in values."""
    incoming = {n: {c for c, (_, v) in enumerate(connections) if v == n} for n in range(n_neurons)}
    outgoing = {n: {c for c, (u, _) in enumerate(connections) if u == n} for n in range(n_neurons)}
    everything = frozenset(range(len(connections)))
    start = (frozenset(), frozenset(), frozenset())
    cost_of = {start: 0}
    heap = [(0, 0, start)]
    tie = 0
    while heap:
        cost, _, state = heapq.heappop(heap)
        if cost > cost_of[state]:
            continue
        done, resident, dirty = state
        if done == everything:
            return cost
        for extra, following in _moves(connections, incoming, outgoing, done, resident, dirty, memory):
            if cost + extra < cost_of.get(following, 1 << 60):
                cost_of[following] = cost + extra
                tie += 1
                heapq.heappush(heap, (cost + extra, tie, following))
    raise AssertionError("no schedule at all")


def _moves(connections, incoming, outgoing, done, resident, dirty, memory):
    for n in incoming:
        alive = bool((incoming[n] | outgoing[n]) - done)
        if n not in resident and alive and len(resident) < memory - 1:
            yield 1, (done, resident | {n}, dirty)
        if n in resident:
            yield int(n in dirty), (done, resident - {n}, dirty - {n})
    for c, (u, v) in enumerate(connections):
        if c in done or u not in resident or v not in resident or not incoming[u] <= done:
            continue
        new_done, new_resident, new_dirty = done | {c}, resident, dirty | {v}
        cost = 1  # the weight
        for n in (u, v):
            if incoming[n] <= new_done and outgoing[n] <= new_done:
                if not outgoing[n]:
                    cost += 1  # an output is written
                new_resident = new_resident - {n}
                new_dirty = new_dirty - {n}
        yield cost, (new_done, new_resident, new_dirty)
