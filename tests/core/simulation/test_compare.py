"""Where two traces differ, against their events one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.errors import InvalidArgument
from ioviz.core.generators import generate
from ioviz.core.schedule import order
from ioviz.core.simulation import EventKind, differing_steps, first_io_difference, record_trace
from tests.graphs import networks

MACHINES = st.tuples(st.sampled_from(["min", "lru", "rr"]), st.integers(3, 8), st.sampled_from([None, 1, 2]))


def events_of(trace, step):
    """What a step does, without slots and reasons, and without what is dropped: when a value dies, the rest decides."""
    events = (one for one in trace.events(step) if one.kind is not EventKind.DROP)
    return [int(trace.schedule.order[step]), *((one.kind.name, one.neuron) for one in events)]


@given(networks(), MACHINES, MACHINES)
def test_they_differ_where_their_events_do(network, one, other):
    traces = [
        record_trace(
            network,
            order(network) if seed is None else order(network, "random", seed=seed),
            memory=memory,
            policy=policy,
        )
        for policy, memory, seed in (one, other)
    ]
    found = differing_steps(*traces)
    assert found.tolist() == [
        events_of(traces[0], step) != events_of(traces[1], step) for step in range(traces[0].n_steps)
    ]
    ios = [[trace.counters(step).ios for step in range(trace.n_steps + 1)] for trace in traces]
    apart = [step for step, (a, b) in enumerate(zip(*ios, strict=True)) if a != b]
    assert first_io_difference(*traces) == (apart[0] if apart else None)


def test_nothing_differs_from_itself():
    network = generate("layered", sizes=[9, 9, 9], density=0.5, seed=1)
    trace = record_trace(network, "neuron", memory=5)
    assert not differing_steps(trace, trace).any()
    assert first_io_difference(trace, trace) is None
    other = record_trace(network, "neuron", memory=5, policy="lru")
    assert int(np.argmax(differing_steps(trace, other))) > 0


def test_two_networks_are_refused():
    traces = [record_trace(generate("tree"), "neuron", memory=4) for _ in range(2)]
    for function in (differing_steps, first_io_difference):
        with pytest.raises(InvalidArgument, match="same network"):
            function(*traces)
