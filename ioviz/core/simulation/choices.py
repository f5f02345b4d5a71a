"""The eviction candidates at a moment, and the victim that each policy picks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.core.simulation.memory_state import MemoryState, Moment, after_events

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ioviz.core.simulation.events import Event
    from ioviz.core.simulation.trace import Trace

Int32 = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Choice:
    """The eviction candidates at one moment. Made by `choice_at` and `eviction_choices`.

    Attributes
    ----------
    number : int
        The position of the connection that is processed or comes next.
    wanted : int or None
        The neuron that needs the slot; None without an eviction: then `picks` is hypothetical.
    evicted : int or None
        The evicted neuron.
    neuron, slot, next_use, last_use : int32[C]
        The candidates: all residents but the ends of the connection, by descending next use.
    dirty : bool[C]
    hand : int
        The hand of RR, actual or hypothetical, see `MemoryState.rr_hand`.
    picks : mapping
        The neuron that each policy would evict: "min", "lru", "rr", and "min-d" if its discount is known. Empty
        without candidates.
    """

    number: int
    wanted: int | None
    evicted: int | None
    neuron: Int32
    slot: Int32
    next_use: Int32
    last_use: Int32
    dirty: NDArray[np.bool_]
    hand: int
    picks: Mapping[str, int]


def eviction_choices(trace: Trace, moment: Moment, *, discount: float | None = None) -> list[Choice]:
    """Return the evictions of the connection of a moment so far, none to two, with their candidates.

    Parameters
    ----------
    trace : Trace
    moment : Moment
        Of the trace.
    discount : float, optional
        That of MIN-D.
    """
    found = []
    for index, one in enumerate(moment.events):
        if one.is_eviction:
            wanted = _ends(trace, moment.number)[one.end == "target"]
            state = _after(trace, moment.before, moment.events[:index])
            found.append(_choice(trace, state, wanted, one.neuron, discount))
    return found


def choice_at(trace: Trace, state: MemoryState, *, discount: float | None = None) -> Choice:
    """Return the candidates and the victim of each policy for a hypothetical eviction at a moment."""
    return _choice(trace, state, None, None, discount)


def _choice(
    trace: Trace, state: MemoryState, wanted: int | None, evicted: int | None, discount: float | None
) -> Choice:
    network, order = trace.network, trace.schedule.order
    number = min(state.step, trace.n_steps - 1)
    # An end that is not needed after this connection has no next use any more: it is dropped, never evicted.
    slot = np.flatnonzero((state.neuron >= 0) & ~np.isin(state.neuron, _ends(trace, number))).astype(np.int32)
    neuron, ahead, back = (array[slot] for array in (state.neuron, state.next_use, state.last_use))
    dirty = state.dirty[slot]
    # A neuron's uses by the half: within one connection the source is used before the target. So no two are equal.
    next_half = 2 * ahead.astype(np.int64) + (network.source[order[np.minimum(ahead, order.size - 1)]] == neuron)
    picks: dict[str, int] = {}
    if slot.size:
        last_half = 2 * back.astype(np.int64) + (network.target[order[np.maximum(back, 0)]] == neuron)
        picks["min"] = int(neuron[np.argmax(next_half)])
        picks["lru"] = int(neuron[np.argmin(last_half)])
        picks["rr"] = int(neuron[np.argmin((slot - state.rr_hand) % state.neuron.size)])
        if discount is not None:
            distance = (ahead - state.step).astype(np.float64)
            distance[dirty] *= discount
            farthest = np.flatnonzero(distance == distance.max())
            picks["min-d"] = int(neuron[farthest[np.argmax(next_half[farthest])]])
    by = np.argsort(-next_half)
    return Choice(number, wanted, evicted, neuron[by], slot[by], ahead[by], back[by], dirty[by], state.rr_hand, picks)


def _ends(trace: Trace, step: int) -> tuple[int, int]:
    connection = trace.schedule.order[step]
    return int(trace.network.source[connection]), int(trace.network.target[connection])


def _after(trace: Trace, before: MemoryState, events: tuple[Event, ...]) -> MemoryState:
    uses, step = trace.schedule.uses, before.step
    return after_events(
        before,
        events,
        source=_ends(trace, step)[0],
        next_source=int(uses.next_source[step]),
        next_target=int(uses.next_target[step]),
    )
