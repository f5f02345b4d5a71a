"""Decode one connection's flag byte into events."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ioviz.core.kernels.simulate.machine import EVICTED, READ, REREAD, TARGET_SHIFT
from ioviz.core.simulation.events import SOURCE, TARGET, Event, EventKind
from ioviz.core.simulation.memory_state import NOWHERE, MemoryState


def event_kinds(flag: int, *, drops_source: bool, drops_target: bool) -> Iterator[tuple[EventKind, str]]:
    """Yield kind and end of each event of a connection, in the order of the I/O model; see `explain`."""
    for end, code in ((SOURCE, flag & 7), (TARGET, flag >> TARGET_SHIFT & 7)):
        if code & EVICTED:
            yield (EventKind.EVICT_DIRTY if code & READ else EventKind.EVICT_CLEAN), end
        if code & (READ | EVICTED):
            yield (EventKind.REREAD if code & REREAD else EventKind.FIRST_READ), end
    yield EventKind.READ_WEIGHT, TARGET
    yield EventKind.MULTIPLY_ADD, TARGET
    if drops_source:
        yield EventKind.DROP, SOURCE
    if drops_target:  # so it has no outgoing connection: an output
        yield EventKind.WRITE_OUTPUT, TARGET
        yield EventKind.DROP, TARGET


def explain(
    state: MemoryState,
    *,
    source: int,
    target: int,
    next_source: int,
    next_target: int,
    n_connections: int,
    flag: int,
    victims: Iterator[int],
) -> Iterator[Event]:
    """Yield the events of the connection after a state, in the order of the I/O model.

    Parameters
    ----------
    state : MemoryState
        Before the connection.
    source, target : int
        Its ends.
    next_source, next_target : int
        Their next uses after it, ``n_connections`` if there is none.
    flag : int
        Its flag byte, see `ioviz.core.kernels.simulate.machine`.
    victims : iterator of int
        The neurons that are evicted next, in turn.
    """
    step, hand = state.step, state.hand
    free = iter(np.flatnonzero(state.neuron < 0))
    neuron_of = {SOURCE: source, TARGET: target}
    slot_of = {end: state.slot_of(neuron) for end, neuron in neuron_of.items()}
    last_use_of_target = int(state.last_use[slot_of[TARGET]]) if slot_of[TARGET] >= 0 else NOWHERE
    drops = {"drops_source": next_source == n_connections, "drops_target": next_target == n_connections}
    for kind, end in event_kinds(flag, **drops):
        neuron = neuron_of[end]
        if kind <= EventKind.EVICT_DIRTY:
            victim = next(victims)
            slot_of[end] = slot = state.slot_of(victim)
            yield Event(kind, end, victim, slot, int(state.next_use[slot]), int(state.last_use[slot]), hand)
            if hand != NOWHERE:
                hand = (slot + 1) % state.neuron.size
        elif kind in (EventKind.FIRST_READ, EventKind.REREAD):
            if slot_of[end] == NOWHERE:
                slot_of[end] = int(next(free))
            yield Event(kind, end, neuron, slot_of[end], step)
        elif kind in (EventKind.READ_WEIGHT, EventKind.MULTIPLY_ADD):
            yield Event(kind, end, neuron, slot_of[end], step, last_use_of_target)
        else:
            yield Event(kind, end, neuron, slot_of[end], n_connections, step)
