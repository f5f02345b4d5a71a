import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.errors import InvalidArgument, MemoryTooSmall
from ioviz.core.generators import generate
from ioviz.core.schedule import order
from ioviz.core.simulation import simulate
from ioviz.core.simulation.memory_curve import memory_curve, memory_curve_steps
from tests.graphs import networks
from tests.naive import eviction

POLICIES = {"min": eviction.min_policy, "lru": eviction.lru_policy}


def naive_curve(schedule, policy, memories):
    network = schedule.network
    connections = list(zip(network.source.tolist(), network.target.tolist()))
    sequence = schedule.order.tolist()
    choose = POLICIES[policy](connections, sequence)
    return [eviction.count(connections, sequence, memory - 1, choose) for memory in memories]


@pytest.mark.jit
@pytest.mark.parametrize("policy", ["min", "lru"])
@given(networks(most_neurons=12), st.sampled_from(["neuron", "layer", "random"]), st.integers(0, 99))
def test_a_curve_is_what_counting_at_each_memory_gives(policy, network, kind, seed):
    schedule = order(network, kind, seed=seed)
    curve = memory_curve(network, schedule, policy)
    assert curve.memory.tolist() == list(range(3, max(3, schedule.live_memory) + 1))
    assert list(zip(curve.rereads.tolist(), curve.evict_writes.tolist())) == naive_curve(schedule, policy, curve.memory)
    assert curve.excess[-1] == 0


@pytest.mark.parametrize("policy", ["min", "lru"])
@pytest.mark.parametrize("kind", ["layer", "random", "neuron"])
def test_a_larger_network_too(policy, kind):
    network = generate("layered", sizes=[12, 15, 9, 6], density=0.4, seed=3)
    schedule = order(network, kind, seed=5)
    curve = memory_curve(network, schedule, policy)
    assert list(zip(curve.rereads.tolist(), curve.evict_writes.tolist())) == naive_curve(schedule, policy, curve.memory)
    np.testing.assert_array_equal(curve.ios, curve.reads + curve.writes)
    np.testing.assert_array_equal(curve.ios, curve.excess + curve.lower_bound)
    assert (np.diff(curve.rereads) <= 0).all()


@pytest.mark.parametrize("policy", ["min", "lru"])
def test_chosen_memories_are_rows_of_the_whole_curve(policy):
    network = generate("layered", sizes=[12, 15, 9, 6], density=0.4, seed=3)
    whole = memory_curve(network, "neuron", policy)
    some = memory_curve(network, "neuron", policy, memories=[10_000, 5, 4])
    assert some.memory.tolist() == [4, 5, 10_000]
    assert some.rereads.tolist() == [*whole.rereads[1:3].tolist(), 0]
    assert some.evict_writes.tolist() == [*whole.evict_writes[1:3].tolist(), 0]


def test_arguments_are_checked_at_the_call():
    network = generate("diamond")
    with pytest.raises(InvalidArgument, match="'fifo'"):
        memory_curve_steps(network, "neuron", "fifo")
    with pytest.raises(MemoryTooSmall):
        memory_curve_steps(network, "neuron", memories=[2])
    with pytest.raises(InvalidArgument, match="another network"):
        memory_curve_steps(network, order(generate("dense", a=2, b=2), "neuron"))


@pytest.mark.parametrize("policy", ["min", "lru", "rr"])
def test_a_curve_is_what_simulate_says(policy):
    network = generate("layered", sizes=[12, 15, 9, 6], density=0.4, seed=4)
    schedule = order(network, "random", seed=1)
    curve = memory_curve(network, schedule, policy)
    for i, memory in enumerate(curve.memory.tolist()):
        result = simulate(network, schedule, memory=memory, policy=policy)
        counted = (curve.reads[i], curve.writes[i], curve.ios[i], curve.excess[i])
        assert counted == (result.reads, result.writes, result.ios, result.excess)


def test_progress_comes_on_the_way():
    network = generate("diamond")
    *progress, curve = memory_curve_steps(network, "neuron", "rr", memories=[3, 4, 5])
    assert [(step.done, step.total) for step in progress] == [(1, 3), (2, 3), (3, 3)]
    assert curve.memory.tolist() == [3, 4, 5]
