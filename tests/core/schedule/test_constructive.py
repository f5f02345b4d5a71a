import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ioviz.core.errors import InvalidArgument, MemoryTooSmall
from ioviz.core.generators import generate
from ioviz.core.names import CONSTRUCTIVE_ORDERS
from ioviz.core.network import build_network
from ioviz.core.schedule import Schedule, order
from ioviz.core.schedule.constructive import (
    Trial,
    auto_order_steps,
    constructive_order,
)
from ioviz.core.schedule.excess import min_excess
from ioviz.core.schedule.greedy import GreedySettings, demand_order
from ioviz.core.schedule.schedule import build_schedule
from ioviz.core.simulation import simulate
from tests.graphs import networks

FAMILIES = [kind for kind in CONSTRUCTIVE_ORDERS if kind != "auto"]


@pytest.mark.parametrize("kind", FAMILIES)
@given(networks(most_neurons=12), st.integers(3, 9), st.integers(0, 9))
def test_valid_for_any_network(kind, network, memory, seed):
    schedule = constructive_order(network, kind, memory, seed=seed)  # proves the order
    assert schedule.name == kind
    assert schedule.settings["memory"] == memory
    assert min_excess(network, schedule.order, memory) == simulate(network, schedule, memory=memory).excess


@given(
    networks(most_neurons=12),
    st.integers(3, 9),
    st.builds(
        GreedySettings,
        urgency=st.floats(0, 3),
        size_exponent=st.floats(-1, 1),
        bonus=st.floats(0, 1),
        sums=st.floats(0, 1),
        refill=st.floats(0, 1),
        noise=st.floats(0, 1),
    ),
)
def test_greedy_is_valid_with_any_settings(network, memory, settings):
    build_schedule(network, demand_order(network, memory, settings, seed=1))


def test_greedy_is_valid_when_it_looks_at_few_sums(monkeypatch):
    monkeypatch.setattr("ioviz.core.schedule.greedy.LOOK_LIMIT", 1)
    network = generate("layered", sizes=[60, 80, 60], density=0.1, seed=0)
    for sums in (0.2, 1.0):
        build_schedule(network, demand_order(network, 12, GreedySettings(sums=sums)))


@given(st.integers(1, 6), st.integers(2, 30), st.randoms(use_true_random=False))
def test_bandwidth_attains_the_lower_bound_on_a_band_whatever_its_numbering(k, more, random):
    chain = generate("chain", neurons=k + more, bandwidth=k)
    number = list(range(chain.n_neurons))
    random.shuffle(number)
    shuffled = build_network(
        n_neurons=chain.n_neurons,
        source=[number[u] for u in chain.source.tolist()],
        target=[number[v] for v in chain.target.tolist()],
    )
    schedule = constructive_order(shuffled, "bandwidth", k + 2)
    assert simulate(shuffled, schedule, memory=k + 2).excess == 0


def test_a_layer_that_fits_costs_the_lower_bound_when_tiled():
    network = generate("dense", a=6, b=9)
    for kind in ("tiled", "grouped", "auto"):
        assert simulate(network, constructive_order(network, kind, 8), memory=8).excess == 0


@pytest.mark.parametrize(
    ("memory", "most"), [(10, 1.53), (50, 1.18), (100, 1.105), (200, 1.06), (300, 1.041), (502, 1.0125)]
)
def test_the_baseline(memory, most):
    network = generate("layered", sizes=[500] * 4, density=0.1, seed=0)
    *trials, schedule = auto_order_steps(network, memory, trials=6, seconds=600)
    result = simulate(network, schedule, memory=memory)
    assert result.ios / (result.ios - result.excess) <= most
    assert result.excess == min(trial.excess for trial in trials)


def test_auto_is_the_best_of_its_trials_and_repeats():
    network = generate("layered", sizes=[20, 30, 20], density=0.3, seed=1)
    runs = [list(auto_order_steps(network, 9, trials=12, seconds=600, seed=4)) for _ in range(2)]
    *trials, schedule = runs[0]
    assert len(trials) == 12
    assert all(isinstance(trial, Trial) for trial in trials)
    assert isinstance(schedule, Schedule)
    best = [trial.excess for trial in trials if trial.is_best][-1]
    assert best == min(trial.excess for trial in trials) == simulate(network, schedule, memory=9).excess
    assert {trial.kind for trial in trials} == {"growth", "neuron", *FAMILIES}
    np.testing.assert_array_equal(schedule.order, runs[1][-1].order)


def test_auto_stops_at_the_lower_bound_and_by_time():
    tree = generate("tree")
    trials = list(auto_order_steps(tree, 20, trials=50, seconds=600))[:-1]
    assert len(trials) == 1
    network = generate("layered", sizes=[20, 30, 20], density=0.3, seed=1)
    assert len(list(auto_order_steps(network, 5, seconds=1e-9))) == 2


def test_order_makes_them_too():
    network = generate("layered", sizes=[20, 30, 20], density=0.3, seed=1)
    schedule = order(network, "tiled", memory=9)
    np.testing.assert_array_equal(schedule.order, constructive_order(network, "tiled", 9).order)


def test_bad_arguments():
    network = generate("diamond")
    with pytest.raises(InvalidArgument, match="memory=M"):
        constructive_order(network, "tiled", None)
    with pytest.raises(MemoryTooSmall):
        constructive_order(network, "greedy", 2)
    with pytest.raises(InvalidArgument, match="whole number"):
        constructive_order(network, "greedy", 4.0)
    with pytest.raises(InvalidArgument, match="'best'"):
        constructive_order(network, "best", 4)
    with pytest.raises(InvalidArgument, match="time limit"):
        auto_order_steps(network, 4, seconds=0)
    with pytest.raises(InvalidArgument, match="seed"):
        constructive_order(network, "greedy", 4, seed=-1)
