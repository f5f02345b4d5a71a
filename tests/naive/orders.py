"""The named orders and what makes an order valid, in plain Python: slow and obvious.

A network is `n` neurons and a list of `connections`, (source, target).
"""

from __future__ import annotations

from fractions import Fraction

from tests.naive.network import layers, topological_order


def neuron_order(n, connections):
    """Neurons by Kahn, smallest first; for each, its incoming connections by source, then by index."""
    order = []
    for neuron in topological_order(n, connections):
        into = [c for c, (_, v) in enumerate(connections) if v == neuron]
        order += sorted(into, key=lambda c: (connections[c][0], c))
    return order


def layer_order(n, connections):
    """By the layer of the target; within a layer by source, target, index."""
    layer = layers(n, connections)
    return sorted(range(len(connections)), key=lambda c: (layer[connections[c][1]], *connections[c], c))


def ready(connections, done):
    """The connections that may come next: not done, and all connections into their source are."""
    return [
        c
        for c, (u, _) in enumerate(connections)
        if c not in done and all(b in done for b, (_, v) in enumerate(connections) if v == u)
    ]


def first_fault(connections, order):
    """The first position with a connection that is not ready there, and the least one that it lacks."""
    for position, c in enumerate(order):
        done = set(order[:position])
        if c not in ready(connections, done):
            lacks = [b for b, (_, v) in enumerate(connections) if v == connections[c][0] and b not in done]
            return position, min(lacks)
    return None


def chances(connections, done=()):
    """The chance of each order when a uniformly chosen ready connection is taken at a time."""
    if len(done) == len(connections):
        return {done: Fraction(1)}
    found = {}
    choice = ready(connections, set(done))
    for c in choice:
        for order, chance in chances(connections, (*done, c)).items():
            found[order] = chance / len(choice)
    return found


def live_memory(connections, order):
    """One more than the most neurons that are, at one time, between their first and last use."""
    ends = {}
    for position, c in enumerate(order):
        for neuron in connections[c]:
            first, _ = ends.get(neuron, (position, position))
            ends[neuron] = (first, position)
    return 1 + max(sum(a <= p <= b for a, b in ends.values()) for p in range(len(order)))


def uses(n, connections, order):
    """next_source, next_target, first, last, complete, as in `Schedule.uses`."""
    w = len(order)
    takes_part = [[p for p, c in enumerate(order) if neuron in connections[c]] for neuron in range(n)]
    comes_in = [[p for p, c in enumerate(order) if connections[c][1] == neuron] for neuron in range(n)]

    def after(p, neuron):
        return min((q for q in takes_part[neuron] if q > p), default=w)

    return (
        [after(p, connections[c][0]) for p, c in enumerate(order)],
        [after(p, connections[c][1]) for p, c in enumerate(order)],
        [min(positions, default=w) for positions in takes_part],
        [max(positions, default=-1) for positions in takes_part],
        [max(positions, default=-1) for positions in comes_in],
    )
