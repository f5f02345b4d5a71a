"""`MemoryState`: fast memory at one moment; `Moment`: a state and the connection that led to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ioviz.core.kernels.jit import frozen
from ioviz.core.simulation.counts import Counts
from ioviz.core.simulation.events import Event, EventKind

NOWHERE = -1


@dataclass(frozen=True, eq=False)
class MemoryState:
    """Fast memory after `step` connections and `event` events of the next one. Arrays are read-only.

    There are K slots: M - 1, or N where that is less (more are never filled).

    Attributes
    ----------
    step, event : int
    neuron : int32[K]
        The neuron in each slot, -1 if it is free.
    dirty : bool[K]
        Whether the value there differs from the one in slow memory.
    next_use : int32[K]
        The position of the next connection that the neuron takes part in, the one being processed
        included until it is multiplied; W when none is to come; -1 where the slot is free.
    last_use : int32[K]
        The position of the last connection that it took part in, or for which it was read;
        -1 where the slot is free.
    hand : int
        Under RR the slot that the hand is at; else -1.
    rr_hand : int
        The slot after the one that was emptied last, 0 before the first eviction; RR starts its search there.
    counts : Counts
        The counters so far.
    """

    step: int
    event: int
    neuron: NDArray[np.int32]
    dirty: NDArray[np.bool_]
    next_use: NDArray[np.int32]
    last_use: NDArray[np.int32]
    hand: int
    rr_hand: int
    counts: Counts

    @property
    def resident(self) -> int:
        """The number of neurons in fast memory."""
        return int(np.count_nonzero(self.neuron >= 0))

    def slot_of(self, neuron: int) -> int:
        """Return the slot of a neuron, -1 if it is not in fast memory."""
        where = np.flatnonzero(self.neuron == neuron)
        return int(where[0]) if where.size and neuron >= 0 else NOWHERE


@dataclass(frozen=True, eq=False)
class Moment:
    """A moment of a trace, and the connection that led to it. Made by `Trace.moment`.

    Attributes
    ----------
    number : int
        The position of the connection that is being processed, or was processed last; -1 before the first one.
    before : MemoryState
        Before that connection.
    events : tuple of Event
        What has happened of it so far.
    state : MemoryState
        Now.
    to_come : tuple of Event
        What has not happened of it yet.
    """

    number: int
    before: MemoryState
    events: tuple[Event, ...]
    state: MemoryState
    to_come: tuple[Event, ...] = ()


def after_events(
    state: MemoryState, events: Sequence[Event], *, source: int, next_source: int, next_target: int
) -> MemoryState:
    """Return the state after some events of connection number ``state.step``.

    Parameters
    ----------
    state : MemoryState
        With no event of that connection yet.
    events : Event
        The first events of that connection.
    source : int
        The source of that connection.
    next_source, next_target : int
        The next use of its ends once it is multiplied; W if there is none.
    """
    neuron, dirty = state.neuron.copy(), state.dirty.copy()
    next_use, last_use = state.next_use.copy(), state.last_use.copy()
    hand, rr_hand, counts, step = state.hand, state.rr_hand, state.counts, state.step
    for event in events:
        counts = counts + event.counts
        slot = event.slot
        if event.is_eviction or event.kind is EventKind.DROP:
            neuron[slot], dirty[slot], next_use[slot], last_use[slot] = NOWHERE, False, NOWHERE, NOWHERE
            if event.is_eviction:
                rr_hand = (slot + 1) % neuron.size
                hand = NOWHERE if hand == NOWHERE else rr_hand
        elif event.is_neuron_read:
            neuron[slot], dirty[slot], next_use[slot], last_use[slot] = event.neuron, False, step, step
        elif event.kind is EventKind.MULTIPLY_ADD:
            source_slot = np.flatnonzero(neuron == source)
            last_use[source_slot] = last_use[slot] = step
            next_use[source_slot], next_use[slot] = next_source, next_target
            dirty[slot] = True
        elif event.kind is EventKind.WRITE_OUTPUT:
            dirty[slot] = False
    return MemoryState(
        step,
        state.event + len(events),
        frozen(neuron),
        frozen(dirty),
        frozen(next_use),
        frozen(last_use),
        hand,
        rr_hand,
        counts,
    )
