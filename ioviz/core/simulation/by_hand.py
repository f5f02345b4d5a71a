"""Schedules by hand: a `Board` is a moment of the machine, from which any ready connection can be processed.

A board never changes: processing a connection makes a new one, and undoing is going back to an older one. The rules
are those of the I/O model to the last one, so that the schedule of a board that is complete, replayed with the
policy "manual", has its counters.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ioviz.core.errors import InvalidArgument, InvalidSchedule, MemoryTooSmall
from ioviz.core.kernels.jit import frozen
from ioviz.core.kernels.machine import EVICTED, TARGET_SHIFT
from ioviz.core.schedule import Evictions, Schedule, build_schedule
from ioviz.core.simulation.counts import Counts
from ioviz.core.simulation.policies import LEAST_MEMORY

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.simulation.trace import Trace

Int32 = NDArray[np.int32]
FREE = -1
HAND_POLICIES = ("min", "lru", "rr")
"""The policies that can go on from any board."""


@dataclass(frozen=True)
class Need:
    """Room has to be made: for which end of a connection, and who can make it.

    Attributes
    ----------
    end : {"source", "target"}
    neuron : int
        The neuron that has to come in.
    candidates : tuple of int
        The neurons that can be evicted for it, by place: all residents but the other end.
    """

    end: str
    neuron: int
    candidates: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Board:
    """What is in fast memory after some connections, and all that the rules of the next one ask for.

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
        The neuron in each place, -1 where it is free. K is M - 1, or N where that is less.
    dirty : bool[N]
        Whether a resident's value differs from the one in slow memory.
    access : int32[N]
        The last access of each neuron: twice the position, one more as a target; -1 before its first.
    missing, left : int32[N]
        Connections to come into each neuron; connections to come that it takes part in at all.
    hand : int
        The place after that of the last eviction: where RR looks next.
    counts : Counts
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
        """How many connections are processed."""
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
        """Return whether room has to be made for a ready connection, once some neurons have made room for it.

        Raises
        ------
        InvalidSchedule
            If the connection is not ready, or one of `evicted` cannot make room then.
        """
        return _Machine(self).needs(connection, evicted)

    def process(self, connection: int, evicted: Sequence[int] = ()) -> Board:
        """Return the board after a ready connection, for which neurons make room in turn.

        Raises
        ------
        InvalidSchedule
            If the connection is not ready, or `evicted` are not exactly neurons that can make room for it.
        """
        machine = _Machine(self)
        need = machine.needs(connection, evicted)
        if need is not None:
            raise InvalidSchedule(
                f"Connection {connection} needs room for neuron {need.neuron}; one more has to be evicted for it."
            )
        machine.process(int(connection), [int(n) for n in evicted])
        return machine.board()

    def process_by(self, connection: int, rest: ArrayLike, policy: str = "min") -> Board:
        """Return the board after a ready connection, with room made by a policy.

        Parameters
        ----------
        connection : int
        rest : int[]
            The order in which the other connections are meant to come: next uses are looked up there.
        policy : {"min", "lru", "rr"}
        """
        machine = _Machine(self)
        machine.needs(connection, ())
        machine.run([int(connection), *(c for c in self.rest_of(rest) if c != connection)], policy, 1)
        return machine.board()

    def finish(self, rest: ArrayLike, policy: str = "min") -> Board:
        """Return the complete board: all that is left in the order given, with room made by a policy.

        Parameters
        ----------
        rest : int[]
            An order; what of it is processed already is skipped.
        policy : {"min", "lru", "rr"}

        Raises
        ------
        InvalidArgument
            If there is no such policy.
        InvalidSchedule
            If the connections left cannot come in that order.
        """
        tail = self.rest_of(rest)
        machine = _Machine(self)
        machine.run(tail, policy, len(tail))
        return machine.board()

    def rest_of(self, order: ArrayLike) -> list[int]:
        """Return what of an order is not processed yet.

        Raises
        ------
        InvalidSchedule
            If that is not each connection that is left, once.
        """
        tail = [c for c in np.asarray(order, np.int64).tolist() if not 0 <= c < self.done.size or not self.done[c]]
        if sorted(tail) != np.flatnonzero(~self.done).tolist():
            raise InvalidSchedule("The rest of the order does not have each connection that is left exactly once.")
        return tail

    def schedule(self, *, name: str = "by hand", **settings: object) -> Schedule:
        """Return the schedule of a complete board, with its own evictions; `settings` are plain JSON values.

        Raises
        ------
        InvalidSchedule
            If connections are left.
        """
        if not self.complete:
            left = self.network.n_connections - self.step
            raise InvalidSchedule(f"{left} connections are still to be processed: a schedule has all of them.")
        step, neuron = zip(*self.evictions, strict=True) if self.evictions else ((), ())
        evictions = Evictions.of(self.memory, step, neuron)
        return build_schedule(self.network, self.order, name=name, settings=settings, evictions=evictions)


