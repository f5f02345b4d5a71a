"""The events of one connection, told from its flag byte and the state before it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ioviz.core.kernels.simulate.machine import EVICTED, READ, REREAD, TARGET_SHIFT
from ioviz.core.simulation.events import SOURCE, TARGET, Event, EventKind
from ioviz.core.simulation.memory_state import NOWHERE, MemoryState


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
    """Tell the events of the connection after a state, in the order of the I/O model.

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
        The neurons that are evicted from here on.
    """
    step, hand = state.step, state.hand
    free = iter(np.flatnonzero(state.neuron < 0))
    place_of = {source: state.place_of(source), target: state.place_of(target)}
    last_use_of = {neuron: int(state.last_use[place]) if place >= 0 else NOWHERE for neuron, place in place_of.items()}
    for end, neuron, code in ((SOURCE, source, flag & 7), (TARGET, target, flag >> TARGET_SHIFT & 7)):
        if not code & (READ | EVICTED):
            continue
        if code & EVICTED:
            victim = next(victims)
            place = state.place_of(victim)
            kind = EventKind.EVICT_DIRTY if code & READ else EventKind.EVICT_CLEAN
            uses = int(state.next_use[place]), int(state.last_use[place])
            yield Event(kind, end, victim, place, *uses, hand=hand)
            if hand != NOWHERE:
                hand = (place + 1) % state.neuron.size
        else:
            place = int(next(free))
        place_of[neuron] = place
        kind = EventKind.REREAD if code & REREAD else EventKind.FIRST_READ
        yield Event(kind, end, neuron, place, step)
    place = place_of[target]
    yield Event(EventKind.READ_WEIGHT, TARGET, target, place, step, last_use_of[target])
    yield Event(EventKind.MULTIPLY_ADD, TARGET, target, place, step, last_use_of[target])
    if next_source == n_connections:
        yield Event(EventKind.DROP, SOURCE, source, place_of[source], n_connections, step)
    if next_target == n_connections:  # so it has no outgoing connection: an output
        yield Event(EventKind.WRITE_OUTPUT, TARGET, target, place, n_connections, step)
        yield Event(EventKind.DROP, TARGET, target, place, n_connections, step)
