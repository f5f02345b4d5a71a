"""Schedules by hand: a `Board` is a state of the machine from which any ready connection can be processed.

A board never changes: processing a connection makes a new one, and undo returns to an older one. The rules are exactly
those of the I/O model: the schedule of a complete board, replayed with the policy "manual", has the same counters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ioviz.core.errors import InvalidArgument, InvalidSchedule
from ioviz.core.kernels.jit import frozen
from ioviz.core.kernels.simulate.machine import EVICTED, TARGET_SHIFT
from ioviz.core.schedule import Evictions, Schedule, build_schedule
from ioviz.core.schedule.memory import check_memory_size
from ioviz.core.simulation.counts import Counts
from ioviz.core.simulation.hand_machine import FREE, HandMachine, Need

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.simulation.trace import Trace

Int32 = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Board:
    """The state of the machine after some connections.

    Made by `start_board` and `board_at`, and by processing connections.

    Attributes
    ----------
    network : Network
    memory : int
        M, in values.
    order : int32[t]
        The connections processed so far.
    evictions : tuple of (int, int)
        The position and the neuron of each eviction so far.
    neuron : int32[K]
        The neuron in each slot, -1 if it is free. K is min(M - 1, N).
    dirty : bool[N]
        Whether a resident's value differs from the one in slow memory.
    access : int32[N]
        The last access of each neuron: twice the position, one more as a target; -1 before its first.
    missing, left : int32[N]
        Unprocessed connections into each neuron; unprocessed ones that it takes part in at all.
    hand : int
        The slot after that of the last eviction, where RR starts its search.
    counts : Counts

    Examples
    --------
    >>> import ioviz
    >>> board = ioviz.start_board(ioviz.generate("diamond"), memory=3)
    >>> board = board.process(0)
    >>> board.needs(1)
    Need(end='target', neuron=2, candidates=(1,))
    >>> board = board.process(1, [1])
    >>> board.finish([2, 3]).counts.ios
    13

    Notes
    -----
    Plain Python: a move is O(N + W), which is fast enough for networks that are scheduled by hand.
    """

    network: Network
    memory: int
    order: Int32
    evictions: tuple[tuple[int, int], ...]
    neuron: Int32
    dirty: NDArray[np.bool_]
    access: Int32
    missing: Int32
    left: Int32
    hand: int
    counts: Counts

    @property
    def step(self) -> int:
        """The number of processed connections."""
        return self.order.size

    @property
    def complete(self) -> bool:
        """Whether all connections are processed."""
        return self.order.size == self.network.n_connections

    @cached_property
    def done(self) -> NDArray[np.bool_]:
        """Which connections are processed; bool[W], read-only."""
        done = np.zeros(self.network.n_connections, np.bool_)
        done[self.order] = True
        return frozen(done)

    @cached_property
    def ready(self) -> Int32:
        """The connections that can be processed next, by number: not processed, and their source is complete."""
        return frozen(np.flatnonzero(~self.done & (self.missing[self.network.source] == 0)).astype(np.int32))

    def needs(self, connection: int, evicted: Sequence[int] = ()) -> Need | None:
        """Return the next eviction that a ready connection needs after those in `evicted`, or None.

        Raises
        ------
        InvalidSchedule
            If the connection is not ready, or one of `evicted` cannot be evicted for it.
        """
        return self._machine().needs(connection, evicted)

    def process(self, connection: int, evicted: Sequence[int] = ()) -> Board:
        """Return the board after a ready connection, for which neurons are evicted in turn.

        Raises
        ------
        InvalidSchedule
            If the connection is not ready, or `evicted` are not exactly the evictions that it needs.
        """
        machine = self._machine()
        need = machine.needs(connection, evicted)
        if need is not None:
            raise InvalidSchedule(f"Connection {connection} needs one more eviction, for neuron {need.neuron}.")
        machine.process(int(connection), [int(n) for n in evicted])
        return _board(self, machine)

    def process_by(self, connection: int, rest: ArrayLike, policy: str = "min") -> Board:
        """Return the board after a ready connection, with evictions by a policy.

        Parameters
        ----------
        connection : int
        rest : int[]
            The planned order of all unprocessed connections, this one anywhere in it: it defines the next uses.
        policy : {"min", "lru", "rr"}
        """
        machine = self._machine()
        machine.needs(connection, ())
        machine.run([int(connection), *(c for c in self.rest_of(rest) if c != connection)], policy, 1)
        return _board(self, machine)

    def finish(self, rest: ArrayLike, policy: str = "min") -> Board:
        """Return the complete board: all unprocessed connections in an order, with evictions by a policy.

        Parameters
        ----------
        rest : int[]
            An order; processed connections in it are skipped.
        policy : {"min", "lru", "rr"}

        Raises
        ------
        InvalidArgument
            If the policy is unknown.
        InvalidSchedule
            If the unprocessed connections cannot be processed in that order.
        """
        tail = self.rest_of(rest)
        machine = self._machine()
        machine.run(tail, policy, len(tail))
        return _board(self, machine)

    def rest_of(self, order: ArrayLike) -> list[int]:
        """Return the part of an order that is not processed.

        Raises
        ------
        InvalidSchedule
            If that is not each unprocessed connection exactly once.
        """
        tail = [c for c in np.asarray(order, np.int64).tolist() if not 0 <= c < self.done.size or not self.done[c]]
        if sorted(tail) != np.flatnonzero(~self.done).tolist():
            raise InvalidSchedule("The order does not have each unprocessed connection exactly once.")
        return tail

    def schedule(self, *, name: str = "by hand", **settings: object) -> Schedule:
        """Return the schedule of a complete board, with its own evictions; `settings` are plain JSON values.

        Raises
        ------
        InvalidSchedule
            If the board is not complete.
        """
        if not self.complete:
            left = self.network.n_connections - self.step
            raise InvalidSchedule(f"{left} connections are not processed yet: a schedule needs all of them.")
        step, neuron = zip(*self.evictions, strict=True) if self.evictions else ((), ())
        evictions = Evictions.of(self.memory, step, neuron)
        return build_schedule(self.network, self.order, name=name, settings=settings, evictions=evictions)

    def _machine(self) -> HandMachine:
        return HandMachine(
            self.network,
            done=self.done,
            order=self.order,
            evictions=self.evictions,
            neuron=self.neuron,
            dirty=self.dirty,
            access=self.access,
            missing=self.missing,
            left=self.left,
            hand=self.hand,
        )


def start_board(network: Network, memory: int) -> Board:
    """Return the board before the first connection: fast memory is empty.

    Raises
    ------
    MemoryTooSmall
        If M < 3.
    """
    memory = check_memory_size(memory)
    incoming = network.incoming.degree.astype(np.int32)
    outgoing = network.outgoing.degree.astype(np.int32)
    n = network.n_neurons
    n_slots = min(memory - 1, n)
    return Board(
        network,
        memory,
        frozen(np.empty(0, np.int32)),
        (),
        frozen(np.full(n_slots, FREE, np.int32)),
        frozen(np.zeros(n, np.bool_)),
        frozen(np.full(n, -1, np.int32)),
        frozen(incoming),
        frozen(incoming + outgoing),
        0,
        Counts(),
    )


def board_at(trace: Trace, step: int) -> Board:
    """Return the board at a step of a trace, whatever its policy.

    Raises
    ------
    InvalidArgument
        If the step is out of range.
    """
    if not 0 <= step <= trace.n_steps:
        raise InvalidArgument(f"Steps of this trace are whole numbers from 0 to {trace.n_steps}, not {step!r}.")
    start = start_board(trace.network, trace.memory)
    machine = start._machine()
    victims = iter(trace.victims.tolist())
    flags = trace.flags[:step]
    n_evicted = ((flags & EVICTED) != 0).astype(np.int64) + (flags >> TARGET_SHIFT & EVICTED != 0)
    for connection, count in zip(trace.schedule.order[:step].tolist(), n_evicted.tolist(), strict=True):
        machine.process(connection, [next(victims) for _ in range(count)])
    return _board(start, machine)


def _board(before: Board, machine: HandMachine) -> Board:
    """Freeze a machine that began at a board."""
    added = Counts(len(machine.order) - before.step, machine.reads, machine.rereads, machine.writes, machine.outputs)
    return Board(
        before.network,
        before.memory,
        frozen(np.array(machine.order, np.int32)),
        tuple(machine.evictions),
        frozen(np.array(machine.neuron, np.int32)),
        frozen(np.array(machine.dirty, np.bool_)),
        frozen(np.array(machine.access, np.int32)),
        frozen(np.array(machine.missing, np.int32)),
        frozen(np.array(machine.left, np.int32)),
        machine.hand,
        before.counts + added,
    )
