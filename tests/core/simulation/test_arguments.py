"""Invalid arguments of simulations, and the messages."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from ioviz.core.errors import InvalidArgument, InvalidSchedule, MemoryTooSmall
from ioviz.core.generators import generate
from ioviz.core.schedule import Evictions, build_schedule, order
from ioviz.core.simulation import MemoryState, record_trace, record_trace_steps, simulate

NETWORK = generate("layered", sizes=[6, 8, 4], density=0.6, seed=0)
SCHEDULE = order(NETWORK)
TRACE = record_trace(NETWORK, SCHEDULE, memory=6)


@pytest.mark.parametrize("function", [simulate, record_trace, record_trace_steps])
@pytest.mark.parametrize(
    ("schedule", "memory", "policy", "error", "sentence"),
    [
        (
            "neuron",
            2,
            "min",
            MemoryTooSmall,
            "fast memory of 2 is too small: .*u, .*v and its weight.* M = 3",
        ),
        ("neuron", -1, "min", MemoryTooSmall, "fast memory of -1 is too small"),
        ("neuron", 4.5, "min", InvalidArgument, "a whole number of values, not 4.5"),
        ("neuron", True, "min", InvalidArgument, "not True"),
        ("neuron", "many", "min", InvalidArgument, "not 'many'"),
        ("neuron", 5, "fifo", InvalidArgument, "Unknown policy 'fifo': choose from min, lru, rr, min-d, manual"),
        ("sorted", 5, "min", InvalidArgument, "Unknown order 'sorted'"),
        (order(generate("diamond")), 5, "min", InvalidArgument, "for another network"),
        (SCHEDULE, 5, "manual", InvalidSchedule, "'neuron' has no evictions"),
        (
            build_schedule(NETWORK, SCHEDULE.order, evictions=Evictions.of(7, [], [])),
            6,
            "manual",
            InvalidSchedule,
            "for a fast memory of 7, not of 6",
        ),
    ],
)
def test_refused_at_once(function, schedule, memory, policy, error, sentence):
    with pytest.raises(error, match=sentence):
        function(NETWORK, schedule, memory=memory, policy=policy)


def test_a_schedule_for_an_equal_network_will_do():
    same = generate("layered", sizes=[6, 8, 4], density=0.6, seed=0)
    assert simulate(same, SCHEDULE, memory=6).counts == TRACE.counts


@pytest.mark.parametrize("step", [-1, TRACE.n_steps + 1, 1.0, True, "3"])
def test_steps_that_there_are_not(step):
    for question in (TRACE.state, TRACE.events, TRACE.counters, TRACE.next_step, TRACE.previous_step):
        with pytest.raises(InvalidArgument, match=f"from 0 to {TRACE.n_steps}"):
            question(step)


def test_events_and_kinds_that_there_are_not():
    with pytest.raises(InvalidArgument, match="has 4 events"):
        TRACE.state(0, 5)
    with pytest.raises(InvalidArgument, match="has 4 events"):
        TRACE.state(0, -1)
    with pytest.raises(InvalidArgument, match="has 0 events"):
        TRACE.state(TRACE.n_steps, 1)
    with pytest.raises(InvalidArgument, match=r"Unknown kind of step 'nap': choose from io, eviction, reread, write"):
        TRACE.next_step(0, "nap")
    for steps in ([0.5], [-1], [0, TRACE.n_steps + 1]):
        with pytest.raises(InvalidArgument, match="whole numbers"):
            TRACE.cumulative_ios(steps)


def test_a_memory_larger_than_the_network_is_no_larger_a_trace():
    trace = record_trace(NETWORK, SCHEDULE, memory=10**9)
    assert trace.n_slots == NETWORK.n_neurons
    assert trace.counts.excess == 0


def test_nothing_can_be_changed():
    state = TRACE.state(5, 2)
    for frozen in (TRACE, state):
        with pytest.raises(dataclasses.FrozenInstanceError):
            frozen.counts = None
    arrays = [value for value in (*vars(TRACE).values(), *vars(state).values()) if isinstance(value, np.ndarray)]
    assert len(arrays) == 9
    assert not any(array.flags.writeable for array in arrays)


def test_where_a_neuron_is():
    state: MemoryState = TRACE.state(4)
    assert state.resident == np.count_nonzero(state.neuron >= 0)
    for slot, neuron in enumerate(state.neuron.tolist()):
        if neuron >= 0:
            assert state.slot_of(neuron) == slot
    assert state.slot_of(-1) == -1
    assert state.slot_of(NETWORK.n_neurons - 1) == -1


def test_bytes_a_step():
    """At most 16, even where nearly every connection evicts twice."""
    network = generate("layered", sizes=[60, 120, 60], density=0.5, seed=0)
    for memory in (3, 50, 200):
        trace = record_trace(network, order(network, "random"), memory=memory)
        assert trace.nbytes <= 16 * trace.n_steps


def test_an_order_for_a_size_is_made_for_the_memory_that_is_simulated():
    result = simulate(NETWORK, "tiled", memory=6)
    assert result.schedule.name == "tiled"
    assert result.schedule.settings["memory"] == 6
    assert record_trace(NETWORK, "tiled", memory=6).counts == result.counts
    assert simulate(NETWORK, "greedy", memory=10**18).excess == 0
