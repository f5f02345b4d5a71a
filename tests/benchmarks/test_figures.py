"""The engine's figures: what is in them, not how large they are."""

from __future__ import annotations

import json

import numpy as np
import pytest

from ioviz.core.errors import MissingDependency
from ioviz.core.generators import generate
from ioviz.core.schedule import order
from ioviz.core.simulation import simulate
from tests.benchmarks import libcachesim
from tests.benchmarks.engine import Progress, Workload, measure_engine
from tests.benchmarks.timing import in_turn, rate, ratio, seconds_of, spread

pytestmark = pytest.mark.measures

TINY = Workload("tiny", size=20, density=0.3, repetitions=2, peer_memories=(10,), seeks=5)


def test_tasks_run_in_turn_and_the_first_turn_does_not_count():
    calls = []

    def task(name):
        calls.append(name)
        return float(len(calls))

    found = list(in_turn({"a": lambda: task("a"), "b": lambda: task("b")}, 2))
    assert found == [("a", None), ("b", None), ("a", 3.0), ("b", 4.0), ("a", 5.0), ("b", 6.0)]


def test_spreads_are_of_each_turn():
    assert spread([3.0, 1.0, 2.0, 5.0, 4.0]) == {"median": 3.0, "quartile_1": 2.0, "quartile_3": 4.0}
    assert rate(10, [2.0, 5.0])["median"] == 3.5
    assert ratio([2.0, 90.0], [1.0, 10.0])["median"] == 5.5
    assert seconds_of(lambda: None) >= 0


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_figures_with_the_peer():
    pytest.importorskip("libcachesim")
    *progress, figures = measure_engine((TINY,))
    assert all(isinstance(report, Progress) for report in progress)
    json.dumps(figures, allow_nan=False)
    (workload,) = figures["workloads"]
    assert [(run["policy"], run["memory"]) for run in workload["simulations"]] == [
        (policy, memory) for policy in ("min", "lru", "rr") for memory in (10, 100, 1000)
    ]
    network = generate("layered", sizes=[20] * 4, density=0.3, seed=0)
    for run in workload["simulations"]:
        assert run["connections_per_second"]["median"] > 0
        assert run["ios"] == simulate(network, "neuron", memory=run["memory"], policy=run["policy"]).ios
        assert ("ratio_to_peer" in run) == (run["memory"] == 10)
    assert [(run["policy"], run["memory"]) for run in workload["traces"]] == [("min", 100), ("lru", 100), ("rr", 100)]
    assert figures["peer"]["missing"] is None


def test_without_the_peer_a_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(libcachesim, "find_spec", lambda name: None)
    *_, figures = measure_engine((TINY,))
    assert "not installed" in figures["peer"]["missing"]
    assert "pip install" in figures["peer"]["missing"]
    assert not any("ratio_to_peer" in run for run in figures["workloads"][0]["simulations"])
    network = generate("diamond")
    with pytest.raises(MissingDependency, match="pip install"):
        libcachesim.LibCacheSim(order(network))


def test_accesses_and_their_next_uses():
    network = generate("layered", sizes=[6, 7, 5], density=0.6, seed=2)
    schedule = order(network, "random", seed=3)
    ends = [end for c in schedule.order for end in (network.source[c], network.target[c])]
    accesses = libcachesim.accesses_of(schedule)
    assert (accesses["object"] - 1).tolist() == ends
    for i, end in enumerate(ends):
        after = [j for j in range(i + 1, len(ends)) if ends[j] == end]
        assert accesses["next"][i] == (after[0] + 1 if after else -1)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("seed", range(3))
def test_belady_misses_what_min_reads(seed):
    """Its Belady never holds what is not used again either, so that its misses are our reads of neurons."""
    pytest.importorskip("libcachesim")
    network = generate("layered", sizes=[30, 40, 20], density=0.4, seed=seed)
    schedule = order(network, "layer")
    with libcachesim.LibCacheSim(schedule) as peer:
        for memory in (8, 20, 50):
            seconds, misses = peer.replay("min", memory - 1)
            result = simulate(network, schedule, memory=memory, policy="min")
            assert seconds > 0
            assert misses == pytest.approx(result.first_reads + result.rereads, rel=0.02)
    assert np.isfinite(seconds)
