"""Schedules by hand: the next move from any step of any schedule, eviction candidates and their costs.

The views always show a whole schedule: the connections processed so far, then the rest of the order, with evictions
by a policy. "Finish for me" is therefore what the views already show, and next uses are those of that rest. A move
makes another whole schedule, with the chosen connection first in the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.document.provenance import BY_HAND, MADE_BY_HAND, made_by_hand
from ioviz.viewmodels.text import numbers

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule
    from ioviz.core.simulation import Trace
    from ioviz.core.simulation.by_hand import Board

MOST_CONNECTIONS = 20_000
"""The largest network for schedules by hand: after each move the whole schedule is simulated again."""

ASK = "ask"
MOST_TRIED = 20_000
"""The most connections that are simulated to find the total of each candidate: some 50 ms."""


@dataclass(frozen=True)
class Candidate:
    """A resident neuron that can be evicted.

    Attributes
    ----------
    neuron, slot : int
    dirty : bool
        Whether it has to be written.
    after : int
        Distance to its next use, in connections of the rest: 1 is the one behind the current one.
    use : int
        The connection that uses it next.
    ios : int
        The cost of its eviction: a write if it is dirty, and the read for its next use.
    total : int or None
        I/Os of the whole schedule if it is evicted and the rest is finished by the policy; None if not tried.
    """

    neuron: int
    slot: int
    dirty: bool
    after: int
    use: int
    ios: int
    total: int | None = None


@dataclass(frozen=True)
class Question:
    """Which neuron to evict for one end of a connection, and the candidates.

    `evicted` were chosen for the same connection before; the first of `candidates` is the one that MIN evicts.
    """

    connection: int
    end: str
    neuron: int
    evicted: tuple[int, ...]
    candidates: tuple[Candidate, ...]


def by_hand_possible(network: Network) -> bool:
    """Whether a network is small enough for schedules by hand."""
    return network.n_connections <= MOST_CONNECTIONS


def too_large_text(network: Network) -> str:
    """Return why a network is too large."""
    most, size = numbers.count(MOST_CONNECTIONS), numbers.count(network.n_connections)
    return f"Schedules by hand are limited to networks of up to {most} connections; this one has {size}."


def widest_name(network: Network) -> str:
    """Return a text as wide as the name of any connection and its position among the ready ones."""
    neuron = numbers.count(int("8" * len(str(max(network.n_neurons - 1, 0)))))
    position = numbers.count(int("8" * len(str(network.n_connections))))
    return f"w({neuron}→{neuron})  {position} of {position}"


def ready_between(
    network: Network, ready: NDArray[np.int32], source: int | None, target: int | None = None
) -> int | None:
    """Return the first ready connection from a neuron, to another one if that is given; None if there is none."""
    chosen = network.source[ready] == source
    if target is not None:
        chosen &= network.target[ready] == target
    found = ready[chosen]
    return int(found[0]) if found.size else None


def ask(trace: Trace, step: int, connection: int, evicted: Sequence[int] = (), policy: str = "min") -> Question | None:
    """Return which eviction a ready connection needs before it can be processed at a step; None if a slot is free.

    Raises
    ------
    InvalidSchedule
        If the connection is not ready.
    """
    from ioviz.core.simulation.by_hand import board_at

    board = board_at(trace, step)
    need = board.needs(connection, evicted)
    if need is None:
        return None
    rest = [connection, *_rest(trace, step, connection)]
    after, use = _next_uses(trace.network, rest)
    slot_of = {int(n): k for k, n in enumerate(board.neuron) if n >= 0}
    dirty = board.dirty
    tried = _totals(board, connection, evicted, need.candidates, rest, policy)
    found = [
        Candidate(n, slot_of[n], bool(dirty[n]), after[n], use[n], 1 + bool(dirty[n]), tried.get(n))
        for n in need.candidates
    ]
    source = trace.network.source
    found.sort(key=lambda one: (-one.after, int(source[one.use]) != one.neuron))
    return Question(connection, need.end, need.neuron, tuple(evicted), tuple(found))


def move(trace: Trace, step: int, connection: int, evicted: Sequence[int] | None, policy: str = "min") -> Schedule:
    """Return the schedule in which a ready connection comes next at a step.

    Parameters
    ----------
    trace : Trace
        Trace of the schedule shown; it stays the same before `step`.
    step, connection : int
    evicted : sequence of int, optional
        The neurons to evict, in turn; None: the policy chooses.
    policy : {"min", "lru", "rr"}
        The policy for the rest of the order.
    """
    from ioviz.core.simulation.by_hand import board_at

    board = board_at(trace, step)
    rest = _rest(trace, step, connection)
    if evicted is None:
        after = board.process_by(connection, [connection, *rest], policy)
    else:
        after = board.process(connection, evicted)
    if connection == int(trace.schedule.order[step]):
        planned = board_at(trace, step + 1)
        if planned.evictions == after.evictions:  # as planned: the rest of the plan stays, too
            return _named(board_at(trace, trace.n_steps), step + 1)
    return _named(after.finish(rest, policy), step + 1)


def finish(trace: Trace, step: int, policy: str) -> Schedule:
    """Return the schedule with the evictions of a policy from a step on; from there it is not by hand."""
    from ioviz.core.simulation.by_hand import board_at

    return _named(board_at(trace, step).finish(trace.schedule.order, policy), min(step, made_by_hand(trace.schedule)))


# -- reordering ----------------------------------------------------------------------------------------------


def allowed_positions(schedule: Schedule, position: int) -> tuple[int, int]:
    """Return the first and the last position that the connection at a position can be moved to.

    After the last connection into its source, before the first one out of its target.
    """
    network, at = schedule.network, schedule.position
    connection = int(schedule.order[position])
    before = at[network.incoming.of(int(network.source[connection]))]
    behind = at[network.outgoing.of(int(network.target[connection]))]
    first = int(before.max()) + 1 if before.size else 0
    last = int(behind.min()) - 1 if behind.size else at.size - 1
    return first, last


def moved(trace: Trace, position: int, to: int, policy: str = "min") -> Schedule:
    """Return the schedule with a connection moved to another position, or the nearest one allowed.

    The schedule stays the same before both positions; from there on the policy chooses the evictions.
    """
    from ioviz.core.simulation.by_hand import board_at

    first, last = allowed_positions(trace.schedule, position)
    to = min(max(to, first), last)
    order = trace.schedule.order.tolist()
    order.insert(to, order.pop(position))
    kept = min(position, to)
    whole = board_at(trace, kept).finish(np.array(order, np.int32), policy)
    return _named(whole, max(made_by_hand(trace.schedule), kept))


def ios_of(trace: Trace, position: int, to: int, policy: str = "min") -> int:
    """Return the I/Os of the schedule with a connection moved; see `moved`."""
    from ioviz.core.simulation import simulate

    schedule = moved(trace, position, to, policy)
    return simulate(trace.network, schedule, memory=trace.memory, policy="manual").ios


# -- inside --------------------------------------------------------------------------------------------------


def _named(board: Board, by_hand: int) -> Schedule:
    return board.schedule(name=BY_HAND, **{MADE_BY_HAND: int(by_hand), "memory": board.memory})


def _rest(trace: Trace, step: int, connection: int) -> list[int]:
    return [c for c in trace.schedule.order[step:].tolist() if c != connection]


def _next_uses(network: Network, rest: Sequence[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Return the distance to the next use of each neuron in the rest, and the connection that uses it."""
    after: dict[int, int] = {}
    use: dict[int, int] = {}
    for index, connection in enumerate(rest):
        for neuron in (int(network.source[connection]), int(network.target[connection])):
            if neuron not in after:
                after[neuron], use[neuron] = index, connection
    return after, use


def _totals(
    board: Board,
    connection: int,
    evicted: Sequence[int],
    candidates: Sequence[int],
    rest: Sequence[int],
    policy: str,
    most: int = MOST_TRIED,
) -> dict[int, int]:
    """Return the total I/Os with each candidate evicted; empty if that would simulate too many connections."""
    if len(candidates) * len(rest) > most:
        return {}
    found = {}
    for neuron in candidates:
        chosen = [*evicted, neuron]
        need = board.needs(connection, chosen)
        if need is not None:  # another eviction, for the target: the cheapest one
            further = _totals(board, connection, chosen, need.candidates, rest, policy, most // len(candidates))
            if further:
                found[neuron] = min(further.values())
        else:
            found[neuron] = board.process(connection, chosen).finish(rest, policy).counts.ios
    return found
