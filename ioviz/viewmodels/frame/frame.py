"""A frame: everything the views need to show one moment of a trace, frozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ioviz.viewmodels.frame.sentences import NOTHING, Sentence, event_sentence, start_sentence, step_sentence
from ioviz.viewmodels.frame.timing import CLEAN, DIRTY, Timing, make_timing

if TYPE_CHECKING:
    from ioviz.core.network import Network
    from ioviz.core.simulation import Counts, Event, Trace

Int32 = NDArray[np.int32]
FREE = -1
"""In `Frame.neuron`: no neuron is in this place."""

MOST_VALUES = 1_000
"""With more places than this, cells have no room for values."""


@dataclass(frozen=True)
class Departure:
    """A neuron that left its place: evicted (written or not), dropped, or written as an output."""

    place: int
    neuron: int
    evicted: bool
    written: bool


@dataclass(frozen=True, eq=False)
class Frame:
    """One moment: after `step` connections and `event` events of the next one.

    Attributes
    ----------
    timing : Timing
        The schedule's times; the same object as long as the schedule is the same.
    step, event : int
    memory : int
        M; there are K = M - 1 places.
    policy : str
    neuron : int32[K]
        The neuron in each place, `FREE` where there is none.
    dirty : bool[K]
    next_use : int32[K]
        The position of the next use of the neuron in each place; W where there is none, -1 where free.
    counts : Counts
        So far.
    final : Counts
        At the end of the trace.
    current : int or None
        The connection that is being processed, or was processed last.
    arrived : tuple of int
        Places that were filled by what happened since the last frame of one connection.
    departed : tuple of Departure
    hand : int or None
        The place the round-robin hand points to, under that policy.
    sentence : Sentence
        What happened and why.
    value : float32[K] or None
        The value or partial sum in each place, NaN where free; None if no example goes through.
    inputs : float32[I] or None
        The example's input values as shares of white, 0 to 1.
    outputs : float32[S] or None
        The output values written so far, NaN where not yet.
    example : int or None
        Which example it is.
    """

    timing: Timing
    step: int
    event: int
    memory: int
    policy: str
    neuron: Int32
    dirty: NDArray[np.bool_]
    next_use: Int32
    counts: Counts
    final: Counts
    current: int | None = None
    arrived: tuple[int, ...] = ()
    departed: tuple[Departure, ...] = ()
    hand: int | None = None
    sentence: Sentence = field(default=NOTHING)
    value: NDArray[np.float32] | None = None
    inputs: NDArray[np.float32] | None = None
    outputs: NDArray[np.float32] | None = None
    example: int | None = None

    @property
    def network(self) -> Network:
        """The network."""
        return self.timing.schedule.network

    @property
    def n_steps(self) -> int:
        """W."""
        return self.timing.n_steps

    @property
    def places(self) -> int:
        """K, the number of places for neurons."""
        return self.neuron.size

    @cached_property
    def resident(self) -> int:
        """The number of neurons in fast memory."""
        return int(np.count_nonzero(self.neuron != FREE))

    @cached_property
    def n_dirty(self) -> int:
        """How many of them are dirty."""
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
        """WAITING, STORED, GONE, CLEAN or DIRTY (`viewmodels.timing`) for each neuron, uint8[N]."""
        states = self.timing.neuron_states(self.step)
        here = self.neuron != FREE
        states[self.neuron[here]] = np.where(self.dirty[here], DIRTY, CLEAN)
        return states

    def place_of(self, neuron: int) -> int | None:
        """Return the place that a neuron is in, None if it is not in fast memory."""
        found = np.flatnonzero(self.neuron == neuron)
        return int(found[0]) if found.size else None

    def uses_until(self, place: int) -> int | None:
        """Return after how many connections the neuron in a place is used next: 1 is the next; None if never."""
        ahead = int(self.next_use[place])
        if self.neuron[place] == FREE or ahead >= self.n_steps:
            return None
        return ahead - self.step + 1


@dataclass(frozen=True, eq=False)
class ExampleRun:
    """One example input on its way through the network: what the frames of its trace can show.

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
    """Send an example of the network through it; None if there is no such example."""
    from ioviz.core.inference import neuron_values

    network = trace.network
    if network.examples is None or not 0 <= index < len(network.examples.inputs):
        return None
    vector = network.examples.inputs[index]
    values = neuron_values(network, trace.schedule, vector)
    shares = np.clip(vector[network.input_slots] / np.float32(network.examples.scale or 1), 0, 1)
    return ExampleRun(index, vector, _frozen(values), _frozen(shares), _frozen(values[network.outputs]))


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
        The times of the trace's schedule, if they are there already; views that get frames with the same
        times redraw only what differs.
    example : ExampleRun, optional
        The example that goes through the network.

    Raises
    ------
    InvalidArgument
        If there is no such step or event.
    """
    timing = make_timing(trace.schedule) if timing is None else timing
    state = trace.state(step, event)
    number = step if event else step - 1  # the connection that is told of
    events = trace.events(number)[: event or None] if number >= 0 else ()
    if number < 0:
        sentence = start_sentence(trace)
    elif event:
        sentence = event_sentence(trace, number, events)
    else:
        sentence = step_sentence(trace, number, events)
    arrived, departed = _moves(events)
    return Frame(
        timing,
        step,
        event,
        trace.memory,
        trace.policy,
        state.neuron,
        state.dirty,
        state.next_use,
        state.counts,
        trace.counts,
        int(trace.schedule.order[number]) if number >= 0 else None,
        arrived,
        departed,
        state.hand if state.hand >= 0 else None,
        sentence,
        _values(trace, step, event, example) if example is not None else None,
        example.inputs if example is not None else None,
        _written_outputs(timing, step, events if event else (), example) if example is not None else None,
        example.index if example is not None else None,
    )


def _moves(events: Sequence[Event]) -> tuple[tuple[int, ...], tuple[Departure, ...]]:
    """Return the places that were filled, and who left."""
    departed = []
    written = set()
    for event in events:
        if event.kind.name == "WRITE_OUTPUT":
            written.add(event.neuron)
        elif event.is_eviction or event.kind.name == "DROP":
            paid = event.ios > 0 or event.neuron in written
            departed.append(Departure(event.place, event.neuron, event.is_eviction, paid))
    return tuple(event.place for event in events if event.is_neuron_read), tuple(departed)


def _values(trace: Trace, step: int, event: int, example: ExampleRun) -> NDArray[np.float32] | None:
    """Return the value or partial sum in each place; None if there are more than anybody can read."""
    if trace.places > MOST_VALUES:
        return None
    return _frozen(trace.values(step, example.vector, event, final=example.values))


def _written_outputs(timing: Timing, step: int, events: Sequence[Event], example: ExampleRun) -> NDArray[np.float32]:
    """Return the outputs' values, NaN for those that are not written yet."""
    outputs = timing.schedule.network.outputs
    there = timing.finish[outputs] <= step
    for event in events:
        if event.kind.name == "WRITE_OUTPUT":
            there = there | (outputs == event.neuron)
    return _frozen(np.where(there, example.outputs, np.float32(np.nan)))


def _frozen(array: NDArray[np.float32]) -> NDArray[np.float32]:
    array.setflags(write=False)
    return array
