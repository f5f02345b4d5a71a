"""What neurons and connections cost, against the events of a naive machine."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.schedule import order
from ioviz.core.simulation import record_trace, residency
from ioviz.core.simulation.costs import connection_costs, neuron_costs, since_last_use
from tests.graphs import networks
from tests.naive import costs as naive
from tests.naive.machine import Machine

POLICIES = st.sampled_from(["min", "lru", "rr"])


def both(network, seed, policy, memory):
    schedule = order(network, "random", seed=seed)
    connections = list(zip(network.source.tolist(), network.target.tolist()))
    machine = Machine(network.n_neurons, connections, schedule.order.tolist(), memory, policy)
    return record_trace(network, schedule, memory=memory, policy=policy), machine


@given(networks(), st.integers(0, 99), POLICIES, st.integers(3, 8))
def test_neurons_cost_what_the_events_tell(network, seed, policy, memory):
    trace, machine = both(network, seed, policy, memory)
    found = neuron_costs(trace)
    for neuron, wanted in enumerate(naive.neuron_costs(machine, network.n_neurons)):
        median = wanted.pop("reuse_median")
        assert {name: getattr(found, name)[neuron] for name in wanted} == wanted
        actual = found.reuse_median[neuron]
        assert math.isnan(actual) if median is None else actual == median
    assert found.excess.sum() == trace.counts.rereads + trace.counts.evict_writes
    again = neuron_costs(trace, residency(trace))
    assert np.array_equal(again.resident, found.resident)


@given(networks(), st.integers(0, 99), POLICIES, st.integers(3, 8))
def test_connections_cost_what_the_events_tell(network, seed, policy, memory):
    trace, machine = both(network, seed, policy, memory)
    found = connection_costs(trace)
    source, target = since_last_use(trace.schedule)
    columns = (found.rereads, found.evict_writes, source, target)
    rows = list(zip(*(column.tolist() for column in columns)))
    assert rows == naive.connection_costs(machine)
    assert int(found.rereads.sum()) == trace.counts.rereads
    assert int(found.evict_writes.sum()) == trace.counts.evict_writes
