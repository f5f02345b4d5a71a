"""Re-reads and eviction writes of an order, in plain Python: slow and obvious.

`connections` are (source, target); `order` lists connection numbers; `n_slots` is M - 1. A policy is a function
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


def count(connections, order, n_slots, choose):
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
            if len(dirty) == n_slots:
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


def dirty_aware_policy(connections, order, discount):
    """The one used again last, where a dirty one's distance counts less."""
    uses = uses_of(connections, order)

    def choose(resident, p, now):
        def key(x):
            q = next_use(uses, x, p)
            return (q - p) * (discount if resident[x] else 1.0), q, connections[order[q]][0] == x

        return max(resident, key=key)

    return choose


def least(connections, order, n_slots, write_cost=1):
    """The fewest re-reads and eviction writes, over all choices of victims."""
    uses = uses_of(connections, order)

    def after_evictions(states, x, protected, seen):
        new = {}
        for state, cost in states.items():
            if x in {y for y, _ in state}:
                new[state] = min(cost, new.get(state, cost))
                continue
            options = [(state, 0)]
            if len(state) == n_slots:
                options = [(state - {(y, d)}, d * write_cost) for y, d in state if y not in protected]
            for left, more in options:
                after = left | {(x, False)}
                total = cost + more + (x in seen)
                new[after] = min(total, new.get(after, total))
        return new

    states = {frozenset(): 0}
    seen = set()
    for p, c in enumerate(order):
        u, v = connections[c]
        for x in (u, v):
            states = after_evictions(states, x, (u, v), seen)
            seen.add(x)
        after = {}
        for state, cost in states.items():
            state = (state - {(v, False)}) | {(v, True)}
            state = frozenset((y, d) for y, d in state if uses[y][-1] != p)
            after[state] = min(cost, after.get(state, cost))
        states = after
    return min(states.values())
