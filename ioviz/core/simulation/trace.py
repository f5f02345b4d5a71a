"""`Trace`: all events of a schedule, with access to any step.

A trace keeps one byte a connection, the evicted neurons, and now and then a checkpoint; all else is replayed
from the checkpoint before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ioviz.core.errors import InvalidArgument
from ioviz.core.kernels.jit import frozen
from ioviz.core.kernels.trace.replay import replay
from ioviz.core.kernels.trace.scan import (
    BLOCK_SHIFT,
    EVICT_WRITES,
    EVICTIONS,
    FIRST_READS,
    OUTPUT_WRITES,
    PACKED,
    REREADS,
    count_before,
    find_next,
    find_previous,
)
from ioviz.core.network import bounds
from ioviz.core.schedule.values import partial_values
from ioviz.core.simulation.counts import Counts
from ioviz.core.simulation.events import COSTS, Event, EventKind
from ioviz.core.simulation.explain import event_kinds, explain
from ioviz.core.simulation.memory_state import NOWHERE, MemoryState, Moment, after_events
from ioviz.core.simulation.residency import residency_picture
from ioviz.core.simulation.step_kinds import looked_for

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.schedule import Schedule

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Trace:
    """All events of a schedule on a machine. Made by `record_trace`.

    *Step* t means "after t connections"; connection number t, counted from 0, is processed between
    step t and step t + 1.

    Attributes
    ----------
    network : Network
    schedule : Schedule
    memory : int
        The size M of fast memory, in values.
    policy : str
    counts : Counts
        At the end: those of `simulate`.
    flags : uint8[W]
        What happened at each connection, see `ioviz.core.kernels.simulate.machine`.
    victims : int32[E]
        The evicted neurons, in the order in which they were evicted.
    checkpoints : int32[C, K]
        The state before the connections 0, interval, 2 * interval, ...
    hands : int32[C]
        The slot after the one that was emptied last, at these checkpoints.
    sums : int64[B + 1, 5]
        Counts before each block of connections, see `ioviz.core.kernels.trace.scan`.
    interval_shift : int
        The interval of checkpoints is ``2 ** interval_shift`` connections.

    Notes
    -----
    Memory: see `nbytes`; the schedule's next uses, 8 bytes a connection, are kept by the schedule.
    """

    network: Network
    schedule: Schedule
    memory: int
    policy: str
    counts: Counts
    flags: NDArray[np.uint8]
    victims: Int32
    checkpoints: Int32
    hands: Int32
    sums: Int64
    interval_shift: int

    @property
    def n_steps(self) -> int:
        """The last step: W."""
        return self.flags.size

    @property
    def n_slots(self) -> int:
        """The slots that can ever be filled: min(M - 1, N)."""
        return int(self.checkpoints.shape[1])

    @property
    def nbytes(self) -> int:
        """Bytes that the trace occupies, without its schedule."""
        arrays = (self.flags, self.victims, self.checkpoints, self.hands, self.sums)
        return sum(array.nbytes for array in arrays)

    def state(self, step: int, event: int = 0) -> MemoryState:
        """Return the state of fast memory at a moment.

        Parameters
        ----------
        step : int
            Connections processed, 0..W.
        event : int
            How many events of connection number `step` have happened too; from 0 to the number of
            ``events(step)``.

        Returns
        -------
        MemoryState

        Raises
        ------
        InvalidArgument
            If there is no such step or event.
        """
        return self.moment(step, event).state if event else self._state_between(step)

    def moment(self, step: int, event: int = 0) -> Moment:
        """Return the state of fast memory at a moment, and the connection that led to it, by one replay.

        Parameters and errors are those of `state`.
        """
        number = self._checked(step) if event else self._checked(step) - 1
        before = self._state_between(max(number, 0))
        if number < 0:
            return Moment(number, before, (), before)
        events = self._events_after(before)
        if not 0 <= event <= len(events):
            raise self._no_event(step, event, len(events))
        to_come = events[event:] if event else ()
        events = events[: event or None]
        source, _, next_source, next_target = self._ends(number)
        state = after_events(before, events, source=source, next_source=next_source, next_target=next_target)
        return Moment(number, before, events, state if event else replace(state, step=number + 1, event=0), to_come)

    def events(self, step: int) -> tuple[Event, ...]:
        """Return the events of connection number `step`, in order; () for step W.

        Raises
        ------
        InvalidArgument
            If there is no such step.
        """
        return self._events_after(self._state_between(step))

    def counters(self, step: int, event: int = 0) -> Counts:
        """Return the counters after `step` connections and `event` events of the next one.

        Raises
        ------
        InvalidArgument
            If there is no such step or event.
        """
        counts = self._counts_at(self._checked(step))[0]
        if event:
            costs = self.event_costs(step)
            if not 0 <= event <= len(costs):
                raise self._no_event(step, event, len(costs))
            counts = sum(costs[:event], counts)
        return counts

    def event_costs(self, step: int) -> tuple[Counts, ...]:
        """Return the counters of each of ``events(step)``, without a replay of fast memory.

        Raises
        ------
        InvalidArgument
            If there is no such step.
        """
        if self._checked(step) == self.n_steps:
            return ()
        _, _, next_source, next_target = self._ends(step)
        drops = {"drops_source": next_source == self.n_steps, "drops_target": next_target == self.n_steps}
        return tuple(COSTS[kind] for kind, _ in event_kinds(int(self.flags[step]), **drops))

    def values(
        self, step: int, x: ArrayLike, event: int = 0, *, final: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        """Compute the actual value or partial sum in each slot, for one input vector.

        Parameters
        ----------
        step : int
        x : float[input_width]
            The input vector.
        event : int
            As for `state`.
        final : float32[N], optional
            What `neuron_values` returned for `x`, if it is at hand; `x` is not looked at then.

        Returns
        -------
        float32[K]
            By slot, K = M - 1 or N where that is less; NaN where a slot is free. To the last bit what
            `infer` holds at that moment.

        Raises
        ------
        InvalidArgument
            If there is no such step or event, or `x` is no vector of the network's width.
        """
        return self.values_at(self.moment(step, event), x, final=final)

    def values_at(
        self, moment: Moment, x: ArrayLike, *, final: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        """Compute `values` for a given moment."""
        state = moment.state
        added = state.event > 0 and any(one.kind is EventKind.MULTIPLY_ADD for one in moment.events)
        here = state.neuron != NOWHERE
        held = np.full(state.neuron.size, np.nan, np.float32)
        held[here] = partial_values(
            self.network, self.schedule, x, state.step + added, state.neuron[here], values=final
        )
        return held

    def next_step(self, step: int, kind: str = "io") -> int | None:
        """Find the first unprocessed connection at `step` with a step of a kind.

        Parameters
        ----------
        step : int
            Connection number `step` itself is looked at first.
        kind : {"io", "eviction", "reread", "write"}
            "io": any I/O besides the weight's; "write": a value evicted dirty, or an output.

        Returns
        -------
        int or None
            The connection's number, which is the step before it; None if there is none.

        Raises
        ------
        InvalidArgument
            If there is no such step or kind.
        """
        found = find_next(self.flags, self.sums, *looked_for(kind), self._checked(step))
        return int(found) if found >= 0 else None

    def previous_step(self, step: int, kind: str = "io") -> int | None:
        """Find the last processed connection at `step` with a step of a kind.

        Parameters, returns and errors are those of `next_step`; connection number ``step - 1`` is
        looked at first.
        """
        found = find_previous(self.flags, self.sums, *looked_for(kind), self._checked(step))
        return int(found) if found >= 0 else None

    def cumulative_ios(self, steps: ArrayLike) -> Int64:
        """Return the cumulative I/Os at some steps; int64 of their shape.

        Raises
        ------
        InvalidArgument
            If one of them is no step.
        """
        return self.cumulative_reads(steps) + self.cumulative_writes(steps)

    def cumulative_reads(self, steps: ArrayLike) -> Int64:
        """Return the cumulative reads, weights included, at some steps; see `cumulative_ios`."""
        at, counts = self._columns(steps)
        reads: Int64 = at + (counts[:, FIRST_READS] + counts[:, REREADS]).reshape(at.shape)
        return reads

    def cumulative_writes(self, steps: ArrayLike) -> Int64:
        """Return the cumulative writes at some steps; see `cumulative_ios`."""
        at, counts = self._columns(steps)
        writes: Int64 = (counts[:, EVICT_WRITES] + counts[:, OUTPUT_WRITES]).reshape(at.shape)
        return writes

    def __repr__(self) -> str:
        return f"<Trace of {self.n_steps} steps, M = {self.memory}, policy {self.policy!r}, {self.counts.ios} I/Os>"

    def _repr_html_(self) -> str:
        """Return the HTML of a notebook: machine, counters, and residency."""
        from ioviz.core.simulation.html import trace_html

        name = self.network.name or "Network"
        title = f"{name}: order {self.schedule.name}, M = {self.memory:,}, {self.policy.upper()}"
        picture = residency_picture(self, width=480, height=200)
        return trace_html(title, self.counts, bounds(self.network).lower, picture)

    def _checked(self, step: int) -> int:
        if isinstance(step, bool) or not isinstance(step, (int, np.integer)) or not 0 <= step <= self.n_steps:
            raise InvalidArgument(f"Steps of this trace are whole numbers from 0 to {self.n_steps}, not {step!r}.")
        return int(step)

    @staticmethod
    def _no_event(step: int, event: int, events: int) -> InvalidArgument:
        return InvalidArgument(f"Connection {step} has {events} events, not {event}.")

    def _columns(self, steps: ArrayLike) -> tuple[Int64, Int64]:
        at = np.asarray(steps)
        if at.dtype.kind not in "iu" and at.size:
            raise InvalidArgument("Steps are whole numbers.")
        at = at.astype(np.int64)
        if at.size and (at.min() < 0 or at.max() > self.n_steps):
            raise InvalidArgument(f"Steps of this trace are whole numbers from 0 to {self.n_steps}.")
        return at, count_before(self.flags, PACKED, self.sums, at.ravel())

    def _counts_at(self, step: int) -> tuple[Counts, int]:
        """Return the counters and the number of evictions at a step."""
        row = count_before(self.flags, PACKED, self.sums, np.array([step], np.int64))[0].tolist()
        counts = Counts(step, row[FIRST_READS], row[REREADS], row[EVICT_WRITES], row[OUTPUT_WRITES])
        return counts, row[EVICTIONS]

    def _state_between(self, step: int) -> MemoryState:
        step = self._checked(step)
        # The last checkpoint is before a connection; step W may come after it.
        index = min(step >> self.interval_shift, len(self.checkpoints) - 1)
        start = index << self.interval_shift
        network, uses = self.network, self.schedule.uses
        neuron, dirty, next_use, last_use, hand = replay(
            network.source,
            network.target,
            self.schedule.order,
            uses.next_source,
            uses.next_target,
            uses.last,
            self.flags,
            self.victims,
            int(self.sums[start >> BLOCK_SHIFT, EVICTIONS]),
            self.checkpoints[index],
            int(self.hands[index]),
            start,
            step,
        )
        return MemoryState(
            step,
            0,
            frozen(neuron),
            frozen(dirty),
            frozen(next_use),
            frozen(last_use),
            int(hand) if self.policy == "rr" else NOWHERE,
            int(hand),
            self._counts_at(step)[0],
        )

    def _events_after(self, state: MemoryState) -> tuple[Event, ...]:
        step = state.step
        if step == self.n_steps:
            return ()
        source, target, next_source, next_target = self._ends(step)
        before = self._counts_at(step)[1]
        return tuple(
            explain(
                state,
                source=source,
                target=target,
                next_source=next_source,
                next_target=next_target,
                n_connections=self.n_steps,
                flag=int(self.flags[step]),
                victims=iter(self.victims[before : before + 2].tolist()),
            )
        )

    def _ends(self, step: int) -> tuple[int, int, int, int]:
        """Return the ends of connection number `step` and their next uses."""
        connection = self.schedule.order[step]
        uses = self.schedule.uses
        return (
            int(self.network.source[connection]),
            int(self.network.target[connection]),
            int(uses.next_source[step]),
            int(uses.next_target[step]),
        )
