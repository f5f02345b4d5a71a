"""The victim of each policy at a moment, compared with a naive version of the rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ioviz
from ioviz.core.errors import InvalidArgument
from ioviz.core.schedule import order
from ioviz.core.simulation import record_trace
from ioviz.core.simulation.choices import choice_at, eviction_choices
from tests.graphs import networks
from tests.naive import costs as naive
from tests.naive.machine import Machine

POLICIES = st.sampled_from(["min", "lru", "rr"])
DISCOUNTS = st.sampled_from([None, 1.0, 0.6, 0.2])


@given(networks(), st.integers(0, 99), POLICIES, st.integers(3, 6), DISCOUNTS)
def test_each_policy_chooses_as_the_model_says(network, seed, policy, memory, discount):
    schedule = order(network, "random", seed=seed)
    trace = record_trace(network, schedule, memory=memory, policy=policy)
    connections = list(zip(network.source.tolist(), network.target.tolist()))
    machine = Machine(network.n_neurons, connections, schedule.order.tolist(), memory, policy)
    for step, events in enumerate(machine.events):
        evictions = [e for e, (kind, *_) in enumerate(events) if kind.startswith("EVICT")]
        choices = eviction_choices(trace, trace.moment(step + 1), discount=discount)
        assert len(choices) == len(evictions)
        for e, choice in zip(evictions, choices):
            _kind, end, victim, _slot = events[e]
            ends = connections[schedule.order[step]]
            assert (choice.number, choice.evicted, choice.wanted) == (step, victim, ends[end == "target"])
            assert dict(choice.picks) == naive.picks(machine, step, e, discount)
            assert choice.picks[policy] == victim
            moment = machine.moments[step][e]
            found = {
                (neuron, slot, ahead, back, dirty)
                for neuron, slot, ahead, back, dirty in zip(
                    *(getattr(choice, name).tolist() for name in ("neuron", "slot", "next_use", "last_use", "dirty"))
                )
            }
            assert found == {
                (x, i, moment["next_use"][i], moment["last_use"][i], moment["dirty"][i])
                for i, x in enumerate(moment["neuron"])
                if x != -1 and x not in ends
            }
            assert choice.next_use.tolist() == sorted(choice.next_use.tolist(), reverse=True)
            assert choice.neuron[0] == choice.picks["min"]
        at_most = sum(e < len(events) // 2 for e in evictions)
        if len(events) // 2:
            assert len(eviction_choices(trace, trace.moment(step, len(events) // 2))) == at_most
        hypothetical = choice_at(trace, trace.state(step), discount=discount)
        assert (hypothetical.wanted, hypothetical.evicted) == (None, None)
        assert dict(hypothetical.picks) == naive.picks(machine, step, 0, discount)


def test_min_d_chooses_what_its_trace_evicts():
    network = ioviz.generate("layered", sizes=[9, 12, 9], density=0.6, seed=2)
    trace = record_trace(network, "random", memory=7, policy="min-d")
    discount = trace.schedule.settings["discount"]
    assert discount < 1
    seen = 0
    for step in range(trace.n_steps):
        for choice in eviction_choices(trace, trace.moment(step + 1), discount=discount):
            assert choice.picks["min-d"] == choice.evicted
            seen += choice.picks["min-d"] != choice.picks["min"]
    assert seen


def test_after_the_last_connection_nobody_is_there():
    trace = record_trace(ioviz.generate("diamond"), "neuron", memory=3)
    assert dict(choice_at(trace, trace.state(trace.n_steps)).picks) == {}
    with pytest.raises(InvalidArgument):
        trace.moment(trace.n_steps + 1)
    with pytest.raises(InvalidArgument):
        trace.moment(trace.n_steps, 1)
