"""Re-reads and eviction writes of an order, in plain Python: slow and obvious.

`connections` are (source, target); `order` lists connection numbers; `places` is M - 1. A policy is a function
(resident, p, now) -> victim, where `resident` maps each neuron that may go to whether it is dirty, `p` is the
position of the connection and `now` the pair of its ends.
"""

from __future__ import annotations


def uses_of(connections, order):
    """For each neuron the positions in which it takes part."""
    uses = {}
    for p, c in enumerate(order):
        for x in connections[c]:
            uses.setdefault(x, []).append(p)
    return uses


def count(connections, order, places, choose):
    """Re-reads and eviction writes when `choose` picks the victims."""
    uses = uses_of(connections, order)
    dirty = {}  # the resident neurons
    seen = set()
    rereads = writes = 0
    for p, c in enumerate(order):
        u, v = connections[c]
        for x in (u, v):
            if x in dirty:
                continue
            if len(dirty) == places:
                victim = choose({y: d for y, d in dirty.items() if y not in (u, v)}, p, (u, v))
                writes += dirty.pop(victim)
            rereads += x in seen
            seen.add(x)
            dirty[x] = False
        dirty[v] = True
        for x in (u, v):
            if uses[x][-1] == p:
                del dirty[x]
    return rereads, writes


def next_use(uses, x, p):
    return min(q for q in uses[x] if q >= p)


def min_policy(connections, order):
    """The one used again last; of the two ends of one connection its source."""
    uses = uses_of(connections, order)

    def choose(resident, p, now):
        def key(x):
            q = next_use(uses, x, p)
            return q, connections[order[q]][0] == x

        return max(resident, key=key)

    return choose


def lru_policy(connections, order):
    """The one used last longest ago; within a connection the source is used before the target."""
    uses = uses_of(connections, order)

    def choose(resident, p, now):
        def key(x):
            q = max(q for q in uses[x] if q < p)
            return q, connections[order[q]][1] == x

        return min(resident, key=key)

    return choose
