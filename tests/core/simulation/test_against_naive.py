"""The engine and the machine in plain Python agree to the last I/O, slot and next use."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.generators import generate
from ioviz.core.schedule import Evictions, build_schedule, order
from ioviz.core.simulation import Trace, record_trace, record_trace_steps, simulate
from tests.graphs import networks
from tests.naive.machine import KINDS, Machine

POLICIES = st.sampled_from(["min", "lru", "rr"])


@st.composite
def schedules(draw, **settings):
    """A random network and a random topological order of its connections."""
    network = draw(networks(**settings))
    if draw(st.booleans()):
        return order(network, draw(st.sampled_from(["neuron", "layer"])))
    return order(network, "random", seed=draw(st.integers(0, 10_000)))


def machine_of(schedule, memory, policy, evictions=()):
    network = schedule.network
    connections = list(zip(network.source.tolist(), network.target.tolist()))
    return Machine(network.n_neurons, connections, schedule.order.tolist(), memory, policy, evictions)


def as_dict(state):
    return {
        "neuron": state.neuron.tolist(),
        "dirty": state.dirty.tolist(),
        "next_use": state.next_use.tolist(),
        "last_use": state.last_use.tolist(),
        "hand": state.hand,
        "counts": vars(state.counts),
    }


def made_manual(schedule, memory, policy):
    """The evictions of a policy, as the schedule's own."""
    trace = record_trace(schedule.network, schedule, memory=memory, policy=policy)
    steps = [t for t in range(trace.n_steps) for event in trace.events(t) if event.is_eviction]
    evictions = Evictions.of(memory, steps, trace.victims)
    return build_schedule(schedule.network, schedule.order, evictions=evictions)


def evictions_of(events):
    return [event for event in events if event[0].startswith("EVICT")]


def assert_same_at_every_moment(trace, machine):
    for step, moments in enumerate(machine.moments):
        events = trace.events(step)
        assert len(moments) == len(events) + 1
        for event, expected in enumerate(moments):
            state = trace.state(step, event)
            assert as_dict(state) == expected
            assert (state.step, state.event) == (step, event)
            assert trace.counters(step, event) == state.counts
            moment = trace.moment(step, event)
            assert as_dict(moment.state) == expected
            assert (moment.state.step, moment.state.event) == (step, event)
            assert moment.state.rr_hand == state.rr_hand
            assert moment.number == (step if event else step - 1)
            if moment.number >= 0:
                assert as_dict(moment.before) == machine.moments[moment.number][0]
                assert moment.events == trace.events(moment.number)[: event or None]


@pytest.mark.jit
@given(schedules())
def test_counters_at_every_memory_and_policy(schedule):
    network = schedule.network
    for memory in range(3, network.n_neurons + 3):
        for policy in ("min", "lru", "rr"):
            expected = machine_of(schedule, memory, policy).counts
            assert vars(simulate(network, schedule, memory=memory, policy=policy).counts) == expected
            assert vars(record_trace(network, schedule, memory=memory, policy=policy).counts) == expected


@pytest.mark.jit
@given(schedules(), POLICIES, st.integers(3, 11))
def test_the_state_at_every_step_and_event(schedule, policy, memory):
    trace = record_trace(schedule.network, schedule, memory=memory, policy=policy)
    assert_same_at_every_moment(trace, machine_of(schedule, memory, policy))


@given(schedules(), POLICIES, st.integers(3, 11))
def test_the_events_and_why(schedule, policy, memory):
    trace = record_trace(schedule.network, schedule, memory=memory, policy=policy)
    machine = machine_of(schedule, memory, policy)
    for step, expected in enumerate(machine.events):
        events = trace.events(step)
        assert [(event.kind.name, event.end, event.neuron, event.slot) for event in events] == expected
        for number, event in enumerate(events):
            before, after = trace.state(step, number), trace.state(step, number + 1)
            assert event.ios == after.counts.ios - before.counts.ios
            assert event.kind.name == KINDS[event.kind]
            if event.is_eviction:
                assert event.next_use == before.next_use[event.slot]
                assert event.last_use == before.last_use[event.slot]
                assert event.hand == before.hand


@pytest.mark.jit
@given(schedules(), POLICIES, st.integers(3, 8))
def test_a_policy_replayed_as_manual_evictions_is_the_same(schedule, policy, memory):
    network = schedule.network
    manual = made_manual(schedule, memory, policy)
    assert simulate(network, manual, memory=memory, policy="manual").counts == (
        simulate(network, schedule, memory=memory, policy=policy).counts
    )
    evictions = list(zip(manual.evictions.step.tolist(), manual.evictions.neuron.tolist()))
    trace = record_trace(network, manual, memory=memory, policy="manual")
    assert_same_at_every_moment(trace, machine_of(schedule, memory, "manual", evictions))


