"""`anneal` from outside: limits, arguments, several chains."""

from __future__ import annotations

import multiprocessing
import sys
import time

import numpy as np
import pytest

from ioviz.core.annealing import AnnealSnapshot, anneal
from ioviz.core.errors import InvalidArgument, MemoryTooSmall
from ioviz.core.generators import generate
from ioviz.core.schedule import Schedule, build_schedule, order
from ioviz.core.simulation import simulate


@pytest.fixture(scope="module")
def network():
    return generate("layered", sizes=[30, 30, 30], density=0.2, seed=0)


def test_snapshots_then_the_best_schedule(network):
    *snapshots, best = anneal(network, 8, start="neuron", proposals=5000, seed=1)
    assert isinstance(best, Schedule)
    assert all(isinstance(entry, AnnealSnapshot) for entry in snapshots)
    last = snapshots[-1]
    assert last.proposals == 5000
    assert last.progress == 1.0
    assert last.best == simulate(network, best, memory=8).ios
    assert last.start == simulate(network, "neuron", memory=8).ios
    assert last.current == last.reads + last.writes
    assert last.best < last.start
    assert [entry.best for entry in snapshots] == sorted((entry.best for entry in snapshots), reverse=True)
    assert np.array_equal(last.best_order(), best.order)
    assert best.settings["seed"] == 1


def test_same_seed_same_schedule_however_often_paused(network):
    found = []
    for pause in (0.0, 0.02):
        steps = anneal(network, 8, start="neuron", proposals=4000, seed=3)
        for step in steps:
            last = step
            time.sleep(pause)
        found.append(last.order.tolist())
    assert found[0] == found[1]
    *_, other = anneal(network, 8, start="neuron", proposals=4000, seed=4)
    assert other.order.tolist() != found[0]


def test_time_limit(network):
    *snapshots, best = anneal(network, 8, start="neuron", seconds=0.3)
    assert 0.3 <= snapshots[-1].elapsed < 5  # without what it takes to compile
    assert simulate(network, best, memory=8).ios == snapshots[-1].best


def test_stopped_early_the_best_is_at_hand(network):
    steps = anneal(network, 8, start="neuron", proposals=10**9)
    for _ in range(5):
        snapshot = next(steps)
    steps.close()
    found = snapshot.best_schedule()
    assert np.array_equal(found.order, snapshot.best_order())
    assert simulate(network, found, memory=8).ios == snapshot.best


def test_methods_and_starts(network):
    for method in ("ioviz", "paper"):
        *snapshots, best = anneal(network, 8, proposals=500, method=method)
        assert snapshots[-1].best <= snapshots[-1].start
        assert best.settings["method"] == method
    given = order(network, "random", seed=1)
    first = next(iter(anneal(network, 8, start=given, proposals=500)))
    assert first.start == simulate(network, given, memory=8).ios


def test_from_the_lower_bound_nothing_is_gained():
    network = generate("dense", a=3, b=3)
    *snapshots, best = anneal(network, 10, start="neuron", proposals=300)
    assert simulate(network, best, memory=10).excess == 0
    assert snapshots[-1].best == snapshots[-1].start


@pytest.mark.slow
def test_chains_in_processes_are_deterministic_and_leave_nothing_behind(network):
    found = []
    for _ in range(2):
        *snapshots, best = anneal(network, 8, start="neuron", proposals=10_000, seed=2, chains=2)
        found.append(best.order.tolist())
        assert snapshots[-1].proposals == 10_000
        assert simulate(network, best, memory=8).ios == snapshots[-1].best
    assert found[0] == found[1]
    steps = anneal(network, 8, start="neuron", seconds=60, chains=2)
    snapshot = next(steps)
    assert simulate(network, build_schedule(network, snapshot.best_order()), memory=8).ios == snapshot.best
    began = time.perf_counter()
    steps.close()
    assert time.perf_counter() - began < 30  # of the 60 s that it has
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"policy": "manual"}, "min, lru and rr"),
        ({"policy": "fifo"}, "Unknown policy 'fifo'"),
        ({"method": "magic"}, "Unknown method 'magic'"),
        ({"start": "best"}, "Unknown order 'best'"),
        ({"seed": -1}, "seed"),
        ({"seed": 1.5}, "seed"),
        ({"proposals": 0}, "number of proposals"),
        ({"seconds": 0}, "number of seconds above 0"),
        ({"seconds": float("nan")}, "number of seconds above 0"),
        ({"restarts": -1}, "number of restarts"),
        ({"chains": 0}, "number of chains"),
        ({"chains": 2, "check": True}, "chains=1"),
        ({"temperature": -1.0}, "temperature"),
        ({"temperature": (1.0, float("inf"))}, "temperature"),
        ({"objective": "joules"}, "Unknown objective 'joules'"),
        ({"objective": (1, -1)}, "weighted objective"),
        ({"objective": (0, 0)}, "weighted objective"),
        ({"objective": 3}, "weighted objective"),
    ],
)
def test_bad_arguments_are_refused_at_once(network, arguments, text):
    with pytest.raises(InvalidArgument, match=text):
        anneal(network, 8, **arguments)


def test_memory_is_checked(network):
    with pytest.raises(MemoryTooSmall):
        anneal(network, 2)
    with pytest.raises(InvalidArgument):
        anneal(network, "8")


def test_compiling_is_no_time_of_a_run(monkeypatch):
    """Whatever it takes to compile: here the clock jumps by a thousand seconds."""
    network = generate("layered", sizes=[60] * 3, density=0.3, seed=0)
    right, late = time.perf_counter, [0.0]

    def prepare():
        late[0] += 1000.0
        yield "moves"

    monkeypatch.setattr(time, "perf_counter", lambda: right() + late[0])
    monkeypatch.setattr(sys.modules["ioviz.core.annealing.anneal"], "prepare_annealing", prepare)
    *snapshots, _ = anneal(network, 20, start="neuron", seconds=0.5, seed=1)
    assert late[0] == 1000.0
    assert snapshots[-1].elapsed < 500.0
    assert snapshots[-1].proposals > 0
