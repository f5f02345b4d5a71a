"""A frame: an immutable snapshot of one moment of a trace, with all that the views show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.frame.sentences import NOTHING, Sentence, io_sentence
from ioviz.viewmodels.frame.timing import CLEAN, DIRTY, Timing, frozen, make_timing

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.simulation import Counts, Event, Moment, Trace

Int32 = NDArray[np.int32]
FREE = -1
"""In `Frame.neuron`: no neuron is in this slot."""

MOST_VALUES = 1_000
"""With more slots than this, values are not shown."""


@dataclass(frozen=True)
class Departure:
    """A neuron removed from its slot: evicted (written or not), dropped, or written as an output."""

    slot: int
    neuron: int
    evicted: bool
    written: bool


@dataclass(frozen=True, eq=False)
class Frame:
    """One moment of a trace, ready to be drawn.

    Attributes
    ----------
    timing : Timing
        The schedule's times; the same object as long as the schedule is the same.
    moment : Moment
        Fast memory, and the events of the connection that has led to it; what the frame itself does not hold is
        found here without a replay of the trace.
    memory : int
        M; there are K = M - 1 slots.
    policy : str
    final : Counts
        At the end of the trace.
    current : int or None
        The connection that is being processed, or was processed last.
    arrived : tuple of int
        Slots that were filled by the events since the previous connection.
    departed : tuple of Departure
    sentence : Sentence
        Description of the events and their reasons.
    value : float32[K] or None
        The value or partial sum in each slot, NaN where free; None without an example.
    inputs : float32[I] or None
        The example's input values as shares of white, 0 to 1.
    outputs : float32[S] or None
        The output values written so far, NaN where not yet.
    example : int or None
        Index of the example.
    """

    timing: Timing
    moment: Moment
    memory: int
    policy: str
    final: Counts
    current: int | None = None
    arrived: tuple[int, ...] = ()
    departed: tuple[Departure, ...] = ()
    sentence: Sentence = field(default=NOTHING)
    value: NDArray[np.float32] | None = None
    inputs: NDArray[np.float32] | None = None
    outputs: NDArray[np.float32] | None = None
    example: int | None = None

    @property
    def step(self) -> int:
        """Connections processed."""
        return self.moment.state.step

    @property
    def event(self) -> int:
        """Events of the next connection that have happened."""
        return self.moment.state.event

    @property
    def neuron(self) -> Int32:
        """The neuron in each slot, `FREE` where there is none; int32[K]."""
        return self.moment.state.neuron

    @property
    def dirty(self) -> NDArray[np.bool_]:
        """Whether the value in each slot is dirty; bool[K]."""
        return self.moment.state.dirty

    @property
    def next_use(self) -> Int32:
        """The position of the next use of each neuron; W where there is none, -1 where a slot is free; int32[K]."""
        return self.moment.state.next_use

    @property
    def counts(self) -> Counts:
        """I/Os so far."""
        return self.moment.state.counts

    @property
    def hand(self) -> int | None:
        """The slot that the hand of RR points at; None under other policies."""
        return self.moment.state.hand if self.moment.state.hand != FREE else None

    @property
    def network(self) -> Network:
        """The network of the trace."""
        return self.timing.schedule.network

    @property
    def n_steps(self) -> int:
        """W, the number of connections."""
        return self.timing.n_steps

    @property
    def n_slots(self) -> int:
        """K, the number of slots for neurons."""
        return self.neuron.size

    @cached_property
    def resident(self) -> int:
        """The number of neurons in fast memory."""
        return int(np.count_nonzero(self.neuron != FREE))

    @cached_property
    def n_dirty(self) -> int:
        """The number of dirty values in fast memory."""
        return int(np.count_nonzero(self.dirty))

    @property
    def ends(self) -> tuple[int, int] | None:
        """Source and target of the current connection."""
        if self.current is None:
            return None
        return int(self.network.source[self.current]), int(self.network.target[self.current])

    @property
    def weight(self) -> float | None:
        """The weight of the current connection."""
        return None if self.current is None else float(self.network.weight[self.current])

    @cached_property
    def neuron_states(self) -> NDArray[np.uint8]:
        """WAITING, STORED, GONE, CLEAN or DIRTY (`viewmodels.frame.timing`) for each neuron, uint8[N]."""
        states = self.timing.neuron_states(self.step)
        taken = self.neuron != FREE
        states[self.neuron[taken]] = np.where(self.dirty[taken], DIRTY, CLEAN)
        return states

    def slot_of(self, neuron: int) -> int | None:
        """Return the slot of a neuron, None if it is not in fast memory."""
        found = np.flatnonzero(self.neuron == neuron)
        return int(found[0]) if found.size else None

    def uses_until(self, slot: int) -> int | None:
        """Return after how many connections the neuron in a slot is used next: 1 is the next; None if never."""
        ahead = int(self.next_use[slot])
        if self.neuron[slot] == FREE or ahead >= self.n_steps:
            return None
        return ahead - self.step + 1


@dataclass(frozen=True, eq=False)
class ExampleRun:
    """One example input and the values it gives, as the frames of a trace show them.

    Attributes
    ----------
    index : int
    vector : float32[input_width]
    values : float32[N]
        The final value of every neuron.
    inputs : float32[I]
        The input neurons' values as shares of white, 0 to 1.
    outputs : float32[S]
        The output neurons' final values.
    """

    index: int
    vector: NDArray[np.float32]
    values: NDArray[np.float32]
    inputs: NDArray[np.float32]
    outputs: NDArray[np.float32]


def run_example(trace: Trace, index: int) -> ExampleRun | None:
    """Compute the values of an example of the network; None if there is no such example."""
    from ioviz.core.inference import neuron_values

    network = trace.network
    if network.examples is None or not 0 <= index < len(network.examples.inputs):
        return None
    vector = network.examples.inputs[index]
    values = neuron_values(network, trace.schedule, vector)
    shares = np.clip(vector[network.input_slots] / np.float32(network.examples.scale or 1), 0, 1)
    return ExampleRun(index, vector, frozen(values), frozen(shares), frozen(values[network.outputs]))


def make_frame(
    trace: Trace, step: int, event: int = 0, *, timing: Timing | None = None, example: ExampleRun | None = None
) -> Frame:
    """Return the frame of one moment of a trace.

    Parameters
    ----------
    trace : Trace
    step, event : int
        After `step` connections and `event` events of the next one.
    timing : Timing, optional
        The times of the trace's schedule, if computed already; views redraw only the differences between frames
        with the same times.
    example : ExampleRun, optional
        The example whose values are shown.

    Raises
    ------
    InvalidArgument
        If there is no such step or event.
    """
    timing = make_timing(trace.schedule) if timing is None else timing
    moment = trace.moment(step, event)
    arrived, departed = _moves(moment.events)
    return Frame(
        timing,
        moment,
        trace.memory,
        trace.policy,
        trace.counts,
        int(trace.schedule.order[moment.number]) if moment.number >= 0 else None,
        arrived,
        departed,
        io_sentence(trace, moment),
        _values(trace, moment, example) if example is not None else None,
        example.inputs if example is not None else None,
        _written_outputs(timing, moment, example) if example is not None else None,
        example.index if example is not None else None,
    )


def _moves(events: Sequence[Event]) -> tuple[tuple[int, ...], tuple[Departure, ...]]:
    """Return the slots that were filled, and the neurons that were removed."""
    departed = []
    written = set()
    for event in events:
        if event.kind.name == "WRITE_OUTPUT":
            written.add(event.neuron)
        elif event.is_eviction or event.kind.name == "DROP":
            paid = event.ios > 0 or event.neuron in written
            departed.append(Departure(event.slot, event.neuron, event.is_eviction, paid))
    return tuple(event.slot for event in events if event.is_neuron_read), tuple(departed)


def _values(trace: Trace, moment: Moment, example: ExampleRun) -> NDArray[np.float32] | None:
    """Return the value or partial sum in each slot; None if there are too many to be read."""
    if trace.n_slots > MOST_VALUES:
        return None
    return frozen(trace.values_at(moment, example.vector, final=example.values))


def _written_outputs(timing: Timing, moment: Moment, example: ExampleRun) -> NDArray[np.float32]:
    """Return the outputs' values, NaN for those that are not written yet."""
    outputs = timing.schedule.network.outputs
    written = timing.finish[outputs] <= moment.state.step
    for event in moment.events:
        if event.kind.name == "WRITE_OUTPUT":
            written = written | (outputs == event.neuron)
    return frozen(np.where(written, example.outputs, np.float32(np.nan)))