def start_board(network: Network, memory: int) -> Board:
    """Return the board before the first connection: fast memory is empty.

    Raises
    ------
    MemoryTooSmall
        If M < 3.
    """
    if memory < LEAST_MEMORY:
        raise MemoryTooSmall(f"Fast memory has to hold {LEAST_MEMORY} values or more, not {memory}.")
    incoming = network.incoming.degree.astype(np.int32)
    outgoing = network.outgoing.degree.astype(np.int32)
    n = network.n_neurons
    places = min(int(memory) - 1, n)
    return Board(
        network,
        int(memory),
        frozen(np.empty(0, np.int32)),
        (),
        frozen(np.full(places, FREE, np.int32)),
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
        If there is no such step.
    """
    if not 0 <= step <= trace.n_steps:
        raise InvalidArgument(f"Steps of this trace are whole numbers from 0 to {trace.n_steps}, not {step!r}.")
    machine = _Machine(start_board(trace.network, trace.memory))
    victims = iter(trace.victims.tolist())
    flags = trace.flags[:step]
    rooms = ((flags & EVICTED) != 0).astype(np.int64) + (flags >> TARGET_SHIFT & EVICTED != 0)
    for connection, count in zip(trace.schedule.order[:step].tolist(), rooms.tolist(), strict=True):
        machine.process(connection, [next(victims) for _ in range(count)])
    return machine.board()


class _Machine:
    """The machine in plain lists, on its way from one board to another."""

    def __init__(self, board: Board) -> None:
        self._of = board
        network = board.network
        self._source, self._target = network.source, network.target
        self._order = board.order.tolist()
        self._evictions = list(board.evictions)
        self._neuron = board.neuron.tolist()
        self._place = {n: k for k, n in enumerate(self._neuron) if n != FREE}
        self._vacant = [k for k, n in enumerate(self._neuron) if n == FREE]
        self._dirty = board.dirty.tolist()
        self._access = board.access.tolist()
        self._missing = board.missing.tolist()
        self._left = board.left.tolist()
        self._hand = board.hand
        self._reads, self._rereads, self._writes, self._outputs = 0, 0, 0, 0

    def board(self) -> Board:
        added = Counts(len(self._order) - self._of.step, self._reads, self._rereads, self._writes, self._outputs)
        return Board(
            self._of.network,
            self._of.memory,
            frozen(np.array(self._order, np.int32)),
            tuple(self._evictions),
            frozen(np.array(self._neuron, np.int32)),
            frozen(np.array(self._dirty, np.bool_)),
            frozen(np.array(self._access, np.int32)),
            frozen(np.array(self._missing, np.int32)),
            frozen(np.array(self._left, np.int32)),
            self._hand,
            self._of.counts + added,
        )

    # -- one connection, room made as told ---------------------------------------------------------------

    def needs(self, connection: int, evicted: Sequence[int]) -> Need | None:
        """Check a connection and who is to make room for it; return the room that is still missing."""
        u, v = self._ends(connection)
        gone: list[int] = []
        free = len(self._vacant)
        for end, neuron, other in (("source", u, v), ("target", v, u)):
            if neuron in self._place:
                continue
            if free:
                free -= 1
                continue
            candidates = tuple(n for n in self._neuron if n not in (FREE, other) and n not in gone)
            if len(gone) == len(evicted):
                return Need(end, neuron, candidates)
            victim = int(evicted[len(gone)])
            if victim not in candidates:
                raise InvalidSchedule(
                    f"Neuron {victim} cannot make room for neuron {neuron} at connection {connection} ({u} -> {v}): "
                    + ("it is needed there." if victim in (u, v) else "it is not in fast memory then.")
                )
            gone.append(victim)
        if len(gone) < len(evicted):
            raise InvalidSchedule(
                f"No more room is needed for connection {connection} ({u} -> {v}); neuron {evicted[len(gone)]} stays."
            )
        return None

    def _ends(self, connection: int) -> tuple[int, int]:
        count = self._of.network.n_connections
        if isinstance(connection, bool) or not 0 <= connection < count:
            raise InvalidSchedule(f"There is no connection {connection!r}; they are numbered 0 to {count - 1}.")
        u, v = int(self._source[connection]), int(self._target[connection])
        if self._of.done[connection]:
            raise InvalidSchedule(f"Connection {connection} ({u} -> {v}) is processed already.")
        if self._missing[u]:
            raise InvalidSchedule(
                f"Connection {connection} ({u} -> {v}) is not ready: neuron {u} waits for {self._missing[u]} of its own."
            )
        return u, v

    def process(self, connection: int, evicted: Sequence[int]) -> None:
        """Process a ready connection; `evicted` are checked, or come from a trace."""
        u, v = int(self._source[connection]), int(self._target[connection])
        position = len(self._order)
        victims = iter(evicted)
        for side, neuron in enumerate((u, v)):
            if neuron not in self._place:
                self._bring_in(neuron, None if self._vacant else next(victims), position)
            self._access[neuron] = 2 * position + side
        self._order.append(connection)
        self._dirty[v] = True
        self._missing[v] -= 1
        for neuron in (u, v):
            self._left[neuron] -= 1
            if not self._left[neuron]:
                if neuron == v:  # nothing leads on from it: an output
                    self._outputs += 1
                self._dirty[neuron] = False
                self._neuron[self._place[neuron]] = FREE
                heapq.heappush(self._vacant, self._place.pop(neuron))

    def _bring_in(self, neuron: int, victim: int | None, position: int) -> None:
        if victim is None:
            place = heapq.heappop(self._vacant)
        else:
            place = self._place.pop(victim)
            self._writes += self._dirty[victim]
            self._dirty[victim] = False
            self._evictions.append((position, victim))
            self._hand = (place + 1) % len(self._neuron)
        self._neuron[place] = neuron
        self._place[neuron] = place
        if self._access[neuron] < 0:
            self._reads += 1
        else:
            self._rereads += 1

    # -- many connections, room made by a policy ---------------------------------------------------------

    def run(self, tail: Sequence[int], policy: str, count: int) -> None:
        """Process the first `count` connections of `tail`; next uses are looked up in all of it."""
        if policy not in HAND_POLICIES:
            known = ", ".join(HAND_POLICIES)
            raise InvalidArgument(f"By hand there is no policy {policy!r}; the policies are: {known}.")
        farthest = _Farthest(self._source, self._target, tail, self._place) if policy == "min" else None
        for index in range(count):
            connection = tail[index]
            u, v = int(self._source[connection]), int(self._target[connection])
            if self._missing[u]:
                raise InvalidSchedule(f"Connection {connection} ({u} -> {v}) stands before one that its source needs.")
            evicted: list[int] = []
            free = len(self._vacant)
            for neuron, other in ((u, v), (v, u)):
                if neuron in self._place:
                    continue
                if free:
                    free -= 1
                elif farthest is not None:
                    evicted.append(farthest.pop(self._place, (other, *evicted)))
                elif policy == "lru":
                    evicted.append(self._oldest((other, *evicted)))
                else:
                    evicted.append(self._next_in_turn(other, evicted))
            self.process(connection, evicted)
            if farthest is not None:
                farthest.used(index, u, v)

    def _oldest(self, protected: Sequence[int]) -> int:
        return min((n for n in self._place if n not in protected), key=self._access.__getitem__)

    def _next_in_turn(self, other: int, gone: Sequence[int]) -> int:
        """Who leaves under RR; whoever left for the same connection has the source in its place by now."""
        hand = (self._place[gone[-1]] + 1) % len(self._neuron) if gone else self._hand
        for k in range(len(self._neuron)):
            place = (hand + k) % len(self._neuron)
            neuron = self._neuron[place]
            if neuron not in (FREE, other) and neuron not in gone:
                return int(neuron)
        raise AssertionError("three places are never all protected")


class _Farthest:
    """Who is needed again last: a heap of next uses, the farthest first, in which old entries are skipped."""

    def __init__(
        self, source: Int32, target: Int32, tail: Sequence[int], residents: Sequence[int] | dict[int, int]
    ) -> None:
        self._uses: dict[int, list[int]] = {}  # the uses to come, the next one last
        self._source, self._tail = source, tail
        for index in range(len(tail) - 1, -1, -1):
            connection = tail[index]
            for neuron in (int(source[connection]), int(target[connection])):
                self._uses.setdefault(neuron, []).append(index)
        self._heap: list[tuple[int, int, int]] = []
        for neuron in residents:
            self._push(neuron)

    def _push(self, neuron: int) -> None:
        uses = self._uses[neuron]
        if uses:
            # Two tie only as the ends of one connection to come: its source goes first.
            is_source = int(self._source[self._tail[uses[-1]]]) == neuron
            heapq.heappush(self._heap, (-uses[-1], 0 if is_source else 1, neuron))

    def used(self, index: int, *ends: int) -> None:
        """The connection at `index` is processed."""
        for neuron in ends:
            uses = self._uses[neuron]
            if uses and uses[-1] == index:
                uses.pop()
            self._push(neuron)

    def pop(self, residents: dict[int, int], protected: Sequence[int]) -> int:
        """Take the resident whose next use is the farthest, of those that are not protected."""
        kept = []
        while True:
            entry = heapq.heappop(self._heap)
            neuron = entry[2]
            if neuron not in residents or self._uses[neuron][-1] != -entry[0]:
                continue  # it left, or was used since
            if neuron not in protected:
                break
            kept.append(entry)
        for entry in kept:
            heapq.heappush(self._heap, entry)
        return neuron
