"""Stays of neurons, in plain Python: what the sources cost by their definition, and the order slot by slot."""

from __future__ import annotations

from itertools import combinations

from tests.naive.network import incoming, outgoing


def least_reads(stays):
    """The least number of slots that meet all of some stays (pairs of slots), by trying all sets of slots."""
    slots = sorted({end for _, end in stays})
    for size in range(len(slots) + 1):
        for chosen in combinations(slots, size):
            if all(any(begin <= slot <= end for slot in chosen) for begin, end in stays):
                return size
    raise AssertionError


def source_costs(n, connections, opened, completed, left):
    """Reads of each neuron as a source, and one write if it is no input and is read."""
    out = outgoing(n, connections)
    costs = []
    for x in range(n):
        sums = [connections[c][1] for c in out[x]]
        reads = least_reads([(opened[v], completed[v]) for v in sums if opened[v] > left[x]])
        costs.append(reads + (1 if reads and completed[x] >= 0 else 0))
    return costs


def read_slots(x, n, connections, opened, completed, left):
    """The slots in which neuron x is read: each time as late as can be."""
    sums = [connections[c][1] for c in outgoing(n, connections)[x]]
    slots, last = [], left[x]
    while waiting := [v for v in sums if opened[v] > last]:
        last = min(completed[v] for v in waiting)
        slots.append(last)
    return slots


def occupied(slots, opened, left):
    """How many sums and held values there are in each slot."""
    return [sum(o <= t <= e for o, e in zip(opened, left) if o >= 0) for t in range(slots)]


def served(n, connections, opened, completed, left, slots):
    """For each slot, the sets of connections processed by sums opened, by sources read, and by values completed."""
    into, out = incoming(n, connections), outgoing(n, connections)
    reads = [read_slots(x, n, connections, opened, completed, left) for x in range(n)]
    done = set()
    result = []
    for slot in range(slots):
        held = [
            c
            for v in range(n)
            if opened[v] == slot
            for c in into[v]
            if 0 <= completed[connections[c][0]] < slot <= left[connections[c][0]]
        ]
        done.update(held)
        read = [
            c
            for x in range(n)
            if slot in reads[x]
            for c in out[x]
            if c not in done and opened[connections[c][1]] <= slot <= completed[connections[c][1]]
        ]
        done.update(read)
        fresh = [
            c
            for x in range(n)
            if completed[x] == slot
            for c in out[x]
            if opened[connections[c][1]] <= slot < completed[connections[c][1]]
        ]
        done.update(fresh)
        result.append((set(held), set(read), set(fresh)))
    return result
