"""The machine of the I/O model in plain Python, event by event: slow and obvious. Written from io-model.md alone.

`connections` are (source, target); `order` lists connection numbers; `memory` is M.
"""

from __future__ import annotations

import copy

KINDS = ("EVICT_CLEAN", "EVICT_DIRTY", "FIRST_READ", "REREAD", "READ_WEIGHT", "MULTIPLY_ADD", "WRITE_OUTPUT", "DROP")
COUNTERS = {
    "EVICT_DIRTY": "evict_writes",
    "FIRST_READ": "first_reads",
    "REREAD": "rereads",
    "READ_WEIGHT": "weight_reads",
    "WRITE_OUTPUT": "output_writes",
}


class Fault(Exception):
    """An eviction that cannot be made."""


class Machine:
    """Runs through an order; `moments[t][e]` is the state after t connections and e events of the next."""

    def __init__(self, n, connections, order, memory, policy, evictions=()):
        self.connections = connections
        self.order = order
        self.policy = policy
        self.evictions = list(evictions)  # (step, neuron)
        self.capacity = memory - 1
        self.uses = [[p for p, c in enumerate(order) if x in connections[c]] for x in range(n)]
        self.has_outgoing = {u for u, v in connections}
        self.slot = [None] * min(self.capacity, n)  # more are never filled
        self.dirty = set()
        self.brought_in_at = {}
        self.seen = set()
        self.hand = 0
        self.counts = dict.fromkeys(COUNTERS.values(), 0)
        self.p = 0
        self.multiplied = False
        self.events = []
        self.moments = []
        for self.p in range(len(order)):
            self.multiplied = False
            self.moments.append([self.snapshot()])
            self.events.append([])
            self.process()
        self.p = len(order)
        self.multiplied = False
        self.moments.append([self.snapshot()])
        if self.evictions:
            raise Fault("needless")

    # What a policy and the window ask for.

    def next_use(self, x):
        to_come = [q for q in self.uses[x] if q > self.p or (q == self.p and not self.multiplied)]
        return to_come[0] if to_come else len(self.order)

    def last_use(self, x):
        past = [q for q in self.uses[x] if q < self.p or (q == self.p and self.multiplied)]
        return max([*past, self.brought_in_at[x]])

    def snapshot(self):
        def by_slot(function, free):
            return [free if x is None else function(x) for x in self.slot]

        return {
            "neuron": by_slot(lambda x: x, -1),
            "dirty": by_slot(lambda x: x in self.dirty, False),
            "next_use": by_slot(self.next_use, -1),
            "last_use": by_slot(self.last_use, -1),
            "hand": self.hand if self.policy == "rr" else -1,
            "counts": copy.copy(self.counts),
        }

    # What happens.

    def note(self, kind, end, neuron, slot):
        if kind in COUNTERS:
            self.counts[COUNTERS[kind]] += 1
        self.events[-1].append((kind, end, neuron, slot))
        self.moments[-1].append(self.snapshot())

    def process(self):
        u, v = self.connections[self.order[self.p]]
        self.bring_in(u, "source", {u, v})
        self.bring_in(v, "target", {u, v})
        if self.evictions and self.evictions[0][0] == self.p:
            raise Fault("needless")
        self.note("READ_WEIGHT", "target", v, self.slot.index(v))
        self.multiplied = True
        self.dirty.add(v)
        self.note("MULTIPLY_ADD", "target", v, self.slot.index(v))
        for x, end in ((u, "source"), (v, "target")):
            if self.uses[x][-1] > self.p:
                continue
            where = self.slot.index(x)
            if x not in self.has_outgoing:
                self.dirty.discard(x)
                self.note("WRITE_OUTPUT", end, x, where)
            self.slot[where] = None
            self.dirty.discard(x)
            self.note("DROP", end, x, where)

    def bring_in(self, x, end, protected):
        if x in self.slot:
            return
        residents = [y for y in self.slot if y is not None]
        if len(residents) == self.capacity:
            victim = getattr(self, "choose_" + self.policy)(residents, protected)
            where = self.slot.index(victim)
            kind = "EVICT_DIRTY" if victim in self.dirty else "EVICT_CLEAN"
            self.slot[where] = None
            self.dirty.discard(victim)
            self.note(kind, end, victim, where)
        where = self.slot.index(None)
        self.slot[where] = x
        self.brought_in_at[x] = self.p
        kind = "REREAD" if x in self.seen else "FIRST_READ"
        self.seen.add(x)
        self.note(kind, end, x, where)

    # The policies.

    def choose_min(self, residents, protected):
        def farthest(x):
            q = self.next_use(x)
            return q, self.connections[self.order[q]][0] == x  # of the two ends of one connection its source

        return max((x for x in residents if x not in protected), key=farthest)

    def choose_lru(self, residents, protected):
        def farthest_back(x):
            q = self.last_use(x)
            return q, self.connections[self.order[q]][1] == x  # the source is used before the target

        return min((x for x in residents if x not in protected), key=farthest_back)

    def choose_rr(self, residents, protected):
        n = len(self.slot)
        cyclic = [(self.hand + i) % n for i in range(n)]
        where = next(i for i in cyclic if self.slot[i] not in protected)
        self.hand = (where + 1) % n
        return self.slot[where]

    def choose_manual(self, residents, protected):
        if not self.evictions or self.evictions[0][0] != self.p:
            raise Fault("missing")
        victim = self.evictions.pop(0)[1]
        if victim not in residents:
            raise Fault("absent")
        if victim in protected:
            raise Fault("protected")
        return victim
