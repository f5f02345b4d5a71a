"""What an annealed order costs and whether it is one: by the plain machine, from nothing but the order."""

from __future__ import annotations

from tests.naive.machine import Machine


def excess(n, connections, order, memory, policy):
    """Re-reads and eviction writes."""
    counts = Machine(n, connections, order, memory, policy).counts
    return counts["rereads"], counts["evict_writes"]


def is_topological(connections, order):
    """Every connection once, and after all connections into its source."""
    if sorted(order) != list(range(len(connections))):
        return False
    when = {c: p for p, c in enumerate(order)}
    return all(
        when[a] < when[b]
        for a, (_, target) in enumerate(connections)
        for b, (source, _) in enumerate(connections)
        if target == source
    )


def geometric_temperature(proposals, total, hot, cold, step=64):
    """The temperature after so many proposals."""
    return hot * (cold / hot) ** min(1.0, proposals // step * step / total)
