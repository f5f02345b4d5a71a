"""The machine in plain lists, between two `Board`s: with given evictions, or with those of a policy."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.core.errors import InvalidSchedule, unknown
from ioviz.core.names import STEPWISE_POLICIES

if TYPE_CHECKING:
    from ioviz.core.network import Network

Int32 = NDArray[np.int32]
FREE = -1


@dataclass(frozen=True)
class Need:
    """An eviction that is needed: for which end of a connection, and its candidates.

    Attributes
    ----------
    end : {"source", "target"}
    neuron : int
        The neuron that needs the slot.
    candidates : tuple of int
        The eviction candidates, by slot: all residents but the other end.
    """

    end: str
    neuron: int
    candidates: tuple[int, ...]


class HandMachine:
    """The machine in plain lists, between two boards; its parameters are fields of a `Board`."""

    def __init__(
        self,
        network: Network,
        *,
        done: NDArray[np.bool_],
        order: Int32,
        evictions: Sequence[tuple[int, int]],
        neuron: Int32,
        dirty: NDArray[np.bool_],
        access: Int32,
        missing: Int32,
        left: Int32,
        hand: int,
    ) -> None:
        self._network, self._done = network, done
        self._source, self._target = network.source, network.target
        self.order = order.tolist()
        self.evictions = list(evictions)
        self.neuron = neuron.tolist()
        self._slot_of = {n: k for k, n in enumerate(self.neuron) if n != FREE}
        self._vacant = [k for k, n in enumerate(self.neuron) if n == FREE]
        self.dirty = dirty.tolist()
        self.access = access.tolist()
        self.missing = missing.tolist()
        self.left = left.tolist()
        self.hand = hand
        self.reads, self.rereads, self.writes, self.outputs = 0, 0, 0, 0

    # -- one connection, with given evictions ------------------------------------------------------------

    def needs(self, connection: int, evicted: Sequence[int]) -> Need | None:
        """Check a connection and its evictions; return the next eviction that is missing."""
        u, v = self._ends(connection)
        gone: list[int] = []
        free = len(self._vacant)
        for end, neuron, other in (("source", u, v), ("target", v, u)):
            if neuron in self._slot_of:
                continue
            if free:
                free -= 1
                continue
            candidates = tuple(n for n in self.neuron if n not in (FREE, other) and n not in gone)
            if len(gone) == len(evicted):
                return Need(end, neuron, candidates)
            victim = int(evicted[len(gone)])
            if victim not in candidates:
                raise InvalidSchedule(
                    f"Neuron {victim} cannot be evicted for neuron {neuron} at connection {connection} ({u} -> {v}): "
                    + ("the connection needs it." if victim in (u, v) else "it is not in fast memory.")
                )
            gone.append(victim)
        if len(gone) < len(evicted):
            raise InvalidSchedule(
                f"Connection {connection} ({u} -> {v}) needs no eviction of neuron {evicted[len(gone)]}."
            )
        return None

    def _ends(self, connection: int) -> tuple[int, int]:
        count = self._network.n_connections
        if isinstance(connection, bool) or not 0 <= connection < count:
            raise InvalidSchedule(f"Unknown connection {connection!r}: they are numbered 0 to {count - 1}.")
        u, v = int(self._source[connection]), int(self._target[connection])
        if self._done[connection]:
            raise InvalidSchedule(f"Connection {connection} ({u} -> {v}) is processed already.")
        if self.missing[u]:
            raise InvalidSchedule(f"Connection {connection} ({u} -> {v}) is not ready: neuron {u} is not complete.")
        return u, v

    def process(self, connection: int, evicted: Sequence[int]) -> None:
        """Process a ready connection; `evicted` are checked, or come from a trace."""
        u, v = int(self._source[connection]), int(self._target[connection])
        position = len(self.order)
        victims = iter(evicted)
        for side, neuron in enumerate((u, v)):
            if neuron not in self._slot_of:
                self._read(neuron, None if self._vacant else next(victims), position)
            self.access[neuron] = 2 * position + side
        self.order.append(connection)
        self.dirty[v] = True
        self.missing[v] -= 1
        for neuron in (u, v):
            self.left[neuron] -= 1
            if not self.left[neuron]:
                if neuron == v:  # without outgoing connections: an output
                    self.outputs += 1
                self.dirty[neuron] = False
                self.neuron[self._slot_of[neuron]] = FREE
                heapq.heappush(self._vacant, self._slot_of.pop(neuron))

    def _read(self, neuron: int, victim: int | None, position: int) -> None:
        if victim is None:
            slot = heapq.heappop(self._vacant)
        else:
            slot = self._slot_of.pop(victim)
            self.writes += self.dirty[victim]
            self.dirty[victim] = False
            self.evictions.append((position, victim))
            self.hand = (slot + 1) % len(self.neuron)
        self.neuron[slot] = neuron
        self._slot_of[neuron] = slot
        if self.access[neuron] < 0:
            self.reads += 1
        else:
            self.rereads += 1

    # -- many connections, with evictions by a policy ----------------------------------------------------

    def run(self, tail: Sequence[int], policy: str, count: int) -> None:
        """Process the first `count` connections of `tail`; next uses are looked up in all of it."""
        if policy not in STEPWISE_POLICIES:
            raise unknown("policy by hand", policy, STEPWISE_POLICIES)
        farthest = _Farthest(self._source, self._target, tail, self._slot_of) if policy == "min" else None
        for index in range(count):
            connection = tail[index]
            u, v = int(self._source[connection]), int(self._target[connection])
            if self.missing[u]:
                raise InvalidSchedule(f"Connection {connection} ({u} -> {v}) comes before one that its source needs.")
            evicted: list[int] = []
            free = len(self._vacant)
            for neuron, other in ((u, v), (v, u)):
                if neuron in self._slot_of:
                    continue
                if free:
                    free -= 1
                elif farthest is not None:
                    evicted.append(farthest.pop(self._slot_of, (other, *evicted)))
                elif policy == "lru":
                    evicted.append(self._oldest((other, *evicted)))
                else:
                    evicted.append(self._next_in_turn(other, evicted))
            self.process(connection, evicted)
            if farthest is not None:
                farthest.used(index, u, v)

    def _oldest(self, protected: Sequence[int]) -> int:
        return int(min((n for n in self._slot_of if n not in protected), key=self.access.__getitem__))

    def _next_in_turn(self, other: int, gone: Sequence[int]) -> int:
        """Return the victim of RR; the slot of a neuron evicted for the same connection holds the source now."""
        hand = (self._slot_of[gone[-1]] + 1) % len(self.neuron) if gone else self.hand
        for k in range(len(self.neuron)):
            slot = (hand + k) % len(self.neuron)
            neuron = self.neuron[slot]
            if neuron not in (FREE, other) and neuron not in gone:
                return int(neuron)
        raise AssertionError("three slots are never all protected")


class _Farthest:
    """A heap of next uses, the farthest first; outdated entries are skipped."""

    def __init__(
        self, source: Int32, target: Int32, tail: Sequence[int], residents: Sequence[int] | dict[int, int]
    ) -> None:
        self._uses: dict[int, list[int]] = {}  # future uses, the next one last
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
            # Two tie only as the ends of one future connection: its source is evicted first.
            is_source = int(self._source[self._tail[uses[-1]]]) == neuron
            heapq.heappush(self._heap, (-uses[-1], 0 if is_source else 1, neuron))

    def used(self, index: int, *ends: int) -> None:
        """Record that the connection at `index` was processed."""
        for neuron in ends:
            uses = self._uses[neuron]
            if uses and uses[-1] == index:
                uses.pop()
            self._push(neuron)

    def pop(self, residents: dict[int, int], protected: Sequence[int]) -> int:
        """Remove and return the unprotected resident with the farthest next use."""
        kept = []
        while True:
            entry = heapq.heappop(self._heap)
            neuron = entry[2]
            if neuron not in residents or self._uses[neuron][-1] != -entry[0]:
                continue  # evicted or used in the meantime
            if neuron not in protected:
                break
            kept.append(entry)
        for entry in kept:
            heapq.heappush(self._heap, entry)
        return neuron
