"""`Event`: one event while a connection is processed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from ioviz.core.simulation.counts import Counts


class EventKind(IntEnum):
    """The kinds of events, in the order of the I/O model within one connection."""

    EVICT_CLEAN = 0
    """A clean value is evicted: free."""
    EVICT_DIRTY = 1
    """A dirty value is evicted and written: one I/O."""
    FIRST_READ = 2
    """A neuron's input value or bias is read for the first time: one I/O."""
    REREAD = 3
    """A neuron's stored value or partial sum is read again: one I/O."""
    READ_WEIGHT = 4
    """The weight of the connection is read: one I/O."""
    MULTIPLY_ADD = 5
    """Weight times source is added to the target, which becomes dirty: free."""
    WRITE_OUTPUT = 6
    """The target is an output and complete, and is written: one I/O."""
    DROP = 7
    """A value that is no longer live is dropped: free."""


SOURCE, TARGET = "source", "target"

COSTS = {
    EventKind.EVICT_CLEAN: Counts(),
    EventKind.EVICT_DIRTY: Counts(evict_writes=1),
    EventKind.FIRST_READ: Counts(first_reads=1),
    EventKind.REREAD: Counts(rereads=1),
    EventKind.READ_WEIGHT: Counts(weight_reads=1),
    EventKind.MULTIPLY_ADD: Counts(),
    EventKind.WRITE_OUTPUT: Counts(output_writes=1),
    EventKind.DROP: Counts(),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a connection.

    Attributes
    ----------
    kind : EventKind
    end : {"source", "target"}
        The end of the connection that it concerns, or that a slot is needed for. The target for the
        weight's read and the multiply-add.
    neuron : int
        The neuron that is evicted, read, added to (the target), written or dropped; the target for
        the weight's read.
    slot : int
        The slot of that neuron.
    next_use, last_use : int
        Why it is evicted, under MIN and LRU: the positions of the victim's next and last use in the
        order. For other events the neuron's next use (W: none) and last use before the event; -1 for
        the last use of one that comes in.
    hand : int
        Why it is evicted, under RR: the slot that the hand was at. Else -1.
    """

    kind: EventKind
    end: str
    neuron: int
    slot: int
    next_use: int = -1
    last_use: int = -1
    hand: int = -1

    @property
    def counts(self) -> Counts:
        """The counters of the event."""
        return COSTS[self.kind]

    @property
    def ios(self) -> int:
        """The I/Os of the event: 0 or 1."""
        return self.counts.ios

    @property
    def is_eviction(self) -> bool:
        """Whether it is an eviction."""
        return self.kind <= EventKind.EVICT_DIRTY

    @property
    def is_neuron_read(self) -> bool:
        """Whether a neuron is read."""
        return self.kind in (EventKind.FIRST_READ, EventKind.REREAD)
