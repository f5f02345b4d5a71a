import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.errors import InvalidArgument, LimitExceeded, MemoryTooSmall
from ioviz.core.generators import generate
from ioviz.core.schedule import order
from ioviz.core.simulation import eviction_bound, record_trace, simulate
from ioviz.core.simulation.dirty_aware import DISCOUNTS, with_dirty_aware_evictions
from ioviz.core.simulation.eviction_bound import eviction_lower_bound, with_best_evictions
from tests.graphs import networks
from tests.naive import eviction

KINDS = st.sampled_from(["neuron", "layer", "random"])


def plain(schedule):
    network = schedule.network
    return list(zip(network.source.tolist(), network.target.tolist())), schedule.order.tolist()


@pytest.mark.jit
@given(networks(most_neurons=12), KINDS, st.integers(0, 9), st.integers(3, 8), st.sampled_from(DISCOUNTS))
def test_evictions_are_those_of_the_naive_twin(network, kind, seed, memory, discount):
    schedule = order(network, kind, seed=seed)
    evicting = with_dirty_aware_evictions(network, schedule, memory=memory, discount=discount)
    counts = simulate(network, evicting, memory=memory, policy="manual").counts  # replays and checks them
    connections, sequence = plain(schedule)
    choose = eviction.dirty_aware_policy(connections, sequence, discount)
    assert (counts.rereads, counts.evict_writes) == eviction.count(connections, sequence, memory - 1, choose)


@given(networks(most_neurons=12), KINDS, st.integers(0, 9), st.integers(3, 8))
def test_never_worse_than_min(network, kind, seed, memory):
    schedule = order(network, kind, seed=seed)
    undiscounted = with_dirty_aware_evictions(network, schedule, memory=memory, discount=1.0)
    by_min = simulate(network, schedule, memory=memory).counts
    assert simulate(network, undiscounted, memory=memory, policy="manual").counts == by_min
    best = with_dirty_aware_evictions(network, schedule, memory=memory)
    assert simulate(network, best, memory=memory, policy="manual").excess <= by_min.excess


@given(networks(most_neurons=12), KINDS, st.integers(0, 9), st.integers(3, 14))
def test_the_policy_is_the_replay_of_these_evictions(network, kind, seed, memory):
    schedule = order(network, kind, seed=seed)
    evicting = with_dirty_aware_evictions(network, schedule, memory=memory)
    replayed = simulate(network, evicting, memory=memory, policy="manual").counts
    result = simulate(network, schedule, memory=memory, policy="min-d")
    assert (result.policy, result.counts) == ("min-d", replayed)
    trace = record_trace(network, schedule, memory=memory, policy="min-d")
    assert (trace.policy, trace.counts) == ("min-d", replayed)
    assert trace.schedule.evictions.neuron.tolist() == evicting.evictions.neuron.tolist()


@given(networks(most_neurons=8), KINDS, st.integers(0, 9), st.integers(3, 6))
def test_the_bound_is_below_the_least_over_all_evictions(network, kind, seed, memory):
    schedule = order(network, kind, seed=seed)
    connections, sequence = plain(schedule)
    bound = eviction_lower_bound(network, schedule, memory=memory)
    least = eviction.least(connections, sequence, memory - 1)
    assert bound.excess <= least
    best, same = with_best_evictions(network, schedule, memory=memory)
    assert same == bound
    excess = simulate(network, best, memory=memory, policy="manual").excess
    assert excess >= least
    if bound.is_attained:
        assert excess == least == bound.excess
    evicting = with_dirty_aware_evictions(network, schedule, memory=memory)
    assert simulate(network, evicting, memory=memory, policy="manual").excess >= least


@given(networks(most_neurons=12), KINDS, st.integers(0, 9), st.integers(3, 8))
def test_without_writes_the_bound_is_what_min_attains(network, kind, seed, memory):
    schedule = order(network, kind, seed=seed)
    bound = eviction_lower_bound(network, schedule, memory=memory, write_cost=0)
    assert bound.excess == simulate(network, schedule, memory=memory).rereads


def test_dirty_aware_evictions_lie_between_the_bound_and_min():
    network = generate("layered", sizes=[20, 30, 30, 20], density=0.3, seed=2)
    schedule = order(network, "neuron")
    by_min = simulate(network, schedule, memory=30).excess
    dirty_aware = with_dirty_aware_evictions(network, schedule, memory=30)
    better = simulate(network, dirty_aware, memory=30, policy="manual").excess
    best, bound = with_best_evictions(network, schedule, memory=30)
    assert simulate(network, best, memory=30, policy="manual").excess == bound.excess < better < by_min
    assert bound.is_attained
    assert dirty_aware.settings["discount"] < 1


def test_bad_arguments(monkeypatch):
    network = generate("diamond")
    with pytest.raises(MemoryTooSmall):
        with_dirty_aware_evictions(network, "neuron", memory=2)
    with pytest.raises(InvalidArgument, match="discount"):
        with_dirty_aware_evictions(network, "neuron", memory=4, discount=0)
    with pytest.raises(MemoryTooSmall):
        eviction_lower_bound(network, "neuron", memory=2)
    monkeypatch.setattr(eviction_bound, "MOST_CONNECTIONS", 3)
    with pytest.raises(LimitExceeded, match="limited to 3 connections"):
        eviction_lower_bound(network, "neuron", memory=4)