@pytest.mark.parametrize("policy", ["min", "lru", "rr"])
@pytest.mark.parametrize("kind", ["neuron", "layer", "random"])
def test_a_network_with_many_checkpoints(policy, kind):
    network = generate("layered", sizes=[40, 60, 50, 20], density=0.6, seed=1)
    schedule = order(network, kind, seed=2)
    machine = machine_of(schedule, 20, policy)
    trace = record_trace(network, schedule, memory=20, policy=policy)
    assert len(trace.checkpoints) > 3
    rng = np.random.default_rng(0)
    some = {0, 1023, 1024, 1025, 2048, trace.n_steps - 1, trace.n_steps, *rng.integers(0, trace.n_steps, 60).tolist()}
    emptied = [0, *((slot + 1) % 19 for events in machine.events for *_, slot in evictions_of(events))]
    so_far = np.cumsum([0, *(len(evictions_of(events)) for events in machine.events)])
    for step in some:
        state = trace.state(step)
        assert as_dict(state) == as_dict(trace.moment(step).state) == machine.moments[step][0]
        assert state.rr_hand == emptied[so_far[step]]
    totals = [moments[0]["counts"] for moments in machine.moments]
    steps = np.arange(trace.n_steps + 1)
    reads = [c["weight_reads"] + c["first_reads"] + c["rereads"] for c in totals]
    writes = [c["evict_writes"] + c["output_writes"] for c in totals]
    assert trace.cumulative_reads(steps).tolist() == reads
    assert trace.cumulative_writes(steps).tolist() == writes
    assert trace.cumulative_ios(steps[::-1].reshape(1, -1)).ravel().tolist() == (np.add(reads, writes)[::-1]).tolist()


@pytest.mark.parametrize("policy", ["min", "lru", "rr", "manual"])
@pytest.mark.parametrize("chunk", [1, 2, 7, 1000, 1024, 5000])
def test_chunks_of_any_size_record_the_same(policy, chunk):
    network = generate("layered", sizes=[30, 40, 40, 20], density=0.5, seed=4)
    schedule = order(network, "random", seed=1)
    if policy == "manual":
        schedule = made_manual(schedule, 15, "lru")
    whole = record_trace(network, schedule, memory=15, policy=policy)
    *progress, trace = record_trace_steps(network, schedule, memory=15, policy=policy, chunk=chunk)
    assert isinstance(trace, Trace)
    assert [report.step for report in progress] == [*range(chunk, whole.n_steps, chunk), whole.n_steps]
    for name in ("flags", "victims", "checkpoints", "hands", "sums"):
        np.testing.assert_array_equal(getattr(trace, name), getattr(whole, name))
    assert trace.counts == whole.counts


@given(schedules(), st.sampled_from(["min", "lru"]))
def test_what_a_memory_holds_a_larger_one_holds_too(schedule, policy):
    """MIN and LRU are stack policies."""
    traces = [
        record_trace(schedule.network, schedule, memory=memory, policy=policy)
        for memory in range(3, schedule.network.n_neurons + 3)
    ]
    for step in range(schedule.order.size + 1):
        held = [set(trace.state(step).neuron.tolist()) - {-1} for trace in traces]
        assert all(smaller <= larger for smaller, larger in pairwise(held))


@given(schedules())
def test_the_live_memory_is_the_least_that_costs_no_more_than_the_lower_bound(schedule):
    network = schedule.network
    excess = {memory: simulate(network, schedule, memory=memory).excess for memory in range(3, network.n_neurons + 3)}
    live = schedule.live_memory
    assert all((cost == 0) == (memory >= live) for memory, cost in excess.items())


@given(schedules(), POLICIES, st.integers(3, 8))
def test_jumps(schedule, policy, memory):
    trace = record_trace(schedule.network, schedule, memory=memory, policy=policy)
    is_of = {
        "io": lambda event: event.ios and event.kind.name != "READ_WEIGHT",
        "eviction": lambda event: event.kind.name in ("EVICT_CLEAN", "EVICT_DIRTY"),
        "reread": lambda event: event.kind.name == "REREAD",
        "write": lambda event: event.kind.name in ("EVICT_DIRTY", "WRITE_OUTPUT"),
    }
    for kind, wanted in is_of.items():
        hits = [t for t in range(trace.n_steps) if any(wanted(event) for event in trace.events(t))]
        for step in range(trace.n_steps + 1):
            assert trace.next_step(step, kind) == min((t for t in hits if t >= step), default=None)
            assert trace.previous_step(step, kind) == max((t for t in hits if t < step), default=None)
