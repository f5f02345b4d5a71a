"""When neurons take part in an order: slow and obvious."""

from __future__ import annotations


def uses(n, connections, order):
    """Next uses of the sources and of the targets, first use, last use and completion of each neuron."""
    ends = [connections[c] for c in order]
    w = len(order)

    def next_use(x, p):
        return next((q for q in range(p + 1, w) if x in ends[q]), w)

    takes_part = [[p for p in range(w) if x in ends[p]] for x in range(n)]
    completes = [[p for p in range(w) if x == ends[p][1]] for x in range(n)]
    return [
        [next_use(u, p) for p, (u, _) in enumerate(ends)],
        [next_use(v, p) for p, (_, v) in enumerate(ends)],
        [part[0] if part else w for part in takes_part],
        [part[-1] if part else -1 for part in takes_part],
        [part[-1] if part else -1 for part in completes],
    ]


def live_memory(connections, order):
    """One more than the most neurons that are, at one time, between their first and last use."""
    ends = [connections[c] for c in order]
    live = []
    for p in range(len(ends)):
        past = {x for pair in ends[: p + 1] for x in pair}
        to_come = {x for pair in ends[p:] for x in pair}
        live.append(len(past & to_come))
    return 1 + max(live)
