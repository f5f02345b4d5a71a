"""What neurons and connections cost, from the events of a naive machine: slow and obvious."""

from __future__ import annotations

import itertools
import statistics


def neuron_costs(machine, n):
    """For each neuron: re-reads, eviction writes, uses, connections while resident, and its reuse distances."""
    rows = []
    events = [event for one in machine.events for event in one]
    for x in range(n):
        uses = machine.uses[x]
        distances = [b - a for a, b in itertools.pairwise(uses)]
        there = 0
        for kinds, moments in zip(machine.events, machine.moments):
            at = [kind for kind, *_ in kinds].index("MULTIPLY_ADD")
            there += x in moments[at]["neuron"]
        rows.append(
            {
                "rereads": sum(kind == "REREAD" and who == x for kind, _, who, _ in events),
                "evict_writes": sum(kind == "EVICT_DIRTY" and who == x for kind, _, who, _ in events),
                "uses": len(uses),
                "resident": there,
                "reuse_median": statistics.median(distances) if distances else None,
                "reuse_least": min(distances) if distances else -1,
                "reuse_most": max(distances) if distances else -1,
            }
        )
    return rows


def connection_costs(machine):
    """For each connection: re-reads, eviction writes, and the distance of its source and target from their last use."""
    rows = {}
    for p, (c, events) in enumerate(zip(machine.order, machine.events)):
        kinds = [kind for kind, *_ in events]
        ago = []
        for x in machine.connections[c]:
            past = [q for q in machine.uses[x] if q < p]
            ago.append(p - past[-1] if past else 0)
        rows[c] = (kinds.count("REREAD"), kinds.count("EVICT_DIRTY"), *ago)
    return [rows[c] for c in range(len(machine.order))]


def excess_between(machine, first, last):
    """Re-reads and eviction writes of the connections number `first` to `last` - 1."""
    some = [kind for events in machine.events[first:last] for kind, *_ in events]
    return some.count("REREAD") + some.count("EVICT_DIRTY")


def picks(machine, p, e, discount):
    """Whom each policy would evict at the moment after `e` events of connection number `p`.

    The hand of RR is where the evictions so far have left it: after the slot that was emptied last.
    """
    moment = machine.moments[p][e]
    u, v = machine.connections[machine.order[p]]
    slots = [(i, x) for i, x in enumerate(moment["neuron"]) if x not in (-1, u, v)]
    if not slots:
        return {}
    ahead = {x: moment["next_use"][i] for i, x in slots}
    back = {x: moment["last_use"][i] for i, x in slots}
    dirty = {x: moment["dirty"][i] for i, x in slots}

    def ends(q):
        return machine.connections[machine.order[q]]

    past = [event for one in machine.events[:p] for event in one] + machine.events[p][:e]
    emptied = [slot for kind, _, _, slot in past if kind.startswith("EVICT")]
    n = len(moment["neuron"])
    hand = (emptied[-1] + 1) % n if emptied else 0
    some = [x for _, x in slots]
    found = {
        "min": max(some, key=lambda x: (ahead[x], ends(ahead[x])[0] == x)),
        "lru": min(some, key=lambda x: (back[x], ends(back[x])[1] == x)),
        "rr": min(slots, key=lambda slot: (slot[0] - hand) % n)[1],
    }
    if discount is not None:

        def far(x):
            distance = ahead[x] - p
            return distance * discount if dirty[x] else float(distance), ahead[x], ends(ahead[x])[0] == x

        found["min-d"] = max(some, key=far)
    return found
